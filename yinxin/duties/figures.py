"""Duties in figures, for those who oversee: by body, by clause, by month, and one by one (N4).

Every figure counts the duties of the reader's territory that were opened in a period; what it stands for can be read
below it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import connection

from yinxin.duties.queries import SOON
from yinxin.law.calendars import CALENDAR
from yinxin.parties.actor import Actor
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import organisation_names, territory

KINDS: Final = ("open", "soon", "late", "in_time", "done_late")
"""How duties stand: still open, due within three working days, open and late; discharged in time or late."""

_KIND: Final = """case when d.discharged_at is null
        then case when d.due_on < %(today)s then 'late' when d.due_on <= %(soon)s then 'soon' else 'open' end
        when (d.discharged_at at time zone 'Asia/Shanghai')::date <= d.due_on then 'in_time' else 'done_late' end"""
_FOUND: Final = """from duties_duty d
    where d.owed_by_id = any(array(select id from parties_organisation
                                   where id = any(%(places)s) and region like %(region)s))
      and d.opened_on between %(first)s and %(last)s
      and (%(clause)s = '' or d.clause = %(clause)s) and (%(body)s = 0 or d.owed_by_id = %(body)s)"""
_COUNTS: Final = ", ".join(f"count(*) filter (where kind = '{kind}')" for kind in KINDS)
_OVERVIEW: Final = f"""select grouping(body), grouping(clause), grouping(month), body, clause, month, {_COUNTS},
        count(*) filter (where kind in ('late', 'done_late') and told)
    from (select d.owed_by_id as body, d.clause, d.opened_on - (extract(day from d.opened_on)::int - 1) as month,
                 d.late_reason <> '' as told, {_KIND} as kind {_FOUND}) f
    group by grouping sets ((body), (clause), (month), ())"""  # noqa: S608
_CLAUSES: Final = """with recursive c as (
        select min(clause) as clause from duties_duty
        union all
        select (select min(clause) from duties_duty where clause > c.clause) from c where c.clause is not null)
    select clause from c where exists (select 1 from duties_duty d where d.clause = c.clause
                                         and d.owed_by_id = any(%(places)s)) order by 1"""
"""Steps from one clause to the next in the index, instead of reading every duty."""


@dataclass(frozen=True)
class Filter:
    """Which duties are counted.

    :ivar region: leading digits of the body's region; empty for all. ``clause`` and ``body`` likewise, 0 for all.
    """

    first: date
    last: date
    region: str = ""
    clause: str = ""
    body: int = 0


@dataclass(frozen=True)
class Tally:
    """How many duties stand in each way.

    :ivar key: what they have in common: a body's id, a clause, or a month as ``2026-09``.
    :ivar explained: of those that are or were late, how many have a reason on record.
    """

    key: str
    name: str
    open: int
    soon: int
    late: int
    in_time: int
    done_late: int
    explained: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.open + self.soon + self.late + self.in_time + self.done_late

    @property
    def overdue(self) -> int:
        """Late ones, discharged or not."""
        return self.late + self.done_late


@dataclass(frozen=True)
class Overview:
    """The figures of everything that was asked for, of each body (those with most late duties first), of each clause,
    and of the months in which duties were opened."""

    whole: Tally
    bodies: tuple[Tally, ...]
    clauses: tuple[Tally, ...]
    months: tuple[Tally, ...]


@dataclass(frozen=True)
class Line:
    """One duty."""

    id: int
    clause: str
    body: str
    opened_on: date
    due_on: date
    discharged_on: date | None
    reason: str
    kind: str


def overview(by: Actor, today: date, asked: Filter) -> Overview:
    """Return all figures of what was asked for, counted in one walk over the duties."""
    rows = _rows(_OVERVIEW, _values(by, today, asked))
    names = organisation_names(body for _, _, _, body, *_ in rows if body)
    bodies, clauses, months, whole = [], [], [], Tally("", "", 0, 0, 0, 0, 0, 0)
    for no_body, no_clause, no_month, body, clause, month, *counts in rows:
        if not no_body:
            bodies.append(Tally(str(body), names[body][0], *counts))
        elif not no_clause:
            clauses.append(Tally(clause, clause, *counts))
        elif not no_month:
            months.append(Tally(f"{month:%Y-%m}", f"{month:%Y-%m}", *counts))
        else:
            whole = Tally("", "", *counts)
    bodies.sort(key=lambda one: (-one.overdue, -one.total, int(one.key)))
    return Overview(whole, tuple(bodies), _by_key(clauses), _by_key(months))


def lines(by: Actor, today: date, asked: Filter, *, kind: str = "", limit: int = 200) -> tuple[Line, ...]:
    """Return the duties one by one, the nearest last day first.

    :param kind: one of :data:`KINDS`; empty for all.
    """
    query = f"""select f.id, f.clause, o.name, f.opened_on, f.due_on, f.done_on, f.late_reason, f.kind
        from (select d.*, (d.discharged_at at time zone 'Asia/Shanghai')::date as done_on, {_KIND} as kind {_FOUND}) f
        join parties_organisation o on o.id = f.owed_by_id
        where %(kind)s = '' or f.kind = %(kind)s order by f.due_on, f.id limit %(limit)s"""  # noqa: S608
    rows = _rows(query, {**_values(by, today, asked), "kind": kind, "limit": limit})
    return tuple(Line(*row) for row in rows)


def clauses(by: Actor) -> tuple[str, ...]:
    """Return the clauses that have duties in the territory."""
    rows = _rows(_CLAUSES, {"places": territory(by, Permission.SUPERVISION_SEE)})
    return tuple(clause for (clause,) in rows)


def _by_key(found: list[Tally]) -> tuple[Tally, ...]:
    return tuple(sorted(found, key=lambda one: one.key))


def _values(by: Actor, today: date, asked: Filter) -> dict[str, Any]:
    return {
        "places": territory(by, Permission.SUPERVISION_SEE),
        "today": today,
        "soon": CALENDAR.after(today, SOON),
        "region": f"{asked.region}%",
        "first": asked.first,
        "last": asked.last,
        "clause": asked.clause,
        "body": asked.body,
    }


def _rows(query: str, values: dict[str, Any]) -> Sequence[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return list(cursor.fetchall())
