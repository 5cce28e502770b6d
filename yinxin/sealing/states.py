"""The life of a key."""

from __future__ import annotations

from enum import Enum

from yinxin.kernel.clause import Clause
from yinxin.kernel.words import Words
from yinxin.lifecycle.machine import Edge, Machine


class KeyState(Enum):
    """Where a key stands; the values are those of the published document."""

    PROPOSED = "proposed"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    RETIRED = "retired"
    COMPROMISED = "compromised"


_S, _N5, _N6 = KeyState, Clause("N5"), Clause("N6")
_CENTRE = "人事考试中心"

KEY = Machine(
    table="sealing_key",
    subject="seal_key",
    title=Words("印章密钥"),
    names={
        _S.PROPOSED: Words("待启用"),
        _S.ACTIVE: Words("使用中"),
        _S.SUSPENDED: Words("暂停使用"),
        _S.RETIRED: Words("已停用"),
        _S.COMPROMISED: Words("已失密"),
    },
    edges={
        (_S.PROPOSED, _S.ACTIVE): Edge(_CENTRE, _N6, "两人启用"),
        (_S.ACTIVE, _S.SUSPENDED): Edge(_CENTRE, _N6, "两人暂停"),
        (_S.SUSPENDED, _S.ACTIVE): Edge(_CENTRE, _N6, "两人恢复"),
        (_S.ACTIVE, _S.RETIRED): Edge(_CENTRE, _N6, "两人停用，或换钥后到期"),
        (_S.SUSPENDED, _S.RETIRED): Edge(_CENTRE, _N6, "两人停用"),
        (_S.ACTIVE, _S.COMPROMISED): Edge(_CENTRE, _N5, "两人认定失密"),
        (_S.SUSPENDED, _S.COMPROMISED): Edge(_CENTRE, _N5, "两人认定失密"),
        (_S.RETIRED, _S.COMPROMISED): Edge(_CENTRE, _N5, "两人认定失密"),
    },
)

MACHINES = (KEY,)
