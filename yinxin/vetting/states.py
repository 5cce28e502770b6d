"""The life of a list that an employer has brought."""

from __future__ import annotations

from enum import Enum

from yinxin.kernel.clause import Clause
from yinxin.kernel.words import Words
from yinxin.lifecycle.machine import Edge, Machine


class ListState(Enum):
    """Where a list stands."""

    RECEIVED = "received"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    ENDED = "ended"
    EXPIRED = "expired"


_S, _N22_1, _WORKER, _EMPLOYER = ListState, Clause("N22.1"), "系统", "用人单位"

LIST = Machine(
    table="vetting_list",
    subject="vetting_list",
    title=Words("核验名单"),
    names={
        _S.RECEIVED: Words("排队中"),
        _S.RUNNING: Words("正在核验"),
        _S.DONE: Words("核验完成"),
        _S.FAILED: Words("没有完成"),
        _S.ENDED: Words("已由单位删除"),
        _S.EXPIRED: Words("到期已删除"),
    },
    edges={
        (_S.RECEIVED, _S.RUNNING): Edge(_WORKER, _N22_1, "开始核验"),
        (_S.RECEIVED, _S.ENDED): Edge(_EMPLOYER, _N22_1, "不再核验"),
        (_S.RUNNING, _S.DONE): Edge(_WORKER, _N22_1, "核验完成"),
        (_S.RUNNING, _S.FAILED): Edge(_WORKER, _N22_1, "不能完成"),
        (_S.RUNNING, _S.ENDED): Edge(_EMPLOYER, _N22_1, "中途停止"),
        (_S.DONE, _S.ENDED): Edge(_EMPLOYER, _N22_1, "提前删除"),
        (_S.DONE, _S.EXPIRED): Edge(_WORKER, _N22_1, "到期删除"),
    },
)

MACHINES = (LIST,)

RUNNING = (ListState.RECEIVED, ListState.RUNNING)
"""States in which the worker still has something to do."""
