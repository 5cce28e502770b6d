"""The life of a batch (N9.2, N10)."""

from __future__ import annotations

from enum import Enum

from yinxin.kernel.clause import Clause
from yinxin.kernel.words import Words
from yinxin.lifecycle.machine import Edge, Machine


class BatchState(Enum):
    """The state of a batch."""

    RECEIVED = "received"
    MAKING = "making"
    MADE = "made"
    RELEASED = "released"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


class ChunkState(Enum):
    """Whether a chunk waits for a worker (leased or not), is done, or has failed too often to go on by itself."""

    WAITING = "waiting"
    DONE = "done"
    STUCK = "stuck"


class ReportState(Enum):
    """Where a file in the waiting room stands."""

    WAITING = "waiting"
    CHECKED = "checked"
    FAILED = "failed"
    SUBMITTING = "submitting"
    SUBMITTED = "submitted"


class PrintState(Enum):
    """Where a print order stands."""

    ORDERED = "ordered"
    HANDED_OVER = "handed_over"
    REPORTED = "reported"


_B, _C, _R, _O = BatchState, ChunkState, ReportState, PrintState
_CENTRE, _AGENCY = "人事考试中心", "考试机构"

BATCH = Machine(
    table="production_batch",
    subject="batch",
    title=Words("批次"),
    names={
        _B.RECEIVED: Words("已收到，待接收"),
        _B.MAKING: Words("制证中"),
        _B.MADE: Words("已制成，待发布"),
        _B.RELEASED: Words("已发布"),
        _B.RETURNED: Words("已退回"),
        _B.WITHDRAWN: Words("已撤回"),
    },
    edges={
        (_B.RECEIVED, _B.MAKING): Edge(_CENTRE, Clause("N10"), "接收并安排制证"),
        (_B.MAKING, _B.MADE): Edge(_CENTRE, Clause("N10"), "制作完成"),
        (_B.MADE, _B.RELEASED): Edge(_CENTRE, Clause("N10"), "复核并发布"),
        (_B.RECEIVED, _B.RETURNED): Edge(_CENTRE, Clause("N9.1"), "退回"),
        (_B.RECEIVED, _B.WITHDRAWN): Edge(_AGENCY, Clause("N9.2"), "撤回"),
    },
)

CHUNK = Machine(
    table="production_chunk",
    subject="chunk",
    title=Words("制证分段"),
    names={_C.WAITING: Words("等待制作"), _C.DONE: Words("已完成"), _C.STUCK: Words("已停下，需人工处理")},
    edges={
        (_C.WAITING, _C.DONE): Edge(_CENTRE, Clause("N10"), "制作"),
        (_C.WAITING, _C.STUCK): Edge(_CENTRE, None, "多次失败"),
        (_C.STUCK, _C.WAITING): Edge(_CENTRE, None, "重新开始"),
    },
)

REPORT = Machine(
    table="production_report",
    subject="report",
    title=Words("检查报告"),
    names={
        _R.WAITING: Words("等待检查"),
        _R.CHECKED: Words("已检查"),
        _R.FAILED: Words("无法检查"),
        _R.SUBMITTING: Words("正在提交"),
        _R.SUBMITTED: Words("已提交"),
    },
    edges={
        (_R.WAITING, _R.CHECKED): Edge(_AGENCY, Clause("N9.1"), "检查"),
        (_R.WAITING, _R.FAILED): Edge(_AGENCY, Clause("N9.1"), "文件无法读取"),
        (_R.CHECKED, _R.SUBMITTING): Edge(_AGENCY, Clause("N9.2"), "提交"),
        (_R.SUBMITTING, _R.SUBMITTED): Edge(_AGENCY, Clause("N9.2"), "形成批次"),
        (_R.SUBMITTING, _R.CHECKED): Edge(_AGENCY, Clause("N9.1"), "提交未成"),
    },
)

PRINT_ORDER = Machine(
    table="production_print_order",
    subject="print_order",
    title=Words("印制单"),
    names={
        _O.ORDERED: Words("待送印制文件"),
        _O.HANDED_OVER: Words("印制文件已送出"),
        _O.REPORTED: Words("已登记印制回报"),
    },
    edges={
        (_O.ORDERED, _O.HANDED_OVER): Edge(_CENTRE, Clause("N10"), "送出印制文件"),
        (_O.HANDED_OVER, _O.REPORTED): Edge(_CENTRE, Clause("N10"), "登记印制回报"),
    },
)

MACHINES = (BATCH, CHUNK, REPORT, PRINT_ORDER)
