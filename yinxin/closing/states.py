"""The two machines of closing: a list of paper to be destroyed (N26), and an objection (N25)."""

from __future__ import annotations

from enum import Enum

from yinxin.kernel.clause import Clause
from yinxin.kernel.words import Words
from yinxin.lifecycle.machine import Edge, Machine


class ListState(Enum):
    """Where a yearly list of paper to be destroyed stands."""

    OPEN = "open"
    CLOSED = "closed"
    HANDED_OVER = "handed_over"
    RECORDED = "recorded"
    DESTROYED = "destroyed"


_L, _N26, _ISSUER, _CENTRE = ListState, Clause("N26"), "证书发放机构", "人事考试中心"

DESTRUCTION = Machine(
    table="closing_destruction_list",
    subject="destruction_list",
    title=Words("销毁清册"),
    names={
        _L.OPEN: Words("登记中"),
        _L.CLOSED: Words("已封册，待移交"),
        _L.HANDED_OVER: Words("已移交，待清点销毁"),
        _L.RECORDED: Words("已销毁，待第二人确认"),
        _L.DESTROYED: Words("已销毁"),
    },
    edges={
        (_L.OPEN, _L.CLOSED): Edge(_ISSUER, _N26, "封册"),
        (_L.CLOSED, _L.HANDED_OVER): Edge(_ISSUER, _N26, "移交人事考试中心"),
        (_L.HANDED_OVER, _L.RECORDED): Edge(_CENTRE, _N26, "第一人登记销毁"),
        (_L.RECORDED, _L.HANDED_OVER): Edge(_CENTRE, _N26, "第二人不确认，退回清点"),
        (_L.RECORDED, _L.DESTROYED): Edge(_CENTRE, _N26, "第二人确认销毁"),
    },
)


class ObjectionState(Enum):
    """Where an objection stands."""

    RECEIVED = "received"
    CHECKING = "checking"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


_O, _N25, _OBJECTOR = ObjectionState, Clause("N25"), "异议人"

OBJECTION = Machine(
    table="closing_objection",
    subject="objection",
    title=Words("异议"),
    names={
        _O.RECEIVED: Words("待核实"),
        _O.CHECKING: Words("核实中"),
        _O.ANSWERED: Words("已答复"),
        _O.WITHDRAWN: Words("已撤回"),
    },
    edges={
        (_O.RECEIVED, _O.RECEIVED): Edge(_ISSUER, _N25, "转交其他发放机构"),
        (_O.RECEIVED, _O.CHECKING): Edge(_ISSUER, _N25, "开始核实"),
        (_O.RECEIVED, _O.WITHDRAWN): Edge(_OBJECTOR, None, "撤回"),
        (_O.CHECKING, _O.WITHDRAWN): Edge(_OBJECTOR, None, "撤回"),
        (_O.CHECKING, _O.ANSWERED): Edge(_ISSUER, _N25, "书面答复"),
    },
)
OPEN_OBJECTION = (_O.RECEIVED, _O.CHECKING)
"""States in which an objection waits for its issuer."""

MACHINES = (DESTRUCTION, OBJECTION)
