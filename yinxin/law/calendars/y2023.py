"""Days off and make-up working days of 2023, 国办发明电〔2022〕16号."""

from datetime import date

from yinxin.law.calendars.notice import year_of

YEAR = year_of(
    2023,
    off=(
        ("元旦", date(2023, 1, 1), date(2023, 1, 2)),
        ("春节", date(2023, 1, 21), date(2023, 1, 27)),
        ("清明节", date(2023, 4, 5), date(2023, 4, 5)),
        ("劳动节", date(2023, 4, 29), date(2023, 5, 3)),
        ("端午节", date(2023, 6, 22), date(2023, 6, 24)),
        ("中秋节", date(2023, 9, 29), date(2023, 9, 29)),
        ("国庆节", date(2023, 9, 30), date(2023, 10, 6)),
        ("元旦", date(2023, 12, 30), date(2023, 12, 31)),
    ),
    working=(
        date(2023, 1, 28),
        date(2023, 1, 29),
        date(2023, 4, 23),
        date(2023, 5, 6),
        date(2023, 6, 25),
        date(2023, 10, 7),
        date(2023, 10, 8),
    ),
    notice="国办发明电〔2022〕16号",
    issued_on=date(2022, 12, 8),
)
