"""Days off and make-up working days of 2021, 国办发明电〔2020〕27号."""

from datetime import date

from yinxin.law.calendars.notice import year_of

YEAR = year_of(
    2021,
    off=(
        ("元旦", date(2021, 1, 1), date(2021, 1, 3)),
        ("春节", date(2021, 2, 11), date(2021, 2, 17)),
        ("清明节", date(2021, 4, 3), date(2021, 4, 5)),
        ("劳动节", date(2021, 5, 1), date(2021, 5, 5)),
        ("端午节", date(2021, 6, 12), date(2021, 6, 14)),
        ("中秋节", date(2021, 9, 19), date(2021, 9, 21)),
        ("国庆节", date(2021, 10, 1), date(2021, 10, 7)),
    ),
    working=(
        date(2021, 2, 7),
        date(2021, 2, 20),
        date(2021, 4, 25),
        date(2021, 5, 8),
        date(2021, 9, 18),
        date(2021, 9, 26),
        date(2021, 10, 9),
    ),
    notice="国办发明电〔2020〕27号",
    issued_on=date(2020, 11, 25),
)
