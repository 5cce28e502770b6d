"""The machines of supervision."""

from __future__ import annotations

from enum import Enum

from yinxin.kernel.clause import Clause
from yinxin.kernel.words import Words
from yinxin.lifecycle.machine import Edge, Machine


class CheckState(Enum):
    """Where a spot check stands."""

    FROZEN = "frozen"
    DRAWN = "drawn"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class CaseState(Enum):
    """Where one drawn case stands."""

    ASSIGNED = "assigned"
    CONFORMS = "conforms"
    FAULTY = "faulty"
    ANSWERED = "answered"
    SETTLED = "settled"


class CriticismState(Enum):
    """Where a criticism stands."""

    DRAFT = "draft"
    DROPPED = "dropped"
    ISSUED = "issued"
    ANSWERED = "answered"
    ENDED = "ended"


_S, _C, _K = CheckState, CaseState, CriticismState
_A214, _A13C, _ABOVE, _BODY = Clause("A2.1.4"), Clause("A1.3c"), "主管部门", "被检查机构"

SPOT_CHECK = Machine(
    table="supervision_spot_check",
    subject="spot_check",
    title=Words("随机抽查"),
    names={
        _S.FROZEN: Words("名单已封存，待种子"),
        _S.DRAWN: Words("已抽取，检查中"),
        _S.PUBLISHED: Words("结果已公布"),
        _S.WITHDRAWN: Words("抽取前撤回"),
    },
    edges={
        (_S.FROZEN, _S.DRAWN): Edge(_ABOVE, _A214, "另一人登记公开种子并抽取"),
        (_S.FROZEN, _S.WITHDRAWN): Edge(_ABOVE, _A214, "种子公开前撤回"),
        (_S.DRAWN, _S.PUBLISHED): Edge(_ABOVE, _A214, "公布结果"),
    },
)

SPOT_CASE = Machine(
    table="supervision_spot_case",
    subject="spot_case",
    title=Words("抽查案卷"),
    names={
        _C.ASSIGNED: Words("待检查"),
        _C.CONFORMS: Words("符合"),
        _C.FAULTY: Words("不符合，待整改"),
        _C.ANSWERED: Words("已报告整改，待复查"),
        _C.SETTLED: Words("整改完成"),
    },
    edges={
        (_C.ASSIGNED, _C.CONFORMS): Edge(_ABOVE, _A214, "认定符合"),
        (_C.ASSIGNED, _C.FAULTY): Edge(_ABOVE, _A214, "认定不符合，要求整改"),
        (_C.FAULTY, _C.ANSWERED): Edge(_BODY, _A214, "报告整改"),
        (_C.ANSWERED, _C.FAULTY): Edge(_ABOVE, _A214, "整改不到位，退回"),
        (_C.ANSWERED, _C.SETTLED): Edge(_ABOVE, _A214, "复查通过"),
    },
)

CRITICISM = Machine(
    table="supervision_criticism",
    subject="criticism",
    title=Words("通报批评"),
    names={
        _K.DRAFT: Words("待另一人签发"),
        _K.DROPPED: Words("未签发"),
        _K.ISSUED: Words("已通报，待整改"),
        _K.ANSWERED: Words("已报告整改"),
        _K.ENDED: Words("已办结"),
    },
    edges={
        (_K.DRAFT, _K.ISSUED): Edge(_ABOVE, _A13C, "另一人签发"),
        (_K.DRAFT, _K.DROPPED): Edge(_ABOVE, _A13C, "不签发"),
        (_K.ISSUED, _K.ANSWERED): Edge("被通报机构", _A13C, "报告整改"),
        (_K.ANSWERED, _K.ISSUED): Edge(_ABOVE, _A13C, "整改不到位，退回"),
        (_K.ANSWERED, _K.ENDED): Edge(_ABOVE, _A13C, "办结"),
    },
)

MACHINES = (SPOT_CHECK, SPOT_CASE, CRITICISM)
