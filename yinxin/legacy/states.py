"""The machines of older certificates: batches, records, comparisons, hand-overs (N19, N21.2)."""

from __future__ import annotations

from enum import Enum

from yinxin.kernel.clause import Clause
from yinxin.kernel.words import Words
from yinxin.lifecycle.machine import Edge, Machine


class CollectionState(Enum):
    """Where a batch of older certificates stands."""

    WAITING = "waiting"
    CLEANING = "cleaning"
    COMPARING = "comparing"
    EXAMINED = "examined"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


class RecordState(Enum):
    """What can become of a record, and what has.

    The first three follow from what it says (N21.2); a merged one is spoken for by another, until it is taken apart.
    """

    BLOCKED = "blocked"
    LOOK = "look"
    READY = "ready"
    HANDED = "handed"
    OPENED = "opened"
    MERGED = "merged"
    DROPPED = "dropped"


class PairState(Enum):
    """What people said of two records that may be one."""

    OPEN = "open"
    LATER = "later"
    SAME = "same"
    DIFFERENT = "different"


class HandOverState(Enum):
    """Where a hand-over to the centre stands."""

    HANDED = "handed"
    RECEIVED = "received"
    OPENED = "opened"
    RETURNED = "returned"


_C, _R, _P, _H = CollectionState, RecordState, PairState, HandOverState
_N19, _N212 = Clause("N19"), Clause("N21.2")
_SOURCE, _CENTRE = "主管部门或考试机构", "人事考试中心"

COLLECTION = Machine(
    table="legacy_batch",
    subject="legacy_batch",
    title=Words("存量数据批次"),
    names={
        _C.WAITING: Words("等待读取"),
        _C.CLEANING: Words("正在清洗"),
        _C.COMPARING: Words("正在比对"),
        _C.EXAMINED: Words("已检查"),
        _C.FAILED: Words("无法读取"),
        _C.WITHDRAWN: Words("已撤回"),
    },
    edges={
        (_C.WAITING, _C.CLEANING): Edge(_SOURCE, _N19, "读出各行"),
        (_C.WAITING, _C.FAILED): Edge(_SOURCE, _N19, "文件无法读取"),
        (_C.CLEANING, _C.COMPARING): Edge(_SOURCE, _N19, "逐行清洗"),
        (_C.COMPARING, _C.EXAMINED): Edge(_SOURCE, _N19, "找出可能重复的"),
        (_C.EXAMINED, _C.WITHDRAWN): Edge(_SOURCE, _N19, "说明原因后撤回"),
    },
)

RECORD = Machine(
    table="legacy_record",
    subject="legacy_record",
    title=Words("存量记录"),
    names={
        _R.BLOCKED: Words("缺关键信息"),
        _R.LOOK: Words("待人工看"),
        _R.READY: Words("可以移交"),
        _R.HANDED: Words("已移交，待开通"),
        _R.OPENED: Words("已开通查验"),
        _R.MERGED: Words("已并入另一条"),
        _R.DROPPED: Words("已随批次撤回"),
    },
    edges={
        (_R.BLOCKED, _R.LOOK): Edge(_SOURCE, _N212, "补全关键信息"),
        (_R.BLOCKED, _R.READY): Edge(_SOURCE, _N212, "补全关键信息"),
        (_R.LOOK, _R.READY): Edge(_SOURCE, _N212, "改正或确认"),
        (_R.LOOK, _R.BLOCKED): Edge(_SOURCE, _N212, "更正"),
        (_R.READY, _R.LOOK): Edge(_SOURCE, _N212, "更正"),
        (_R.READY, _R.BLOCKED): Edge(_SOURCE, _N212, "更正"),
        (_R.READY, _R.HANDED): Edge(_SOURCE, _N19, "移交"),
        (_R.HANDED, _R.READY): Edge(_CENTRE, _N19, "退回"),
        (_R.HANDED, _R.OPENED): Edge(_CENTRE, _N19, "另一人核对后开通"),
        (_R.BLOCKED, _R.MERGED): Edge(_SOURCE, _N19, "认定为同一证书"),
        (_R.LOOK, _R.MERGED): Edge(_SOURCE, _N19, "认定为同一证书"),
        (_R.READY, _R.MERGED): Edge(_SOURCE, _N19, "认定为同一证书"),
        (_R.MERGED, _R.BLOCKED): Edge(_SOURCE, _N19, "撤销合并"),
        (_R.MERGED, _R.LOOK): Edge(_SOURCE, _N19, "撤销合并"),
        (_R.MERGED, _R.READY): Edge(_SOURCE, _N19, "撤销合并"),
        (_R.BLOCKED, _R.DROPPED): Edge(_SOURCE, _N19, "随批次撤回"),
        (_R.LOOK, _R.DROPPED): Edge(_SOURCE, _N19, "随批次撤回"),
        (_R.READY, _R.DROPPED): Edge(_SOURCE, _N19, "随批次撤回"),
    },
)

PAIR = Machine(
    table="legacy_pair",
    subject="legacy_pair",
    title=Words("可能重复的两条记录"),
    names={
        _P.OPEN: Words("待认定"),
        _P.LATER: Words("以后再定"),
        _P.SAME: Words("同一证书"),
        _P.DIFFERENT: Words("不是同一证书"),
    },
    edges={
        (_P.OPEN, _P.SAME): Edge(_SOURCE, _N19, "认定为同一证书"),
        (_P.OPEN, _P.DIFFERENT): Edge(_SOURCE, _N19, "认定不是同一证书"),
        (_P.OPEN, _P.LATER): Edge(_SOURCE, _N19, "以后再定"),
        (_P.LATER, _P.SAME): Edge(_SOURCE, _N19, "认定为同一证书"),
        (_P.LATER, _P.DIFFERENT): Edge(_SOURCE, _N19, "认定不是同一证书"),
        (_P.SAME, _P.OPEN): Edge(_SOURCE, _N19, "撤销合并"),
        (_P.DIFFERENT, _P.OPEN): Edge(_SOURCE, _N19, "重新认定"),
    },
)

HAND_OVER = Machine(
    table="legacy_hand_over",
    subject="legacy_hand_over",
    title=Words("存量数据移交"),
    names={
        _H.HANDED: Words("已移交，待接收"),
        _H.RECEIVED: Words("已接收，待另一人核对开通"),
        _H.OPENED: Words("已开通查验"),
        _H.RETURNED: Words("已退回"),
    },
    edges={
        (_H.HANDED, _H.RECEIVED): Edge(_CENTRE, _N19, "清点接收"),
        (_H.HANDED, _H.RETURNED): Edge(_CENTRE, _N19, "说明原因后退回"),
        (_H.RECEIVED, _H.OPENED): Edge(_CENTRE, _N19, "另一人核对后开通"),
        (_H.RECEIVED, _H.RETURNED): Edge(_CENTRE, _N19, "说明原因后退回"),
    },
)

MACHINES = (COLLECTION, RECORD, PAIR, HAND_OVER)

SETTLING = (_R.BLOCKED, _R.LOOK, _R.READY)
"""The states that follow from what a record says."""
