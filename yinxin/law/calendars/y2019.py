"""Days off and make-up working days of 2019, 国办发明电〔2018〕15号、国办发明电〔2019〕3号.

The second notice lengthened the Labour Day holiday.
"""

from datetime import date

from yinxin.law.calendars.notice import year_of

YEAR = year_of(
    2019,
    off=(
        ("元旦", date(2019, 1, 1), date(2019, 1, 1)),
        ("春节", date(2019, 2, 4), date(2019, 2, 10)),
        ("清明节", date(2019, 4, 5), date(2019, 4, 7)),
        ("劳动节", date(2019, 5, 1), date(2019, 5, 4)),
        ("端午节", date(2019, 6, 7), date(2019, 6, 9)),
        ("中秋节", date(2019, 9, 13), date(2019, 9, 15)),
        ("国庆节", date(2019, 10, 1), date(2019, 10, 7)),
    ),
    working=(
        date(2019, 2, 2),
        date(2019, 2, 3),
        date(2019, 4, 28),
        date(2019, 5, 5),
        date(2019, 9, 29),
        date(2019, 10, 12),
    ),
    notice="国办发明电〔2018〕15号、国办发明电〔2019〕3号",
    issued_on=date(2018, 12, 4),
)
