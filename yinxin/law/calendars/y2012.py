"""Days off and make-up working days of 2012, 国办发明电〔2011〕45号."""

from datetime import date

from yinxin.law.calendars.notice import year_of

YEAR = year_of(
    2012,
    off=(
        ("元旦", date(2012, 1, 1), date(2012, 1, 3)),
        ("春节", date(2012, 1, 22), date(2012, 1, 28)),
        ("清明节", date(2012, 4, 2), date(2012, 4, 4)),
        ("劳动节", date(2012, 4, 29), date(2012, 5, 1)),
        ("端午节", date(2012, 6, 22), date(2012, 6, 22)),
        ("端午节", date(2012, 6, 24), date(2012, 6, 24)),
        ("中秋节", date(2012, 9, 30), date(2012, 9, 30)),
        ("国庆节", date(2012, 10, 1), date(2012, 10, 7)),
    ),
    working=(
        date(2012, 1, 21),
        date(2012, 1, 29),
        date(2012, 3, 31),
        date(2012, 4, 1),
        date(2012, 4, 28),
        date(2012, 9, 29),
    ),
    notice="国办发明电〔2011〕45号",
    issued_on=date(2011, 12, 6),
)
