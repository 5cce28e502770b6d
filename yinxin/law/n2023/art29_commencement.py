"""N29 — in force from 2023-06-15; earlier rules yield where they differ.

依据：人社厅发〔2023〕16号 第二十九条 and the covering notice, which repeals six older ones.
"""
# Reading: an act is judged by the rules of its own day. What was open on the first day (paper in custody, an
# application not yet decided) goes on under the procedure.

from dataclasses import dataclass
from datetime import date

from yinxin.kernel.clause import Clause, enacts
from yinxin.kernel.words import Words
from yinxin.law.article import NATIONAL_FIRST_DAY, national

COMMENCE = Clause("N29")

ARTICLE = national(
    "第二十九条",
    title=Words("施行"),
    points={"N29": Words("自2023年6月15日起施行，此前的规定与规程不一致的，以规程为准。")},
)


@dataclass(frozen=True)
class Repealed:
    """An older notice that the procedure put out of force."""

    number: str
    year: int
    about: Words


REPEALED = (
    Repealed("人办职〔1990〕3号", 1990, Words("专业技术资格证书发放")),
    Repealed("人办职〔1994〕2号", 1994, Words("专业技术资格证书发放")),
    Repealed("人职司函〔1995〕7号", 1995, Words("发证的程序")),
    Repealed("人发〔1996〕72号", 1996, Words("职称评聘和考试中的证书管理")),
    Repealed("人办发〔1997〕85号", 1997, Words("专业技术资格证书更换补发")),
    Repealed("人办发〔1998〕40号", 1998, Words("执业资格证书发放")),
)
"""The six older notices, oldest first; each ended on the day before the first day."""


@enacts(COMMENCE)
def in_force(on: date) -> bool:
    """Say whether the procedure is in force on the day."""
    return on >= NATIONAL_FIRST_DAY
