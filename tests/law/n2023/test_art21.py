from dataclasses import replace
from datetime import date

import pytest

from yinxin.kernel.dated import Dated
from yinxin.kernel.refusal import Incomplete
from yinxin.law.n2023.art07_content import IF_ANY, ITEMS
from yinxin.law.n2023.art21_new_names import (
    KEY,
    TOLERATED,
    Names,
    check_legacy_complete,
    gaps_of,
    names_to_print,
)

OLD, NEW = Names("旧名称", ("民政部",)), Names("新名称", ("中央社会工作部",))
HISTORY = Dated({date(2004, 1, 1): OLD, date(2024, 5, 1): NEW}, source="某号文")


@pytest.mark.parametrize(
    ("made_on", "names"),
    [(date(2024, 4, 30), OLD), (date(2024, 5, 1), NEW), (date(2024, 5, 2), NEW), (date(1999, 1, 1), OLD)],
)
def test_the_names_of_the_day_of_making_are_printed(made_on, names):
    assert names_to_print(HISTORY, made_on) == names


def test_every_item_is_key_or_tolerated_or_may_be_absent_anyway():
    assert set(ITEMS) == KEY | TOLERATED | IF_ANY
    assert not KEY & TOLERATED
    assert {"name", "id_number"} <= KEY


@pytest.mark.parametrize("field", sorted(KEY))
def test_a_gap_in_a_key_field_blocks(face, field):
    spoiled = replace(face, **{field: ""})
    assert gaps_of(spoiled) == ((field,), ())
    with pytest.raises(Incomplete, match=str(ITEMS[field])):
        check_legacy_complete(spoiled)


@pytest.mark.parametrize("field", sorted(TOLERATED))
def test_any_other_gap_is_tolerated_and_listed(face, field):
    spoiled = replace(face, **{field: () if field == "sealed_by" else ""})
    assert gaps_of(spoiled) == ((), (field,))
    check_legacy_complete(spoiled)
