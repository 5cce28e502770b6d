"""Working days, and time limits counted in them.

A limit of *n* working days after a day ends on the n-th working day strictly after it. Days off and make-up
days come from the State Council's yearly notices; a year without a notice is counted Monday to Friday and
the result is *provisional*. A notice may still move the last days of the December before it: open limits are
therefore counted anew whenever a notice arrives, not only the provisional ones.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

_DAY = timedelta(days=1)

CHINA = ZoneInfo("Asia/Shanghai")
"""Where the law counts its days."""


class Why(Enum):
    """Why a day was not counted."""

    WEEKEND = "weekend"
    HOLIDAY = "holiday"


@dataclass(frozen=True)
class CalendarYear:
    """One year's notice: days off, make-up working days, the notice's number where it is known.

    :ivar off: each day off with the holiday's name, weekend days inside a holiday included.
    :ivar working: weekend days that are worked.
    :ivar issued_on: the day the notice was made public, or None where it is not known.
    """

    year: int
    off: Mapping[date, str]
    working: frozenset[date]
    notice: str = ""
    issued_on: date | None = None


@dataclass(frozen=True)
class Skipped:
    """A day that did not count, and the reason; ``name`` is the holiday's name."""

    day: date
    why: Why
    name: str = ""


@dataclass(frozen=True)
class Due:
    """The last day of a limit, with its explanation.

    :ivar start: the day after which counting begins.
    :ivar limit: the number of working days.
    :ivar on: the last day.
    :ivar provisional: a year on the way has no notice yet; the day may move.
    :ivar skipped: the days that were passed over, in order.
    :ivar made_up: the make-up weekend days that were counted.
    """

    start: date
    limit: int
    on: date
    provisional: bool
    skipped: tuple[Skipped, ...]
    made_up: tuple[date, ...]


class Calendar:
    """The working days of every year that has a notice; Monday to Friday, provisionally, elsewhere."""

    def __init__(self, years: Iterable[CalendarYear]) -> None:
        self._years = {year.year: year for year in years}

    def as_of(self, day: date) -> Calendar:
        """Return the calendar as it stood on ``day``: without the notices that were issued later."""
        return Calendar(
            year for year in self._years.values() if year.issued_on is None or year.issued_on <= day
        )

    def knows(self, year: int) -> bool:
        """Say whether the notice for ``year`` is known."""
        return year in self._years

    @property
    def years(self) -> tuple[int, ...]:
        """The years whose notices are known, in order."""
        return tuple(sorted(self._years))

    def notice(self, year: int) -> str:
        """Return the number of the year's notice, or the empty string where it is not known."""
        return self._years[year].notice if year in self._years else ""

    def skips(self, day: date) -> Skipped | None:
        """Return why ``day`` is not a working day, or None where it is one."""
        year = self._years.get(day.year)
        if year and day in year.working:
            return None
        if year and day in year.off:
            return Skipped(day, Why.HOLIDAY, year.off[day])
        return Skipped(day, Why.WEEKEND) if day.weekday() >= 5 else None

    def is_working(self, day: date) -> bool:
        """Say whether ``day`` is a working day."""
        return self.skips(day) is None

    def due(self, start: date, limit: int) -> Due:
        """Return the ``limit``-th working day strictly after ``start``, with the way there.

        :raises ValueError: ``limit`` is less than one.
        """
        if limit < 1:
            raise ValueError(f"a limit counts at least one working day, not {limit}")
        day, left, skipped, made_up = start, limit, list[Skipped](), list[date]()
        while left:
            day += _DAY
            why = self.skips(day)
            if why:
                skipped.append(why)
                continue
            left -= 1
            if day.weekday() >= 5:
                made_up.append(day)
        years = range((start + _DAY).year, day.year + 1)
        provisional = any(not self.knows(year) for year in years)
        return Due(start, limit, day, provisional, tuple(skipped), tuple(made_up))

    def after(self, start: date, limit: int) -> date:
        """Return the ``limit``-th working day strictly after ``start``."""
        return self.due(start, limit).on

    def working_days_between(self, first: date, last: date) -> int:
        """Count the working days after ``first`` up to and with ``last``; negative the other way round."""
        if last < first:
            return -self.working_days_between(last, first)
        days = (first + _DAY * n for n in range(1, (last - first).days + 1))
        return sum(self.is_working(day) for day in days)


def years_after(day: date, years: int) -> date:
    """Return the same day ``years`` later; where that day does not exist, the last day of the month."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def months_after(day: date, months: int) -> date:
    """Return the same day ``months`` later; where that day does not exist, the last day of the month."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def day_of(moment: datetime) -> date:
    """Return the calendar day of a moment where the law is applied: in China.

    :raises ValueError: the moment has no zone; on its own it is no moment.
    """
    if moment.tzinfo is None:
        raise ValueError(f"a moment needs a zone: {moment!r}")
    return moment.astimezone(CHINA).date()


def day_before(day: date) -> date:
    """Return the day before."""
    return day - timedelta(days=1)


def beginning(day: date) -> datetime:
    """Return the moment at which a day begins in China."""
    return datetime.combine(day, time(), CHINA)


def ending(day: date) -> datetime:
    """Return the moment at which a day is over in China: the beginning of the next."""
    return beginning(day + timedelta(days=1))
