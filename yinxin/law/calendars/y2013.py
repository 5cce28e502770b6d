"""Days off and make-up working days of 2013, 国办发明电〔2012〕33号."""

from datetime import date

from yinxin.law.calendars.notice import year_of

YEAR = year_of(
    2013,
    off=(
        ("元旦", date(2013, 1, 1), date(2013, 1, 3)),
        ("春节", date(2013, 2, 9), date(2013, 2, 15)),
        ("清明节", date(2013, 4, 4), date(2013, 4, 6)),
        ("劳动节", date(2013, 4, 29), date(2013, 5, 1)),
        ("端午节", date(2013, 6, 10), date(2013, 6, 12)),
        ("中秋节", date(2013, 9, 19), date(2013, 9, 21)),
        ("国庆节", date(2013, 10, 1), date(2013, 10, 7)),
    ),
    working=(
        date(2013, 1, 5),
        date(2013, 1, 6),
        date(2013, 2, 16),
        date(2013, 2, 17),
        date(2013, 4, 7),
        date(2013, 4, 27),
        date(2013, 4, 28),
        date(2013, 6, 8),
        date(2013, 6, 9),
        date(2013, 9, 22),
        date(2013, 9, 29),
        date(2013, 10, 12),
    ),
    notice="国办发明电〔2012〕33号",
    issued_on=date(2012, 12, 8),
)
