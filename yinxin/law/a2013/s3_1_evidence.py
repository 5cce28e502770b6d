"""A3.1 — a wrong, damaged or lost certificate: written application where the person belongs, with the papers.

依据：皖人社秘〔2013〕176号 三（一）.
"""
# Reading: the papers are those of the provincial and review regimes; for certificates that the ministry
# makes, N15 and N16 decide since 2023-06-15 (see precedence). The registration form exists for exams only,
# so a review's application cannot owe its copy. A changed holder and paper past custody are causes that
# the notice does not name: the first brings proof and the old copy, the second has neither loss nor copy
# to show. What the province asks in addition never opens what N closes.

from collections.abc import Mapping, Set
from typing import Final

from yinxin.kernel.clause import Clause, enacts
from yinxin.kernel.words import Words
from yinxin.law.article import anhui
from yinxin.law.changes import Cause
from yinxin.law.evidence import Evidence
from yinxin.law.gaps import check_nothing_missing
from yinxin.law.parties import Party
from yinxin.law.regimes import Regime

APPLY = Clause("A3.1")

ARTICLE = anhui(
    "三（一）",
    title=Words("补（换）发的申请材料"),
    points={"A3.1": Words("证书填错、损坏或遗失的，本人向当地书面申请，省直单位到窗口，材料要齐全。")},
)

ALWAYS: Final[tuple[Evidence, ...]] = (
    Evidence.APPLICATION,
    Evidence.REISSUE_FORM,
    Evidence.REGISTRATION_COPY,
    Evidence.ID_COPY,
    Evidence.TWO_PHOTOS,
)
BY_CAUSE: Final[Mapping[Cause, tuple[Evidence, ...]]] = {
    Cause.WRONG: (Evidence.ORIGINAL,),
    Cause.DAMAGED: (Evidence.ORIGINAL,),
    Cause.LOST: (Evidence.LOSS_NOTICE,),
    Cause.HOLDER_CHANGED: (Evidence.ORIGINAL, Evidence.CHANGE_PROOF),
    Cause.PAST_CUSTODY: (),
}


@enacts(APPLY)
def evidence_needed(cause: Cause, regime: Regime) -> tuple[Evidence, ...]:
    """Return the papers that an application under the notice needs."""
    common = ALWAYS
    if regime is Regime.REVIEW:
        common = tuple(paper for paper in ALWAYS if paper is not Evidence.REGISTRATION_COPY)
    return (*common, *BY_CAUSE[cause])


@enacts(APPLY)
def check_evidence(cause: Cause, regime: Regime, documents: Set[Evidence]) -> None:
    """Let an application go on only with every paper.

    :raises Incomplete: a paper is missing; each is named.
    """
    missing = [paper.label for paper in evidence_needed(cause, regime) if paper not in documents]
    check_nothing_missing(missing, clause=APPLY, do=Words("补交后继续办理，已交的材料不用重交。"))


@enacts(APPLY)
def applied_at(*, provincial_unit: bool) -> Party:
    """Return where the application goes: the window for provincial units, else the city's issuer."""
    return Party.WINDOW if provincial_unit else Party.ISSUER
