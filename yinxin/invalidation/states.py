"""The machine of a decision that declares certificates invalid."""

from __future__ import annotations

from enum import Enum
from typing import Final

from yinxin.kernel.clause import Clause
from yinxin.kernel.words import Words
from yinxin.lifecycle.machine import Edge, Machine


class CaseState(Enum):
    """Where a case stands."""

    INTENDED = "intended"
    HEARD = "heard"
    DECIDED = "decided"
    NOTIFIED = "notified"
    SUBMITTED = "submitted"
    PREPARED = "prepared"
    RUNNING = "running"
    EFFECTIVE = "effective"
    OVERTURNED = "overturned"
    DROPPED = "dropped"
    ANNULLED = "annulled"


class Hearing(Enum):
    """How the person's right to be heard was kept."""

    STATED = "stated"
    WAIVED = "waived"
    LAPSED = "lapsed"

    @property
    def words(self) -> Words:
        """The way in words."""
        return _HEARINGS[self]


class Service(Enum):
    """How a document reached the person (or, where nothing else can, everybody)."""

    IN_PERSON = "in_person"
    POST = "post"
    LEFT = "left"
    PUBLIC = "public"

    @property
    def words(self) -> Words:
        """The way in words."""
        return _SERVICES[self]


class Outcome(Enum):
    """What became of one certificate of a case."""

    STRUCK = "struck"
    NOTHING = "nothing"

    @property
    def words(self) -> Words:
        """The outcome for people."""
        return _OUTCOMES[self]


_HEARINGS = {
    Hearing.STATED: Words("作了陈述申辩"),
    Hearing.WAIVED: Words("书面表示放弃陈述申辩"),
    Hearing.LAPSED: Words("期限内没有陈述申辩"),
}
_SERVICES = {
    Service.IN_PERSON: Words("直接送达"),
    Service.POST: Words("邮寄送达"),
    Service.LEFT: Words("留置送达"),
    Service.PUBLIC: Words("公告送达"),
}
_OUTCOMES = {Outcome.STRUCK: Words("已作无效处理"), Outcome.NOTHING: Words("此前已不是有效证书")}

_C = CaseState
_N17, _N18_1, _N18_2 = Clause("N17"), Clause("N18.1"), Clause("N18.2")
_DECIDER, _AGENCY, _CENTRE = "作出处理的机构", "考试机构", "人事考试中心"

CASE = Machine(
    table="invalidation_case",
    subject="invalidation",
    title=Words("无效处理"),
    names={
        _C.INTENDED: Words("已告知拟处理"),
        _C.HEARD: Words("已听取陈述申辩"),
        _C.DECIDED: Words("已作出决定"),
        _C.NOTIFIED: Words("已书面告知"),
        _C.SUBMITTED: Words("数据已报送"),
        _C.PREPARED: Words("已核对，待生效"),
        _C.RUNNING: Words("正在分段生效"),
        _C.EFFECTIVE: Words("已生效"),
        _C.OVERTURNED: Words("决定被撤销，待恢复"),
        _C.DROPPED: Words("不予处理"),
        _C.ANNULLED: Words("决定已撤销"),
    },
    edges={
        (_C.INTENDED, _C.HEARD): Edge(_DECIDER, None, "听取陈述申辩"),
        (_C.INTENDED, _C.DROPPED): Edge(_DECIDER, None, "不予处理"),
        (_C.HEARD, _C.DROPPED): Edge(_DECIDER, None, "不予处理"),
        (_C.HEARD, _C.DECIDED): Edge(_DECIDER, _N17, "作出决定"),
        (_C.DECIDED, _C.NOTIFIED): Edge(_DECIDER, _N17, "书面告知两方"),
        (_C.DECIDED, _C.SUBMITTED): Edge(_AGENCY, _N18_1, "报送数据"),
        (_C.NOTIFIED, _C.SUBMITTED): Edge(_AGENCY, _N18_1, "报送数据"),
        (_C.SUBMITTED, _C.PREPARED): Edge(_CENTRE, _N18_2, "核对数据"),
        (_C.PREPARED, _C.EFFECTIVE): Edge(_CENTRE, _N18_2, "更新查询结果"),
        (_C.PREPARED, _C.RUNNING): Edge(_CENTRE, _N18_2, "开始分段生效"),
        (_C.RUNNING, _C.PREPARED): Edge(_CENTRE, _N18_2, "暂停"),
        (_C.RUNNING, _C.EFFECTIVE): Edge(_CENTRE, _N18_2, "全部生效"),
        (_C.DECIDED, _C.ANNULLED): Edge(_DECIDER, None, "决定被撤销"),
        (_C.NOTIFIED, _C.ANNULLED): Edge(_DECIDER, None, "决定被撤销"),
        (_C.SUBMITTED, _C.ANNULLED): Edge(_DECIDER, None, "决定被撤销"),
        (_C.PREPARED, _C.ANNULLED): Edge(_DECIDER, None, "决定被撤销"),
        (_C.PREPARED, _C.OVERTURNED): Edge(_DECIDER, None, "部分生效后决定被撤销"),
        (_C.EFFECTIVE, _C.OVERTURNED): Edge(_DECIDER, None, "决定被撤销"),
        (_C.OVERTURNED, _C.ANNULLED): Edge(_CENTRE, None, "恢复"),
    },
)

MACHINES = (CASE,)
ENDED: Final = frozenset({_C.DROPPED, _C.ANNULLED})
BEFORE_DECISION: Final = frozenset({_C.INTENDED, _C.HEARD})
