from datetime import date

import pytest

from yinxin.kernel.refusal import WrongState
from yinxin.law.a2013.s2_2_1_senior import check_approved, needs_approval
from yinxin.law.regimes import ReviewLevel

DAY = date(2026, 5, 6)


def test_only_senior_titles_need_the_province():
    assert [level for level in ReviewLevel if needs_approval(level)] == [ReviewLevel.SENIOR]


@pytest.mark.parametrize("level", [ReviewLevel.MIDDLE, ReviewLevel.JUNIOR])
def test_other_levels_go_on_without(level):
    check_approved(level, approved_on=None, sealed_on=None)


@pytest.mark.parametrize("sealed", [None, DAY, date(2026, 5, 7)])
def test_a_senior_title_is_sealed_on_the_day_of_approval_or_later(sealed):
    check_approved(ReviewLevel.SENIOR, approved_on=DAY, sealed_on=sealed)


@pytest.mark.parametrize(("approved", "sealed"), [(None, None), (None, DAY), (DAY, date(2026, 5, 5))])
def test_a_senior_title_is_not_sealed_before_its_approval(approved, sealed):
    with pytest.raises(WrongState):
        check_approved(ReviewLevel.SENIOR, approved_on=approved, sealed_on=sealed)
