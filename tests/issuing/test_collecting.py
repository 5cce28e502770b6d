"""Giving paper out (N13.1, A1.3a): once, to whom it belongs, with the papers; undone in time, corrected with a reason."""

from __future__ import annotations

import base64
import io
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from PIL import Image, ImageDraw

from tests.cast import AT
from tests.issuing.counter_helpers import (
    ALL_THREE,
    ID,
    OF_A_UNIT,
    clerk,
    give,
    invented,
    on_shelf,
    proxy,
    state_of,
)
from tests.register.custody_helpers import custodian, go, opened, slip, standing
from yinxin.issuing import collecting, handed_out, service, signatures
from yinxin.issuing.collectors import COLLECTOR, Collector
from yinxin.issuing.kinds import CollectorKind
from yinxin.issuing.models import Collection, ServiceNotice
from yinxin.issuing.signatures import Signature
from yinxin.kernel.refusal import AlreadyDone, Incomplete, NotApplicable, NotFound, NotPermitted, WrongState
from yinxin.ledger import queries as ledger
from yinxin.parties.actor import Actor, HeldSeat
from yinxin.parties.queries import body_by_code
from yinxin.register import books, status
from yinxin.register.files import files
from yinxin.register.models import Certificate, PaperCopy
from yinxin.register.places import PlaceKind, SlipKind
from yinxin.register.states import PaperState as P
from yinxin.register.vault import vault

pytestmark = pytest.mark.django_db


def picture(drawn: bool = True, size: tuple[int, int] = (600, 200)) -> bytes:
    """Return a PNG as the pad sends it: transparent, with a line or without one."""
    image = Image.new("RGBA", size, (0, 0, 0, 0))
    if drawn:
        ImageDraw.Draw(image).line([(20, 150), (200, 30), (400, 160), (560, 40)], fill="black", width=4)
    data = io.BytesIO()
    image.save(data, "PNG")
    return data.getvalue()


def colleague() -> Actor:
    """Return another clerk of Hefei's counter."""
    return Actor(990_001, "colleague", "合同事", (HeldSeat("counter", body_by_code("hefei")),))


def test_a_copy_goes_to_its_holder_and_the_book_says_so(cast):
    (copy,) = on_shelf(cast, seed=6001, count=1)
    room = PaperCopy.objects.get(id=copy).place_id
    receipt = give(copy)
    holder = standing(PlaceKind.HOLDER, "hefei")
    assert books.where([copy]) == {copy: holder}
    assert books.balance([room, holder]) == {room: 0, holder: 1}
    assert books.history_of(copy)[-1].kind is SlipKind.COLLECTION
    assert (receipt.clerk, receipt.window, receipt.repeated) == ("合窗口", "一号证书室", False)
    (kept,) = ledger.history(("collection", receipt.collections[0]))
    assert kept.kind == "collection.given"
    assert (kept.facts["copy"], kept.facts["collector"], kept.facts["shown"]) == (copy, "holder", "holder_id")


def test_the_same_token_gives_the_same_answer_and_no_second_act(cast):
    first, second = on_shelf(cast, seed=6002, count=2)
    token = uuid4().hex
    once = give(first, token=token)
    again = give(first, token=token, at=AT + timedelta(minutes=9))
    assert again == replace(once, repeated=True)
    assert Collection.objects.filter(token=token).count() == 1
    with pytest.raises(WrongState, match="另一次发放"):
        give(second, token=token)
    assert state_of(second) == "held"


def test_what_was_given_out_is_not_given_again_and_the_refusal_says_who_when_where(cast):
    (copy,) = on_shelf(cast, seed=6003, count=1)
    give(copy)
    with pytest.raises(
        AlreadyDone, match="2026-09-14 10:00由合窗口在“一号证书室”发出（本人领取）"
    ) as refusal:
        give(copy, by=colleague())
    assert refusal.value.facts["link"].startswith("/office/collections/")


