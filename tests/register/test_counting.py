"""Stock-takes: what is missing, what is surplus, and a correction that nobody makes alone (N11.1)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.cast import AT, FOUNDED
from tests.register.custody_helpers import custodian, go, kept, opened, printing, slip, standing
from yinxin.approvals import deciding
from yinxin.approvals.models import Proposal
from yinxin.kernel.refusal import AlreadyDone, NotApplicable, NotFound, NotPermitted, WrongState
from yinxin.ledger import queries as ledger
from yinxin.parties.actor import SYSTEM
from yinxin.parties.founding import enrol, seat
from yinxin.parties.queries import actor_of, body_by_code
from yinxin.register import books, counting
from yinxin.register.models import Count, PaperCopy, Scan
from yinxin.register.places import PlaceKind, SlipKind
from yinxin.register.states import PaperState as P

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=2)


@pytest.fixture
def colleague(cast):
    """Return a second custodian of Hefei."""
    number = enrol(username="hefei-custody-2", name="合保二", password="demo", by=SYSTEM, at=AT)
    seat(account_id=number, organisation_id=body_by_code("hefei").id, role="custodian", by=SYSTEM, at=FOUNDED)
    return actor_of(number, AT)


def counted(room: int, copies: list[int]) -> int:
    number = counting.begin_count(place_id=room, by=custodian(), at=AT)
    for copy in copies:
        counting.scan(count_id=number, copy_id=copy, by=custodian(), at=AT)
    counting.finish_count(count_id=number, by=custodian(), at=AT)
    return number


def propose(number: int) -> int:
    return deciding.propose(kind="stock_correction", subject_id=number, facts={}, by=custodian(), at=AT)


def test_a_count_that_agrees_with_the_book_has_nothing_to_correct(cast):
    room = opened()
    shelf = opened("甲架", PlaceKind.SHELF, room)
    copies = kept(cast, room, seed=3601)
    go(copies[:2], room, shelf, slip(SlipKind.SHELVING, P.HELD, P.HELD))
    number = counted(room, copies)
    assert counting.differences(number).none
    with pytest.raises(NotApplicable):
        propose(number)


def test_a_planted_loss_and_a_stray_are_found_and_corrected_with_four_eyes(cast, colleague):
    room, other = opened(), opened("二号证书室")
    here, there = kept(cast, room, seed=3602), kept(cast, other, seed=3603)
    number = counted(room, [*here[1:], there[0]])
    found = counting.differences(number)
    assert (found.missing, found.surplus) == ({here[0]: room}, {there[0]: other})
    waiting = propose(number)
    rows = Proposal.objects.get(id=waiting).rows
    assert [[facts["count"] for _, facts in row[1:]] for row in rows] == [["4", "4"], ["4", "3"], ["0", "1"]]
    with pytest.raises(NotPermitted, match="另一人"):
        deciding.approve(proposal_id=waiting, by=custodian(), at=AT)
    deciding.approve(proposal_id=waiting, by=colleague, at=LATER)
    lost = standing(PlaceKind.LOST, "hefei")
    assert books.where([here[0], there[0]]) == {here[0]: lost, there[0]: room}
    assert books.balance([room, other, lost]) == {room: 4, other: 3, lost: 1}
    assert PaperCopy.objects.get(id=here[0]).state == "lost"
    assert ledger.history(("count", number))[-1].facts["missing"] == 1


def test_a_lost_copy_that_turns_up_comes_back(cast, colleague):
    room = opened()
    copies = kept(cast, room, seed=3604)
    deciding.approve(proposal_id=propose(counted(room, copies[1:])), by=colleague, at=AT)
    deciding.approve(proposal_id=propose(counted(room, copies)), by=colleague, at=AT)
    assert books.balance([room, standing(PlaceKind.LOST, "hefei")]) == {
        room: 4,
        standing(PlaceKind.LOST, "hefei"): 0,
    }


def test_a_copy_that_is_still_in_print_cannot_be_counted_in(cast):
    room = opened()
    with pytest.raises(NotApplicable, match="已交付印制"):
        propose(counted(room, printing(cast, seed=3605)[:1]))


def test_a_correction_waits_for_no_moved_copy(cast, colleague):
    room, other = opened(), opened("二号证书室")
    copies = kept(cast, room, seed=3606)
    waiting = propose(counted(room, copies[1:]))
    go(copies[:1], room, other, slip(SlipKind.SHELVING, P.HELD, P.HELD), LATER)
    with pytest.raises(WrongState, match="重新盘点"):
        deciding.approve(proposal_id=waiting, by=colleague, at=LATER)


def test_a_place_has_one_count_at_a_time_and_a_finished_one_takes_no_more(cast):
    room = opened()
    copies = kept(cast, room, seed=3607)
    number = counting.begin_count(place_id=room, by=custodian(), at=AT)
    with pytest.raises(AlreadyDone):
        counting.begin_count(place_id=room, by=custodian(), at=AT)
    assert [counting.scan(count_id=number, copy_id=copies[0], by=custodian(), at=AT) for _ in "ab"] == [
        True,
        False,
    ]
    with pytest.raises(WrongState):
        counting.differences(number)
    counting.finish_count(count_id=number, by=custodian(), at=AT)
    with pytest.raises(WrongState):
        counting.scan(count_id=number, copy_id=copies[1], by=custodian(), at=AT)
    with pytest.raises(NotFound):
        counting.begin_count(place_id=standing(PlaceKind.LOST, "hefei"), by=custodian(), at=AT)


def test_a_clerk_does_not_count(cast):
    with pytest.raises(NotPermitted, match="证书保管员"):
        counting.begin_count(place_id=opened(), by=cast.counter, at=AT)


@pytest.mark.parametrize(
    ("name", "act"),
    [
        (
            "count_one_open",
            lambda one: Count.objects.create(place=one.place, begun_by=0, begun_at=AT, state="open"),
        ),
        (
            "count_state_known",
            lambda one: Count.objects.filter(pk=one.pk).update(state="lost", finished_at=AT),
        ),
        ("count_ends_when_finished", lambda one: Count.objects.filter(pk=one.pk).update(finished_at=AT)),
        ("scan_once", lambda one: [Scan.objects.create(count=one, copy_id=1, at=AT, by=0) for _ in "ab"]),
    ],
)
def test_the_database_refuses(cast, name, act):
    one = Count.objects.get(pk=counting.begin_count(place_id=opened(), by=custodian(), at=AT))
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        act(one)
