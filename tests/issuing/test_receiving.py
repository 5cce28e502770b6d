"""Counting what arrives, signing for it, solving what differs."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.cast import AT
from tests.issuing.consigning import centre, counted, keeper, printed, ready, sent, signed
from tests.register.custody_helpers import opened
from yinxin.duties.models import Duty
from yinxin.issuing import consignments, differences, papers, receiving
from yinxin.issuing.findings import Finding
from yinxin.issuing.models import Consignment, Difference
from yinxin.issuing.states import DifferenceState as D
from yinxin.kernel.refusal import Incomplete, NotApplicable, NotFound, NotPermitted, WrongState
from yinxin.parties.actor import HeldSeat
from yinxin.parties.queries import body_by_code
from yinxin.production import printing
from yinxin.register import custody_audit
from yinxin.register.models import PaperCopy
from yinxin.register.states import PaperState as P

pytestmark = pytest.mark.django_db


def receive(consignment, copies, finding=None, note="", by=None):
    return receiving.receive(
        consignment_id=consignment, copies=copies, finding=finding, note=note, by=by or keeper(), at=AT
    )


def sign(consignment, place=None, by=None):
    place = place or ready()
    return receiving.sign(consignment_id=consignment, place_id=place, by=by or keeper(), at=AT)


def state_of(copy):
    return P(PaperCopy.objects.values_list("state", flat=True).get(id=copy))


def duty_of(consignment):
    return Duty.objects.filter(clause="N11.2", subject="consignment", subject_id=consignment).first()


def test_a_whole_consignment_is_signed_for_and_the_start_is_owed(cast):
    copies = printed(cast, seed=5311)
    made = sent()
    signed(made)
    assert {state_of(copy) for copy in copies} == {P.HELD}
    assert not Difference.objects.filter(consignment_id=made).exists()
    duty = duty_of(made)
    assert duty.owed_by_id == body_by_code("hefei").id
    # 14 September 2026: ten working days later, the make-up day of the 20th counted, the holidays from the 25th not.
    assert duty.due_on == date(2026, 9, 28)


def test_a_missing_and_a_damaged_copy_stay_on_the_road_until_they_are_solved(cast):
    copies = printed(cast, seed=5312)
    made = sent()
    receive(made, copies[:2])
    receive(made, [copies[2]], Finding.DAMAGED, "封面折断")
    found = sign(made)
    assert (len(found.accepted), found.missing, dict(found.unfit)) == (
        2,
        (copies[3],),
        {copies[2]: Finding.DAMAGED},
    )
    assert [state_of(copy) for copy in copies] == [P.HELD, P.HELD, P.IN_TRANSIT, P.IN_TRANSIT]
    kinds = Difference.objects.filter(consignment_id=made).values_list("finding", "copy_id", "note")
    assert set(kinds) == {("missing", copies[3], ""), ("damaged", copies[2], "封面折断")}
    assert len(consignments.to_solve(centre())) == 2


def test_solved_differences_leave_the_road_and_can_be_printed_again(cast):
    copies = printed(cast, seed=5313)
    made = sent()
    receive(made, copies[:1])
    receive(made, [copies[1]], Finding.WRONG_PHOTO)
    sign(made)
    cases = {d.copy_id: d.pk for d in Difference.objects.filter(consignment_id=made)}
    room = opened("补收室")
    differences.take_in(
        difference_id=cases[copies[2]], place_id=room, solution="夹在另一箱里", by=keeper(), at=AT
    )
    for copy, to in ((copies[1], D.SPOILED), (copies[3], D.LOST)):
        differences.declare(difference_id=cases[copy], to=to, solution="双方查找后确认", by=centre(), at=AT)
    assert [state_of(copy) for copy in copies] == [P.HELD, P.SPOILED, P.HELD, P.LOST]
    assert consignments.to_solve(centre()) == ()
    with pytest.raises(WrongState):
        differences.declare(
            difference_id=cases[copies[3]], to=D.LOST, solution="再一次确认", by=centre(), at=AT
        )
    batch = PaperCopy.objects.values_list("certificate__batch_id", flat=True).get(id=copies[0])
    again = printing.reprint(number=_order(batch), by=cast.maker, at=AT)
    certificates = PaperCopy.objects.filter(id__in=[copies[1], copies[3]]).values_list(
        "certificate_id", flat=True
    )
    new = PaperCopy.objects.filter(certificate_id__in=list(certificates), number=2)
    assert [c.state for c in new] == ["printing", "printing"]
    assert again.startswith(f"{batch}-")
    assert not list(custody_audit.audit())


def _order(batch):
    from yinxin.production.models import PrintOrder

    return PrintOrder.objects.filter(batch_id=batch).order_by("id").values_list("number", flat=True)[0]


def test_copies_that_are_not_on_the_list_are_surplus_or_another_city_s(cast):
    ours = printed(cast, seed=5314)
    made = sent()
    more = printed(cast, seed=5315)
    theirs = printed(cast, seed=5316, issuer="wuhu")
    said = receive(made, [ours[0], more[0], theirs[0]])
    assert said == {ours[0]: None, more[0]: Finding.SURPLUS, theirs[0]: Finding.WRONG_CITY}
    found = sign(made)
    assert dict(found.strange) == {more[0]: Finding.SURPLUS, theirs[0]: Finding.WRONG_CITY}
    assert state_of(more[0]) is P.PRINTED  # the book is not changed by what somebody had in hand
    case = Difference.objects.get(consignment_id=made, copy_id=theirs[0])
    with pytest.raises(NotApplicable):
        differences.declare(difference_id=case.pk, to=D.LOST, solution="不应这样处理", by=centre(), at=AT)
    differences.declare(difference_id=case.pk, to=D.EXPLAINED, solution="已转交芜湖", by=centre(), at=AT)


def test_noting_again_replaces_and_striking_takes_back(cast):
    copies = printed(cast, seed=5317)
    made = sent()
    receive(made, copies, Finding.SEAL_MISSING)
    receive(made, copies[:1])
    receiving.take_back(consignment_id=made, copy_id=copies[1], by=keeper(), at=AT)
    found = receiving.tally(Consignment.objects.get(id=made))
    assert found.accepted == (copies[0],)
    assert (set(found.missing), set(found.unfit)) == ({copies[1]}, set(copies[2:]))
    with pytest.raises(NotApplicable):
        receiving.take_back(consignment_id=made, copy_id=copies[1], by=keeper(), at=AT)


def test_a_box_counts_as_a_whole_but_keeps_what_was_found_in_it(cast):
    copies = printed(cast, seed=5318)
    made = sent()
    receive(made, copies[:1], Finding.WRONG_CONTENT)
    assert receiving.receive_box(consignment_id=made, number=1, by=keeper(), at=AT) == 3
    assert receiving.receive_box(consignment_id=made, number=1, by=keeper(), at=AT) == 0
    found = receiving.tally(Consignment.objects.get(id=made))
    assert (set(found.unfit), found.missing, found.boxes) == ({copies[0]}, (), {1: 4})
    with pytest.raises(NotFound):
        receiving.receive_box(consignment_id=made, number=2, by=keeper(), at=AT)


def test_a_range_that_breaks_is_a_difference_of_its_own(cast):
    printed(cast, seed=5319)
    made = sent()
    with pytest.raises(Incomplete):
        receiving.note_range(consignment_id=made, number=1, note=" ", by=keeper(), at=AT)
    case = receiving.note_range(consignment_id=made, number=1, note="缺00003", by=keeper(), at=AT)
    assert consignments.difference(case, keeper()).finding is Finding.RANGE_BREAK


def test_nobody_signs_for_what_they_sent_nor_without_counting(cast):
    printed(cast, seed=5320)
    made = sent()
    room = ready()
    with pytest.raises(Incomplete, match="还没有清点"):
        sign(made, room)
    receiving.receive_box(consignment_id=made, number=1, by=keeper(), at=AT)
    hefei = body_by_code("hefei")
    both = centre()
    both = type(both)(
        both.account_id, both.username, both.name, (*both.seats, HeldSeat("custodian", hefei)), both.bonds
    )
    with pytest.raises(NotPermitted, match="另一人"):
        sign(made, room, by=both)


def test_a_place_of_somebody_else_takes_nothing(cast):
    from tests.register.custody_helpers import standing
    from yinxin.register.places import PlaceKind

    printed(cast, seed=5321)
    made = sent()
    receiving.receive_box(consignment_id=made, number=1, by=keeper(), at=AT)
    for place in (standing(PlaceKind.PRINTING_HOUSE), 999_999):
        with pytest.raises(Incomplete, match="不是本机构的证书库位"):
            sign(made, place)


def test_signing_is_done_once_and_nothing_is_noted_afterwards(cast):
    copies = printed(cast, seed=5322)
    made = sent()
    place = signed(made)
    with pytest.raises(WrongState):
        sign(made, place)
    with pytest.raises(WrongState):
        receive(made, copies)


def test_a_finding_that_no_hand_can_make_is_refused(cast):
    copies = printed(cast, seed=5323)
    made = sent()
    for finding in (Finding.MISSING, Finding.SURPLUS, Finding.RANGE_BREAK, Finding.WRONG_CITY):
        with pytest.raises(Incomplete):
            receive(made, copies, finding)


def test_the_first_copy_given_out_discharges_the_duty(cast):
    copies = printed(cast, seed=5324)
    made = sent()
    signed(made)
    later = AT + timedelta(days=1)
    assert receiving.started(copies[:1], act="slip.collection", by=keeper(), at=later) == 1
    assert duty_of(made).discharged_by == "slip.collection"
    assert receiving.started(copies, act="slip.collection", by=keeper(), at=later) == 0


def test_a_consignment_shows_itself_to_both_ends_and_to_nobody_else(cast):
    printed(cast, seed=5325)
    made = sent()
    for name in ("center-custody", "hefei-custody", "supervisor", "anhui-supervisor"):
        assert consignments.consignment(made, keeper(name)).line.id == made
    with pytest.raises(NotFound):
        consignments.consignment(made, keeper("wuhu-counter"))
    assert [one.id for one in consignments.to_receive(keeper())] == [made]
    assert consignments.to_receive(keeper("hefei-counter")) == ()


def test_slip_and_labels_are_made_before_and_after_signing(cast):
    copies = printed(cast, seed=5326)
    made = sent()
    before = papers.slip(consignments.consignment(made, keeper()))
    labels = papers.labels(consignments.consignment(made, keeper()))
    receive(made, copies[:3])
    sign(made)
    after = papers.slip(consignments.consignment(made, keeper()))
    assert all(data.startswith(b"%PDF") for data in (before, labels, after))
    assert before != after
    assert counted(made) == {1: 4}
