import pytest

from yinxin.kernel.refusal import Incomplete
from yinxin.law.a2013.s1_3_bar import Giver
from yinxin.law.a2013.s2_1_1_dispatch import check_dispatch, shares
from yinxin.law.parties import Party


def test_people_are_counted_by_city_and_provincial_units_at_the_window():
    people = [("340100", False), ("340200", False), ("340100", False), ("340100", True)]
    assert shares(people) == {
        Giver(Party.ISSUER, "340100"): 2,
        Giver(Party.ISSUER, "340200"): 1,
        Giver(Party.WINDOW, ""): 1,
    }


def test_a_consignment_that_follows_the_list_is_sent():
    check_dispatch({"甲市": 3, "乙市": 0}, {"甲市": 3})


@pytest.mark.parametrize(
    ("packed", "said"),
    [
        ({"甲市": 2, "乙市": 5}, "甲市应发3本，装箱2本。"),
        ({"甲市": 4, "乙市": 5}, "甲市应发3本，装箱4本。"),
        ({"甲市": 3}, "乙市应发5本，装箱0本。"),
        ({"甲市": 3, "乙市": 5, "丙市": 1}, "丙市应发0本，装箱1本。"),
    ],
)
def test_a_place_that_differs_is_named_with_both_numbers(packed, said):
    with pytest.raises(Incomplete, match=said):
        check_dispatch({"甲市": 3, "乙市": 5}, packed)
