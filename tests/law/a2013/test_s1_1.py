from datetime import date

import pytest

from yinxin.kernel.refusal import Incomplete, NotApplicable
from yinxin.law.a2013.s1_1_kinds import KINDS_OF, Made, SealCheck, check_kind, check_sealed, made_by
from yinxin.law.regimes import Kind, Regime


@pytest.mark.parametrize("regime", Regime)
@pytest.mark.parametrize("kind", Kind)
def test_a_regime_gives_out_only_its_own_documents(regime, kind):
    if kind in KINDS_OF[regime]:
        check_kind(regime, kind)
    else:
        with pytest.raises(NotApplicable, match=str(kind.label)):
            check_kind(regime, kind)


def test_a_review_never_ends_in_a_pass_certificate():
    assert KINDS_OF[Regime.REVIEW] == (Kind.CERTIFICATE,)


@pytest.mark.parametrize("regime", Regime)
def test_what_is_not_printed_centrally_needs_the_whole_seal_check(regime):
    check_sealed(regime, SealCheck("甲", date(2026, 5, 6), "验印章"))
    if made_by(regime) is Made.PRINTED:
        check_sealed(regime, SealCheck("", None, ""))
    else:
        with pytest.raises(Incomplete, match="验印人、验印日期、所用印章"):
            check_sealed(regime, SealCheck("", None, ""))


def test_provincial_exams_and_reviews_are_seal_checked():
    sealed = [regime for regime in Regime if made_by(regime) is Made.SEAL_CHECKED]
    assert sealed == [Regime.PROVINCIAL_EXAM, Regime.REVIEW]
