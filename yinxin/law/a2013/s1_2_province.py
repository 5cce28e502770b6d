"""A1.2 — the provincial department manages certificates as a whole; its exam institute gives out as told.

依据：皖人社秘〔2013〕176号 一（二）.
"""
# Reading: the institute gives nothing out of its own accord: each delivery names the instruction it follows.

from yinxin.kernel.clause import Clause, enacts
from yinxin.kernel.refusal import NotPermitted
from yinxin.kernel.words import Words
from yinxin.law.article import anhui

MANAGE = Clause("A1.2")

ARTICLE = anhui(
    "一（二）",
    title=Words("省级综合管理"),
    points={"A1.2": Words("全省证书由省厅总管，省人事考试院听从省厅安排发证。")},
)


@enacts(MANAGE)
def check_instructed(instruction: str) -> None:
    """Let the provincial exam institute give out only on the department's instruction.

    :param instruction: the number of the instruction.
    :raises NotPermitted: there is none.
    """
    if not instruction.strip():
        raise NotPermitted(
            Words("省人事考试院发放证书须有省厅的安排。"),
            do=Words("填写省厅安排的文号后再发放。"),
            clause=MANAGE,
        )
