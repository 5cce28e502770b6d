"""Packing and sending by the list."""

from __future__ import annotations

import pytest

from tests.cast import AT
from tests.issuing.consigning import centre, counted, exam_id, keeper, packed, printed, sent, signed
from yinxin.issuing import packing
from yinxin.issuing.models import Box, Consignment
from yinxin.kernel.refusal import Incomplete, NotApplicable, NotFound, NotPermitted, WrongState
from yinxin.parties.queries import body_by_code, the_centre
from yinxin.register import status
from yinxin.register.models import PaperCopy
from yinxin.register.places import PlaceKind

pytestmark = pytest.mark.django_db


def states(copies):
    rows = PaperCopy.objects.filter(id__in=copies).values_list("state", "place__kind").distinct()
    return sorted(rows)


def waiting_for_hefei():
    return [one for one in packing.waiting(the_centre().id, centre()) if one.issuer.name.startswith("合肥")]


def test_what_waits_names_the_exam_the_issuer_and_the_ways_there(cast):
    printed(cast, seed=5301)
    (found,) = waiting_for_hefei()
    assert (found.exam_id, found.count) == (exam_id(), 4)
    assert [way.name[:2] for way in found.ways] == ["安徽", "合肥"]


def test_boxes_hold_one_issuer_s_copies_by_management_number(cast):
    copies = printed(cast, seed=5302, count=13) + printed(cast, seed=5303, count=3, issuer="wuhu")
    made = packed(receiver="anhui", size=10, issuers=("hefei", "wuhu"))
    boxes = list(Box.objects.filter(consignment_id=made).order_by("number"))
    assert [(len(box.copies), box.issuer.code) for box in boxes] == [(10, "hefei"), (3, "hefei"), (3, "wuhu")]
    assert sorted(copy for box in boxes for copy in box.copies) == sorted(copies)
    numbers = dict(PaperCopy.objects.values_list("id", "certificate__management_number"))
    hefei = [numbers[copy] for box in boxes[:2] for copy in box.copies]
    assert hefei == sorted(hefei)


def test_what_is_packed_does_not_wait_and_waits_again_when_unpacked(cast):
    printed(cast, seed=5304)
    made = packed()
    assert waiting_for_hefei() == []
    with pytest.raises(NotApplicable):
        packed()
    packing.unpack(consignment_id=made, by=centre(), at=AT)
    assert [one.count for one in waiting_for_hefei()] == [4]
    with pytest.raises(WrongState):
        packing.unpack(consignment_id=made, by=centre(), at=AT)


def test_what_became_invalid_is_not_packed(cast):
    copies = printed(cast, seed=5305)
    certificate = PaperCopy.objects.values_list("certificate_id", flat=True).get(id=copies[0])
    status.invalidate([certificate], by=cast.checker, at=AT)
    packed()
    assert copies[0] not in {
        copy for copies in Box.objects.values_list("copies", flat=True) for copy in copies
    }


@pytest.mark.parametrize(
    ("receiver", "size"), [("wuhu", 200), ("hefei", 9), ("hefei", 1001), ("center", 200), ("ministry", 200)]
)
def test_a_receiver_off_the_way_and_a_size_out_of_bounds_are_refused(cast, receiver, size):
    printed(cast, seed=5306)
    with pytest.raises(Incomplete):
        packed(receiver=receiver, size=size)
    assert not Consignment.objects.exists()


def test_a_box_that_holds_another_number_stops_the_sending_and_is_named(cast):
    copies = printed(cast, seed=5307, count=12)
    made = packed(size=10)
    with pytest.raises(Incomplete, match=f"X{made}-2应发2本，装箱3本"):
        packing.send(consignment_id=made, counted=counted(made) | {2: 3}, by=centre(), at=AT)
    with pytest.raises(Incomplete, match=f"X{made}-1应发10本，装箱0本"):
        packing.send(consignment_id=made, counted={2: 2}, by=centre(), at=AT)
    assert states(copies) == [("printed", PlaceKind.PRINTING_HOUSE.value)]


def test_sent_copies_are_on_the_road_and_cannot_be_sent_twice(cast):
    copies = printed(cast, seed=5308)
    made = sent()
    assert states(copies) == [("in_transit", PlaceKind.IN_TRANSIT.value)]
    with pytest.raises(WrongState):
        packing.send(consignment_id=made, counted=counted(made), by=centre(), at=AT)


def test_a_province_sends_on_what_it_signed_for(cast):
    from tests.register.custody_helpers import opened  # noqa: F401
    from yinxin.parties.actor import SYSTEM
    from yinxin.register import custody

    copies = printed(cast, seed=5309)
    anhui, by = body_by_code("anhui"), keeper("anhui-custody")
    room = custody.open_place(
        organisation_id=anhui.id, kind=PlaceKind.ROOM, name="省库", parent_id=None, by=SYSTEM, at=AT
    )
    signed(sent(receiver="anhui"), room, by=by)
    (found,) = packing.waiting(anhui.id, by)
    assert (found.issuer.name[:2], found.count, [way.name[:2] for way in found.ways]) == ("合肥", 4, ["合肥"])
    made = packing.pack(
        sender_id=anhui.id,
        receiver_id=body_by_code("hefei").id,
        exam_id=exam_id(),
        issuers=[body_by_code("hefei").id],
        size=200,
        by=by,
        at=AT,
    )
    packing.send(consignment_id=made, counted=counted(made), by=by, at=AT)
    assert states(copies) == [("in_transit", PlaceKind.IN_TRANSIT.value)]
    signed(made)
    assert states(copies) == [("held", PlaceKind.ROOM.value)]


def test_only_the_sender_s_custodian_packs_and_sends(cast):
    printed(cast, seed=5310)
    made = packed()
    for by, refused in (
        (keeper(), NotFound),
        (keeper("anhui-custody"), NotFound),
        (cast.maker, NotPermitted),
    ):
        with pytest.raises(refused):
            packing.send(consignment_id=made, counted=counted(made), by=by, at=AT)
        with pytest.raises(refused):
            packing.waiting(the_centre().id, by)
