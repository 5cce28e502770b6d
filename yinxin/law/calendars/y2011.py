"""Days off and make-up working days of 2011, 国办发明电〔2010〕40号.

31 December is worked under the notice for 2012.
"""

from datetime import date

from yinxin.law.calendars.notice import year_of

YEAR = year_of(
    2011,
    off=(
        ("元旦", date(2011, 1, 1), date(2011, 1, 3)),
        ("春节", date(2011, 2, 2), date(2011, 2, 8)),
        ("清明节", date(2011, 4, 3), date(2011, 4, 5)),
        ("劳动节", date(2011, 4, 30), date(2011, 5, 2)),
        ("端午节", date(2011, 6, 4), date(2011, 6, 4)),
        ("端午节", date(2011, 6, 6), date(2011, 6, 6)),
        ("中秋节", date(2011, 9, 10), date(2011, 9, 12)),
        ("国庆节", date(2011, 10, 1), date(2011, 10, 7)),
    ),
    working=(
        date(2011, 1, 30),
        date(2011, 2, 12),
        date(2011, 4, 2),
        date(2011, 10, 8),
        date(2011, 10, 9),
        date(2011, 12, 31),
    ),
    notice="国办发明电〔2010〕40号",
    issued_on=date(2010, 12, 10),
)