@pytest.mark.parametrize(
    ("collector", "documents", "missing"),
    [
        (Collector(), frozenset(), ["持证人身份证件"]),
        (proxy(), ID, ["代领人身份证件", "委托书"]),
        (proxy(), OF_A_UNIT, ["委托书"]),
        (proxy(name=" "), ALL_THREE, ["代领人姓名"]),
        (replace(proxy(), id_number=""), ALL_THREE, ["代领人证件号码"]),
    ],
)
def test_whoever_is_short_of_something_is_told_what(cast, collector, documents, missing):
    (copy,) = on_shelf(cast, seed=6004, count=1)
    with pytest.raises(Incomplete) as refusal:
        give(copy, collector=collector, documents=documents)
    assert refusal.value.facts["missing"] == missing
    assert refusal.value.clause.id == "N13.1"
    assert state_of(copy) == "held"


def test_a_proxy_is_kept_encrypted_and_stands_in_no_ledger(cast):
    (copy,) = on_shelf(cast, seed=6005, count=1)
    receipt = give(copy, collector=proxy(name="赵代办"), documents=ALL_THREE)
    row = Collection.objects.get(copy_id=copy)
    number = invented(1)
    assert "赵代办".encode() in vault().open(bytes(row.sealed), COLLECTOR)
    assert "赵代办".encode() not in bytes(row.sealed)
    assert number.encode() not in bytes(row.sealed)
    said = str(
        [line.facts for line in ledger.history(("collection", receipt.collections[0]), ("slip", row.slip_id))]
    )
    assert "赵代办" not in said
    assert number not in said
    seen = handed_out.collection(row.pk, clerk()).person
    assert (seen.name, seen.id_number) == ("赵代办", number)


@pytest.mark.parametrize("number", ["990101199001010011", "12", "99010119900101001"])
def test_a_proxy_s_number_that_cannot_be_is_refused(cast, number):
    (copy,) = on_shelf(cast, seed=6006, count=1)
    with pytest.raises(Incomplete, match="证件号码不对"):
        give(copy, collector=proxy(number), documents=ALL_THREE)


def test_who_collects_for_more_than_three_is_noted_and_the_clerk_is_told_before(cast):
    copies = on_shelf(cast, seed=6037, count=6)
    for copy in copies[:3]:
        assert not give(copy, collector=proxy(), documents=ALL_THREE).many
    with pytest.raises(Incomplete, match="30天内已为3人代领") as refusal:
        give(copies[3], collector=proxy(), documents=ALL_THREE)
    assert refusal.value.facts["many"] == 4
    assert give(copies[3], collector=proxy(), documents=ALL_THREE, acknowledged=True).many
    assert not give(copies[4], collector=proxy(invented(2)), documents=ALL_THREE).many
    later = AT + timedelta(days=31)
    assert not give(copies[5], collector=proxy(), documents=ALL_THREE, at=later).many
    flagged = handed_out.collections_for(custodian(), flagged=True)
    assert [line.copy_id for line in flagged] == [copies[3]]


def published(units: bool) -> None:
    offer = dict.fromkeys(("hours", "place", "process", "papers", "phone"), "周一至周五")
    ServiceNotice.objects.create(
        organisation_id=body_by_code("hefei").id,
        version=1 + ServiceNotice.objects.count(),
        since=AT.date(),
        ways="on_site",
        units=units,
        at=AT,
        by=0,
        **offer,
    )


def test_a_unit_collects_for_its_people_only_where_that_is_published(cast):
    copies = on_shelf(cast, seed=6008, count=3)
    unit = proxy(kind=CollectorKind.UNIT, unit="合肥某某事务所")
    for units in (None, False):
        if units is not None:
            published(units)
        with pytest.raises(NotApplicable, match="没有公布"):
            give(*copies, collector=unit, documents=OF_A_UNIT)
    published(True)
    with pytest.raises(Incomplete, match="介绍信"):
        give(*copies, collector=unit, documents=ALL_THREE)
    receipt = give(*copies, collector=unit, documents=OF_A_UNIT)
    assert receipt.copies == tuple(copies)
    assert not receipt.many
    assert len({row.slip_id for row in Collection.objects.filter(token=receipt.token)}) == 1
    assert service.current(body_by_code("hefei").id, AT.date()).units


def test_copies_of_several_people_are_no_single_hand_out(cast):
    copies = on_shelf(cast, seed=6009, count=2)
    with pytest.raises(Incomplete, match="不是同一人"):
        give(*copies)


