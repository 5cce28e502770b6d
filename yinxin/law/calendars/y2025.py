"""Days off and make-up working days of 2025, 国办发明电〔2024〕12号."""

from datetime import date

from yinxin.law.calendars.notice import year_of

YEAR = year_of(
    2025,
    off=(
        ("元旦", date(2025, 1, 1), date(2025, 1, 1)),
        ("春节", date(2025, 1, 28), date(2025, 2, 4)),
        ("清明节", date(2025, 4, 4), date(2025, 4, 6)),
        ("劳动节", date(2025, 5, 1), date(2025, 5, 5)),
        ("端午节", date(2025, 5, 31), date(2025, 6, 2)),
        ("国庆节", date(2025, 10, 1), date(2025, 10, 5)),
        ("中秋节", date(2025, 10, 6), date(2025, 10, 6)),
        ("国庆节", date(2025, 10, 7), date(2025, 10, 8)),
    ),
    working=(
        date(2025, 1, 26),
        date(2025, 2, 8),
        date(2025, 4, 27),
        date(2025, 9, 28),
        date(2025, 10, 11),
    ),
    notice="国办发明电〔2024〕12号",
    issued_on=date(2024, 11, 12),
)
