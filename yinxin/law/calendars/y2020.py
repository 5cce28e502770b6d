"""Days off and make-up working days of 2020, 国办发明电〔2019〕16号、国办发明电〔2020〕1号.

The second notice lengthened the Spring Festival to 2 February.
"""

from datetime import date

from yinxin.law.calendars.notice import year_of

YEAR = year_of(
    2020,
    off=(
        ("元旦", date(2020, 1, 1), date(2020, 1, 1)),
        ("春节", date(2020, 1, 24), date(2020, 2, 2)),
        ("清明节", date(2020, 4, 4), date(2020, 4, 6)),
        ("劳动节", date(2020, 5, 1), date(2020, 5, 5)),
        ("端午节", date(2020, 6, 25), date(2020, 6, 27)),
        ("国庆节", date(2020, 10, 1), date(2020, 10, 8)),
    ),
    working=(
        date(2020, 1, 19),
        date(2020, 4, 26),
        date(2020, 5, 9),
        date(2020, 6, 28),
        date(2020, 9, 27),
        date(2020, 10, 10),
    ),
    notice="国办发明电〔2019〕16号、国办发明电〔2020〕1号",
    issued_on=date(2019, 11, 21),
)
