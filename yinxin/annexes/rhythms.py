"""How often a province has its cities' summaries handed in: dated data, as days of the year (A3.2).

A summary covers what was applied for up to and including its last day of handing in. What the authority publishes on
its page holds; before that the rhythm of the province's folder does, which for Anhui is the notice's 31 October. In
Anhui a province's word may come more often, and never later than the notice.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Final

from django.db import transaction

from yinxin.annexes.models import Rhythm as Row
from yinxin.annexes.templates import sets_forms
from yinxin.kernel.calendar import day_of
from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import Incomplete, NotApplicable, WrongState
from yinxin.kernel.words import Words
from yinxin.law.a2013 import s3_2_october
from yinxin.law.provinces import province_of
from yinxin.ledger.record import Line, record
from yinxin.parties import access
from yinxin.parties.actor import Actor, Body
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import bodies, body, territory

SUM_UP: Final = Clause("A3.2")
ANHUI: Final = "34"
_A_LEAP_YEAR: Final = 2028


class Every(Enum):
    """How often."""

    YEAR = "year"
    HALF_YEAR = "half_year"
    MONTH = "month"

    @property
    def words(self) -> Words:
        """The rhythm for people."""
        return _EVERY[self]

    @property
    def months(self) -> int:
        """How many months lie between two last days."""
        return _MONTHS[self]


_EVERY = {Every.YEAR: Words("每年"), Every.HALF_YEAR: Words("每半年"), Every.MONTH: Words("每月")}
_MONTHS = {Every.YEAR: 12, Every.HALF_YEAR: 6, Every.MONTH: 1}


@dataclass(frozen=True)
class Rhythm:
    """How often, and one of the last days of handing in; a month that is too short ends on its own last day.

    :ivar basis: where it is published; :ivar since: from when it holds; None for that of the province's folder.
    """

    every: Every
    month: int
    day: int
    basis: str = ""
    since: date | None = None

    def due(self, applied_on: date) -> date:
        """Return the last day of handing in of the summary that an application belongs to."""
        due = self._in(applied_on.year, self.month - 12)
        while due < applied_on:
            due = self._next(due)
        return due

    def period(self, due: date) -> str:
        """Return the name of the period that ends on a day."""
        if self.every is Every.YEAR:
            return f"{due.year}年度"
        return f"{due.year}年{due.month}月" + ("期" if self.every is Every.HALF_YEAR else "")

    def _next(self, due: date) -> date:
        return self._in(due.year, due.month + self.every.months)

    def _in(self, year: int, month: int) -> date:
        """Return the last day of handing in of a month, counted from a year's January as 1."""
        more, place = divmod(month - 1, 12)
        year, month = year + more, place + 1
        return date(year, month, min(self.day, calendar.monthrange(year, month)[1]))


USUAL: Final = Rhythm(Every.YEAR, *s3_2_october.HANDED_IN_BY)
"""What the page offers an authority that has no rhythm yet: the notice's."""


@dataclass(frozen=True)
class Rhythms:
    """A province's rhythm: what holds now, None where there is none; since when each version holds."""

    over: Body
    now: Rhythm | None
    versions: tuple[Rhythm, ...]


def rhythm_on(region: str, day: date) -> Rhythm | None:
    """Return the rhythm of a division's province on a day; None where its province has none."""
    if not region:
        return None
    rows = Row.objects.filter(authority__region__startswith=region[:2], since__lte=day)
    found = rows.order_by("-since", "-id").first()
    return _rhythm(found) if found else _written(region)


def rhythms_for(by: Actor, today: date) -> tuple[Rhythms, ...]:
    """Return the rhythms of every province for which the person may set one."""
    found = [one for one in bodies(territory(by, Permission.FORM_PUBLISH)).values() if sets_forms(one)]
    return tuple(
        Rhythms(
            over,
            rhythm_on(over.region, today),
            tuple(_rhythm(row) for row in Row.objects.filter(authority_id=over.id).order_by("-since", "-id")),
        )
        for over in sorted(found, key=lambda one: one.id)
    )


def publish(*, authority_id: int, rhythm: Rhythm, since: date, by: Actor, at: datetime) -> int:
    """Let a rhythm hold for applications from a day on; what was before stays on record. Return the version.

    :raises NotPermitted: ``by`` does not set this province's rhythm; NotFound where it is out of reach.
    :raises NotApplicable: the body is no province's authority.
    :raises Incomplete: a figure is out of bounds, it is not said where it is published, or, in Anhui, an
        application would be handed in later than the notice has it.
    :raises WrongState: the day has passed.
    """
    over = body(authority_id)
    access.require(by, Permission.FORM_PUBLISH, over)
    if not sets_forms(over):
        raise NotApplicable(
            Words("报送周期由省级主管部门设定。"), do=Words("请在省级主管部门名下办理。"), clause=SUM_UP
        )
    _check(over, rhythm)
    if since < day_of(at):
        raise WrongState(
            Words("报送周期不能从过去的日期起改变。"), do=Words("请填写今天或以后的日期。"), clause=SUM_UP
        )
    kept = {
        "since": since,
        "every": rhythm.every.value,
        "month": rhythm.month,
        "day": rhythm.day,
        "basis": rhythm.basis.strip(),
    }
    facts = {**kept, "since": since.isoformat()}
    with transaction.atomic():
        made = Row.objects.create(authority_id=authority_id, at=at, by=by.account_id, **kept)
        record(
            Line("rhythm.published", SUM_UP, by.account_id, by.organisation_id, "rhythm", made.pk, at, facts)
        )
    return made.pk


def _check(over: Body, rhythm: Rhythm) -> None:
    fits = 1 <= rhythm.month <= 12 and 1 <= rhythm.day <= 31
    if not fits or not 4 <= len(rhythm.basis.strip()) <= 200:
        raise Incomplete(
            Words("报送周期没有填全。"),
            do=Words("月份1至12，日期1至31，并写明公布周期的文件名称和文号。"),
            clause=SUM_UP,
        )
    if over.region.startswith(ANHUI) and not _in_time(rhythm):
        raise Incomplete(
            Words("按这个周期，有的申请会晚于通知规定的10月31日报送。"),
            do=Words("可以更勤，但每年10月31日须有一次报送。"),
            clause=SUM_UP,
        )


def _in_time(rhythm: Rhythm) -> bool:
    """Say whether every application of a year is handed in as early as the notice asks, or earlier."""
    first, last = date(_A_LEAP_YEAR, 1, 1).toordinal(), date(_A_LEAP_YEAR, 12, 31).toordinal()
    days = map(date.fromordinal, range(first, last + 1))
    return all(rhythm.due(day) <= s3_2_october.summary_due(day) for day in days)


def _written(region: str) -> Rhythm | None:
    """Return the rhythm of the province's folder, None where it has none."""
    province = province_of(region)
    own = province.summaries if province else None
    return Rhythm(Every(own.every), own.month, own.day, own.basis) if own else None


def _rhythm(row: Row) -> Rhythm:
    return Rhythm(Every(row.every), row.month, row.day, row.basis, row.since)
