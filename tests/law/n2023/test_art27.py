import pytest

from yinxin.law.n2023.art27_by_reference import follows
from yinxin.law.regimes import Regime


@pytest.mark.parametrize(
    ("regime", "chose", "followed"),
    [
        (Regime.NATIONAL, False, True),
        (Regime.PASS_PROOF, False, True),
        (Regime.PROVINCIAL_EXAM, False, False),
        (Regime.PROVINCIAL_EXAM, True, True),
        (Regime.REVIEW, False, False),
        (Regime.REVIEW, True, False),
    ],
)
def test_pass_proofs_follow_and_a_province_chooses_for_its_exams(regime, chose, followed):
    assert follows(regime, province_chose=chose) is followed
