"""A1.1 — passing an exam or a review earns a certificate, centrally printed or seal-checked.

依据：皖人社秘〔2013〕176号 一（一）.
"""
# Reading: exams end in a certificate or a pass certificate, reviews in a certificate. What the ministry
# makes is printed centrally; what a committee or a city fills in needs the seal check, with who, when and
# which seal.

from dataclasses import dataclass
from datetime import date
from enum import Enum

from yinxin.kernel.clause import Clause, enacts
from yinxin.kernel.refusal import NotApplicable
from yinxin.kernel.words import Words, listed
from yinxin.law.article import anhui
from yinxin.law.gaps import check_nothing_missing
from yinxin.law.regimes import Kind, Regime

KINDS = Clause("A1.1")

ARTICLE = anhui(
    "一（一）",
    title=Words("证书种类与验印"),
    points={"A1.1": Words("考过了或评上了，发资格证书或考试合格证书，由人社部门统一印制或者验印。")},
)

KINDS_OF = {
    Regime.NATIONAL: (Kind.CERTIFICATE, Kind.PASS_CERTIFICATE, Kind.QUALIFICATION_PROOF),
    Regime.PROVINCIAL_EXAM: (Kind.CERTIFICATE, Kind.PASS_CERTIFICATE, Kind.QUALIFICATION_PROOF),
    Regime.REVIEW: (Kind.CERTIFICATE,),
    Regime.PASS_PROOF: (Kind.PASS_PROOF,),
}
"""The documents of each regime; the proofs are those of N24.1 and N27."""


class Made(Enum):
    """How a certificate gets its official seal."""

    PRINTED = "printed"
    SEAL_CHECKED = "seal_checked"


@dataclass(frozen=True)
class SealCheck:
    """One seal check: who did it, when, with which seal; ``on`` None while it is open."""

    by: str
    on: date | None
    seal: str


@enacts(KINDS)
def check_kind(regime: Regime, kind: Kind) -> None:
    """Let a regime give out only its own documents.

    :raises NotApplicable: the kind is not one of the regime's.
    """
    if kind not in KINDS_OF[regime]:
        raise NotApplicable(
            Words("“{regime}”不颁发{kind}。", regime=regime.label, kind=kind.label),
            do=Words("请改选：{kinds}。", kinds=listed([one.label for one in KINDS_OF[regime]])),
            clause=KINDS,
        )


@enacts(KINDS)
def made_by(regime: Regime) -> Made:
    """Return how certificates of the regime get their seal."""
    return Made.PRINTED if regime in (Regime.NATIONAL, Regime.PASS_PROOF) else Made.SEAL_CHECKED


@enacts(KINDS)
def check_sealed(regime: Regime, check: SealCheck) -> None:
    """Let a certificate that needs the seal check go out only with it.

    :raises Incomplete: the regime needs it and a part is missing; each is named.
    """
    if made_by(regime) is Made.PRINTED:
        return
    parts = {Words("验印人"): check.by, Words("验印日期"): check.on, Words("所用印章"): check.seal}
    check_nothing_missing([name for name, value in parts.items() if not value], clause=KINDS)
