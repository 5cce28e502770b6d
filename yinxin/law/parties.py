"""Who takes part, and how strongly a clause binds them."""

from __future__ import annotations

from enum import Enum

from yinxin.kernel.words import Words


class Party(Enum):
    """A party of the two regulations; the value is its name in code and in the API."""

    MINISTRY = "ministry"
    CENTER = "center"
    AUTHORITY = "authority"
    AGENCY = "agency"
    ISSUER = "issuer"
    WINDOW = "window"
    COMMITTEE = "committee"
    DECIDER = "decider"
    HOLDER = "holder"
    VERIFIER = "verifier"

    @property
    def label(self) -> Words:
        """The party's name as staff and public know it."""
        return _PARTIES[self]


class Binding(Enum):
    """How strongly a clause binds.

    ``MUST`` (应当): being late is an irregularity, to be escalated. ``PRINCIPLE`` (原则上, 一般): late is
    allowed with a reason, which is recorded and counted. Neither ever blocks the work itself.
    """

    MUST = "must"
    PRINCIPLE = "principle"

    @property
    def label(self) -> Words:
        """The word that the regulation uses."""
        return _BINDINGS[self]


_PARTIES = {
    Party.MINISTRY: Words("人力资源社会保障部"),
    Party.CENTER: Words("人事考试中心"),
    Party.AUTHORITY: Words("主管部门"),
    Party.AGENCY: Words("考试机构"),
    Party.ISSUER: Words("证书发放机构"),
    Party.WINDOW: Words("政务中心人社窗口"),
    Party.COMMITTEE: Words("评审委员会组建单位"),
    Party.DECIDER: Words("作出处理的机构"),
    Party.HOLDER: Words("持证人"),
    Party.VERIFIER: Words("查验方"),
}
_BINDINGS = {Binding.MUST: Words("应当"), Binding.PRINCIPLE: Words("原则上")}
