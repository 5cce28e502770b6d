"""The life of a watch, why it ends, and what is told."""

from __future__ import annotations

from enum import Enum

from yinxin.kernel.clause import Clause
from yinxin.kernel.words import Words
from yinxin.lifecycle.machine import Edge, Machine


class WatchState(Enum):
    """Where a watch stands; an employer is shown less (see :class:`yinxin.watching.queries.Standing`)."""

    ASKED = "asked"
    RUNNING = "running"
    REFUSED = "refused"
    LAPSED = "lapsed"
    ENDED = "ended"


class Why(Enum):
    """Why a watch has ended."""

    HOLDER = "holder"
    EMPLOYER = "employer"
    DATE = "date"
    REPLACED = "replaced"

    @property
    def words(self) -> Words:
        """The reason for people."""
        return _WHYS[self]


_WHYS = {
    Why.HOLDER: Words("持证人停止"),
    Why.EMPLOYER: Words("用人单位停止"),
    Why.DATE: Words("期限已满"),
    Why.REPLACED: Words("证书已换发，告知后停止"),
}


class Told(Enum):
    """What is told: the answers of public verification, by their words there."""

    VALID = "valid"
    EXPIRED = "expired"
    REPLACED = "replaced"
    REVOKED = "revoked"
    NOT_FOUND = "not_found"

    @property
    def words(self) -> Words:
        """The answer in the words of public verification."""
        return _TOLD[self]


_TOLD = {
    Told.VALID: Words("证书真实有效"),
    Told.EXPIRED: Words("证书已过有效期限"),
    Told.REPLACED: Words("证书已换发，此为旧版本"),
    Told.REVOKED: Words("证书已撤销"),
    Told.NOT_FOUND: Words("未查询到证书信息"),
}

_S, _N22_1, _EMPLOYER, _HOLDER = WatchState, Clause("N22.1"), "用人单位", "持证人"
_EITHER = "持证人或用人单位"

WATCH = Machine(
    table="watching_watch",
    subject="watch",
    title=Words("证书关注"),
    names={
        _S.ASKED: Words("待持证人答复"),
        _S.RUNNING: Words("关注中"),
        _S.REFUSED: Words("持证人不同意"),
        _S.LAPSED: Words("逾期未答复"),
        _S.ENDED: Words("已停止"),
    },
    edges={
        (_S.ASKED, _S.RUNNING): Edge(_HOLDER, _N22_1, "同意"),
        (_S.ASKED, _S.REFUSED): Edge(_HOLDER, _N22_1, "不同意"),
        (_S.ASKED, _S.LAPSED): Edge("人事考试中心", _N22_1, "到期没有答复"),
        (_S.ASKED, _S.ENDED): Edge(_EMPLOYER, _N22_1, "撤回请求"),
        (_S.REFUSED, _S.ENDED): Edge(_EMPLOYER, _N22_1, "撤回请求"),
        (_S.RUNNING, _S.ENDED): Edge(_EITHER, _N22_1, "停止，或到期、换发后停止"),
    },
)

MACHINES = (WATCH,)
