"""How one year's notice is written down: spans of days off by holiday, and the weekend days worked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from yinxin.kernel.calendar import CalendarYear


def year_of(
    year: int,
    *,
    off: Iterable[tuple[str, date, date]],
    working: Iterable[date],
    notice: str = "",
    issued_on: date | None = None,
) -> CalendarYear:
    """Return one year's calendar from spans ``(holiday, first day, last day)`` and the weekend days worked.

    :raises ValueError: a day lies outside the year, or is both off and worked.
    """
    days = {
        first + timedelta(days=n): name for name, first, last in off for n in range((last - first).days + 1)
    }
    worked = frozenset(working)
    if stray := sorted(day for day in days.keys() | worked if day.year != year):
        raise ValueError(f"{stray[0]} is not a day of {year}")
    if both := sorted(days.keys() & worked):
        raise ValueError(f"{both[0]} cannot be off and worked")
    return CalendarYear(year, days, worked, notice, issued_on)
