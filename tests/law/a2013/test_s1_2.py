import pytest

from yinxin.kernel.refusal import NotPermitted
from yinxin.law.a2013.s1_2_province import check_instructed


def test_the_institute_gives_out_on_an_instruction():
    check_instructed("某号文")


@pytest.mark.parametrize("instruction", ["", "  "])
def test_the_institute_gives_nothing_out_of_its_own_accord(instruction):
    with pytest.raises(NotPermitted) as refusal:
        check_instructed(instruction)
    assert refusal.value.clause.id == "A1.2"
