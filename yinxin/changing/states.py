"""The machine of applications for replacement and reissue: three desks, with the ways back (N15, N16)."""

from __future__ import annotations

from enum import Enum

from yinxin.kernel.clause import Clause
from yinxin.kernel.words import Words
from yinxin.law.n2023.art15_replacement import Desk
from yinxin.lifecycle.machine import Edge, Machine


class ApplicationState(Enum):
    """Where an application stands."""

    FILED = "filed"
    REVIEWED = "reviewed"
    CONFIRMED = "confirmed"
    MAKING = "making"
    RELEASED = "released"
    RETURNED = "returned"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class PaperCheck(Enum):
    """What was found of a paper that was handed in."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    REFUSED = "refused"

    @property
    def words(self) -> Words:
        """The finding for people."""
        return _CHECKS[self]


_CHECKS = {
    PaperCheck.PENDING: Words("待核对"),
    PaperCheck.ACCEPTED: Words("已核对"),
    PaperCheck.REFUSED: Words("不合要求"),
}

_S, _N15 = ApplicationState, Clause("N15")
_HOLDER, _ISSUER, _CONFIRMER, _CENTRE = "申请人", "证书发放机构", "考试机构或主管部门", "人事考试中心"

APPLICATION = Machine(
    table="changing_application",
    subject="application",
    title=Words("换发补发申请"),
    names={
        _S.FILED: Words("待初审"),
        _S.REVIEWED: Words("待审核确认"),
        _S.CONFIRMED: Words("待制证"),
        _S.MAKING: Words("制证中"),
        _S.RELEASED: Words("已办结"),
        _S.RETURNED: Words("退回补正"),
        _S.REJECTED: Words("不予办理"),
        _S.WITHDRAWN: Words("已撤回"),
    },
    edges={
        (_S.FILED, _S.REVIEWED): Edge(_ISSUER, _N15, "初审通过"),
        (_S.FILED, _S.RETURNED): Edge(_ISSUER, _N15, "退回补正"),
        (_S.FILED, _S.REJECTED): Edge(_ISSUER, _N15, "不予办理"),
        (_S.FILED, _S.WITHDRAWN): Edge(_HOLDER, None, "撤回"),
        (_S.RETURNED, _S.FILED): Edge(_HOLDER, _N15, "补正后重新提交"),
        (_S.RETURNED, _S.WITHDRAWN): Edge(_HOLDER, None, "撤回"),
        (_S.REVIEWED, _S.CONFIRMED): Edge(_CONFIRMER, _N15, "审核确认"),
        (_S.REVIEWED, _S.RETURNED): Edge(_CONFIRMER, _N15, "退回补正"),
        (_S.REVIEWED, _S.REJECTED): Edge(_CONFIRMER, _N15, "不予办理"),
        (_S.REVIEWED, _S.WITHDRAWN): Edge(_HOLDER, None, "撤回"),
        (_S.CONFIRMED, _S.MAKING): Edge(_CENTRE, _N15, "安排制证"),
        (_S.CONFIRMED, _S.REVIEWED): Edge(_CENTRE, _N15, "退回审核环节"),
        (_S.CONFIRMED, _S.WITHDRAWN): Edge(_HOLDER, None, "撤回"),
        (_S.MAKING, _S.RELEASED): Edge(_CENTRE, _N15, "另一人发布"),
        (_S.MAKING, _S.REVIEWED): Edge(_CENTRE, _N15, "放弃新证，退回审核环节"),
        (_S.MAKING, _S.WITHDRAWN): Edge(_HOLDER, None, "撤回"),
    },
)

DESK_OF = {
    _S.FILED: Desk.REVIEW,
    _S.REVIEWED: Desk.CONFIRMATION,
    _S.CONFIRMED: Desk.MAKING,
    _S.MAKING: Desk.MAKING,
    _S.RETURNED: Desk.APPLICATION,
}
"""The desk at which an application lies in each state that is not an end."""

OPEN = tuple(DESK_OF)
"""The states in which an application is still going on."""

MACHINES = (APPLICATION,)
