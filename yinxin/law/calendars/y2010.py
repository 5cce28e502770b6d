"""Days off and make-up working days of 2010, 国办发明电〔2009〕27号."""

from datetime import date

from yinxin.law.calendars.notice import year_of

YEAR = year_of(
    2010,
    off=(
        ("元旦", date(2010, 1, 1), date(2010, 1, 3)),
        ("春节", date(2010, 2, 13), date(2010, 2, 19)),
        ("清明节", date(2010, 4, 3), date(2010, 4, 5)),
        ("劳动节", date(2010, 5, 1), date(2010, 5, 3)),
        ("端午节", date(2010, 6, 14), date(2010, 6, 16)),
        ("中秋节", date(2010, 9, 22), date(2010, 9, 24)),
        ("国庆节", date(2010, 10, 1), date(2010, 10, 7)),
    ),
    working=(
        date(2010, 2, 20),
        date(2010, 2, 21),
        date(2010, 6, 12),
        date(2010, 6, 13),
        date(2010, 9, 19),
        date(2010, 9, 25),
        date(2010, 9, 26),
        date(2010, 10, 9),
    ),
    notice="国办发明电〔2009〕27号",
    issued_on=date(2009, 12, 8),
)
