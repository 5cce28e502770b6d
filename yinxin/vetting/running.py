"""What the worker does: check lists piece by piece, write the answered file, remove what is over (N22.1).

A killed worker loses the piece in hand and nothing else: a piece is one transaction, its looks among it.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from django.db import InterfaceError, OperationalError, connection, transaction

from yinxin.desk import notices
from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import Incomplete, Refusal
from yinxin.kernel.words import Words
from yinxin.lifecycle.move import move
from yinxin.parties.actor import SYSTEM
from yinxin.register.closed_files import closed_files
from yinxin.signing.receipts import Receipt
from yinxin.vetting import grounds, looks, terms, writing
from yinxin.vetting.asking import close, is_gap, opened
from yinxin.vetting.book import Book
from yinxin.vetting.columns import Place
from yinxin.vetting.models import List, Row
from yinxin.vetting.outcomes import MATCHED, Note, Outcome, Told
from yinxin.vetting.states import LIST, RUNNING, ListState

Asked = tuple[str, str, str]
"""Management number, name, document number."""
Match = Callable[[Sequence[Asked], datetime], Sequence[tuple[str, int | None]] | None]
"""Asks verification: the verdict for each three things, and the certificate's id; None where it cannot answer now."""
Sign = Callable[[Mapping[str, Any], datetime], Receipt]
"""Signs what was asked and told of a list."""

_WRITE: Final = """
    update vetting_row r set outcome = v.outcome, at = %s
    from unnest(%s::bigint[], %s::text[]) as v(id, outcome) where r.id = v.id"""

log = logging.getLogger(__name__)


def step(*, match: Match, sign: Sign, clock: Callable[[], datetime]) -> bool:
    """Check a piece of a list that waits; say whether there was one that could be worked on."""
    with transaction.atomic():
        row = (
            List.objects.select_for_update(skip_locked=True)
            .filter(state__in=[one.value for one in RUNNING])
            .order_by("id")
            .first()
        )
        if row is None:
            return False
        if row.state == ListState.RECEIVED.value:
            move(
                LIST, row.pk, frm=ListState.RECEIVED, to=ListState.RUNNING, kind="vetting_list.begun", by=SYSTEM,
                at=clock(),
            )  # fmt: skip
        try:
            with transaction.atomic():
                return _piece(row, match, sign, clock)
        except (OperationalError, InterfaceError):
            raise  # the database is away: no fault of the list
        except Exception as error:
            if not isinstance(error, Refusal):
                log.exception("list %s could not be checked", row.pk)
            _failed(row, error if isinstance(error, Refusal) else _unforeseen(), clock())
    return True


def expire(*, at: datetime) -> int:
    """Remove rows and files of lists whose time is over, and looks shown long enough; return how many lists."""
    over = List.objects.filter(state=ListState.DONE.value, done_at__lt=at - terms.KEPT).order_by("id")
    count = 0
    for number in over.values_list("id", flat=True):
        with transaction.atomic():
            row = List.objects.select_for_update().get(pk=number)
            if row.state == ListState.DONE.value:
                close(
                    row,
                    frm=ListState.DONE,
                    to=ListState.EXPIRED,
                    kind="vetting_list.expired",
                    by=SYSTEM,
                    at=at,
                )
                count += 1
    looks.forget(at=at)
    return count


def _piece(row: List, match: Match, sign: Sign, clock: Callable[[], datetime]) -> bool:
    lines = list(Row.objects.filter(of=row, outcome="").order_by("number")[: terms.CHUNK])
    if not lines:
        _finish(row, sign, clock())
        return True
    at = clock()
    ask = [one for one in lines if not one.note and not one.first]
    three = [opened(one.sealed) for one in ask]
    found = match([(number, name, document) for name, document, number in three], at)
    if found is None:
        return False
    told = {one.number: Outcome(verdict) for one, (verdict, _) in zip(ask, found, strict=True)}
    told |= {one.number: _unasked(Note(one.note)) for one in lines if one.note}
    told |= _repeated(row, [one for one in lines if one.first and not one.note], told)
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, [at, [one.pk for one in lines], [told[one.number].value for one in lines]])
    matched = {
        number: Outcome(verdict) for verdict, number in found if number and Outcome(verdict) in MATCHED
    }
    looks.enter(row.pk, matched, at)
    List.objects.filter(pk=row.pk).update(done=row.done + len(lines))
    return True


