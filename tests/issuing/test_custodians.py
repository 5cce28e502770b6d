"""Custody passes from one custodian to the next: offered with a balance, signed for by the other (N11.1)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.cast import AT, FOUNDED
from tests.register.custody_helpers import custodian, go, kept, opened, slip
from yinxin.desk.models import Notice
from yinxin.issuing import custodians, queries
from yinxin.issuing.models import CustodianHandover
from yinxin.kernel.refusal import (
    AlreadyDone,
    Incomplete,
    NotApplicable,
    NotFound,
    NotPermitted,
    WrongState,
)
from yinxin.ledger import queries as ledger
from yinxin.parties import delegations
from yinxin.parties.actor import SYSTEM
from yinxin.parties.founding import enrol, seat
from yinxin.parties.models import Seat
from yinxin.parties.queries import actor_named, actor_of, body_by_code
from yinxin.register import counting
from yinxin.register.places import PlaceKind, SlipKind
from yinxin.register.states import PaperState as P

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=2)


def hefei() -> int:
    return body_by_code("hefei").id


@pytest.fixture
def colleague(cast):
    """Return a second custodian of Hefei."""
    number = enrol(username="hefei-custody-2", name="合保二", password="demo", by=SYSTEM, at=AT)
    seat(account_id=number, organisation_id=hefei(), role="custodian", by=SYSTEM, at=FOUNDED)
    return actor_of(number, AT)


@pytest.fixture
def room(cast):
    return opened()


def propose(colleague, witness: str = "合监交") -> int:
    return custodians.propose_handover(
        organisation_id=hefei(), to=colleague.account_id, witness=witness, by=custodian(), at=AT
    )


def accept(number: int, by) -> None:
    custodians.accept_handover(handover_id=number, by=by, at=LATER)


def test_custodians_are_named_for_each_organisation(cast, colleague):
    assert [one.person for one in custodians.custodians_of(hefei(), AT)] == ["合保管", "合保二"]
    Seat.objects.filter(account_id=colleague.account_id).update(until=AT)
    assert [one.person for one in custodians.custodians_of(hefei(), AT)] == ["合保管"]


def test_both_sign_for_the_balance_of_every_place(cast, colleague, room):
    shelf = opened("甲架", PlaceKind.SHELF, room)
    copies = kept(cast, room, seed=4301)
    go(copies[:1], room, shelf, slip(SlipKind.SHELVING, P.HELD, P.HELD))
    number = propose(colleague)
    assert Notice.objects.filter(account_id=colleague.account_id).count() == 1
    assert [one.id for one in queries.waiting_for(colleague)] == [number]
    accept(number, colleague)
    view = queries.handover(number, custodian())
    assert view.balance.places == ((room, "一号证书室", 3), (shelf, "甲架", 1))
    assert (view.balance.total, view.witness, view.state.value, view.decided_at) == (
        4,
        "合监交",
        "accepted",
        LATER,
    )
    lines = ledger.history(("custodian_handover", number))
    assert [(line.kind, line.actor) for line in lines] == [
        ("custodian_handover.proposed", custodian().account_id),
        ("custodian_handover.accepted", colleague.account_id),
    ]
    assert {line.facts["balance"] for line in lines} == {view.digest} == {view.balance.digest}
    assert queries.waiting_for(colleague) == ()
    with pytest.raises(WrongState):
        accept(number, colleague)


def test_nothing_may_move_between_the_two_signatures(cast, colleague, room):
    other = opened("二号证书室")
    copies = kept(cast, room, seed=4302)
    number = propose(colleague)
    # There and back: the balance is the same, and yet somebody had it in hand.
    go(copies[:1], room, other, slip(SlipKind.SHELVING, P.HELD, P.HELD))
    go(copies[:1], other, room, slip(SlipKind.SHELVING, P.HELD, P.HELD))
    with pytest.raises(WrongState, match="账簿有变动"):
        accept(number, colleague)
    custodians.refuse_handover(handover_id=number, reason="账簿有变动", by=colleague, at=LATER)
    again = propose(colleague)
    opened("三号证书室")
    with pytest.raises(WrongState, match="新设库位"):
        accept(again, colleague)


def test_no_handover_while_a_place_is_counted(cast, colleague, room):
    number = propose(colleague)
    counted = counting.begin_count(place_id=room, by=custodian(), at=AT)
    with pytest.raises(WrongState, match="盘点"):
        accept(number, colleague)
    custodians.withdraw_handover(handover_id=number, by=custodian(), at=AT)
    with pytest.raises(WrongState, match="盘点"):
        propose(colleague)
    counting.finish_count(count_id=counted, by=custodian(), at=AT)
    accept(propose(colleague), colleague)


def test_one_handover_waits_at_a_time_and_ends_in_one_way(cast, colleague, room):
    number = propose(colleague)
    with pytest.raises(AlreadyDone):
        propose(colleague)
    with pytest.raises(Incomplete, match="原因"):
        custodians.refuse_handover(handover_id=number, reason=" 不 ", by=colleague, at=AT)
    custodians.refuse_handover(handover_id=number, reason="本数与实物不符", by=colleague, at=AT)
    with pytest.raises(WrongState):
        custodians.withdraw_handover(handover_id=number, by=custodian(), at=AT)
    assert queries.handover(number, custodian()).reason == "本数与实物不符"


def test_only_two_custodians_of_one_place_hand_over(cast, colleague, room):
    for to in (custodian().account_id, cast.counter.account_id, 0):
        with pytest.raises(Incomplete):
            custodians.propose_handover(organisation_id=hefei(), to=to, witness="", by=custodian(), at=AT)
    with pytest.raises(NotPermitted):
        custodians.propose_handover(
            organisation_id=hefei(), to=colleague.account_id, witness="", by=cast.counter, at=AT
        )
    with pytest.raises(NotFound):
        custodians.propose_handover(
            organisation_id=body_by_code("wuhu").id,
            to=colleague.account_id,
            witness="",
            by=custodian(),
            at=AT,
        )
    number = propose(colleague)
    for act in (
        lambda by: accept(number, by),
        lambda by: custodians.refuse_handover(handover_id=number, reason="不是我的", by=by, at=AT),
    ):
        with pytest.raises(NotPermitted):
            act(custodian())
        with pytest.raises(NotFound):
            act(cast.data)
    with pytest.raises(NotFound):
        custodians.withdraw_handover(handover_id=number, by=colleague, at=AT)
    with pytest.raises(NotFound):
        queries.handover(number, actor_named("wuhu-counter", AT))


def test_who_has_lost_the_seat_signs_for_nothing(cast, colleague, room):
    number = propose(colleague)
    Seat.objects.filter(account_id=colleague.account_id).update(until=AT)
    with pytest.raises(NotFound):
        accept(number, colleague)


def test_a_stand_in_does_not_sign_for_both(cast, colleague, room):
    own = Seat.objects.get(account_id=custodian().account_id).pk
    delegations.delegate(
        seat_id=own,
        to=colleague.account_id,
        since=AT,
        until=AT + timedelta(days=5),
        by=custodian(),
        at=AT,
    )
    number = propose(colleague)
    with pytest.raises(NotPermitted, match="代理关系"):
        accept(number, actor_of(colleague.account_id, LATER))


def test_without_a_book_there_is_nothing_to_hand_over(cast, colleague):
    with pytest.raises(NotApplicable, match="还没有库位"):
        propose(colleague)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("takeover_state_known", {"state": "lost", "decided_at": AT}),
        ("takeover_decided_when_over", {"decided_at": AT}),
        ("takeover_refused_why", {"state": "refused", "decided_at": AT}),
    ],
)
def test_the_database_refuses(cast, colleague, room, name, change):
    number = propose(colleague)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        CustodianHandover.objects.filter(pk=number).update(**change)


def test_the_database_refuses_a_handover_to_oneself(cast, colleague, room):
    number = propose(colleague)
    with pytest.raises(IntegrityError, match="takeover_between_two"), transaction.atomic():
        CustodianHandover.objects.filter(pk=number).update(incoming_id=custodian().account_id)
