"""Two machines: a grant, and a holder's report of an error.

A grant ends by itself after its last day, without a transition: nobody needs to be awake for it.
"""

from __future__ import annotations

from enum import Enum

from yinxin.kernel.clause import Clause
from yinxin.kernel.words import Words
from yinxin.lifecycle.machine import Edge, Machine


class GrantState(Enum):
    """What was done with a grant."""

    ACTIVE = "active"
    REVOKED = "revoked"


class CorrectionState(Enum):
    """Where a report of an error stands."""

    OPEN = "open"
    ANSWERED = "answered"


class GrantKind(Enum):
    """In which way a certificate is shown."""

    MARKED_COPY = "marked_copy"
    LINK = "link"

    @property
    def words(self) -> Words:
        """The kind's name for people."""
        return _KINDS[self]


_KINDS = {GrantKind.MARKED_COPY: Words("加注件"), GrantKind.LINK: Words("分享链接")}

GRANT = Machine(
    table="presenting_grant",
    subject="grant",
    title=Words("出示授权"),
    names={GrantState.ACTIVE: Words("使用中"), GrantState.REVOKED: Words("已收回")},
    edges={(GrantState.ACTIVE, GrantState.REVOKED): Edge("持证人", None, "收回")},
)

CORRECTION = Machine(
    table="presenting_correction",
    subject="correction",
    title=Words("信息有误的反映"),
    names={CorrectionState.OPEN: Words("待答复"), CorrectionState.ANSWERED: Words("已答复")},
    edges={(CorrectionState.OPEN, CorrectionState.ANSWERED): Edge("证书发放机构", Clause("N25"), "答复")},
)

MACHINES = (GRANT, CORRECTION)
