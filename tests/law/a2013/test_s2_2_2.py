import pytest

from yinxin.kernel.refusal import NotFound
from yinxin.law.a2013.s2_2_2_local import Procedure, procedure_of
from yinxin.law.regimes import ReviewLevel

RECORDED = {
    ("甲市", ReviewLevel.MIDDLE): Procedure("甲市1号", ("评审", "市局备案", "发证")),
    ("乙市", ReviewLevel.MIDDLE): Procedure("乙市2号", ("评审", "主管部门审批", "市局备案", "发证")),
}


def test_two_cities_follow_their_own_procedures():
    first, second = (procedure_of(city, ReviewLevel.MIDDLE, RECORDED) for city in ("甲市", "乙市"))
    assert first.document == "甲市1号"
    assert len(first.steps) < len(second.steps)


@pytest.mark.parametrize(("city", "level"), [("甲市", ReviewLevel.JUNIOR), ("丙市", ReviewLevel.MIDDLE)])
def test_a_level_without_a_recorded_procedure_cannot_go_on(city, level):
    with pytest.raises(NotFound, match=city):
        procedure_of(city, level, RECORDED)
