"""Three machines: a certificate, and the two copies that carry it (N5)."""

from __future__ import annotations

from enum import Enum

from yinxin.kernel.clause import Clause
from yinxin.kernel.words import Words
from yinxin.lifecycle.machine import Edge, Machine
from yinxin.register.reseal_states import RESEAL


class CertificateState(Enum):
    """The legal state of a certificate."""

    PREPARED = "prepared"
    VALID = "valid"
    SUPERSEDED = "superseded"
    INVALID = "invalid"
    DROPPED = "dropped"


class CopyState(Enum):
    """The state of an electronic copy."""

    ORDERED = "ordered"
    MADE = "made"
    RELEASED = "released"
    SUPERSEDED = "superseded"
    REVOKED = "revoked"


class PaperState(Enum):
    """The state of a paper copy; where it lies stands in the custody book."""

    ORDERED = "ordered"
    PRINTING = "printing"
    PRINTED = "printed"
    IN_TRANSIT = "in_transit"
    HELD = "held"
    COLLECTED = "collected"
    POSTED = "posted"
    RECALLED = "recalled"
    PAST_CUSTODY = "past_custody"
    LISTED = "listed"
    HANDED_OVER = "handed_over"
    DESTROYED = "destroyed"
    LOST = "lost"
    SPOILED = "spoiled"


class CountState(Enum):
    """Where a stock-take stands."""

    OPEN = "open"
    FINISHED = "finished"
    CORRECTED = "corrected"


_S, _E, _P, _T = CertificateState, CopyState, PaperState, CountState
_CENTRE, _ISSUER = "人事考试中心", "证书发放机构"

CERTIFICATE = Machine(
    table="register_certificate",
    subject="certificate",
    title=Words("证书"),
    names={
        _S.PREPARED: Words("待发布"),
        _S.VALID: Words("有效"),
        _S.SUPERSEDED: Words("已换发"),
        _S.INVALID: Words("无效"),
        _S.DROPPED: Words("已取消制作"),
    },
    edges={
        (_S.PREPARED, _S.VALID): Edge(_CENTRE, Clause("N10"), "发布"),
        (_S.PREPARED, _S.DROPPED): Edge(_CENTRE, Clause("N15"), "取消制作"),
        (_S.VALID, _S.SUPERSEDED): Edge(_CENTRE, Clause("N15"), "换发"),
        (_S.VALID, _S.INVALID): Edge(_CENTRE, Clause("N18.2"), "作无效处理"),
        (_S.INVALID, _S.VALID): Edge(_CENTRE, None, "决定被撤销后恢复"),
    },
)

ELECTRONIC = Machine(
    table="register_electronic_copy",
    subject="electronic_copy",
    title=Words("电子证书"),
    names={
        _E.ORDERED: Words("待制作"),
        _E.MADE: Words("已制作"),
        _E.RELEASED: Words("已发布"),
        _E.SUPERSEDED: Words("旧版本"),
        _E.REVOKED: Words("已撤销"),
    },
    edges={
        (_E.ORDERED, _E.MADE): Edge(_CENTRE, Clause("N10"), "制作"),
        (_E.MADE, _E.RELEASED): Edge(_CENTRE, Clause("N5"), "与纸质证书同步发布"),
        (_E.RELEASED, _E.SUPERSEDED): Edge(_CENTRE, Clause("N15"), "换发"),
        (_E.RELEASED, _E.REVOKED): Edge(_CENTRE, Clause("N18.2"), "撤销"),
        (_E.REVOKED, _E.RELEASED): Edge(_CENTRE, None, "决定被撤销后恢复"),
    },
)

