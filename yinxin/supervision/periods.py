"""The periods of reports: a month or a year, as ``2026-09`` or ``2026``; what is none is refused in words (N4)."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Final

from yinxin.kernel.calendar import day_before
from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import Incomplete
from yinxin.kernel.words import Words
from yinxin.law.article import NATIONAL_FIRST_DAY

N4: Final = Clause("N4")
_WRITTEN: Final = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?", re.ASCII)
_DECEMBER: Final = 12
_DO: Final = Words("请选择已经开始的月份或年份。")


@dataclass(frozen=True)
class Period:
    """A month or a year, as far as it has gone.

    :ivar last: its last day; ``until`` the last day that is counted: of a running one, yesterday.
    """

    text: str
    first: date
    last: date
    until: date

    @property
    def running(self) -> bool:
        """Say whether it has not ended."""
        return self.until < self.last

    @property
    def is_year(self) -> bool:
        """Say whether it is a year."""
        return len(self.text) == len("2026")

    @property
    def words(self) -> Words:
        """The period for people."""
        if self.is_year:
            return Words("{year}年", year=self.first.year)
        return Words("{year}年{month}月", year=self.first.year, month=self.first.month)

    @property
    def trend_from(self) -> date:
        """The first day of the trend: of the year, or of the twelve months that end with the month."""
        if self.is_year or self.first.month == _DECEMBER:
            return self.first.replace(month=1)
        return date(self.first.year - 1, self.first.month + 1, 1)


def period(text: str, today: date) -> Period:
    """Return the period that a text names.

    :raises Incomplete: it names none, or one that nobody can count.
    """
    found = _WRITTEN.fullmatch(text)
    year, month = (int(found[1]), int(found[2] or 0)) if found else (0, 0)
    if not found or (found[2] is not None and not 1 <= month <= _DECEMBER):
        raise Incomplete(
            Words("“{text}”不是一个月份或年份。", text=text[:20]),
            do=Words("年份写作2026，月份写作2026-09。"),
            clause=N4,
        )
    if year < NATIONAL_FIRST_DAY.year:
        raise Incomplete(
            Words("{year}年还没有证书管理规程，没有可以统计的期间。", year=year),
            do=Words("请选择{year}年以后的期间。", year=NATIONAL_FIRST_DAY.year),
            clause=N4,
        )
    first = date(year, month or 1, 1)
    last = date(year, month or _DECEMBER, monthrange(year, month or _DECEMBER)[1])
    if first > today:
        raise Incomplete(Words("{text}还没有开始。", text=text), do=_DO, clause=N4)
    if first == today:
        raise Incomplete(
            Words("{text}今天开始，还没有一个完整的日子可以统计。", text=text),
            do=Words("请明天再看，或选择上一期。"),
            clause=N4,
        )
    return Period(text, first, last, min(last, day_before(today)))


def recent(today: date, *, months: int, years: int) -> tuple[Period, ...]:
    """Return the latest months and years that can be counted, months first, the latest first."""
    texts = []
    for back in range(months):
        whole = today.year * _DECEMBER + today.month - 1 - back
        texts.append(f"{whole // _DECEMBER}-{whole % _DECEMBER + 1:02d}")
    texts += [str(today.year - back) for back in range(years)]
    found = []
    for text in texts:
        try:
            found.append(period(text, today))
        except Incomplete:
            continue
    return tuple(found)
