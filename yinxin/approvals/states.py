"""The life of a proposal."""

from __future__ import annotations

from enum import Enum

from yinxin.kernel.clause import Clause
from yinxin.kernel.words import Words
from yinxin.lifecycle.machine import Edge, Machine


class ProposalState(Enum):
    """Where a proposal stands."""

    WAITING = "waiting"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


_S, _A4 = ProposalState, Clause("A4")

PROPOSAL = Machine(
    table="approvals_proposal",
    subject="proposal",
    title=Words("待批事项"),
    names={
        _S.WAITING: Words("等待批准"),
        _S.APPROVED: Words("已批准"),
        _S.REFUSED: Words("未批准"),
        _S.WITHDRAWN: Words("已收回"),
    },
    edges={
        (_S.WAITING, _S.APPROVED): Edge("批准人", _A4, "批准并执行"),
        (_S.WAITING, _S.REFUSED): Edge("批准人", _A4, "不批准"),
        (_S.WAITING, _S.WITHDRAWN): Edge("提出人", _A4, "收回"),
    },
)

MACHINES = (PROPOSAL,)
