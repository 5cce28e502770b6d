"""How a due date explains itself: start, days skipped and why, make-up days, result, clause."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import groupby

from yinxin.kernel.calendar import Calendar, Due, Skipped, Why
from yinxin.kernel.clause import Clause
from yinxin.kernel.words import Words
from yinxin.law.parties import Binding


def head(what: Words, runs_from: Words, start: date, *, in_force: bool, first_day: date) -> list[Words]:
    """Return what is counted, from which day; and that the limit was not law yet, where it was not."""
    said = [
        Words("{what}：自“{event}”之日{start}起算，当日不计入。", what=what, event=runs_from, start=start)
    ]
    if not in_force:
        said.append(Words("该期限自{day}起施行，此前的日子仅供参考。", day=first_day))
    return said


def of_workdays(counted: Due, calendar: Calendar) -> list[Words]:
    """Return the sentences for working days: number, holidays, weekends, make-up days, unknown years."""
    said = [Words("期限为{number}个工作日。", number=counted.limit)]
    said += _holidays(counted.skipped)
    weekends = sum(skipped.why is Why.WEEKEND for skipped in counted.skipped)
    if weekends:
        said.append(Words("另有{number}个周末休息日，不计入。", number=weekends))
    said += [Words("{day}为调休上班日，计入。", day=day) for day in counted.made_up]
    said += [
        Words("{year}年的放假安排尚未收录，暂按周一至周五推算，收录后重新计算。", year=year)
        for year in range((counted.start + timedelta(days=1)).year, counted.on.year + 1)
        if counted.provisional and not calendar.knows(year)
    ]
    return said


def of_years(start: date, years: int) -> list[Words]:
    """Return the sentences for a limit in years; that the day does not exist, where it does not."""
    said = [Words("期限为{number}年，到期日为届满之年的同一日。", number=years)]
    if (start.month, start.day) == (2, 29):
        said.append(Words("届满之年没有2月29日的，以2月最后一日为到期日。"))
    return said


def of_fixed_day(month: int, day: int) -> list[Words]:
    """Return the sentence for a fixed day of the year."""
    return [Words("每年{month}月{day}日截止，遇节假日不顺延。", month=month, day=day)]


def tail(last: date, clause: Clause, binding: Binding, *, provisional: bool) -> list[Words]:
    """Return the result with its clause, and what being late means."""
    said = [Words("最后一日暂定为{day}。", day=last) if provisional else Words("最后一日为{day}。", day=last)]
    said.append(Words("依据：{clause}（{source}）。", clause=clause.id, source=clause.source))
    if binding is Binding.PRINCIPLE:
        said.append(Words("该期限为原则性要求，逾期须说明原因。"))
    return said


def _holidays(skipped: Iterable[Skipped]) -> list[Words]:
    said = []
    for name, days in groupby((day for day in skipped if day.why is Why.HOLIDAY), key=lambda day: day.name):
        span = [day.day for day in days]
        if len(span) == 1:
            said.append(Words("{day}{name}放假，不计入。", day=span[0], name=Words(name)))
        else:
            said.append(
                Words("{first}至{last}{name}放假，不计入。", first=span[0], last=span[-1], name=Words(name))
            )
    return said
