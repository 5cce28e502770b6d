"""The kinds of things at a counter: who collects, where it is signed."""

from __future__ import annotations

from enum import Enum

from yinxin.kernel.words import Words


class CollectorKind(Enum):
    """Who stands at the counter."""

    HOLDER = "holder"
    PROXY = "proxy"
    UNIT = "unit"

    @property
    def words(self) -> Words:
        """The kind's name for people."""
        return _COLLECTORS[self]


class SignedOn(Enum):
    """Where the collector has signed."""

    PAPER = "paper"
    PAD = "pad"


_COLLECTORS = {
    CollectorKind.HOLDER: Words("本人领取"),
    CollectorKind.PROXY: Words("代领"),
    CollectorKind.UNIT: Words("单位代领"),
}
