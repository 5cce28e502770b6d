"""What follows from what a record says: its findings, its state, the marks by which it is found, its comparisons."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from django.db import connection

from yinxin.kernel.clause import Clause
from yinxin.kernel.numbers import normalise_management_number
from yinxin.ledger.record import Line, record_many
from yinxin.legacy import comparing, safe
from yinxin.legacy.cleaning import Entry
from yinxin.legacy.comparing import MOST_IN_A_BLOCK, PROPOSE, Reason, likeness
from yinxin.legacy.faces import completeness_of, findings_of, year_of
from yinxin.legacy.models import Mark, Pair, Record
from yinxin.legacy.states import RECORD, SETTLING, PairState, RecordState
from yinxin.legacy.titles import Titles
from yinxin.lifecycle.move import move
from yinxin.parties.actor import Actor
from yinxin.register import older
from yinxin.register.vault import vault

N19: Final = Clause("N19")

_MARKS: Final = "select distinct key from legacy_mark where record_id = any(%s)"
_BLOCKS: Final = """select array_agg(record_id) from legacy_mark where key = any(%s)
                   group by key having count(*) between 2 and %s"""
_STAND: Final = "select id from legacy_record where id = any(%s) and state not in ('dropped', 'merged')"


def columns_of(entry: Entry, titles: Titles) -> dict[str, Any]:
    """Return what a record's row says in the open: findings by field, year, qualification, keyed match; its state."""
    value = entry.value
    three = (value("management_number"), value("name"), value("id_number"))
    return {
        "findings": [[one.field, one.code, one.weight] for one in findings_of(entry, titles)],
        "match": vault().match_key(*three) if all(three) else b"",
        "qualification_id": entry.qualification_id,
        "year": year_of(entry),
        "state": completeness_of(entry, titles).value,
    }


def settle(record: Record, titles: Titles, *, facts: dict[str, Any], by: Actor, at: datetime) -> None:
    """Bring a record's row up to what it says now; a change of state is a line in the ledger.

    :raises WrongState: the record is no longer the source's to change.
    """
    columns = columns_of(safe.current(record), titles)
    now = RecordState(columns.pop("state"))
    if now.value != record.state:
        move(
            RECORD, record.pk, frm=RecordState(record.state), to=now, kind=f"legacy_record.{now.value}", by=by, at=at,
            facts=facts,
        )  # fmt: skip
    Record.objects.filter(pk=record.pk).update(**columns)
    record.refresh_from_db()


def compare_again(record: Record, *, at: datetime) -> int:
    """Compare a record that says something else now with all others; return how many proposals are new."""
    Mark.objects.filter(record=record).delete()
    keys = safe.marks_of(likeness(safe.current(record)).marks)
    Mark.objects.bulk_create(Mark(record=record, key=key) for key in keys)
    return compare([record.pk], at=at)


def compare(records: Sequence[int], *, at: datetime) -> int:
    """Compare records with all that share a mark, and with the register; return how many proposals are new."""
    pairs = _sharing_a_mark(set(records))
    rows = Record.objects.in_bulk({number for pair in pairs for number in pair} | set(records))
    likes = {number: likeness(entry) for number, entry in safe.current_many(list(rows.values())).items()}
    found = []
    for one, other in pairs:
        score, reasons = comparing.compared(likes[one], likes[other])
        if score >= PROPOSE:
            found.append(_pair(score, reasons, one_id=one, other_id=other))
    found += _in_register([rows[number] for number in records], likes)
    return _propose(found, at)


def _sharing_a_mark(records: set[int]) -> list[tuple[int, int]]:
    """Return the pairs, the earlier first, of one of the records and one that shares a mark with it.

    Three plain look-ups instead of one join over marks: on a table just filled, whose statistics still say
    that it is empty, the join was run as loops within loops.
    """
    with connection.cursor() as cursor:
        cursor.execute(_MARKS, [list(records)])
        marks = [bytes(key) for (key,) in cursor.fetchall()]
        cursor.execute(_BLOCKS, [marks, MOST_IN_A_BLOCK])
        blocks = [set(block) for (block,) in cursor.fetchall()]
        cursor.execute(_STAND, [list(set().union(*blocks))])
        standing = {number for (number,) in cursor.fetchall()}
    return sorted(
        {
            (min(one, other), max(one, other))
            for block in blocks
            for one in block & records
            for other in block & standing
            if other != one
        }
    )


def _in_register(rows: Iterable[Record], likes: dict[int, comparing.Likeness]) -> list[Pair]:
    """Return what the register has already: the same certificate, or the same number for somebody else."""
    asked = [row for row in rows if row.state in {one.value for one in SETTLING}]
    known = older.known([bytes(row.match) for row in asked if row.match])
    taken: dict[tuple[int, int], dict[str, int]] = {}
    groups: dict[tuple[int, int], set[str]] = {}
    for row in asked:
        if likes[row.pk].number:
            groups.setdefault((row.qualification_id, row.year), set()).add(likes[row.pk].number)
    for (qualification, year), numbers in groups.items():
        taken[qualification, year] = older.numbers_taken(qualification, year, sorted(numbers))
    found = []
    for row in asked:
        certificate, code, score = known.get(bytes(row.match)), "in_register", 120
        if certificate is None:
            certificate = taken.get((row.qualification_id, row.year), {}).get(likes[row.pk].number)
            code, score = "number_in_register", 75
        if certificate is not None:
            found.append(_pair(score, (Reason(code, score),), other_id=row.pk, certificate_id=certificate))
    return found


def _pair(score: int, reasons: Iterable[Reason], **whose: int) -> Pair:
    """Return a proposal that is not entered yet."""
    stored = [[reason.code, reason.points] for reason in reasons]
    return Pair(score=score, reasons=stored, state=PairState.OPEN.value, **whose)


def _propose(found: Sequence[Pair], at: datetime) -> int:
    """Enter proposals that are not there yet, each with its line."""
    twins = {(p.one_id, p.other_id, p.certificate_id) for p in _known(found)}
    fresh = [p for p in found if (p.one_id, p.other_id, p.certificate_id) not in twins]
    made = Pair.objects.bulk_create(fresh)
    record_many(
        Line(
            "legacy_pair.proposed", N19, 0, 0, "legacy_pair", pair.pk, at,
            {
                "one": pair.one_id or 0, "other": pair.other_id, "certificate": pair.certificate_id or 0,
                "score": pair.score,
            },
        )
        for pair in made
    )  # fmt: skip
    return len(made)


def _known(found: Sequence[Pair]) -> Iterable[Pair]:
    others = {pair.other_id for pair in found}
    return Pair.objects.filter(other_id__in=others).only("one_id", "other_id", "certificate_id")


def printed_number(entry: Entry) -> str:
    """Return the management number as it is compared."""
    return normalise_management_number(entry.value("management_number"))
