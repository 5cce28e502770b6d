import pytest

from yinxin.kernel.refusal import NotApplicable
from yinxin.law.changes import Way
from yinxin.law.n2023.art24_withdrawn import check_accepted, way_of


@pytest.mark.parametrize("way", [Way.REPLACEMENT, Way.REISSUE])
@pytest.mark.parametrize("agrees", [True, False])
def test_a_qualification_of_the_catalogue_goes_the_way_asked_for(way, agrees):
    assert way_of(way, in_catalogue=True, holder_agrees=agrees) is way


@pytest.mark.parametrize("way", [Way.REPLACEMENT, Way.REISSUE])
def test_a_withdrawn_qualification_ends_in_a_proof_if_the_holder_wants_one(way):
    assert way_of(way, in_catalogue=False, holder_agrees=True) is Way.PROOF
    with pytest.raises(NotApplicable, match="退出") as refusal:
        way_of(way, in_catalogue=False, holder_agrees=False)
    assert refusal.value.clause.id == "N24.1"


def test_where_the_ministry_left_nothing_is_accepted_and_the_department_is_named():
    check_accepted(ministry_implements=True, department_in_charge="")
    with pytest.raises(NotApplicable) as refusal:
        check_accepted(ministry_implements=False, department_in_charge="某主管部")
    assert "某主管部" in str(refusal.value.do)
    assert refusal.value.clause.id == "N24.2"


def test_an_unknown_department_in_charge_still_leaves_a_way_out():
    with pytest.raises(NotApplicable, match="现实施部门"):
        check_accepted(ministry_implements=False, department_in_charge="")
