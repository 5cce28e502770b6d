"""Printing: orders to the printing house, the files it prints from, what it reports, sheets printed again (N10).

The interface is a folder that both sides see. An order is ``orders/<number>/`` with the pages as PDF files and
``manifest.json``, which names every sheet with the digest of its face and its blank, every file with its digest, and
the counts; ``manifest.note`` is its signature. The manifest comes last: an order without one is not there yet. The
printing house answers with ``reports/<number>.json``: ``{"order", "printed": [paper], "spoiled": [{"paper",
"blank"}], "lost": [paper]}``, each sheet of the order once.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import orjson
from django.db import InterfaceError, OperationalError, transaction

from yinxin.kernel.canonical import canonical_json, digest
from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import Incomplete, NotApplicable, Refusal
from yinxin.kernel.words import Words
from yinxin.ledger.record import Line, record
from yinxin.lifecycle.move import move
from yinxin.parties import access
from yinxin.parties.actor import SYSTEM, Actor
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import body, the_centre
from yinxin.production import makers, order_numbers
from yinxin.production.models import Batch, PrintOrder
from yinxin.production.states import PRINT_ORDER, PrintState
from yinxin.register import books, codes, custody, sheets, status
from yinxin.register.custody import SlipNote
from yinxin.register.files import FileStore
from yinxin.register.places import PlaceKind, SlipKind
from yinxin.register.queries import PaperOfBatch
from yinxin.register.sheets import Sheet
from yinxin.register.states import PaperState
from yinxin.rendering import wording
from yinxin.rendering.certificate import CertificatePress
from yinxin.signing.plain_keys import PlainKey

log = logging.getLogger(__name__)

N10 = Clause("N10")
PAGES = 500
"""The most pages of one file, so that any order is made with little memory."""

REPORT_BYTES = 8_000_000
"""The longest report: some 400,000 sheets, more than any batch has."""

Sign = Callable[[str, int, bytes], str]
"""Signs an order's number, its count of sheets and its manifest's digest."""


@dataclass(frozen=True)
class _Means:
    """What the pages of an order are made with."""

    press: CertificatePress
    store: FileStore
    record_key: PlainKey | None


@dataclass(frozen=True)
class Report:
    """What the printing house says of an order, by the numbers of the paper copies."""

    printed: list[int]
    spoiled: list[int]
    lost: list[int]


def hand_over_batch(
    *, batch_id: int, papers: Sequence[PaperOfBatch], maker: int | None, by: Actor, at: datetime
) -> None:
    """Release the certificates of a batch and hand their paper over to print, one order for each issuer."""
    shares: dict[int, list[int]] = {}
    for paper in papers:
        shares.setdefault(paper.issuer, []).append(paper.paper_id)
    lists = {f"{batch_id}-{place}": shares[issuer] for place, issuer in enumerate(sorted(shares), start=1)}
    status.release([paper.certificate_id for paper in papers], orders=lists, maker=maker, by=by, at=at)
    for (number, copies), issuer in zip(lists.items(), sorted(shares), strict=True):
        enter(batch=batch_id, number=number, issuer=issuer, maker=maker, copies=copies, by=by, at=at)


def step(
    *,
    drop: Path,
    press: CertificatePress,
    store: FileStore,
    sign: Sign,
    clock: Callable[[], datetime],
    record_key: PlainKey | None = None,
) -> bool:
    """Put the files of one order into the drop folder; say whether any waited. Doing it again makes the same bytes."""
    waiting = PrintOrder.objects.filter(state=PrintState.ORDERED.value, trouble="")
    order = waiting.order_by("id").first()
    if order is None:
        return False
    try:
        manifest = _make(order, drop, _Means(press, store, record_key), sign)
    except (OperationalError, InterfaceError):
        raise  # the database is away: no fault of the order
    except Exception as error:
        # Whatever it is, one order must not stop all the others: it is kept aside, and a person is told why.
        log.exception("the files of print order %s could not be made", order.number)
        trouble = str(error) if isinstance(error, Refusal) else f"{type(error).__name__}: {error}"
        waiting.filter(pk=order.pk).update(trouble=trouble[:400])
        return True
    with transaction.atomic():
        # Two workers may have made the same files; one of them says so.
        if waiting.select_for_update().filter(pk=order.pk).exists():
            move(
                PRINT_ORDER,
                order.pk,
                frm=PrintState.ORDERED,
                to=PrintState.HANDED_OVER,
                kind="print_order.handed_over",
                by=SYSTEM,
                at=clock(),
                facts={"manifest": manifest},
                manifest=manifest,
            )
    return True


def retry(*, number: str, by: Actor, at: datetime) -> None:
    """Let an order's files be tried again, after a person has seen to their trouble.

    :raises NotPermitted: ``by`` does not see to printing.
    :raises NotApplicable: the order has no trouble.
    """
    access.require(by, Permission.PRINT_REPORT)
    with transaction.atomic():
        order = PrintOrder.objects.select_for_update().filter(number=number).first()
        if order is None:
            raise access.not_here()
        makers.require_seat(by, Permission.PRINT_REPORT, order.maker_id)
        if not order.trouble:
            raise NotApplicable(
                Words("印制单{number}没有停下。", number=number), do=Words("不需要重新开始。"), clause=N10
            )
        PrintOrder.objects.filter(pk=order.pk).update(trouble="")
        record(
            Line(
                "print_order.retried",
                N10,
                by.account_id,
                by.organisation_id,
                "print_order",
                order.pk,
                at,
                {"number": number},
            )
        )


def take_report(*, data: bytes, store: FileStore, by: Actor, at: datetime, number: str = "") -> Report:
    """Enter what the printing house reports of an order: every sheet is printed, spoiled or lost.

    :param number: the order that the report must be about; any order where it is empty.
    :raises NotPermitted: ``by`` does not see to printing.
    :raises Incomplete: the report cannot be read, is too long, is about another order, or does not name each sheet of
        the order once with its blank.
    :raises WrongState: the order's report has been entered; nothing has changed.
    """
    access.require(by, Permission.PRINT_REPORT)
    facts = _read(data)
    if number and facts["order"] != number:
        raise Incomplete(
            Words("这份回报不是印制单{number}的。", number=number),
            do=Words("请选择这张印制单的回报文件。"),
            clause=N10,
        )
    order = PrintOrder.objects.filter(number=facts["order"]).first()
    if order is None:
        raise access.not_here()
    makers.require_seat(by, Permission.PRINT_REPORT, order.maker_id)
    report = _checked(facts, order)
    key = store.put(data)
    store.settle()
    counts = {
        "printed": len(report.printed),
        "spoiled": len(report.spoiled),
        "lost_in_print": len(report.lost),
    }
    with transaction.atomic():
        move(
            PRINT_ORDER,
            order.pk,
            frm=PrintState.HANDED_OVER,
            to=PrintState.REPORTED,
            kind="print_order.reported",
            by=by,
            at=at,
            facts={"report": key, **counts},
            report=key,
        )
        _enter_report(order, report, by, at)
    return report


def reprint(*, number: str, by: Actor, at: datetime) -> str:
    """Order the sheets of an order again that were spoiled or lost; return the new order's number.

    It makes no difference where they were lost: at the printing house, on the road or in store; nobody had them yet.

    :raises NotPermitted: ``by`` does not see to printing.
    :raises NotApplicable: nothing of it is left to print again.
    """
    access.require(by, Permission.PRINT_REPORT)
    order = PrintOrder.objects.filter(number=number).first()
    if order is None:
        raise access.not_here()
    makers.require_seat(by, Permission.PRINT_REPORT, order.maker_id)
    with transaction.atomic():
        if order.batch_id:
            Batch.objects.select_for_update().get(id=order.batch_id)
        again = sheets.order_again(books.copies_on(SlipKind.PRINT_ORDER, number))
        if not again:
            raise NotApplicable(
                Words("印制单{number}没有需要补印的证书。", number=number),
                do=Words("请先登记印制回报；已补印的不再补印。"),
                clause=N10,
            )
        made = order_numbers.following(order.batch_id, at)
        note = SlipNote(SlipKind.PRINT_ORDER, made, PaperState.ORDERED, PaperState.PRINTING)
        custody.move_copies(
            copies=again, frm=None, to=house(maker=order.maker_id, by=by, at=at), slip=note, by=by, at=at
        )
        enter(
            batch=order.batch_id,
            number=made,
            issuer=order.issuer_id,
            maker=order.maker_id,
            copies=again,
            by=by,
            at=at,
        )
    return made


def enter(
    *,
    batch: int | None,
    number: str,
    issuer: int,
    maker: int | None,
    copies: Sequence[int],
    by: Actor,
    at: datetime,
) -> None:
    """Enter an order whose copies lie at the printing house; numbered blanks are used where there are enough."""
    overlay = sheets.allot(copies, maker)
    made = PrintOrder.objects.create(
        batch_id=batch,
        number=number,
        issuer_id=issuer,
        maker_id=maker,
        overlay=overlay,
        papers=len(copies),
        ordered_at=at,
        state=PrintState.ORDERED.value,
    )
    blanks = digest(canonical_json({"blanks": sheets.serials(copies)}))
    facts = {"number": number, "batch": batch, "issuer": issuer, "papers": len(copies), "blanks": blanks}
    record(
        Line("print_order.made", N10, by.account_id, by.organisation_id, "print_order", made.pk, at, facts)
    )


def _make(order: PrintOrder, drop: Path, means: _Means, sign: Sign) -> str:
    """Write an order's files, its manifest last; return the manifest's digest."""
    todo = sheets.sheets(books.copies_on(SlipKind.PRINT_ORDER, order.number))
    folder = drop / "orders" / order.number
    folder.mkdir(parents=True, exist_ok=True)
    names = [_put(folder / name, data) for name, data in _files(order, todo, means)]
    manifest = canonical_json(_manifest(order, todo, names))
    key = digest(manifest)
    _put(folder / "manifest.note", sign(order.number, len(todo), bytes.fromhex(key)).encode())
    _put(folder / "manifest.json", manifest)
    return key


def _files(order: PrintOrder, todo: Sequence[Sheet], means: _Means) -> Iterator[tuple[str, bytes]]:
    """Yield the files of an order: pages of one wording, in the order of the manifest."""
    number = 0
    for _, run in groupby(todo, key=lambda sheet: wording.of(sheet.face)):
        same = list(run)
        for start in range(0, len(same), PAGES):
            number += 1
            part, at = same[start : start + PAGES], order.ordered_at
            pages = [(s.face, means.store.get(s.face.photo) if s.face.photo else b"") for s in part]
            texts = [codes.code_of(s.certificate_id, s.face, means.record_key, at=at) for s in part]
            yield (
                f"pages-{number:03d}.pdf",
                means.press.paper(pages, ground=not order.overlay, at=at, codes=texts),
            )


def _manifest(
    order: PrintOrder, todo: Sequence[Sheet], files: Sequence[tuple[str, str]]
) -> Mapping[str, Any]:
    return {
        "order": order.number,
        "issuer": body(order.issuer_id).name,
        "overlay": order.overlay,
        "count": len(todo),
        "files": [{"name": name, "digest": key} for name, key in files],
        "papers": [{"paper": s.copy_id, "face": s.face.digest, "blank": s.blank_serial} for s in todo],
    }


def _put(place: Path, data: bytes) -> tuple[str, str]:
    """Write a file so that nobody ever sees half of it; return its name and digest."""
    half = place.with_suffix(place.suffix + ".part")
    half.write_bytes(data)
    half.replace(place)
    return place.name, digest(data)


def _read(data: bytes) -> dict[str, Any]:
    if len(data) > REPORT_BYTES:
        raise Incomplete(Words("印制回报过长。"), do=Words("请核对文件；印制回报不超过8 MB。"), clause=N10)
    try:
        facts = orjson.loads(data)
        names = [*facts["printed"], *(one["paper"] for one in facts["spoiled"]), *facts["lost"]]
        whole = isinstance(facts["order"], str) and "\0" not in facts["order"]
        whole = whole and all(type(name) is int for name in names)
        whole = whole and all(isinstance(one["blank"], str) for one in facts["spoiled"])
    except (orjson.JSONDecodeError, KeyError, TypeError):
        whole = False
    if not whole:
        raise Incomplete(Words("印制回报读不出来。"), do=Words("请印制厂按约定的格式重新报送。"), clause=N10)
    return dict(facts)


def _checked(facts: Mapping[str, Any], order: PrintOrder) -> Report:
    """Return a report that names each sheet of the order once, and each spoiled one with its own blank."""
    copies = books.copies_on(SlipKind.PRINT_ORDER, order.number)
    blanks = dict(zip(copies, sheets.serials(copies), strict=True))
    report = Report(list(facts["printed"]), [one["paper"] for one in facts["spoiled"]], list(facts["lost"]))
    named = sorted([*report.printed, *report.spoiled, *report.lost])
    wrong = [one for one in facts["spoiled"] if blanks.get(one["paper"]) != one["blank"]]
    if named != sorted(blanks) or wrong:
        raise Incomplete(
            Words(
                "印制回报与印制单{number}不符：应有{count}本，报了{named}本，作废的空白证书编号不符{wrong}处。",
                number=order.number,
                count=len(blanks),
                named=len(named),
                wrong=len(wrong),
            ),
            do=Words("请印制厂核对后重新报送。"),
            clause=N10,
        )
    return report


def _enter_report(order: PrintOrder, report: Report, by: Actor, at: datetime) -> None:
    """Enter up to three slips: what is printed stays at the printing house until it is sent."""
    here, maker = house(maker=order.maker_id, by=by, at=at), order.maker_id or the_centre().id
    for copies, kind, after, place in (
        (report.printed, SlipKind.PRINTED, PaperState.PRINTED, None),
        (report.spoiled, SlipKind.SPOILED_IN_PRINT, PaperState.SPOILED, PlaceKind.SPOILED),
        (report.lost, SlipKind.LOST_IN_PRINT, PaperState.LOST, PlaceKind.LOST),
    ):
        if copies:
            to = custody.standing_place(organisation_id=maker, kind=place, by=by, at=at) if place else here
            note = SlipNote(kind, order.number, PaperState.PRINTING, after)
            custody.move_copies(copies=copies, frm=here, to=to, slip=note, by=by, at=at)


def house(*, maker: int | None, by: Actor, at: datetime) -> int:
    """Return the printing house's account in a maker's book; in the national centre's for None."""
    return custody.standing_place(
        organisation_id=maker or the_centre().id, kind=PlaceKind.PRINTING_HOUSE, by=by, at=at
    )
