import pytest

from yinxin.kernel.refusal import WrongState
from yinxin.law.n2023.art05_two_forms import check_released_together


def test_both_copies_ready_are_released():
    check_released_together(paper_ready=True, electronic_ready=True)


def test_paper_alone_is_released_where_no_electronic_copy_was_ordered():
    check_released_together(paper_ready=True, electronic_ready=False, electronic_ordered=False)


@pytest.mark.parametrize(
    ("paper", "electronic", "waiting"),
    [(True, False, "电子证书"), (False, True, "纸质证书"), (False, False, "纸质证书、电子证书")],
)
def test_neither_copy_goes_out_before_the_other(paper, electronic, waiting):
    with pytest.raises(WrongState, match=f"^{waiting}尚未") as refusal:
        check_released_together(paper_ready=paper, electronic_ready=electronic)
    assert refusal.value.clause.id == "N5"


def test_paper_is_awaited_where_nothing_electronic_was_ordered():
    with pytest.raises(WrongState, match="纸质证书"):
        check_released_together(paper_ready=False, electronic_ready=False, electronic_ordered=False)
