"""Verdicts: nothing is merged without one, a merge changes no record, and taken apart both are what they were (N19)."""

from __future__ import annotations

import pytest

from tests.cast import AT
from tests.legacy import helpers
from yinxin.kernel.refusal import Incomplete, NotFound, WrongState
from yinxin.legacy import audit, judging, mending, safe
from yinxin.legacy.models import Pair, Record

pytestmark = pytest.mark.django_db


def two():
    """Return a pair of records of which the second knows the sex and the first does not."""
    helpers.examined([helpers.person(性别="无"), helpers.person(姓名="王方")])
    return Pair.objects.get()


def states():
    return list(Record.objects.order_by("id").values_list("state", flat=True))


def test_nothing_is_merged_without_a_verdict():
    pair = two()
    assert pair.state == "open"
    assert "merged" not in states()


def test_a_merge_chooses_field_by_field_and_changes_neither_record():
    pair = two()
    sealed = [bytes(pair.one.sealed), bytes(pair.other.sealed)]
    judging.same(pair_id=pair.pk, keep=pair.one_id, take=["sex"], why=helpers.WHY, by=helpers.data(), at=AT)
    kept = safe.current(Record.objects.get(pk=pair.one_id))
    assert (kept.value("name"), kept.value("sex")) == ("王芳", "女")
    assert states() == ["ready", "merged"]
    pair.refresh_from_db()
    assert sealed == [bytes(pair.one.sealed), bytes(pair.other.sealed)]
    assert list(audit.audit()) == []


@pytest.mark.parametrize("keep_first", [True, False])
@pytest.mark.parametrize("take", [[], ["sex"], ["name", "id_number", "sex", "qualification"]])
def test_taken_apart_both_are_what_they_were_byte_by_byte(keep_first, take):
    pair = two()
    before = [safe.canonical(Record.objects.get(pk=number)) for number in (pair.one_id, pair.other_id)]
    keep = pair.one_id if keep_first else pair.other_id
    judging.same(pair_id=pair.pk, keep=keep, take=take, why=helpers.WHY, by=helpers.data(), at=AT)
    during = [safe.canonical(Record.objects.get(pk=number)) for number in (pair.one_id, pair.other_id)]
    judging.take_back(pair_id=pair.pk, why="认错了，重新看", by=helpers.data(), at=AT)
    after = [safe.canonical(Record.objects.get(pk=number)) for number in (pair.one_id, pair.other_id)]
    assert before == after
    assert during != before
    assert Pair.objects.get().state == "open"
    assert list(audit.audit()) == []


def test_three_of_one_certificate_come_together_and_apart_in_order():
    helpers.examined([helpers.person(), helpers.person(姓名="王方"), helpers.person(姓名="王坊")])
    pairs = list(Pair.objects.order_by("one_id", "other_id"))
    assert len(pairs) == 3
    first, second, third = pairs
    before = [safe.canonical(row) for row in Record.objects.order_by("row")]
    for pair in (first, second):
        judging.same(pair_id=pair.pk, keep=pair.one_id, take=[], why=helpers.WHY, by=helpers.data(), at=AT)
    assert states() == ["ready", "merged", "merged"]
    with pytest.raises(WrongState):
        judging.same(pair_id=third.pk, keep=third.one_id, take=[], why=helpers.WHY, by=helpers.data(), at=AT)
    for pair in (second, first):
        judging.take_back(pair_id=pair.pk, why="认错了，重新看", by=helpers.data(), at=AT)
    assert [safe.canonical(row) for row in Record.objects.order_by("row")] == before


def test_a_verdict_has_a_reason_a_choice_and_one_judge():
    pair = two()
    with pytest.raises(Incomplete):
        judging.same(pair_id=pair.pk, keep=pair.one_id, take=[], why="", by=helpers.data(), at=AT)
    with pytest.raises(Incomplete):
        judging.same(pair_id=pair.pk, keep=0, take=[], why=helpers.WHY, by=helpers.data(), at=AT)
    with pytest.raises(Incomplete):
        judging.same(
            pair_id=pair.pk, keep=pair.one_id, take=["state"], why=helpers.WHY, by=helpers.data(), at=AT
        )
    judging.different(pair_id=pair.pk, why=helpers.WHY, by=helpers.data(), at=AT)
    with pytest.raises(WrongState):
        judging.same(pair_id=pair.pk, keep=pair.one_id, take=[], why=helpers.WHY, by=helpers.data(), at=AT)
    judging.take_back(pair_id=pair.pk, why="认错了，重新看", by=helpers.data(), at=AT)
    judging.later(pair_id=pair.pk, why=helpers.WHY, by=helpers.check(), at=AT)


def test_people_of_other_sources_find_nothing_here(cast):
    with pytest.raises(NotFound):
        judging.different(pair_id=two().pk, why=helpers.WHY, by=cast.other_data, at=AT)


def test_either_source_may_say_that_two_are_one(cast):
    helpers.examined([helpers.person()])
    helpers.examined([helpers.person(姓名="王方")], by=cast.other_data, code="jiangsu-exam")
    pair = Pair.objects.get()
    judging.same(pair_id=pair.pk, keep=pair.one_id, take=[], why=helpers.WHY, by=cast.other_data, at=AT)
    assert states() == ["ready", "merged"]


def test_a_merged_record_is_not_mended():
    pair = two()
    judging.same(pair_id=pair.pk, keep=pair.one_id, take=[], why=helpers.WHY, by=helpers.data(), at=AT)
    with pytest.raises(WrongState):
        mending.mend(
            record_id=pair.other_id, field="sex", value="女", why=helpers.WHY, by=helpers.data(), at=AT
        )
