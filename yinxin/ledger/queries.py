"""Read the ledger."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from django.db import connection


@dataclass(frozen=True, slots=True)
class Recorded:
    """One line of the ledger as it stands there; ``index`` is its place in the tree, None until it is sealed."""

    id: int
    at: datetime
    kind: str
    clause: str
    actor: int
    organisation: int
    subject: str
    subject_id: int
    facts: dict[str, Any]
    index: int | None


def history(*subjects: tuple[str, int]) -> tuple[Recorded, ...]:
    """Return the lines about any of the subjects, oldest first."""
    kinds = [kind for kind, _ in subjects]
    ids = [number for _, number in subjects]
    with connection.cursor() as cursor:
        cursor.execute(
            """select e.id, e.at, e.kind, e.clause, e.actor, e.organisation, e.subject, e.subject_id, e.facts, l.index
               from unnest(%s::text[], %s::bigint[]) as s(kind, id)
               join ledger_entry e on e.subject = s.kind and e.subject_id = s.id
               left join ledger_leaf l on l.entry_id = e.id
               order by e.id""",
            [kinds, ids],
        )
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return tuple(_recorded(*row) for row in rows)


_COLUMNS = "e.id, e.at, e.kind, e.clause, e.actor, e.organisation, e.subject, e.subject_id, e.facts"


def first_fact(kind: str, subject_id: int, name: str) -> str:
    """Return a fact of the first line of a kind about a thing; nothing where there is none."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select facts::jsonb ->> %s from ledger_entry where kind = %s and subject_id = %s order by id limit 1",
            [name, kind, subject_id],
        )
        row = cursor.fetchone()
    return str(row[0]) if row else ""


def facts_by_subject(kind: str) -> dict[int, dict[str, Any]]:
    """Return the facts of the last line of a kind about each thing."""
    with connection.cursor() as cursor:
        cursor.execute("select subject_id, facts::text from ledger_entry where kind = %s order by id", [kind])
        return {number: orjson.loads(facts) for number, facts in cursor.fetchall()}


def of_person(account_id: int, *, limit: int = 1000) -> tuple[Recorded, ...]:
    """Return what a person did, and what was done to their account, the latest first.

    What an act brought about for each certificate and copy is left out: the act itself stands for it.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"""with found as (
                    (select {_COLUMNS} from ledger_entry e where e.actor = %(person)s and e.actor <> 0
                         and e.subject not in ('certificate', 'chunk', 'electronic_copy', 'paper_copy')
                     order by e.id desc limit %(limit)s)
                    union
                    (select {_COLUMNS} from ledger_entry e
                     where e.subject = 'account' and e.subject_id = %(person)s order by e.id desc limit %(limit)s))
                select {_COLUMNS}, l.index from found e left join ledger_leaf l on l.entry_id = e.id
                order by e.id desc limit %(limit)s""",  # noqa: S608
            {"person": account_id, "limit": limit},
        )
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return tuple(_recorded(*row) for row in rows)


def _recorded(*row: Any) -> Recorded:
    facts, index = orjson.loads(row[8]), row[9]
    return Recorded(row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7], facts, index)


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in the ledger: everything up to a line, except those that were not written yet.

    :ivar upto: the number of the last line.
    :ivar missing: runs of smaller numbers, first and last, that no line had: of acts that failed, or were not over.
    """

    upto: int
    missing: tuple[tuple[int, int], ...] = ()

    def has(self, number: int) -> bool:
        """Say whether a line stood there already."""
        place = bisect_right(self.missing, (number, number))
        near = self.missing[max(place - 1, 0) : place + 1]
        return number <= self.upto and not any(first <= number <= last for first, last in near)


_LOOK_BACK = 100_000
"""Lines: nobody's act is still under way when so many others have been written after it."""


def mark() -> Mark:
    """Return the place to which the ledger has come, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            """with tail as (select id, lead(id) over (order by id) as next from ledger_entry
                             where id > (select coalesce(max(id), 0) - %s from ledger_entry))
               select coalesce((select max(id) from tail), 0),
                      array(select array[id + 1, next - 1] from tail where next > id + 1 order by id)""",
            [_LOOK_BACK],
        )
        upto, missing = cursor.fetchone()
    return Mark(upto, tuple((first, last) for first, last in missing))


def count_by_fact(kind: str, name: str, upto: Mark) -> dict[str, int]:
    """Return how many lines of a kind there were at a mark, by the text of one of their facts."""
    first, last = [one for one, _ in upto.missing], [one for _, one in upto.missing]
    with connection.cursor() as cursor:
        cursor.execute(
            """select e.facts::jsonb ->> %s, count(*) from ledger_entry e where e.kind = %s and e.id <= %s
               and not exists (select 1 from unnest(%s::bigint[], %s::bigint[]) as m(first, last)
                               where e.id between m.first and m.last) group by 1""",
            [name, kind, upto.upto, first, last],
        )
        return dict(cursor.fetchall())


_CHUNK = 20_000


def lines(*, prefixes: Sequence[str], after: int = 0, upto: int | None = None) -> Iterator[Recorded]:
    """Yield the lines whose kind begins with one of the prefixes, oldest first; their places in the tree are left out.

    :param after: the number of a line; only those after it. :param upto: only up to this one.
    """
    with connection.cursor() as cursor:
        while True:
            cursor.execute(
                f"""select {_COLUMNS} from ledger_entry e
                    where e.kind ^@ any(%s::text[]) and e.id > %s and e.id <= coalesce(%s, 9223372036854775807)
                    order by e.id limit %s""",  # noqa: S608
                [list(prefixes), after, upto, _CHUNK],
            )
            rows: list[tuple[Any, ...]] = cursor.fetchall()
            yield from (_recorded(*row, None) for row in rows)
            if len(rows) < _CHUNK:
                return
            after = rows[-1][0]
