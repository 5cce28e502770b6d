"""Every time limit of both texts in one table, and the way to count each of them.

Three units: working days strictly after the day, years that end on the same day, and a fixed day of the year.
The numbers live in the articles' files; here they stand side by side with who owes what, since when.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Final

from yinxin.kernel.calendar import Calendar, Skipped, years_after
from yinxin.kernel.clause import Clause
from yinxin.kernel.dated import Dated
from yinxin.kernel.refusal import NotFound
from yinxin.kernel.words import Words
from yinxin.law import explanation
from yinxin.law.a2013 import s1_3_bar, s3_2_october, s3_3_november
from yinxin.law.article import ANHUI_FIRST_DAY, NATIONAL_FIRST_DAY
from yinxin.law.n2023 import (
    art09_submission,
    art10_making,
    art11_custody,
    art13_collection,
    art17_invalidation,
    art18_effect,
    art26_destruction,
)
from yinxin.law.parties import Binding, Party


class Unit(Enum):
    """What a limit is counted in."""

    WORKDAY = "workday"
    YEAR = "year"
    DAY_OF_YEAR = "day_of_year"


@dataclass(frozen=True)
class Limit:
    """One time limit.

    :ivar number: how many working days or years, by first day; or the fixed (month, day).
    :ivar runs_from: the event whose day starts the count; that day itself is not counted.
    """

    clause: Clause
    what: Words
    unit: Unit
    number: Dated[int] | tuple[int, int]
    runs_from: Words
    binding: Binding
    owed_by: Party

    @property
    def first_day(self) -> date:
        """The first day on which the limit is law."""
        if isinstance(self.number, Dated):
            return self.number.first_day
        return NATIONAL_FIRST_DAY if self.clause.id.startswith("N") else ANHUI_FIRST_DAY


@dataclass(frozen=True)
class LimitDue:
    """A limit counted from one day.

    :ivar due: the last day.
    :ivar provisional: a year on the way has no notice yet; the day may move.
    :ivar in_force: the limit was law on ``start``; where not, it is counted by its first number.
    :ivar skipped: the days that did not count, in order; ``made_up`` the make-up days that did.
    :ivar explanation: how the day comes about, one sentence each.
    """

    limit: Limit
    start: date
    due: date
    provisional: bool
    in_force: bool
    skipped: tuple[Skipped, ...]
    made_up: tuple[date, ...]
    explanation: tuple[Words, ...]


class UnknownLimit(NotFound):
    """The clause sets no time limit."""


def _workdays(
    clause: str, number: Dated[int], what: Words, runs_from: Words, binding: Binding, owed_by: Party
) -> Limit:
    return Limit(Clause(clause), what, Unit.WORKDAY, number, runs_from, binding, owed_by)


LIMITS: Final[tuple[Limit, ...]] = (
    _workdays(
        "N9.2",
        art09_submission.SUBMIT_WITHIN_WORKDAYS,
        Words("报送证书数据"),
        Words("成绩发布"),
        Binding.PRINCIPLE,
        Party.AGENCY,
    ),
    _workdays(
        "N10",
        art10_making.DELIVER_WITHIN_WORKDAYS,
        Words("交付印制并开通查询验证"),
        Words("接收证书数据"),
        Binding.PRINCIPLE,
        Party.CENTER,
    ),
    _workdays(
        "N11.2",
        art11_custody.START_WITHIN_WORKDAYS,
        Words("启动纸质证书发放"),
        Words("签收纸质证书"),
        Binding.MUST,
        Party.ISSUER,
    ),
    Limit(
        Clause("N13.2"),
        Words("保管未领取的纸质证书"),
        Unit.YEAR,
        art13_collection.KEPT_FOR_YEARS,
        Words("考试最后一日"),
        Binding.MUST,
        Party.ISSUER,
    ),
    _workdays(
        "N17",
        art17_invalidation.NOTIFY_WITHIN_WORKDAYS,
        Words("书面告知无效处理"),
        Words("作出处理决定"),
        Binding.MUST,
        Party.DECIDER,
    ),
    _workdays(
        "N18.1",
        art18_effect.SUBMIT_WITHIN_WORKDAYS,
        Words("报送无效处理数据"),
        Words("作出处理决定"),
        Binding.MUST,
        Party.AGENCY,
    ),
    _workdays(
        "N18.2",
        art18_effect.UPDATE_WITHIN_WORKDAYS,
        Words("更新查询结果并撤销电子证书"),
        Words("接收无效处理数据"),
        Binding.MUST,
        Party.CENTER,
    ),
    Limit(
        Clause("N26"),
        Words("移交当年应销毁的纸质证书"),
        Unit.DAY_OF_YEAR,
        art26_destruction.HANDED_OVER_BY,
        Words("列入销毁清册"),
        Binding.MUST,
        Party.ISSUER,
    ),
    Limit(
        Clause("A1.3b"),
        Words("限制参加考试和评审"),
        Unit.YEAR,
        s1_3_bar.BARRED_FOR_YEARS,
        Words("作出处理决定"),
        Binding.MUST,
        Party.AUTHORITY,
    ),
    Limit(
        Clause("A3.2"),
        Words("报送补（换）发年度汇总"),
        Unit.DAY_OF_YEAR,
        s3_2_october.HANDED_IN_BY,
        Words("受理申请"),
        Binding.MUST,
        Party.ISSUER,
    ),
    Limit(
        Clause("A3.3"),
        Words("向部里申请补（换）发"),
        Unit.DAY_OF_YEAR,
        s3_3_november.APPLIED_BY,
        Words("完成年度汇总"),
        Binding.MUST,
        Party.AUTHORITY,
    ),
)
"""Every time limit, in the order of the texts."""

_BY_CLAUSE: Final = {limit.clause: limit for limit in LIMITS}


def limit_of(clause: Clause) -> Limit:
    """Return the limit that a clause sets.

    :raises UnknownLimit: it sets none; the refusal names the clauses that do.
    """
    limit = _BY_CLAUSE.get(clause)
    if limit is None:
        raise UnknownLimit(
            Words("条款{clause}没有规定时限。", clause=clause.id),
            do=Words("有时限的条款：{clauses}。", clauses="、".join(one.clause.id for one in LIMITS)),
            clause=clause,
            facts={"clauses": [one.clause.id for one in LIMITS]},
        )
    return limit


def due(clause: Clause, start: date, calendar: Calendar) -> LimitDue:
    """Count a clause's limit from ``start``, with the way there.

    A day before the limit was law is counted by its first number, and the answer says so.

    :raises UnknownLimit: the clause sets no limit.
    """
    limit = limit_of(clause)
    if limit.unit is Unit.WORKDAY:
        return _due_in_workdays(limit, start, calendar)
    if isinstance(limit.number, Dated):
        years = limit.number.on_or_first(start)
        last, why = years_after(start, years), explanation.of_years(start, years)
    else:
        last = _fixed_day(start, *limit.number)
        why = explanation.of_fixed_day(*limit.number)
    return _answer(limit, start, last, why)


def _due_in_workdays(limit: Limit, start: date, calendar: Calendar) -> LimitDue:
    assert isinstance(limit.number, Dated)
    counted = calendar.due(start, limit.number.on_or_first(start))
    why = explanation.of_workdays(counted, calendar)
    return _answer(limit, start, counted.on, why, counted.provisional, counted.skipped, counted.made_up)


def _answer(
    limit: Limit,
    start: date,
    last: date,
    why: list[Words],
    provisional: bool = False,
    skipped: tuple[Skipped, ...] = (),
    made_up: tuple[date, ...] = (),
) -> LimitDue:
    in_force = limit.first_day <= start
    head = explanation.head(limit.what, limit.runs_from, start, in_force=in_force, first_day=limit.first_day)
    tail = explanation.tail(last, limit.clause, limit.binding, provisional=provisional)
    return LimitDue(limit, start, last, provisional, in_force, skipped, made_up, (*head, *why, *tail))


def _fixed_day(start: date, month: int, day: int) -> date:
    this_year = date(start.year, month, day)
    return this_year if start <= this_year else date(start.year + 1, month, day)
