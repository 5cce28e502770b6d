"""Days off and make-up working days of 2004; the notice's number is not known here."""

from datetime import date

from yinxin.law.calendars.notice import year_of

YEAR = year_of(
    2004,
    off=(
        ("元旦", date(2004, 1, 1), date(2004, 1, 1)),
        ("春节", date(2004, 1, 22), date(2004, 1, 28)),
        ("劳动节", date(2004, 5, 1), date(2004, 5, 7)),
        ("国庆节", date(2004, 10, 1), date(2004, 10, 7)),
    ),
    working=(
        date(2004, 1, 17),
        date(2004, 1, 18),
        date(2004, 5, 8),
        date(2004, 5, 9),
        date(2004, 10, 9),
        date(2004, 10, 10),
    ),
)
