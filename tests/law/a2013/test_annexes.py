import pytest

from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import Incomplete
from yinxin.law.a2013.annexes import check_filled, form_of

ANNEXES = [Clause(f"A.annex{n}") for n in (1, 2, 3, 4)]
EACH_ITEM = [(annex, item) for annex in ANNEXES for item in form_of(annex).items]


def test_there_are_exactly_four_forms():
    with pytest.raises(KeyError):
        form_of(Clause("A3.1"))
    assert len({str(form_of(annex).title) for annex in ANNEXES}) == 4


@pytest.mark.parametrize(("annex", "item"), EACH_ITEM, ids=lambda value: getattr(value, "key", str(value)))
def test_a_required_item_that_is_empty_is_named_and_others_may_be_empty(annex, item):
    form = form_of(annex)
    values = {one.key: "已填" for one in form.items} | {item.key: " "}
    if item.required:
        with pytest.raises(Incomplete) as refusal:
            check_filled(form, values)
        assert refusal.value.facts["missing"] == [str(item.name)]
        assert refusal.value.clause == annex
    else:
        check_filled(form, values)


@pytest.mark.parametrize("annex", ANNEXES)
def test_no_two_items_of_a_form_share_a_key(annex):
    keys = [item.key for item in form_of(annex).items]
    assert len(keys) == len(set(keys))


def test_the_two_summaries_carry_the_same_columns():
    assert form_of(ANNEXES[2]).items == form_of(ANNEXES[3]).items
