"""Why a certificate is made again, and which way that goes (N15, N16, N24, A3.1)."""

from __future__ import annotations

from enum import Enum

from yinxin.kernel.words import Words


class Cause(Enum):
    """Why the holder asks for another certificate."""

    HOLDER_CHANGED = "holder_changed"
    WRONG = "wrong"
    DAMAGED = "damaged"
    LOST = "lost"
    PAST_CUSTODY = "past_custody"

    @property
    def label(self) -> Words:
        """The cause in Chinese."""
        return _CAUSES[self]


class Way(Enum):
    """What the application leads to."""

    REPLACEMENT = "replacement"
    REISSUE = "reissue"
    PROOF = "proof"

    @property
    def label(self) -> Words:
        """The way in Chinese."""
        return _WAYS[self]


# Reading: a certificate that was filled in wrongly is corrected by replacement: its content changes, and the
# copy that carries the error comes back. What changes nothing but the paper is a reissue.
WAY_OF = {
    Cause.HOLDER_CHANGED: Way.REPLACEMENT,
    Cause.WRONG: Way.REPLACEMENT,
    Cause.DAMAGED: Way.REISSUE,
    Cause.LOST: Way.REISSUE,
    Cause.PAST_CUSTODY: Way.REISSUE,
}

_CAUSES = {
    Cause.HOLDER_CHANGED: Words("持证人信息变更"),
    Cause.WRONG: Words("证书填错"),
    Cause.DAMAGED: Words("证书损坏"),
    Cause.LOST: Words("证书遗失"),
    Cause.PAST_CUSTODY: Words("超过保管期未领"),
}
_WAYS = {Way.REPLACEMENT: Words("换发"), Way.REISSUE: Words("补发"), Way.PROOF: Words("职业资格证明")}
