"""A2.2.1 — senior titles: the province approves, then the committee collects and gives out.

依据：皖人社秘〔2013〕176号 二（二）1.
"""
# Reading: approval comes before the seal check, and the seal check before giving out.

from datetime import date

from yinxin.kernel.clause import Clause, enacts
from yinxin.kernel.refusal import WrongState
from yinxin.kernel.words import Words
from yinxin.law.article import anhui
from yinxin.law.regimes import ReviewLevel

SENIOR = Clause("A2.2.1")

ARTICLE = anhui(
    "二（二）1",
    title=Words("高级职称证书"),
    points={"A2.2.1": Words("高级评审通过的，先报省厅审批，再由组建单位到窗口统一验印领取、及时发放。")},
)


@enacts(SENIOR)
def needs_approval(level: ReviewLevel) -> bool:
    """Say whether the level needs the province's approval."""
    return level is ReviewLevel.SENIOR


@enacts(SENIOR)
def check_approved(level: ReviewLevel, *, approved_on: date | None, sealed_on: date | None) -> None:
    """Give a reviewed title's certificate out only in the order of the paragraph.

    :raises WrongState: a senior title is not approved, or was sealed before the approval.
    """
    if not needs_approval(level):
        return
    if approved_on is None or (sealed_on is not None and sealed_on < approved_on):
        raise WrongState(
            Words("高级职称证书须先经省厅审批，再验印发放。"),
            do=Words("报省厅审批，批准后再验印。"),
            clause=SENIOR,
        )
