"""On time, late with a reason, or irregular: what a day of discharge means under a limit."""

from __future__ import annotations

from datetime import date
from enum import Enum

from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import Incomplete
from yinxin.kernel.words import Words
from yinxin.law.parties import Binding


class Timeliness(Enum):
    """How a limit was kept."""

    ON_TIME = "on_time"
    LATE_WITH_REASON = "late_with_reason"
    IRREGULAR = "irregular"

    @property
    def label(self) -> Words:
        """The outcome in Chinese."""
        return _LABELS[self]


def timeliness(*, due_on: date, done_on: date, binding: Binding, reason: str, clause: Clause) -> Timeliness:
    """Say how a limit was kept; lateness under a binding limit is irregular whatever the reason.

    :raises Incomplete: late under a limit that holds in principle, and no reason is given.
    """
    if done_on <= due_on:
        return Timeliness.ON_TIME
    if binding is Binding.MUST:
        return Timeliness.IRREGULAR
    if not reason.strip():
        raise Incomplete(
            Words("办理日期{done}晚于期限{due}，尚未说明原因。", done=done_on, due=due_on),
            do=Words("写明原因后照常办理，原因会记录并计入统计。"),
            clause=clause,
        )
    return Timeliness.LATE_WITH_REASON


_LABELS = {
    Timeliness.ON_TIME: Words("按期"),
    Timeliness.LATE_WITH_REASON: Words("逾期并说明原因"),
    Timeliness.IRREGULAR: Words("逾期"),
}
