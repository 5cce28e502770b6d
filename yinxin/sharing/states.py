"""The life of an agreement with a platform's client."""

from __future__ import annotations

from enum import Enum

from yinxin.kernel.clause import Clause
from yinxin.kernel.words import Words
from yinxin.lifecycle.machine import Edge, Machine


class AgreementState(Enum):
    """Where an agreement stands; that its days are over is counted, not stored."""

    DRAFT = "draft"
    ACTIVE = "active"
    ENDED = "ended"


_S, _N22_2, _CENTRE = AgreementState, Clause("N22.2"), "人事考试中心"

AGREEMENT = Machine(
    table="sharing_agreement",
    subject="share_agreement",
    title=Words("共享协议"),
    names={_S.DRAFT: Words("待批准"), _S.ACTIVE: Words("执行中"), _S.ENDED: Words("已终止")},
    edges={
        (_S.DRAFT, _S.ACTIVE): Edge("部", _N22_2, "另一人批准"),
        (_S.DRAFT, _S.ENDED): Edge(_CENTRE, _N22_2, "不再办理"),
        (_S.ACTIVE, _S.ENDED): Edge(_CENTRE, _N22_2, "立即终止共享"),
    },
)

MACHINES = (AGREEMENT,)