def test_an_invalid_certificate_is_not_given_out(cast):
    (copy,) = on_shelf(cast, seed=6010, count=1)
    status.invalidate([PaperCopy.objects.get(id=copy).certificate_id], by=cast.checker, at=AT)
    with pytest.raises(WrongState, match="无效"):
        give(copy)
    assert state_of(copy) == "held"


def test_what_is_not_in_the_room_is_not_given_out(cast):
    copy, elsewhere = on_shelf(cast, seed=6011, count=2)
    room = PaperCopy.objects.get(id=copy).place_id
    go([copy], room, standing(PlaceKind.IN_TRANSIT, "hefei"), slip(SlipKind.DISPATCH, P.HELD, P.IN_TRANSIT))
    with pytest.raises(WrongState, match="运送途中"):
        give(copy)
    Certificate.objects.filter(papers__id=elsewhere).update(issuer_id=body_by_code("wuhu").id)
    with pytest.raises(NotApplicable, match="芜湖") as refusal:
        give(elsewhere)
    assert refusal.value.clause.id == "A1.3a"


@pytest.mark.parametrize(
    ("username", "kind"),
    [("hefei-custody", NotPermitted), ("wuhu-counter", NotFound), ("center-make", NotPermitted)],
)
def test_only_this_counter_gives_out(cast, username, kind):
    (copy,) = on_shelf(cast, seed=6012, count=1)
    with pytest.raises(kind):
        give(copy, by=clerk(username))
    with pytest.raises(NotFound):
        give(999_999_999)


@pytest.mark.parametrize("token", ["", "x" * 32, "A" * 32, "0" * 31])
def test_a_token_has_one_form(cast, token):
    (copy,) = on_shelf(cast, seed=6013, count=1)
    with pytest.raises(Incomplete, match="重新扫描|没有选中"):
        give(copy, token=token)


def test_a_signature_is_written_anew_and_an_empty_one_refused(cast):
    copies = on_shelf(cast, seed=6014, count=2)
    address = "data:image/png;base64," + base64.b64encode(picture()).decode()
    give(copies[0], signature=signatures.from_pad(address))
    row = Collection.objects.get(copy_id=copies[0])
    assert row.signed_on == "pad"
    assert files().get(row.signature).startswith(b"\x89PNG")
    for wrong in (picture(drawn=False), picture(size=(3000, 100)), b"GIF89a", picture()[:90]):
        with pytest.raises(Incomplete, match="签名"):
            give(copies[1], signature=Signature(wrong))
    for text in ("", "data:image/gif;base64,AAAA", "data:image/png;base64,*"):
        with pytest.raises(Incomplete, match="签名"):
            signatures.from_pad(text)


@pytest.mark.parametrize("after", [timedelta(0), timedelta(minutes=5)])
def test_within_five_minutes_the_counter_takes_it_back(cast, after):
    (copy,) = on_shelf(cast, seed=6015, count=1)
    room = PaperCopy.objects.get(id=copy).place_id
    receipt = give(copy)
    collecting.undo(token=receipt.token, by=colleague(), at=AT + after)
    assert books.where([copy]) == {copy: room}
    assert [step.kind for step in books.history_of(copy)[-2:]] == [
        SlipKind.COLLECTION,
        SlipKind.COLLECTION_UNDONE,
    ]
    with pytest.raises(WrongState, match="已撤回"):
        collecting.undo(token=receipt.token, by=clerk(), at=AT + after)
    assert give(copy, token=receipt.token, at=AT + timedelta(hours=1)).undone_at == AT + after
    assert state_of(copy) == "held"
    give(copy, at=AT + timedelta(minutes=6))
    assert Collection.objects.filter(copy_id=copy).count() == 2


