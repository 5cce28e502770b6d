"""Days off and make-up working days of 2006; the notice's number is not known here."""

from datetime import date

from yinxin.law.calendars.notice import year_of

YEAR = year_of(
    2006,
    off=(
        ("元旦", date(2006, 1, 1), date(2006, 1, 3)),
        ("春节", date(2006, 1, 29), date(2006, 2, 4)),
        ("劳动节", date(2006, 5, 1), date(2006, 5, 7)),
        ("国庆节", date(2006, 10, 1), date(2006, 10, 7)),
    ),
    working=(
        date(2006, 1, 28),
        date(2006, 2, 5),
        date(2006, 4, 29),
        date(2006, 4, 30),
        date(2006, 9, 30),
        date(2006, 10, 8),
        date(2006, 12, 30),
        date(2006, 12, 31),
    ),
)
