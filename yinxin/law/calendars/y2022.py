"""Days off and make-up working days of 2022, 国办发明电〔2021〕11号.

31 December follows the notice for 2023.
"""

from datetime import date

from yinxin.law.calendars.notice import year_of

YEAR = year_of(
    2022,
    off=(
        ("元旦", date(2022, 1, 1), date(2022, 1, 3)),
        ("春节", date(2022, 1, 31), date(2022, 2, 6)),
        ("清明节", date(2022, 4, 3), date(2022, 4, 5)),
        ("劳动节", date(2022, 4, 30), date(2022, 5, 4)),
        ("端午节", date(2022, 6, 3), date(2022, 6, 5)),
        ("中秋节", date(2022, 9, 10), date(2022, 9, 12)),
        ("国庆节", date(2022, 10, 1), date(2022, 10, 7)),
        ("元旦", date(2022, 12, 31), date(2022, 12, 31)),
    ),
    working=(
        date(2022, 1, 29),
        date(2022, 1, 30),
        date(2022, 4, 2),
        date(2022, 4, 24),
        date(2022, 5, 7),
        date(2022, 10, 8),
        date(2022, 10, 9),
    ),
    notice="国办发明电〔2021〕11号",
    issued_on=date(2021, 10, 25),
)
