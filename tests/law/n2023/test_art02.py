import pytest

from yinxin.law.n2023.art02_scope import covers
from yinxin.law.regimes import Regime


@pytest.mark.parametrize(
    ("regime", "covered"),
    [
        (Regime.NATIONAL, True),
        (Regime.PROVINCIAL_EXAM, False),
        (Regime.REVIEW, False),
        (Regime.PASS_PROOF, False),
    ],
)
def test_only_what_the_ministry_makes_is_covered_by_its_own_force(regime, covered):
    assert covers(regime) is covered
