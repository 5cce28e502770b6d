from datetime import date
from itertools import product

import pytest

from yinxin.kernel.refusal import Incomplete, WrongState
from yinxin.law.changes import Cause
from yinxin.law.evidence import Evidence
from yinxin.law.n2023.art15_replacement import (
    PATH,
    Change,
    Desk,
    check_next_desk,
    check_remark_states_change,
    evidence_needed,
    next_desk,
    remark_of,
)
from yinxin.law.parties import Party

RENAMED = Change("name", "王芳", "王方")
NEW_ID = Change("id_number", "999999900101002", "999999199001010024")
NEW_PHOTO = Change("photo", "0a" * 32, "0b" * 32)
DAY = date(2026, 4, 1)


def test_the_path_goes_from_holder_to_issuer_to_agency_or_authority_to_center():
    assert list(PATH.values()) == [
        (Party.HOLDER,),
        (Party.ISSUER,),
        (Party.AGENCY, Party.AUTHORITY),
        (Party.CENTER,),
    ]
    assert next_desk(Desk.MAKING) is None


@pytest.mark.parametrize(("at", "to"), list(product(Desk, Desk)))
def test_no_desk_is_skipped_and_none_comes_twice(at, to):
    order = list(Desk)
    if order.index(to) == order.index(at) + 1:
        check_next_desk(at, to)
    else:
        with pytest.raises(WrongState):
            check_next_desk(at, to)


def test_a_change_is_stated_with_day_old_and_new_value():
    assert remark_of(RENAMED, DAY) == "2026年4月1日，姓名由“王芳”变更为“王方”。"
    assert "0a" not in remark_of(NEW_PHOTO, DAY)


def test_remarks_that_state_every_change_are_enough():
    changes = [RENAMED, NEW_ID, NEW_PHOTO]
    check_remark_states_change([remark_of(change, DAY) for change in changes], changes)


@pytest.mark.parametrize(
    ("remarks", "missing"),
    [
        ([], ["姓名的变更说明", "证件号码的变更说明"]),
        ([remark_of(RENAMED, DAY)], ["证件号码的变更说明"]),
        (["姓名已变更为“王方”。", remark_of(NEW_ID, DAY)], ["姓名的变更说明"]),
        (["由“王芳”变更为“王方”。", remark_of(NEW_ID, DAY)], ["姓名的变更说明"]),
    ],
)
def test_each_unstated_change_is_named(remarks, missing):
    with pytest.raises(Incomplete) as refusal:
        check_remark_states_change(remarks, [RENAMED, NEW_ID])
    assert refusal.value.facts["missing"] == missing


def test_a_changed_holder_brings_proof_and_a_wrong_print_only_comes_back():
    assert Evidence.CHANGE_PROOF in evidence_needed(Cause.HOLDER_CHANGED)
    assert Evidence.CHANGE_PROOF not in evidence_needed(Cause.WRONG)
    assert Evidence.ORIGINAL in evidence_needed(Cause.WRONG)