def test_after_five_minutes_only_a_custodian_corrects_with_a_reason(cast):
    (copy,) = on_shelf(cast, seed=6016, count=1)
    receipt, late = give(copy), AT + timedelta(minutes=5, seconds=1)
    with pytest.raises(WrongState, match="超过5分钟"):
        collecting.undo(token=receipt.token, by=clerk(), at=late)
    (number,) = receipt.collections
    with pytest.raises(NotPermitted):
        collecting.correct(collection_id=number, reason="扫错证书，实物仍在库内", by=clerk(), at=late)
    with pytest.raises(Incomplete, match="原因"):
        collecting.correct(collection_id=number, reason="错了", by=custodian(), at=late)
    giver = replace(custodian(), account_id=clerk().account_id)
    with pytest.raises(NotPermitted, match="另一人"):
        collecting.correct(collection_id=number, reason="扫错证书，实物仍在库内", by=giver, at=late)
    collecting.correct(collection_id=number, reason="扫错证书，实物仍在库内", by=custodian(), at=late)
    assert state_of(copy) == "held"
    view = handed_out.collection(number, custodian())
    assert (view.line.reason, view.undone_by, view.line.stands) == ("扫错证书，实物仍在库内", "合保管", False)
    with pytest.raises(WrongState, match="已撤回"):
        collecting.correct(collection_id=number, reason="扫错证书，实物仍在库内", by=custodian(), at=late)


@pytest.mark.parametrize(
    ("ago", "taken"),
    [
        (timedelta(hours=24), True),
        (timedelta(hours=24, seconds=1), False),
        (timedelta(minutes=-2), True),
        (timedelta(minutes=-2, seconds=-1), False),
    ],
)
def test_what_waited_without_a_network_is_taken_for_a_day_and_both_moments_are_kept(cast, ago, taken):
    (copy,) = on_shelf(cast, seed=6017, count=1)
    now = AT + timedelta(hours=25)
    if not taken:
        with pytest.raises(Incomplete, match="24小时"):
            give(copy, given_at=now - ago, at=now)
        return
    receipt = give(copy, given_at=now - ago, at=now)
    assert (receipt.given_at, receipt.entered_at) == (min(now - ago, now), now)


def test_a_queued_hand_out_is_refused_where_the_certificate_fell_meanwhile(cast):
    (copy,) = on_shelf(cast, seed=6018, count=1)
    status.invalidate(
        [PaperCopy.objects.get(id=copy).certificate_id], by=cast.checker, at=AT + timedelta(minutes=30)
    )
    with pytest.raises(WrongState, match="无效"):
        give(copy, given_at=AT + timedelta(minutes=10), at=AT + timedelta(hours=1))


def test_two_boxes_are_emptied_by_one_hand_out(cast):
    published(True)
    first = on_shelf(cast, seed=6019, count=1)
    second = on_shelf(cast, seed=6020, count=1, room=opened("二号证书室"))
    unit = proxy(kind=CollectorKind.UNIT, unit="合肥某某事务所")
    receipt = give(*first, *second, collector=unit, documents=OF_A_UNIT)
    collecting.undo(token=receipt.token, by=clerk(), at=AT)
    assert {state_of(copy) for copy in (*first, *second)} == {"held"}
    rooms = dict(PaperCopy.objects.filter(id__in=(*first, *second)).values_list("id", "place__name"))
    assert rooms == {first[0]: "一号证书室", second[0]: "二号证书室"}


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"sealed": b"x"}, "collection_keeps"),
        ({"window": "别处"}, "collection_keeps"),
        ({"undone_at": AT}, "collection_undone_whole"),
    ],
)
def test_the_database_keeps_what_was_written(cast, change, named):
    (copy,) = on_shelf(cast, seed=6021, count=1)
    give(copy)
    with pytest.raises(DatabaseError, match=named), transaction.atomic():
        Collection.objects.filter(copy_id=copy).update(**change)
    with pytest.raises(DatabaseError, match="collection_keeps"), transaction.atomic():
        Collection.objects.filter(copy_id=copy).delete()


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({}, "collection_one_stands"),
        ({"collector": "nobody"}, "collection_collector_known|collection_other_person_named"),
        ({"collector": "proxy"}, "collection_other_person_named"),
        ({"signed_on": "pad"}, "collection_signed"),
        ({"given_at": AT + timedelta(days=1)}, "collection_given_before_entered"),
    ],
)
def test_the_database_lets_a_copy_be_given_out_once_and_whole(cast, change, named):
    (copy,) = on_shelf(cast, seed=6022, count=1)
    give(copy)
    row = Collection.objects.get(copy_id=copy)
    row.pk, row.token = None, uuid4().hex
    for name, value in change.items():
        setattr(row, name, value)
    with pytest.raises(IntegrityError, match=named), transaction.atomic():
        row.save(force_insert=True)
