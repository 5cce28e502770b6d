import pytest

from yinxin.kernel.refusal import Incomplete, WrongState
from yinxin.law.a2013.s2_1_5_register import closing_digest
from yinxin.law.a2013.s2_2_3_register import check_may_bind, check_reprint


def test_committees_bind_as_cities_do_and_answer_under_their_own_clause():
    check_may_bind([1, 2])
    with pytest.raises(Incomplete) as refusal:
        check_may_bind([1, 3])
    assert refusal.value.clause.id == "A2.2.3"


def test_a_committee_s_reprint_is_the_book_that_was_closed():
    rows = [{"序号": "1"}]
    check_reprint(rows, closing_digest(rows))
    with pytest.raises(WrongState) as refusal:
        check_reprint([], closing_digest(rows))
    assert refusal.value.clause.id == "A2.2.3"
