"""The machines of issuing."""

from __future__ import annotations

from enum import Enum

from yinxin.kernel.clause import Clause
from yinxin.kernel.words import Words
from yinxin.lifecycle.machine import Edge, Machine


class TakeoverState(Enum):
    """Where a handover from one custodian to the next stands."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


_H, _N11 = TakeoverState, Clause("N11.1")

TAKEOVER = Machine(
    table="issuing_custodian_handover",
    subject="custodian_handover",
    title=Words("保管交接"),
    names={
        _H.PROPOSED: Words("等待接管人签收"),
        _H.ACCEPTED: Words("已交接"),
        _H.REFUSED: Words("接管人未签收"),
        _H.WITHDRAWN: Words("已撤回交接"),
    },
    edges={
        (_H.PROPOSED, _H.ACCEPTED): Edge("接管人", _N11, "核对后签收"),
        (_H.PROPOSED, _H.REFUSED): Edge("接管人", _N11, "不签收"),
        (_H.PROPOSED, _H.WITHDRAWN): Edge("移交人", _N11, "撤回交接"),
    },
)

MACHINES = (TAKEOVER,)
