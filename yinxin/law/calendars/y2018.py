"""Days off and make-up working days of 2018, 国办发明电〔2017〕12号.

The last days of December follow the notice for 2019.
"""

from datetime import date

from yinxin.law.calendars.notice import year_of

YEAR = year_of(
    2018,
    off=(
        ("元旦", date(2018, 1, 1), date(2018, 1, 1)),
        ("春节", date(2018, 2, 15), date(2018, 2, 21)),
        ("清明节", date(2018, 4, 5), date(2018, 4, 7)),
        ("劳动节", date(2018, 4, 29), date(2018, 5, 1)),
        ("端午节", date(2018, 6, 18), date(2018, 6, 18)),
        ("中秋节", date(2018, 9, 24), date(2018, 9, 24)),
        ("国庆节", date(2018, 10, 1), date(2018, 10, 7)),
        ("元旦", date(2018, 12, 30), date(2018, 12, 31)),
    ),
    working=(
        date(2018, 2, 11),
        date(2018, 2, 24),
        date(2018, 4, 8),
        date(2018, 4, 28),
        date(2018, 9, 29),
        date(2018, 9, 30),
        date(2018, 12, 29),
    ),
    notice="国办发明电〔2017〕12号",
    issued_on=date(2017, 11, 30),
)
