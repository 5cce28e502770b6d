"""Days off and make-up working days of 2009, 国办发明电〔2008〕42号."""

from datetime import date

from yinxin.law.calendars.notice import year_of

YEAR = year_of(
    2009,
    off=(
        ("元旦", date(2009, 1, 1), date(2009, 1, 3)),
        ("春节", date(2009, 1, 25), date(2009, 1, 31)),
        ("清明节", date(2009, 4, 4), date(2009, 4, 6)),
        ("劳动节", date(2009, 5, 1), date(2009, 5, 3)),
        ("端午节", date(2009, 5, 28), date(2009, 5, 30)),
        ("国庆节", date(2009, 10, 1), date(2009, 10, 2)),
        ("中秋节", date(2009, 10, 3), date(2009, 10, 3)),
        ("国庆节", date(2009, 10, 4), date(2009, 10, 8)),
    ),
    working=(
        date(2009, 1, 4),
        date(2009, 1, 24),
        date(2009, 2, 1),
        date(2009, 5, 31),
        date(2009, 9, 27),
        date(2009, 10, 10),
    ),
    notice="国办发明电〔2008〕42号",
    issued_on=date(2008, 12, 4),
)
