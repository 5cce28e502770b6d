"""Days off and make-up working days of 2014, 国办发明电〔2013〕28号."""

from datetime import date

from yinxin.law.calendars.notice import year_of

YEAR = year_of(
    2014,
    off=(
        ("元旦", date(2014, 1, 1), date(2014, 1, 1)),
        ("春节", date(2014, 1, 31), date(2014, 2, 6)),
        ("清明节", date(2014, 4, 5), date(2014, 4, 7)),
        ("劳动节", date(2014, 5, 1), date(2014, 5, 3)),
        ("端午节", date(2014, 6, 2), date(2014, 6, 2)),
        ("中秋节", date(2014, 9, 8), date(2014, 9, 8)),
        ("国庆节", date(2014, 10, 1), date(2014, 10, 7)),
    ),
    working=(
        date(2014, 1, 26),
        date(2014, 2, 8),
        date(2014, 5, 4),
        date(2014, 9, 28),
        date(2014, 10, 11),
    ),
    notice="国办发明电〔2013〕28号",
    issued_on=date(2013, 12, 11),
)
