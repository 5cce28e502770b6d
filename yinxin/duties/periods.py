"""Duties that fell due in a period, as they stood at its end, whatever became of them afterwards (N4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import connection

_DONE: Final = "(d.discharged_at at time zone 'Asia/Shanghai')::date"
_OPEN: Final = f"({_DONE} is null or {_DONE} > %(last)s)"
_LATE: Final = f"({_OPEN} or {_DONE} > d.due_on)"
_TOLD: Final = """exists (select 1 from ledger_entry e where e.subject = 'duty' and e.subject_id = d.id
    and e.kind = 'duty.explained' and (e.at at time zone 'Asia/Shanghai')::date <= %(last)s)"""
_FALLEN: Final = "d.due_on between %(first)s and %(last)s"
_OF: Final = "from duties_duty d where d.owed_by_id = any(%(places)s)"
_KIND: Final = f"case when {_OPEN} then 'open' when {_DONE} > d.due_on then 'late' else 'well' end"
# "offset 0" keeps the planner from computing the kind again for each count.
_WALKED: Final = f"select d.id, d.owed_by_id, d.clause, d.due_on, {_KIND} as kind {_OF}"
_COUNTS: Final = f"""count(*) filter (where {_FALLEN}),
    count(*) filter (where {_FALLEN} and kind = 'well'),
    count(*) filter (where {_FALLEN} and kind = 'late'),
    count(*) filter (where {_FALLEN} and kind = 'open')"""
_WANTED: Final = f"d.due_on <= %(last)s and (d.due_on >= %(first)s or {_OPEN})"


@dataclass(frozen=True, slots=True)
class Fallen:
    """Duties whose last day was in a period.

    :ivar key: what they have in common: a clause, a body's id, or a month as ``2026-09``.
    :ivar explained: of the late ones, how many had their reason on record by the end of the period.
    :ivar left: duties that fell due before the period and were still open at its end.
    """

    key: str
    due: int
    in_time: int
    done_late: int
    open_late: int
    explained: int
    left: int


@dataclass(frozen=True, slots=True)
class LateDuty:
    """A duty that was late in the period; ``done_on`` is None where it was open at its end."""

    body: int
    clause: str
    due_on: date
    done_on: date | None
    reason: str


def by_body_and_clause(
    places: Sequence[int], first: date, last: date
) -> tuple[tuple[Fallen, ...], tuple[Fallen, ...]]:
    """Return the figures of each body that owes, and of each clause, counted in one walk."""
    query = f"""select grouping(d.owed_by_id) = 0, coalesce(d.owed_by_id::text, d.clause), {_COUNTS},
            count(*) filter (where {_FALLEN} and kind <> 'well' and {_TOLD}),
            count(*) filter (where d.due_on < %(first)s)
        from ({_WALKED} and {_WANTED} offset 0) d
        group by grouping sets ((d.owed_by_id), (d.clause)) order by 1, 2"""  # noqa: S608
    rows = _rows(query, places, first, last)
    bodies, clauses = (tuple(Fallen(*row) for of, *row in rows if of == which) for which in (True, False))
    return bodies, clauses


def by_month(places: Sequence[int], first: date, last: date) -> tuple[Fallen, ...]:
    """Return the figures of the months in which duties fell due, as they stood on the last day, without reasons."""
    query = f"""select to_char(d.due_on, 'YYYY-MM'), {_COUNTS}, 0, 0 from ({_WALKED} and {_FALLEN} offset 0) d
        group by 1 order by 1"""  # noqa: S608
    return tuple(Fallen(*row) for row in _rows(query, places, first, last))


def late(places: Sequence[int], first: date, last: date, *, limit: int) -> tuple[LateDuty, ...]:
    """Return the duties that were late, the earliest last day first; what fell due before the period left out."""
    query = f"""select d.owed_by_id, d.clause, d.due_on, case when {_OPEN} then null else {_DONE} end,
        case when {_TOLD} then d.late_reason else '' end {_OF} and {_FALLEN} and {_LATE}
        order by d.due_on, d.id limit %(limit)s"""
    return tuple(LateDuty(*row) for row in _rows(query, places, first, last, limit=limit))


def _rows(query: str, places: Sequence[int], first: date, last: date, **more: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, {"places": list(places), "first": first, "last": last, **more})
        return list(cursor.fetchall())
