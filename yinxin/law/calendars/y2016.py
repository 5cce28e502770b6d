"""Days off and make-up working days of 2016, 国办发明电〔2015〕18号."""

from datetime import date

from yinxin.law.calendars.notice import year_of

YEAR = year_of(
    2016,
    off=(
        ("元旦", date(2016, 1, 1), date(2016, 1, 1)),
        ("春节", date(2016, 2, 7), date(2016, 2, 13)),
        ("清明节", date(2016, 4, 4), date(2016, 4, 4)),
        ("劳动节", date(2016, 5, 1), date(2016, 5, 2)),
        ("端午节", date(2016, 6, 9), date(2016, 6, 11)),
        ("中秋节", date(2016, 9, 15), date(2016, 9, 17)),
        ("国庆节", date(2016, 10, 1), date(2016, 10, 7)),
    ),
    working=(
        date(2016, 2, 6),
        date(2016, 2, 14),
        date(2016, 6, 12),
        date(2016, 9, 18),
        date(2016, 10, 8),
        date(2016, 10, 9),
    ),
    notice="国办发明电〔2015〕18号",
    issued_on=date(2015, 12, 10),
)
