"""N8 — a holder's data is collected by the exam agency when the person registers for the exam.

依据：人社厅发〔2023〕16号 第八条.
"""
# Reading: 一般 allows data from elsewhere (legacy work, corrections), but each record must still say where it
# came from. So the origin is kept with the record, and an exam's record needs all four parts of it.

from dataclasses import dataclass

from yinxin.kernel.clause import Clause, enacts
from yinxin.kernel.words import Words
from yinxin.law.article import national
from yinxin.law.gaps import check_nothing_missing

ORIGIN = Clause("N8")

ARTICLE = national(
    "第八条",
    title=Words("信息采集"),
    points={"N8": Words("持证人信息一般由考试机构在报名时采集。")},
)


@dataclass(frozen=True)
class Origin:
    """Where a passed person's record comes from; an unknown part is the empty string."""

    exam: str
    session: str
    agency: str
    registration: str


@enacts(ORIGIN)
def check_origin(origin: Origin) -> None:
    """Take an exam's record only when it says where it was collected.

    :raises Incomplete: a part of the origin is missing; each is named.
    """
    parts = {
        Words("考试"): origin.exam,
        Words("场次"): origin.session,
        Words("考试机构"): origin.agency,
        Words("报名序号"): origin.registration,
    }
    check_nothing_missing([name for name, value in parts.items() if not value.strip()], clause=ORIGIN)
