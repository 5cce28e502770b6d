"""The two regulations clause by clause, in our own words, each with its time limit and a way to count it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from yinxin.kernel.clause import Clause
from yinxin.law import index, limits
from yinxin.law.calendars import CALENDAR
from yinxin.law.limits import LIMITS, Limit, LimitDue, Unit
from yinxin.web import wording
from yinxin.web.dates import asked_day
from yinxin.web.doors import public

_LIMITS = {limit.clause: limit for limit in LIMITS}
_MOST_WEEKS = 14
"""A longer way than this is not drawn as a calendar."""


@public("N1", "N3", "N28")
@require_GET
def clauses(request: HttpRequest) -> HttpResponse:
    """List every clause of both texts; purpose, principles and interpretation are told here and nowhere else."""
    texts = [
        (source, [(article, list(found)) for article, found in groupby(part, key=lambda one: one.article)])
        for source, part in groupby(index.entries(), key=lambda one: one.clause.source)
    ]
    return render(request, "public/clauses.html", {"texts": texts, "limits": {c.id for c in _LIMITS}})


@public()
@require_GET
def clause(request: HttpRequest, clause_id: str) -> HttpResponse:
    """Explain one clause; where it sets a time limit, count it from a given day.

    :raises NotFound: neither text has such a clause.
    """
    entry = index.entry(clause_id)
    limit = _LIMITS.get(entry.clause)
    start = asked_day(request, "from") if limit else None
    due = limits.due(entry.clause, start, CALENDAR) if start else None
    facts = {
        "entry": entry,
        "limit": limit,
        "number": _number(limit) if limit else None,
        "start": start,
        "due": due,
        "months": list(_months(due)) if due and limit and limit.unit is Unit.WORKDAY else [],
        "weekdays": wording.WEEKDAYS_SHORT,
        "how": wording.HOW_COUNTED,
        "siblings": [index.entry(one.id) for one in entry.article.clauses if one != entry.clause],
        "before": _beside(entry.clause, -1),
        "after": _beside(entry.clause, 1),
    }
    return render(request, "public/clause.html", facts)


def _number(limit: Limit) -> int | tuple[int, int]:
    """Return how many working days or years there are now, or the fixed month and day."""
    return limit.number if isinstance(limit.number, tuple) else limit.number.on_or_first(date.max)


def _beside(clause: Clause, step: int) -> index.Entry | None:
    entries = index.entries()
    place = next(place for place, entry in enumerate(entries) if entry.clause == clause) + step
    return entries[place] if 0 <= place < len(entries) else None


def _months(due: LimitDue) -> Iterable[tuple[date, list[list[tuple[date, str] | None]]]]:
    """Yield months with their weeks; each day with how it counts: see :func:`_how`."""
    if (due.due - due.start).days > 7 * _MOST_WEEKS:
        return
    skipped = {one.day for one in due.skipped}
    first, last = due.start.replace(day=1), _month_end(due.due)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    for month, found in groupby(days, key=lambda day: day.replace(day=1)):
        cells: list[tuple[date, str] | None] = [None] * month.weekday()
        cells += [(day, _how(day, due, skipped)) for day in found]
        cells += [None] * (-len(cells) % 7)
        yield month, [cells[at : at + 7] for at in range(0, len(cells), 7)]


def _month_end(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _how(day: date, due: LimitDue, skipped: set[date]) -> str:
    if day == due.start:
        return "start"
    if day == due.due:
        return "due"
    if not due.start < day < due.due:
        return ""
    return "off" if day in skipped else "counted"
