"""The machines of issuing."""

from __future__ import annotations

from enum import Enum

from yinxin.kernel.clause import Clause
from yinxin.kernel.words import Words
from yinxin.lifecycle.machine import Edge, Machine


class TakeoverState(Enum):
    """Where a handover from one custodian to the next stands."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class ConsignmentState(Enum):
    """Where a consignment of paper stands, from one body to the next."""

    PACKED = "packed"
    SENT = "sent"
    SIGNED = "signed"
    UNPACKED = "unpacked"


class DifferenceState(Enum):
    """How a difference that the receiver found was solved."""

    OPEN = "open"
    TAKEN_IN = "taken_in"
    LOST = "lost"
    SPOILED = "spoiled"
    EXPLAINED = "explained"


class ArchiveState(Enum):
    """Where a package of closed registers stands."""

    PACKED = "packed"
    HANDED_OVER = "handed_over"


class MessageState(Enum):
    """Where a message to a holder stands."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


class MailState(Enum):
    """Where an application for delivery by post stands."""

    APPLIED = "applied"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    POSTED = "posted"
    DELIVERED = "delivered"
    RETURNED = "returned"
    LOST = "lost"


_H, _C, _D, _N11 = TakeoverState, ConsignmentState, DifferenceState, Clause("N11.1")
_SENDER, _RECEIVER = "发出机构", "接收机构"
_M, _TOLD = MessageState, Clause("A2.1.2")

TAKEOVER = Machine(
    table="issuing_custodian_handover",
    subject="custodian_handover",
    title=Words("保管交接"),
    names={
        _H.PROPOSED: Words("等待接管人签收"),
        _H.ACCEPTED: Words("已交接"),
        _H.REFUSED: Words("接管人未签收"),
        _H.WITHDRAWN: Words("已撤回交接"),
    },
    edges={
        (_H.PROPOSED, _H.ACCEPTED): Edge("接管人", _N11, "核对后签收"),
        (_H.PROPOSED, _H.REFUSED): Edge("接管人", _N11, "不签收"),
        (_H.PROPOSED, _H.WITHDRAWN): Edge("移交人", _N11, "撤回交接"),
    },
)

CONSIGNMENT = Machine(
    table="issuing_consignment",
    subject="consignment",
    title=Words("证书交接单"),
    names={
        _C.PACKED: Words("已装箱，待发出"),
        _C.SENT: Words("已发出，待清点签收"),
        _C.SIGNED: Words("已签收"),
        _C.UNPACKED: Words("已拆箱作废"),
    },
    edges={
        (_C.PACKED, _C.SENT): Edge(_SENDER, Clause("A2.1.1"), "按名单核对后发出"),
        (_C.SENT, _C.SIGNED): Edge(_RECEIVER, Clause("N11.2"), "逐本清点后签收"),
        (_C.PACKED, _C.UNPACKED): Edge(_SENDER, None, "拆箱作废"),
    },
)

DIFFERENCE = Machine(
    table="issuing_difference",
    subject="difference",
    title=Words("交接差异"),
    names={
        _D.OPEN: Words("待查明"),
        _D.TAKEN_IN: Words("已补收入库"),
        _D.LOST: Words("确认遗失"),
        _D.SPOILED: Words("确认作废"),
        _D.EXPLAINED: Words("已查明"),
    },
    edges={
        (_D.OPEN, _D.TAKEN_IN): Edge(_RECEIVER, Clause("N11.2"), "补收入库"),
        (_D.OPEN, _D.LOST): Edge(_SENDER, Clause("N11.2"), "确认遗失"),
        (_D.OPEN, _D.SPOILED): Edge(_SENDER, Clause("N11.2"), "确认作废"),
        (_D.OPEN, _D.EXPLAINED): Edge(_SENDER, Clause("N11.2"), "查明，账簿不变"),
    },
)

MESSAGE = Machine(
    table="issuing_message",
    subject="message",
    title=Words("领取通知"),
    names={_M.WAITING: Words("待发送"), _M.SENT: Words("已发送"), _M.FAILED: Words("发送失败")},
    edges={
        (_M.WAITING, _M.SENT): Edge("证书发放机构", _TOLD, "通知持证人"),
        (_M.WAITING, _M.FAILED): Edge("证书发放机构", _TOLD, "多次发送未成"),
    },
)

ARCHIVE = Machine(
    table="issuing_archive_package",
    subject="archive",
    title=Words("登记册档案包"),
    names={
        ArchiveState.PACKED: Words("已打包，待移交"),
        ArchiveState.HANDED_OVER: Words("已移交档案馆"),
    },
    edges={
        (ArchiveState.PACKED, ArchiveState.HANDED_OVER): Edge(
            "证书发放机构", Clause("A2.1.5"), "移交档案馆（室）"
        ),
    },
)

_P, _N12, _GIVER = MailState, Clause("N12"), "证书发放机构"

MAIL = Machine(
    table="issuing_mail_application",
    subject="mail_application",
    title=Words("邮寄申请"),
    names={
        _P.APPLIED: Words("待审核"),
        _P.APPROVED: Words("已同意，待寄出"),
        _P.REFUSED: Words("未同意"),
        _P.WITHDRAWN: Words("已撤回申请"),
        _P.POSTED: Words("已寄出"),
        _P.DELIVERED: Words("已妥投"),
        _P.RETURNED: Words("已退回入库"),
        _P.LOST: Words("邮寄中遗失"),
    },
    edges={
        (_P.APPLIED, _P.APPROVED): Edge(_GIVER, _N12, "同意邮寄"),
        (_P.APPLIED, _P.REFUSED): Edge(_GIVER, _N12, "不同意，说明原因"),
        (_P.APPLIED, _P.WITHDRAWN): Edge("持证人", _N12, "撤回申请"),
        (_P.APPROVED, _P.REFUSED): Edge(_GIVER, _N12, "寄出前停办，说明原因"),
        (_P.APPROVED, _P.WITHDRAWN): Edge("持证人", _N12, "寄出前撤回"),
        (_P.APPROVED, _P.POSTED): Edge(_GIVER, _N12, "交寄"),
        (_P.POSTED, _P.DELIVERED): Edge("寄递企业", _N12, "妥投"),
        (_P.POSTED, _P.RETURNED): Edge(_GIVER, _N12, "退件入库"),
        (_P.POSTED, _P.LOST): Edge(_GIVER, _N12, "登记邮寄遗失"),
        (_P.RETURNED, _P.POSTED): Edge(_GIVER, _N12, "二次投递"),
        (_P.RETURNED, _P.WITHDRAWN): Edge("持证人", _N12, "改为现场领取"),
        (_P.RETURNED, _P.REFUSED): Edge(_GIVER, _N12, "不再投递，说明原因"),
    },
)

MACHINES = (TAKEOVER, CONSIGNMENT, DIFFERENCE, MESSAGE, ARCHIVE, MAIL)
