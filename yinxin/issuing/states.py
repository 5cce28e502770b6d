"""The life of a message to a holder."""

from __future__ import annotations

from enum import Enum

from yinxin.kernel.clause import Clause
from yinxin.kernel.words import Words
from yinxin.lifecycle.machine import Edge, Machine


class MessageState(Enum):
    """Where a message stands."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


_S, _TOLD = MessageState, Clause("A2.1.2")

MESSAGE = Machine(
    table="issuing_message",
    subject="message",
    title=Words("领取通知"),
    names={_S.WAITING: Words("待发送"), _S.SENT: Words("已发送"), _S.FAILED: Words("发送失败")},
    edges={
        (_S.WAITING, _S.SENT): Edge("证书发放机构", _TOLD, "通知持证人"),
        (_S.WAITING, _S.FAILED): Edge("证书发放机构", _TOLD, "多次发送未成"),
    },
)

MACHINES = (MESSAGE,)
