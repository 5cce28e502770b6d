"""Days off and make-up working days of 2015, 国办发明电〔2014〕28号、国发明电〔2015〕1号.

The second notice gave 3 to 5 September off and had 6 September worked.
"""

from datetime import date

from yinxin.law.calendars.notice import year_of

YEAR = year_of(
    2015,
    off=(
        ("元旦", date(2015, 1, 1), date(2015, 1, 3)),
        ("春节", date(2015, 2, 18), date(2015, 2, 24)),
        ("清明节", date(2015, 4, 5), date(2015, 4, 6)),
        ("劳动节", date(2015, 5, 1), date(2015, 5, 1)),
        ("端午节", date(2015, 6, 20), date(2015, 6, 20)),
        ("端午节", date(2015, 6, 22), date(2015, 6, 22)),
        ("抗战胜利七十周年纪念日", date(2015, 9, 3), date(2015, 9, 4)),
        ("中秋节", date(2015, 9, 27), date(2015, 9, 27)),
        ("国庆节", date(2015, 10, 1), date(2015, 10, 7)),
    ),
    working=(
        date(2015, 1, 4),
        date(2015, 2, 15),
        date(2015, 2, 28),
        date(2015, 9, 6),
        date(2015, 10, 10),
    ),
    notice="国办发明电〔2014〕28号、国发明电〔2015〕1号",
    issued_on=date(2014, 12, 16),
)
