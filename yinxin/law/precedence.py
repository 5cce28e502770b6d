"""Which rule governs an act on a day, for a regime, and why (N2, N27, N29).

The national procedure governs what the ministry makes, and pass proofs, from its first day. The Anhui notice
governs the province's own exams and reviews throughout, and governed the rest before.
"""
# Reading: an act is judged by the rules of its own day. The notice was not repealed: what it says of
# ministry-made certificates yields where it differs, and its yearly summary remains as a report.

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from yinxin.kernel.clause import Clause, enacts
from yinxin.kernel.words import Words
from yinxin.law.a2013 import s3_1_evidence
from yinxin.law.article import ANHUI_FIRST_DAY, NATIONAL_FIRST_DAY
from yinxin.law.changes import WAY_OF, Cause, Way
from yinxin.law.evidence import Evidence
from yinxin.law.n2023 import art15_replacement, art16_reissue
from yinxin.law.n2023.art27_by_reference import follows
from yinxin.law.n2023.art29_commencement import COMMENCE, REPEALED, in_force
from yinxin.law.regimes import Regime

_SCOPE = Clause("N2")
_BY_REFERENCE = Clause("N27")
_EXAMS = Clause("A1.1")
_REVIEWS = Clause("A2.2.1")
_APPLY = Clause("A3.1")


@dataclass(frozen=True)
class Governing:
    """The rule that governs.

    :ivar clause: the clause by which it governs; None where an older rule does that neither text holds.
    :ivar source: the document's number; several are joined.
    :ivar because: one sentence that says why.
    """

    clause: Clause | None
    source: str
    because: Words


@enacts(COMMENCE)
def governing(regime: Regime, on: date, *, province_chose: bool = False) -> Governing:
    """Return the rule that governs an act of ``on`` under the regime.

    :param province_chose: the province has decided that its own exams follow the procedure (N27).
    """
    national = follows(regime, province_chose=province_chose)
    if national and in_force(on):
        clause = _SCOPE if regime is Regime.NATIONAL else _BY_REFERENCE
        return _by(clause, Words("{day}在全国规程施行之后，{regime}适用规程。", day=on, regime=regime.label))
    if on < ANHUI_FIRST_DAY:
        return _older(on)
    if national:
        return _by(
            _EXAMS,
            Words("{day}在全国规程施行（{first}）之前，适用当时的规定。", day=on, first=NATIONAL_FIRST_DAY),
        )
    clause = _REVIEWS if regime is Regime.REVIEW else _EXAMS
    return _by(clause, Words("{regime}不由部里统一制作，适用本省通知。", regime=regime.label))


@enacts(COMMENCE)
def governing_change(regime: Regime, cause: Cause, on: date, *, province_chose: bool = False) -> Governing:
    """Return the rule that governs an application for replacement or reissue made on ``on``."""
    base = governing(regime, on, province_chose=province_chose)
    if base.clause is None:
        return base
    if base.clause.id.startswith("A"):
        return _by(_APPLY, base.because)
    clause = art15_replacement.REPLACE if WAY_OF[cause] is Way.REPLACEMENT else art16_reissue.REISSUE
    return _by(clause, base.because)


@enacts(COMMENCE)
def evidence_needed(
    regime: Regime, cause: Cause, on: date, *, province_chose: bool = False
) -> tuple[Evidence, ...]:
    """Return the papers that an application made on ``on`` needs, by the rule that governs it."""
    clause = governing_change(regime, cause, on, province_chose=province_chose).clause
    if clause == art15_replacement.REPLACE:
        return art15_replacement.evidence_needed(cause)
    if clause == art16_reissue.REISSUE:
        return art16_reissue.evidence_needed(cause)
    return s3_1_evidence.evidence_needed(cause, regime)


def _by(clause: Clause, because: Words) -> Governing:
    return Governing(clause, clause.source, because)


def _older(on: date) -> Governing:
    known = [notice.number for notice in REPEALED if notice.year <= on.year]
    return Governing(None, "、".join(known), Words("{day}两份文件都未施行，按当时的文件办理。", day=on))
