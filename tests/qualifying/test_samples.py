"""The check of those who promised: a draw that anybody can repeat, and what making waits for."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.cast import AT
from tests.qualifying import helpers
from yinxin.kernel.refusal import Incomplete, NotApplicable, NotPermitted, WrongState
from yinxin.law.a2013 import s2_1_4_spot_check as law
from yinxin.production.models import Batch
from yinxin.qualifying import audit, samples, sampling
from yinxin.qualifying.models import Promise, SampleEntry
from yinxin.qualifying.states import PromiseState
from yinxin.register.files import files

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch(cast):
    made = helpers.submitted(seed=8211, count=14, promised=12)
    helpers.noticed(made)
    return made


@pytest.mark.parametrize(
    ("people", "percent", "size"), [(0, 10, 0), (1, 10, 1), (10, 10, 1), (11, 10, 2), (5, 0, 0), (7, 100, 7)]
)
def test_the_share_is_rounded_up(people, percent, size):
    assert sampling.size_of(people, percent) == size


@pytest.mark.parametrize(
    ("first", "second", "refusal"),
    [
        ("holds", "holds", None),
        ("holds", "", Incomplete),
        ("", "", Incomplete),
        ("holds", "untrue", WrongState),
        ("untrue", "", Incomplete),
    ],
)
def test_a_batch_is_made_when_everyone_drawn_is_checked_and_nobody_failed(batch, first, second, refusal):
    sample = helpers.drawn(batch)
    rows = list(Promise.objects.filter(sample_id=sample).order_by("place"))
    assert len(rows) == 2
    for row, finding in zip(rows, (first, second), strict=True):
        if finding:
            sampling.find(
                promise_id=row.pk,
                finding=PromiseState(finding),
                reasons="已核对学历证书。",
                by=helpers.data(),
                at=AT,
            )
    if refusal is None:
        assert len(helpers.accept(batch)) == 14
        return
    with pytest.raises(refusal):
        helpers.accept(batch)
    assert Batch.objects.get(pk=batch).state == "received"


def test_a_batch_with_promises_waits_for_the_draw(batch):
    with pytest.raises(Incomplete, match="还没有抽取"):
        helpers.accept(batch)
    helpers.frozen(batch)
    with pytest.raises(Incomplete, match="还没有抽取"):
        helpers.accept(batch)


def test_nobody_is_checked_where_nobody_promised(cast):
    batch = helpers.submitted(seed=8212, promised=0)
    with pytest.raises(NotApplicable):
        helpers.frozen(batch)


def test_anybody_draws_the_same_lines_from_list_and_seed(batch):
    view = samples.sample_for(helpers.drawn(batch), helpers.data())
    lines = samples.lines_of(view)
    assert law.list_digest(lines) == view.digest
    assert tuple(int(line[:6]) for line in law.draw(lines, seed=view.seed, size=view.size)) == view.drawn


def test_the_seed_lies_ahead_when_the_list_is_frozen_and_behind_when_it_is_drawn(batch):
    from yinxin.production import checked_lists

    with pytest.raises(Incomplete):
        checked_lists.freeze(
            batch_id=batch, seed_source=helpers.SOURCE, seed_on=AT.date(), by=helpers.data(), at=AT
        )
    number = helpers.frozen(batch)
    with pytest.raises(WrongState):
        sampling.draw(
            sample_id=number, seed=helpers.OUTCOME, seen_at=helpers.SEEN, by=helpers.checking(), at=AT
        )


def test_who_froze_the_list_does_not_draw(batch):
    number = helpers.frozen(batch)
    with pytest.raises(NotPermitted):
        sampling.draw(
            sample_id=number,
            seed=helpers.OUTCOME,
            seen_at=helpers.SEEN,
            by=helpers.data(),
            at=helpers.DRAWN,
        )


def test_a_changed_list_is_not_drawn_from(batch, behind_the_back):
    number = helpers.frozen(batch)
    line = SampleEntry.objects.filter(sample_id=number).order_by("number").first()
    behind_the_back(
        "update qualifying_sample_entry set entry = '000001 ' || repeat('0', 64) where number = 1"
    )
    assert SampleEntry.objects.get(pk=line.pk).entry != line.entry
    with pytest.raises(WrongState):
        sampling.draw(
            sample_id=number,
            seed=helpers.OUTCOME,
            seen_at=helpers.SEEN,
            by=helpers.checking(),
            at=helpers.DRAWN,
        )
    assert [one.where for one in audit.audit(files())] == ["qualifying_sample"]


def test_a_list_is_withdrawn_before_its_seed_and_frozen_again(batch):
    number = helpers.frozen(batch)
    with pytest.raises(WrongState):
        sampling.withdraw(sample_id=number, reason="想换一个种子。", by=helpers.data(), at=helpers.DRAWN)
    sampling.withdraw(sample_id=number, reason="种子来源写错了。", by=helpers.data(), at=AT)
    assert helpers.frozen(batch) != number


def test_untrue_and_false_are_two_findings_and_false_needs_evidence(batch):
    helpers.drawn(batch)
    row = Promise.objects.first()
    with pytest.raises(Incomplete, match="证明材料"):
        sampling.find(
            promise_id=row.pk,
            finding=PromiseState.FALSE,
            reasons="学历证书系伪造。",
            by=helpers.data(),
            at=AT,
        )
    sampling.find(
        promise_id=row.pk,
        finding=PromiseState.UNTRUE,
        reasons="工作年限算错，差两个月。",
        by=helpers.data(),
        at=AT,
    )
    with pytest.raises(WrongState):
        sampling.find(
            promise_id=row.pk, finding=PromiseState.HOLDS, reasons="又核对了一次。", by=helpers.data(), at=AT
        )


def test_the_audit_draws_again(batch, behind_the_back):
    helpers.found(helpers.drawn(batch))
    assert list(audit.audit(files())) == []
    behind_the_back("update qualifying_sample set seed = '另一个种子'")
    assert {one.where for one in audit.audit(files())} == {"qualifying_sample"}


def test_the_days_of_the_draw_lie_within_the_notice():
    assert helpers.OVER - timedelta(days=1) > helpers.DRAWN
