"""Days off and make-up working days of 2024, 国办发明电〔2023〕7号."""

from datetime import date

from yinxin.law.calendars.notice import year_of

YEAR = year_of(
    2024,
    off=(
        ("元旦", date(2024, 1, 1), date(2024, 1, 1)),
        ("春节", date(2024, 2, 10), date(2024, 2, 17)),
        ("清明节", date(2024, 4, 4), date(2024, 4, 6)),
        ("劳动节", date(2024, 5, 1), date(2024, 5, 5)),
        ("端午节", date(2024, 6, 10), date(2024, 6, 10)),
        ("中秋节", date(2024, 9, 15), date(2024, 9, 17)),
        ("国庆节", date(2024, 10, 1), date(2024, 10, 7)),
    ),
    working=(
        date(2024, 2, 4),
        date(2024, 2, 18),
        date(2024, 4, 7),
        date(2024, 4, 28),
        date(2024, 5, 11),
        date(2024, 9, 14),
        date(2024, 9, 29),
        date(2024, 10, 12),
    ),
    notice="国办发明电〔2023〕7号",
    issued_on=date(2023, 10, 25),
)
