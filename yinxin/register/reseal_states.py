"""The life of an entry in the list of copies that must be sealed anew."""

from __future__ import annotations

from enum import Enum

from yinxin.kernel.clause import Clause
from yinxin.kernel.words import Words
from yinxin.lifecycle.machine import Edge, Machine


class ResealState(Enum):
    """Where the re-sealing of one copy stands."""

    WAITING = "waiting"
    DONE = "done"
    STUCK = "stuck"


_R, _CENTRE, _N5 = ResealState, "人事考试中心", Clause("N5")

RESEAL = Machine(
    table="register_reseal",
    subject="reseal",
    title=Words("重新签章"),
    names={_R.WAITING: Words("等待重新签章"), _R.DONE: Words("已重新签章"), _R.STUCK: Words("需要处理")},
    edges={
        (_R.WAITING, _R.DONE): Edge(_CENTRE, _N5, "用新密钥制作"),
        (_R.WAITING, _R.STUCK): Edge(_CENTRE, _N5, "未能制作"),
        (_R.STUCK, _R.WAITING): Edge(_CENTRE, _N5, "重新安排"),
    },
)
