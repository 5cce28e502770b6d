"""The machines of reviews: a committee's approval, a session's way from its results to its last step (A2.2)."""

from __future__ import annotations

from enum import Enum

from yinxin.kernel.clause import Clause
from yinxin.kernel.words import Words
from yinxin.lifecycle.machine import Edge, Machine


class CommitteeState(Enum):
    """Where a committee's approval stands; whether it holds on a day is a question of its days."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REFUSED = "refused"
    ENDED = "ended"


class SessionState(Enum):
    """Where a session stands: waiting for its results, on its way through the procedure, or given up."""

    OPEN = "open"
    LISTED = "listed"
    DROPPED = "dropped"


_C, _S = CommitteeState, SessionState
_SENIOR, _LOCAL = Clause("A2.2.1"), Clause("A2.2.2")
_AUTHORITY, _FOUNDER = "省级主管部门", "组建单位"

COMMITTEE = Machine(
    table="reviewing_committee",
    subject="review_committee",
    title=Words("评审委员会"),
    names={
        _C.PROPOSED: Words("待另一人核准"),
        _C.APPROVED: Words("已核准"),
        _C.REFUSED: Words("未核准"),
        _C.ENDED: Words("提前终止"),
    },
    edges={
        (_C.PROPOSED, _C.APPROVED): Edge(_AUTHORITY, _SENIOR, "另一人核准"),
        (_C.PROPOSED, _C.REFUSED): Edge(_AUTHORITY, _SENIOR, "不予核准"),
        (_C.APPROVED, _C.ENDED): Edge(_AUTHORITY, _SENIOR, "提前终止"),
    },
)

SESSION = Machine(
    table="reviewing_session",
    subject="review_session",
    title=Words("评审会议"),
    names={
        _S.OPEN: Words("待报送评审结果"),
        _S.LISTED: Words("结果已报送，按程序办理"),
        _S.DROPPED: Words("已撤销"),
    },
    edges={
        (_S.OPEN, _S.LISTED): Edge(_FOUNDER, _LOCAL, "报送评审结果"),
        (_S.LISTED, _S.OPEN): Edge("本步骤的办理机构", _LOCAL, "退回组建单位"),
        (_S.OPEN, _S.DROPPED): Edge(_FOUNDER, _LOCAL, "撤销"),
    },
)

MACHINES = (COMMITTEE, SESSION)
