"""The machine of a report of a fake: it comes in, and somebody says what became of it."""

from __future__ import annotations

from enum import Enum

from yinxin.kernel.clause import Clause
from yinxin.kernel.words import Words
from yinxin.lifecycle.machine import Edge, Machine


class FakeState(Enum):
    """Where a report stands."""

    RECEIVED = "received"
    SETTLED = "settled"


class What(Enum):
    """What was seen."""

    SITE = "site"
    PAPER = "paper"
    FILE = "file"
    SELLER = "seller"

    @property
    def label(self) -> Words:
        """The kind in words."""
        return _KINDS[self]


class Outcome(Enum):
    """What became of a report."""

    HANDED_OVER = "handed_over"
    GENUINE = "genuine"
    UNCLEAR = "unclear"

    @property
    def label(self) -> Words:
        """The outcome in words."""
        return _OUTCOMES[self]


_KINDS = {
    What.SITE: Words("仿冒的查询网站、公众号或二维码"),
    What.PAPER: Words("伪造的纸质证书"),
    What.FILE: Words("伪造或改动的电子证书文件"),
    What.SELLER: Words("买卖、代办证书的人或广告"),
}
_OUTCOMES = {
    Outcome.HANDED_OVER: Words("是假的，已移交有权机关处理"),
    Outcome.GENUINE: Words("查明是真的"),
    Outcome.UNCLEAR: Words("材料不足，不能认定"),
}

_S, _N221 = FakeState, Clause("N22.1")

FAKE = Machine(
    table="fakes_report",
    subject="fake",
    title=Words("假证举报"),
    names={_S.RECEIVED: Words("待处理"), _S.SETTLED: Words("已处理")},
    edges={(_S.RECEIVED, _S.SETTLED): Edge("人事考试中心", _N221, "查明并处理")},
)

MACHINES = (FAKE,)