def _unasked(note: Note) -> Outcome:
    return Outcome.MISSING if is_gap(note) else Outcome.MALFORMED


def _repeated(row: List, lines: Sequence[Row], told: Mapping[int, Outcome]) -> dict[int, Outcome]:
    """Return the outcomes of rows that repeat one further up, which has been answered in this piece or before."""
    before = [one.first for one in lines if one.first not in told]
    known = dict(Row.objects.filter(of=row, number__in=before).values_list("number", "outcome"))
    return {one.number: told[one.first] if one.first in told else Outcome(known[one.first]) for one in lines}


def told_of(row: List) -> dict[int, Told]:
    """Return what every answered row of a list is told, by its number."""
    lines = Row.objects.filter(of=row).exclude(outcome="").order_by("number")
    return {
        number: Told(Outcome(outcome), at, Note(note), first)
        for number, outcome, at, note, first in lines.values_list("number", "outcome", "at", "note", "first")
        if at is not None
    }


def _finish(row: List, sign: Sign, at: datetime) -> None:
    """Write the answered file, sign the report, and tell the person who asked."""
    place = Place(row.place["sheet"], row.place["header"], tuple(row.place["columns"]))
    told = told_of(row)
    data = writing.filled(Book.got(row.book), place, told)
    counts = dict(sorted(Counter(one.outcome.value for one in told.values()).items()))
    out = sha256(data).hexdigest()
    reason = grounds.opened(row.sealed)
    said = {
        "asked": {"sha256": row.came, "rows": row.rows},
        "answered": {"sha256": out, "counts": counts},
        "ground": {"code": row.ground, "words": str(reason.words), "reference": reason.reference},
        "purpose": reason.purpose,
        "asker": row.organisation.name,
        "brought_at": row.asked_at.isoformat(timespec="seconds"),
        "list": row.pk,
    }
    receipt = sign(said, at)
    List.objects.filter(pk=row.pk).update(counts=counts)
    facts = {
        "rows": row.rows, "counts": counts, "came": row.came, "out": out, "looks": looks.digest_of(row.pk),
        "receipt": receipt.digest,
    }  # fmt: skip
    move(
        LIST, row.pk, frm=ListState.RUNNING, to=ListState.DONE, kind="vetting_list.done", by=SYSTEM, at=at, facts=facts,
        done_at=at, out=closed_files().put(data), out_digest=out, receipt=receipt.text(),
    )  # fmt: skip
    words = Words("核验名单{number}已完成，可以下载结果。", number=row.pk)
    notices.tell(accounts=[row.asked_by], words=words, address=f"/office/vetting/{row.pk}", at=at)


def _failed(row: List, refusal: Refusal, at: datetime) -> None:
    """Keep what the worker was told, so that the page can show it; nothing else is kept."""
    trouble = {"what": refusal.what.stored(), "do": refusal.do.stored()}
    List.objects.filter(pk=row.pk).update(trouble=trouble)
    close(
        row, frm=ListState.RUNNING, to=ListState.FAILED, kind="vetting_list.failed", by=SYSTEM, at=at,
        reason=refusal.code,
    )  # fmt: skip
    words = Words("核验名单{number}没有完成。", number=row.pk)
    notices.tell(accounts=[row.asked_by], words=words, address=f"/office/vetting/{row.pk}", at=at)


def _unforeseen() -> Incomplete:
    return Incomplete(
        Words("系统未能完成这份名单，已记录供系统管理员查看；名单和结果没有保留，不计入本月行数。"),
        do=Words("请稍后重新上传；仍不能处理的，请联系系统管理员。"),
        clause=Clause("N22.1"),
    )