PAPER = Machine(
    table="register_paper_copy",
    subject="paper_copy",
    title=Words("纸质证书"),
    names={
        _P.ORDERED: Words("待印制"),
        _P.PRINTING: Words("已交付印制"),
        _P.PRINTED: Words("已印制"),
        _P.IN_TRANSIT: Words("运送途中"),
        _P.HELD: Words("在库"),
        _P.COLLECTED: Words("已领取"),
        _P.POSTED: Words("已寄出"),
        _P.RECALLED: Words("已收回"),
        _P.PAST_CUSTODY: Words("超过保管期"),
        _P.LISTED: Words("已列入销毁清册"),
        _P.HANDED_OVER: Words("已移交销毁"),
        _P.DESTROYED: Words("已销毁"),
        _P.LOST: Words("遗失"),
        _P.SPOILED: Words("作废"),
    },
    edges={
        (_P.ORDERED, _P.PRINTING): Edge(_CENTRE, Clause("N10"), "交付印制"),
        (_P.PRINTING, _P.PRINTED): Edge(_CENTRE, Clause("N10"), "印制完成"),
        (_P.PRINTING, _P.SPOILED): Edge(_CENTRE, Clause("N10"), "印制作废"),
        (_P.PRINTING, _P.LOST): Edge(_CENTRE, Clause("N10"), "印制中遗失"),
        (_P.PRINTED, _P.IN_TRANSIT): Edge(_CENTRE, Clause("N11.1"), "发运"),
        (_P.PRINTED, _P.LOST): Edge(_CENTRE, Clause("N11.1"), "发运前遗失"),
        (_P.IN_TRANSIT, _P.HELD): Edge(_ISSUER, Clause("N11.2"), "清点签收"),
        (_P.IN_TRANSIT, _P.LOST): Edge(_ISSUER, Clause("N11.2"), "清点未见"),
        (_P.IN_TRANSIT, _P.SPOILED): Edge(_ISSUER, Clause("N11.2"), "清点发现不能使用"),
        (_P.HELD, _P.IN_TRANSIT): Edge(_ISSUER, Clause("A2.1.1"), "转发下级机构"),
        (_P.HELD, _P.COLLECTED): Edge(_ISSUER, Clause("N13.1"), "现场发给持证人或代领人"),
        (_P.COLLECTED, _P.LOST): Edge(_ISSUER, Clause("N16"), "持证人遗失，已补发"),
        (_P.COLLECTED, _P.HELD): Edge(_ISSUER, Clause("N11.1"), "更正误登记的发放"),
        (_P.HELD, _P.POSTED): Edge(_ISSUER, Clause("N12"), "邮寄"),
        (_P.POSTED, _P.COLLECTED): Edge(_ISSUER, Clause("N12"), "妥投"),
        (_P.POSTED, _P.HELD): Edge(_ISSUER, Clause("N12"), "退回入库"),
        (_P.POSTED, _P.LOST): Edge(_ISSUER, Clause("N12"), "邮寄中遗失"),
        (_P.HELD, _P.RECALLED): Edge(_ISSUER, Clause("N26"), "收回尚未发出的证书"),
        (_P.COLLECTED, _P.RECALLED): Edge(_ISSUER, Clause("N26"), "收回已发出的证书"),
        (_P.HELD, _P.PAST_CUSTODY): Edge(_ISSUER, Clause("N13.2"), "保管期满"),
        (_P.RECALLED, _P.LISTED): Edge(_ISSUER, Clause("N26"), "列入销毁清册"),
        (_P.PAST_CUSTODY, _P.LISTED): Edge(_ISSUER, Clause("N26"), "列入销毁清册"),
        (_P.LISTED, _P.HANDED_OVER): Edge(_ISSUER, Clause("N26"), "移交销毁"),
        (_P.HANDED_OVER, _P.DESTROYED): Edge(_CENTRE, Clause("N26"), "两人销毁"),
        (_P.LISTED, _P.LOST): Edge(_ISSUER, Clause("N26"), "移交前清点未见"),
        (_P.HANDED_OVER, _P.LOST): Edge(_CENTRE, Clause("N26"), "销毁前清点未见"),
        (_P.HELD, _P.SPOILED): Edge(_ISSUER, Clause("N11.1"), "库内损毁"),
        (_P.HELD, _P.LOST): Edge(_ISSUER, Clause("N11.1"), "盘点未见"),
        (_P.LOST, _P.HELD): Edge(_ISSUER, Clause("N11.1"), "找回入库"),
    },
)

COUNT = Machine(
    table="register_count",
    subject="count",
    title=Words("盘点"),
    names={_T.OPEN: Words("盘点中"), _T.FINISHED: Words("已结束"), _T.CORRECTED: Words("已更正库存")},
    edges={
        (_T.OPEN, _T.FINISHED): Edge(_ISSUER, Clause("N11.1"), "结束盘点"),
        (_T.FINISHED, _T.CORRECTED): Edge(_ISSUER, Clause("N11.1"), "两人办理库存更正"),
    },
)

MACHINES = (CERTIFICATE, ELECTRONIC, PAPER, COUNT, RESEAL)
