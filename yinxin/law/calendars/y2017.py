"""Days off and make-up working days of 2017, 国办发明电〔2016〕17号."""

from datetime import date

from yinxin.law.calendars.notice import year_of

YEAR = year_of(
    2017,
    off=(
        ("元旦", date(2017, 1, 1), date(2017, 1, 2)),
        ("春节", date(2017, 1, 27), date(2017, 2, 2)),
        ("清明节", date(2017, 4, 2), date(2017, 4, 4)),
        ("劳动节", date(2017, 5, 1), date(2017, 5, 1)),
        ("端午节", date(2017, 5, 28), date(2017, 5, 30)),
        ("国庆节", date(2017, 10, 1), date(2017, 10, 3)),
        ("中秋节", date(2017, 10, 4), date(2017, 10, 4)),
        ("国庆节", date(2017, 10, 5), date(2017, 10, 8)),
    ),
    working=(
        date(2017, 1, 22),
        date(2017, 2, 4),
        date(2017, 4, 1),
        date(2017, 5, 27),
        date(2017, 9, 30),
    ),
    notice="国办发明电〔2016〕17号",
    issued_on=date(2016, 12, 1),
)
