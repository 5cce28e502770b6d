"""Days off and make-up working days of 2008, 国办发明电〔2007〕52号."""

from datetime import date

from yinxin.law.calendars.notice import year_of

YEAR = year_of(
    2008,
    off=(
        ("元旦", date(2008, 1, 1), date(2008, 1, 1)),
        ("春节", date(2008, 2, 6), date(2008, 2, 12)),
        ("清明节", date(2008, 4, 4), date(2008, 4, 6)),
        ("劳动节", date(2008, 5, 1), date(2008, 5, 3)),
        ("端午节", date(2008, 6, 7), date(2008, 6, 9)),
        ("中秋节", date(2008, 9, 13), date(2008, 9, 15)),
        ("国庆节", date(2008, 9, 29), date(2008, 10, 5)),
    ),
    working=(
        date(2008, 2, 2),
        date(2008, 2, 3),
        date(2008, 5, 4),
        date(2008, 9, 27),
        date(2008, 9, 28),
    ),
    notice="国办发明电〔2007〕52号",
    issued_on=date(2007, 12, 15),
)
