"""Stock-takes: count by scanning, list what differs from the book, correct it with four eyes (N11.1).

A count is of a place and of every place in it. What is missing was in the book there and in nobody's hand; what is
surplus was in somebody's hand and, by the book, elsewhere. Correcting takes the missing copies to the account of what
is lost, and the surplus ones to the place that was counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from django.db import IntegrityError, transaction

from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import AlreadyDone, NotApplicable, WrongState
from yinxin.kernel.words import Words, listed
from yinxin.law.n2023 import art11_custody
from yinxin.ledger.record import Line, record
from yinxin.lifecycle.move import came_too_late, move
from yinxin.parties import access
from yinxin.parties.actor import Actor, Body
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import body
from yinxin.register import books, custody, scanning
from yinxin.register.custody import SlipNote
from yinxin.register.models import Count, PaperCopy, Place, Scan
from yinxin.register.places import KEPT, PlaceKind, SlipKind
from yinxin.register.scanning import Found, Meaning
from yinxin.register.states import COUNT, PAPER, CountState, PaperState

N11_1 = Clause("N11.1")


@dataclass(frozen=True)
class Differences:
    """What a count found.

    :ivar place_id: the place that was counted.
    :ivar missing: copies that the book has there and nobody had in hand, each with its place by the book.
    :ivar surplus: copies that somebody had in hand, each with the place where it lies by the book.
    """

    place_id: int
    missing: Mapping[int, int]
    surplus: Mapping[int, int]

    @property
    def none(self) -> bool:
        """Say whether the book was right."""
        return not self.missing and not self.surplus


class Verdict(Enum):
    """What a scan of a stock-take has brought."""

    NEW = "new"
    ALREADY = "already"
    ELSEWHERE = "elsewhere"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Answer:
    """The answer to one scan.

    :ivar text: what was scanned; :attr:`number` the management number of the copy, or nothing.
    :ivar words: what it means, in one sentence; :attr:`do` what to do with the copy, or None.
    """

    verdict: Verdict
    text: str
    number: str
    words: Words
    do: Words | None = None

    @property
    def counts(self) -> bool:
        """Say whether the copy is counted."""
        return self.verdict is not Verdict.UNKNOWN


def begin_count(*, place_id: int, by: Actor, at: datetime) -> int:
    """Begin a stock-take of a place and everything in it; return its id.

    :raises NotPermitted: ``by`` does not count this organisation's paper.
    :raises AlreadyDone: the place is being counted.
    """
    place = Place.objects.filter(id=place_id, kind__in=[kind.value for kind in KEPT]).first()
    if place is None:
        raise access.not_here()
    access.require(by, Permission.CUSTODY_COUNT, body(place.organisation_id))
    try:
        with transaction.atomic():
            made = Count.objects.create(
                place=place, begun_by=by.account_id, begun_at=at, state=CountState.OPEN.value
            )
            record(
                Line(
                    "count.begun",
                    N11_1,
                    by.account_id,
                    by.organisation_id,
                    "count",
                    made.pk,
                    at,
                    {"place": place_id},
                )
            )
    except IntegrityError as error:
        if "count_one_open" not in str(error):
            raise
        raise AlreadyDone(
            Words("“{place}”正在盘点。", place=place.name), do=Words("请继续已开始的盘点。"), clause=N11_1
        ) from None
    return made.pk


def scan(*, count_id: int, copy_id: int, by: Actor, at: datetime) -> bool:
    """Note that a copy is there; say whether it was new to this count. Scanning twice changes nothing.

    :raises NotFound: there is no such count in the territory, or no such copy.
    :raises WrongState: the count is finished, or the copy has never been printed.
    """
    found = _count(count_id, by)
    state = PaperCopy.objects.filter(id=copy_id).values_list("state", flat=True).first()
    if state is None:
        raise access.not_here()
    if state == PaperState.ORDERED.value:
        raise WrongState(Words("这本证书还没有交付印制。"), do=Words("请核对扫描的编号。"), clause=N11_1)
    with transaction.atomic():
        held = Count.objects.select_for_update().filter(pk=found.pk, state=CountState.OPEN.value)
        if not held.exists():
            raise came_too_late(COUNT, CountState.OPEN)
        _, new = Scan.objects.get_or_create(
            count=found, copy_id=copy_id, defaults={"at": at, "by": by.account_id}
        )
    return new


def scan_text(*, count_id: int, text: str, by: Actor, at: datetime) -> Answer:
    """Take what was scanned into a stock-take, and answer at once; what is not understood changes nothing.

    :raises NotFound: there is no such count in the territory.
    :raises NotPermitted: ``by`` does not count this organisation's paper.
    :raises WrongState: the count is finished.
    """
    found = _count(count_id, by)
    if found.state != CountState.OPEN.value:
        raise came_too_late(COUNT, CountState.OPEN)
    there = set(books.inside(found.place_id))
    meant = scanning.resolve(text, by)
    row = _meant(meant, there)
    if row is None:
        return Answer(Verdict.UNKNOWN, text.strip()[: scanning.LONGEST], "", *_why_not(meant))
    number = row.certificate.management_number
    if row.state == PaperState.ORDERED.value:
        words = Words("这本证书还没有交付印制。")
        return Answer(Verdict.UNKNOWN, text.strip(), number, words, Words("请核对扫描的编号。"))
    new = scan(count_id=count_id, copy_id=row.pk, by=by, at=at)
    if not new:
        return Answer(Verdict.ALREADY, text.strip(), number, Words("已经盘过，不重复计数。"))
    if row.place_id in there:
        return Answer(Verdict.NEW, text.strip(), number, Words("已盘到。"))
    return Answer(
        Verdict.ELSEWHERE,
        text.strip(),
        number,
        Words("已记下，但账簿上它在“{place}”。", place=row.place.name if row.place else ""),
        Words("请单独放置，盘点结束后按差异清单处理。"),
    )


def finish_count(*, count_id: int, by: Actor, at: datetime) -> Differences:
    """Finish a stock-take; return what differs from the book as it stood at this moment.

    :raises WrongState: it is finished.
    """
    found = _count(count_id, by)
    with transaction.atomic():
        move(
            COUNT,
            found.pk,
            frm=CountState.OPEN,
            to=CountState.FINISHED,
            kind="count.finished",
            by=by,
            at=at,
            facts={"papers": Scan.objects.filter(count=found).count()},
            finished_at=at,
        )
        return differences(count_id)


def differences(count_id: int) -> Differences:
    """Return what a finished count found, against the book as it stood when it ended.

    :raises WrongState: the count goes on.
    """
    found = Count.objects.get(id=count_id)
    if found.finished_at is None:
        raise came_too_late(COUNT, CountState.FINISHED)
    expected = books.contents(books.inside(found.place_id), found.finished_at)
    scanned = set(Scan.objects.filter(count_id=count_id).values_list("copy_id", flat=True))
    elsewhere = books.where(scanned - set(expected), found.finished_at)
    missing = {copy: place for copy, place in expected.items() if copy not in scanned}
    return Differences(found.place_id, missing, elsewhere)


def check_correction(count_id: int) -> Differences:
    """Refuse a correction that the book cannot take; return what it would correct.

    :raises NotApplicable: the count found nothing, or found copies that no correction may bring here.
    :raises WrongState: the count goes on, is corrected, or copies have been moved since.
    """
    found = differences(count_id)
    if Count.objects.get(id=count_id).state != CountState.FINISHED.value:
        raise came_too_late(COUNT, CountState.FINISHED)
    if found.none:
        raise NotApplicable(
            Words("盘点与账簿一致，没有要更正的。"), do=Words("不需要办理更正。"), clause=N11_1
        )
    said = {**found.missing, **found.surplus}
    if books.where(said) != said:
        raise WrongState(
            Words("盘点结束以后，有差异的证书又有出入库。"), do=Words("请重新盘点。"), clause=N11_1
        )
    _check_states(found)
    return found


def correct(*, count_id: int, proposed_by: int, by: Actor, at: datetime) -> None:
    """Correct the book by a finished count: what is missing is lost, what is surplus lies where it was found.

    :raises NotPermitted: ``by`` may not approve, or proposed it: nobody corrects stock alone.
    :raises Refusal: what :func:`check_correction` refuses.
    """
    over = body_of(count_id)
    access.require(by, Permission.CUSTODY_CORRECT, over)
    access.require_other_person(by, proposed_by, act=Words("批准库存更正"), clause=N11_1)
    art11_custody.check_stock_correction(proposed_by=str(proposed_by), approved_by=str(by.account_id))
    found = check_correction(count_id)
    with transaction.atomic():
        lost = custody.standing_place(organisation_id=over.id, kind=PlaceKind.LOST, by=by, at=at)
        states = dict(PaperCopy.objects.filter(id__in=found.surplus).values_list("id", "state"))
        for copies, frm, to, note in (
            *_slips(count_id, found.missing, dict.fromkeys(found.missing, PaperState.HELD.value), lost),
            *_slips(count_id, found.surplus, states, found.place_id),
        ):
            custody.move_copies(copies=copies, frm=frm, to=to, slip=note, by=by, at=at)
        facts = {"missing": len(found.missing), "surplus": len(found.surplus), "proposed_by": proposed_by}
        move(
            COUNT,
            count_id,
            frm=CountState.FINISHED,
            to=CountState.CORRECTED,
            kind="count.corrected",
            by=by,
            at=at,
            facts=facts,
        )


def body_of(count_id: int) -> Body:
    """Return the organisation whose paper a count counts.

    :raises NotFound: there is no such count.
    """
    found = Count.objects.filter(id=count_id).values_list("place__organisation_id", flat=True).first()
    if found is None:
        raise access.not_here()
    return body(found)


def _meant(meant: Found, there: set[int]) -> PaperCopy | None:
    """Return the one copy that is meant: where several are, the one that the book has here."""
    if meant.meaning in (Meaning.HOLDER, Meaning.PLACE):
        return None
    rows = list(PaperCopy.objects.filter(id__in=meant.copies).select_related("certificate", "place"))
    here = [row for row in rows if row.place_id in there]
    return next((found[0] for found in (rows, here) if len(found) == 1), None)


def _why_not(meant: Found) -> tuple[Words, Words]:
    """Return why a scan names no copy, and what to scan instead."""
    if meant.why and meant.do:
        return meant.why, meant.do
    if meant.meaning is Meaning.PLACE:
        return Words("这是库位，不是证书。"), Words("盘点须逐本扫描证书。")
    if meant.meaning is Meaning.HOLDER:
        return Words("这是证件号码，不是证书。"), Words("请扫描证书上的二维码或管理号。")
    return Words("有多本证书使用这个管理号。"), Words("请改为扫描二维码或空白证书编号。")


def _count(count_id: int, by: Actor) -> Count:
    """Return a count that ``by`` may go on with."""
    access.require(by, Permission.CUSTODY_COUNT, body_of(count_id))
    return Count.objects.get(id=count_id)


def _slips(
    count_id: int, copies: Mapping[int, int], states: Mapping[int, str], to: int
) -> list[tuple[list[int], int, int, SlipNote]]:
    """Return a slip for each place and state from which copies come."""
    groups: dict[tuple[int, str], list[int]] = {}
    for copy, frm in sorted(copies.items()):
        groups.setdefault((frm, states[copy]), []).append(copy)
    missing = Place.objects.get(id=to).kind == PlaceKind.LOST.value
    kind = SlipKind.STOCK_MISSING if missing else SlipKind.STOCK_SURPLUS
    after = PaperState.LOST if missing else PaperState.HELD
    return [
        (listed_, frm, to, SlipNote(kind, f"{count_id}-{place}", PaperState(state), after))
        for place, ((frm, state), listed_) in enumerate(sorted(groups.items()), start=1)
    ]


def _check_states(found: Differences) -> None:
    """Refuse surplus copies that cannot have come here: still in print, spoiled, or printed again meanwhile."""
    rows = PaperCopy.objects.filter(id__in=found.surplus).select_related("certificate")
    bad = [
        Words("{number}（{state}）", number=row.certificate.management_number, state=PAPER.names[state])
        for row in rows.order_by("id")
        if (state := PaperState(row.state)) is not PaperState.HELD
        and ((state, PaperState.HELD) not in PAPER.edges or _printed_again(row))
    ]
    if bad:
        raise NotApplicable(
            Words("盘到了不应在库的证书：{copies}。", copies=listed(bad)),
            do=Words("请先登记这些证书的印制回报；已补印的，原件不得再入库。"),
            clause=N11_1,
        )


def _printed_again(row: PaperCopy) -> bool:
    return PaperCopy.objects.filter(certificate_id=row.certificate_id, number__gt=row.number).exists()
