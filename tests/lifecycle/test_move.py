from __future__ import annotations

import pytest

from tests.cast import AT, submitted
from yinxin.kernel.refusal import WrongState
from yinxin.ledger.queries import history
from yinxin.lifecycle.move import move, move_all, move_each
from yinxin.production.models import Batch
from yinxin.production.states import BATCH, BatchState

pytestmark = pytest.mark.django_db
TO_RETURNED = {"frm": BatchState.RECEIVED, "to": BatchState.RETURNED, "kind": "batch.returned"}


def test_a_move_sets_the_state_its_columns_and_its_line(cast):
    batch = submitted(cast, seed=201)
    move(BATCH, batch, **TO_RETURNED, by=cast.maker, at=AT, facts={"x": 1}, ended_reason="因故")
    row = Batch.objects.get(id=batch)
    assert (row.state, row.ended_reason) == ("returned", "因故")
    last = history(("batch", batch))[-1]
    assert (last.kind, last.clause, last.actor, last.facts) == (
        "batch.returned",
        "N9.1",
        cast.maker.account_id,
        {"x": 1},
    )


def test_who_comes_second_is_told_and_changes_nothing(cast):
    batch = submitted(cast, seed=202)
    move(BATCH, batch, **TO_RETURNED, by=cast.maker, at=AT)
    lines = len(history(("batch", batch)))
    with pytest.raises(WrongState, match="可能已由他人办理"):
        move(BATCH, batch, **TO_RETURNED, by=cast.maker, at=AT)
    assert len(history(("batch", batch))) == lines


def test_many_move_together_or_not_at_all(cast):
    first, second = submitted(cast, seed=203), submitted(cast, seed=204)
    move(BATCH, second, **TO_RETURNED, by=cast.maker, at=AT)
    with pytest.raises(WrongState):
        move_all(BATCH, [first, second], **TO_RETURNED, by=cast.maker, at=AT)
    assert Batch.objects.get(id=first).state == "received"


def test_each_may_bring_its_own_values(cast):
    first, second = submitted(cast, seed=205), submitted(cast, seed=206)
    move_each(
        BATCH,
        {first: ("甲",), second: ("乙",)},
        columns={"ended_reason": "text"},
        **TO_RETURNED,
        by=cast.maker,
        at=AT,
    )
    assert dict(Batch.objects.filter(id__in=[first, second]).values_list("id", "ended_reason")) == {
        first: "甲",
        second: "乙",
    }
    with pytest.raises(WrongState):
        move_each(
            BATCH, {first: ("丙",)}, columns={"ended_reason": "text"}, **TO_RETURNED, by=cast.maker, at=AT
        )


def test_a_transition_outside_the_table_cannot_be_asked_for(cast):
    batch = submitted(cast, seed=207)
    with pytest.raises(KeyError):
        move(BATCH, batch, frm=BatchState.RECEIVED, to=BatchState.RELEASED, kind="x", by=cast.maker, at=AT)


def test_a_failing_ledger_line_leaves_the_state_as_it_was(cast):
    batch = submitted(cast, seed=208)
    with pytest.raises(TypeError, match="float"):
        move(BATCH, batch, **TO_RETURNED, by=cast.maker, at=AT, facts={"share": 0.5})
    assert Batch.objects.get(id=batch).state == "received"
