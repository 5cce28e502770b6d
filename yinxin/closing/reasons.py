"""Why a sheet comes onto a list of paper to be destroyed (N26)."""

from __future__ import annotations

from enum import Enum

from yinxin.kernel.words import Words
from yinxin.register.endings import Ending
from yinxin.register.states import CertificateState, PaperState


class Reason(Enum):
    """The kinds that the form of the list has."""

    UNCOLLECTED = "uncollected"
    REPLACED = "replaced"
    INVALID = "invalid"
    HANDED_IN = "handed_in"

    @property
    def words(self) -> Words:
        """The reason for people."""
        return _WORDS[self]


_WORDS = {
    Reason.UNCOLLECTED: Words("逾期未领"),
    Reason.REPLACED: Words("换发收回"),
    Reason.INVALID: Words("无效收回"),
    Reason.HANDED_IN: Words("损坏收回"),
}


def reason_of(ending: Ending) -> Reason:
    """Return why a sheet is listed: past custody, or recalled for what its certificate is now.

    What was recalled while its certificate stayed valid was handed in damaged or faulty.
    """
    if ending.state is PaperState.PAST_CUSTODY:
        return Reason.UNCOLLECTED
    if ending.certificate_state is CertificateState.INVALID:
        return Reason.INVALID
    replaced = ending.certificate_state is CertificateState.SUPERSEDED or ending.succeeded
    return Reason.REPLACED if replaced else Reason.HANDED_IN
