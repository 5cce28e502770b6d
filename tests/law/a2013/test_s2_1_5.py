import pytest

from yinxin.kernel.refusal import Incomplete, WrongState
from yinxin.law.a2013.s2_1_5_register import check_may_bind, check_reprint, closing_digest

ROWS = [{"序号": "1", "姓名": "王芳"}, {"序号": "2", "姓名": "买买提·艾力"}]


def test_a_register_without_a_hole_is_bound():
    check_may_bind([1])
    check_may_bind([1, 2, 3])


@pytest.mark.parametrize(
    ("numbers", "place"), [([], 1), ([2], 1), ([1, 3], 2), ([1, 1], 2), ([2, 1], 1), ([1, 2, 4], 3)]
)
def test_a_hole_a_double_and_a_wrong_order_are_named(numbers, place):
    with pytest.raises(Incomplete, match=f"第{place}号"):
        check_may_bind(numbers)


def test_a_reprint_is_the_book_that_was_closed():
    closed = closing_digest(ROWS)
    check_reprint([dict(row) for row in ROWS], closed)
    for changed in (ROWS[::-1], ROWS[:1], [ROWS[0], {"序号": "2", "姓名": "某人"}]):
        with pytest.raises(WrongState):
            check_reprint(changed, closed)
