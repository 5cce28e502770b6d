from dataclasses import replace

import pytest

from yinxin.kernel.refusal import Incomplete, WrongState
from yinxin.law.n2023.art20_legacy_electronic import MARK, check_may_make_electronic


def test_a_complete_marked_record_becomes_electronic(face):
    check_may_make_electronic(replace(face, remarks=(MARK,)), received_by_center=True)


def test_a_record_with_tolerated_gaps_becomes_electronic_too(face):
    old = replace(face, photo="", sex="", born="", remarks=(MARK,))
    check_may_make_electronic(old, received_by_center=True)


def test_a_record_that_the_center_does_not_have_waits(face):
    with pytest.raises(WrongState):
        check_may_make_electronic(replace(face, remarks=(MARK,)), received_by_center=False)


def test_a_record_without_its_mark_is_refused(face):
    with pytest.raises(Incomplete, match="存量制作标注"):
        check_may_make_electronic(face, received_by_center=True)


def test_a_record_without_a_key_field_is_refused(face):
    with pytest.raises(Incomplete, match="证件号码") as refusal:
        check_may_make_electronic(replace(face, id_number="", remarks=(MARK,)), received_by_center=True)
    assert refusal.value.clause.id == "N21.2"
