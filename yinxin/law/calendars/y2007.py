"""Days off and make-up working days of 2007; the notice's number is not known here.

The last days of December follow the notice for 2008.
"""

from datetime import date

from yinxin.law.calendars.notice import year_of

YEAR = year_of(
    2007,
    off=(
        ("元旦", date(2007, 1, 1), date(2007, 1, 3)),
        ("春节", date(2007, 2, 18), date(2007, 2, 24)),
        ("劳动节", date(2007, 5, 1), date(2007, 5, 7)),
        ("国庆节", date(2007, 10, 1), date(2007, 10, 7)),
        ("元旦", date(2007, 12, 30), date(2007, 12, 31)),
    ),
    working=(
        date(2007, 2, 17),
        date(2007, 2, 25),
        date(2007, 4, 28),
        date(2007, 4, 29),
        date(2007, 9, 29),
        date(2007, 9, 30),
        date(2007, 12, 29),
    ),
)
