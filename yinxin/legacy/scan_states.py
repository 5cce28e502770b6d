"""The machines of scans: a bundle of scanned certificates, and each scan in it (N19)."""

from __future__ import annotations

from enum import Enum

from yinxin.kernel.clause import Clause
from yinxin.kernel.words import Words
from yinxin.lifecycle.machine import Edge, Machine


class BundleState(Enum):
    """Where a bundle of scans stands."""

    OPEN = "open"
    HANDED_IN = "handed_in"
    DROPPED = "dropped"


class ScanState(Enum):
    """Where one scan stands."""

    WAITING = "waiting"
    READ = "read"
    CHECKED = "checked"
    LEFT_OUT = "left_out"


_B, _S = BundleState, ScanState
_N19, _SOURCE = Clause("N19"), "主管部门或考试机构"

BUNDLE = Machine(
    table="legacy_bundle",
    subject="legacy_bundle",
    title=Words("存量证书扫描件"),
    names={_B.OPEN: Words("正在核对"), _B.HANDED_IN: Words("已成批次"), _B.DROPPED: Words("已放弃")},
    edges={
        (_B.OPEN, _B.HANDED_IN): Edge(_SOURCE, _N19, "逐份核对后成为批次"),
        (_B.OPEN, _B.DROPPED): Edge(_SOURCE, _N19, "放弃"),
    },
)

SCAN = Machine(
    table="legacy_scan",
    subject="legacy_scan",
    title=Words("一份扫描件"),
    names={
        _S.WAITING: Words("等待识别"),
        _S.READ: Words("待人工核对"),
        _S.CHECKED: Words("已核对"),
        _S.LEFT_OUT: Words("不采用"),
    },
    edges={
        (_S.WAITING, _S.READ): Edge(_SOURCE, _N19, "识别文字，供核对"),
        (_S.READ, _S.CHECKED): Edge(_SOURCE, _N19, "对照图像逐项核对"),
        (_S.READ, _S.LEFT_OUT): Edge(_SOURCE, _N19, "说明原因后不采用"),
        (_S.CHECKED, _S.READ): Edge(_SOURCE, _N19, "重新核对"),
    },
)

MACHINES = (BUNDLE, SCAN)
