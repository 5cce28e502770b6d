"""Days off and make-up working days of 2005; the notice's number is not known here."""

from datetime import date

from yinxin.law.calendars.notice import year_of

YEAR = year_of(
    2005,
    off=(
        ("元旦", date(2005, 1, 1), date(2005, 1, 3)),
        ("春节", date(2005, 2, 9), date(2005, 2, 15)),
        ("劳动节", date(2005, 5, 1), date(2005, 5, 7)),
        ("国庆节", date(2005, 10, 1), date(2005, 10, 7)),
    ),
    working=(
        date(2005, 2, 5),
        date(2005, 2, 6),
        date(2005, 4, 30),
        date(2005, 5, 8),
        date(2005, 10, 8),
        date(2005, 10, 9),
    ),
)
