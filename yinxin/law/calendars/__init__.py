"""The State Council's yearly notices, one module a year, and the calendar that they make.

A new notice is a new module here and a line in ``YEARS``; nothing else changes. Until then its year is
counted provisionally.
"""

from __future__ import annotations

from typing import Final

from yinxin.kernel.calendar import Calendar, CalendarYear
from yinxin.law.calendars import (
    y2004,
    y2005,
    y2006,
    y2007,
    y2008,
    y2009,
    y2010,
    y2011,
    y2012,
    y2013,
    y2014,
    y2015,
    y2016,
    y2017,
    y2018,
    y2019,
    y2020,
    y2021,
    y2022,
    y2023,
    y2024,
    y2025,
    y2026,
)

YEARS: Final[tuple[CalendarYear, ...]] = (
    y2004.YEAR,
    y2005.YEAR,
    y2006.YEAR,
    y2007.YEAR,
    y2008.YEAR,
    y2009.YEAR,
    y2010.YEAR,
    y2011.YEAR,
    y2012.YEAR,
    y2013.YEAR,
    y2014.YEAR,
    y2015.YEAR,
    y2016.YEAR,
    y2017.YEAR,
    y2018.YEAR,
    y2019.YEAR,
    y2020.YEAR,
    y2021.YEAR,
    y2022.YEAR,
    y2023.YEAR,
    y2024.YEAR,
    y2025.YEAR,
    y2026.YEAR,
)

CALENDAR: Final = Calendar(YEARS)
"""Every working day from the first to the last notice that is known; provisional beyond."""
