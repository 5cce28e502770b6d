"""Paper that leaves the ordinary way: recalled, spoiled in the store, found again (N26, N11.1)."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from tests.cast import AT
from tests.issuing.ending_helpers import LATER, at_hefei, collected, hefei, keeper_of, paper, state_of
from tests.register.custody_helpers import custodian, go, kept, opened, slip, standing
from yinxin.issuing import ending_audit, recalling
from yinxin.issuing.models import CopyNote
from yinxin.issuing.recalling import Cause
from yinxin.kernel.refusal import Incomplete, NotApplicable, NotFound, NotPermitted, WrongState
from yinxin.register import sheets, status
from yinxin.register.files import files
from yinxin.register.models import Certificate
from yinxin.register.places import PlaceKind, SlipKind
from yinxin.register.states import PaperState as P

pytestmark = pytest.mark.django_db
WHY = "按决定书收回"


@pytest.fixture
def room(cast):
    return opened()


@pytest.fixture
def copies(cast, room):
    return at_hefei(kept(cast, room, seed=4441))


def recall(copies_, cause, by=None, reason=WHY) -> int:
    return recalling.recall(copies=copies_, cause=cause, reason=reason, by=by or custodian(), at=LATER)


CASES = [
    # certificate, paper, cause, whether it goes
    ("valid", "held", Cause.INVALID, NotApplicable),
    ("valid", "held", Cause.REPLACED, NotApplicable),
    ("valid", "held", Cause.DAMAGED, WrongState),
    ("valid", "held", Cause.WRONG, None),
    ("valid", "collected", Cause.INVALID, NotApplicable),
    ("valid", "collected", Cause.REPLACED, NotApplicable),
    ("valid", "collected", Cause.DAMAGED, None),
    ("valid", "collected", Cause.WRONG, None),
    ("invalid", "held", Cause.INVALID, None),
    ("invalid", "collected", Cause.INVALID, None),
    ("invalid", "held", Cause.REPLACED, NotApplicable),
    ("invalid", "collected", Cause.DAMAGED, NotApplicable),
    ("invalid", "held", Cause.WRONG, NotApplicable),
    ("superseded", "held", Cause.REPLACED, None),
    ("superseded", "collected", Cause.REPLACED, None),
    ("superseded", "held", Cause.INVALID, NotApplicable),
    ("superseded", "held", Cause.WRONG, NotApplicable),
    ("invalid", "lost", Cause.INVALID, WrongState),
]


@pytest.mark.parametrize(("certificate", "lies", "cause", "refusal"), CASES)
def test_a_cause_fits_the_certificate_or_nothing_is_recalled(
    cast, room, copies, behind_the_back, certificate, lies, cause, refusal
):
    (copy,) = copies[:1]
    if lies == "collected":
        collected([copy], room, AT)
    if lies == "lost":
        go([copy], room, standing(PlaceKind.LOST, "hefei"), slip(SlipKind.STOCK_MISSING, P.HELD, P.LOST))
    if certificate == "invalid":
        status.invalidate([paper(copy).certificate_id], by=cast.maker, at=AT)
    if certificate == "superseded":  # replacement is a chapter of its own: the state alone decides here
        behind_the_back(
            "update register_certificate set state = 'superseded' where id = %s", paper(copy).certificate_id
        )
    if refusal:
        with pytest.raises(refusal):
            recall([copy], cause)
        assert not CopyNote.objects.exists()
    else:
        assert recall([copy], cause) == 1
        assert state_of(copy) is P.RECALLED
        assert paper(copy).book_id == hefei()
    assert list(ending_audit.audit(files())) == []


def test_a_valid_certificate_with_a_successor_may_come_back(cast, copies, behind_the_back):
    other = paper(copies[1]).certificate_id
    behind_the_back(
        "update register_certificate set predecessor_id = %s, cause = 'wrong' where id = %s",
        paper(copies[0]).certificate_id,
        other,
    )
    assert recall(copies[:1], Cause.REPLACED) == 1
    assert Certificate.objects.get(pk=other).predecessor_id == paper(copies[0]).certificate_id


def test_several_are_recalled_together_or_none(cast, room, copies):
    collected(copies[:1], room, AT)
    status.invalidate([paper(copy).certificate_id for copy in copies[:3]], by=cast.maker, at=AT)
    with pytest.raises(NotApplicable):
        recall(copies, Cause.INVALID)
    assert recall(copies[:3], Cause.INVALID) == 3
    assert [state_of(copy) for copy in copies] == [P.RECALLED] * 3 + [P.HELD]
    assert {note.reason for note in CopyNote.objects.all()} == {WHY}


def test_a_recall_says_why_and_names_something(cast, copies):
    with pytest.raises(Incomplete, match="原因"):
        recall(copies, Cause.WRONG, reason="错")
    with pytest.raises(Incomplete, match="没有选择"):
        recall([], Cause.WRONG)
    with pytest.raises(NotFound):
        recall([999_999_999], Cause.WRONG)


def test_only_the_own_custodian_touches_the_paper(cast, room, copies):
    for by, refusal in (
        (cast.counter, NotPermitted),
        (keeper_of("wuhu", "wuhu-keeper"), NotFound),
        (cast.supervisor, NotPermitted),
    ):
        with pytest.raises(refusal):
            recall(copies, Cause.WRONG, by)
        with pytest.raises(refusal):
            recalling.spoil(copy_id=copies[0], reason="水渍严重", by=by, at=LATER)
        with pytest.raises(refusal):
            recalling.find_again(copy_id=copies[0], place_id=room, reason="柜底找到", by=by, at=LATER)


def test_what_is_damaged_in_the_store_is_spoiled(cast, room, copies):
    recalling.spoil(copy_id=copies[0], reason="屋顶漏水，水渍严重", by=custodian(), at=LATER)
    assert state_of(copies[0]) is P.SPOILED
    with pytest.raises(WrongState):
        recalling.spoil(copy_id=copies[0], reason="屋顶漏水，水渍严重", by=custodian(), at=LATER)
    collected(copies[1:2], room)
    with pytest.raises(WrongState, match="已领取"):
        recalling.spoil(copy_id=copies[1], reason="屋顶漏水，水渍严重", by=custodian(), at=LATER)
    assert list(ending_audit.audit(files())) == []


def test_what_was_lost_and_is_found_goes_back_into_its_book(cast, room, copies):
    go(copies[:2], room, standing(PlaceKind.LOST, "hefei"), slip(SlipKind.STOCK_MISSING, P.HELD, P.LOST))
    recalling.find_again(copy_id=copies[0], place_id=room, reason="移库时夹在箱底", by=custodian(), at=LATER)
    assert (state_of(copies[0]), paper(copies[0]).place_id) == (P.HELD, room)
    with pytest.raises(WrongState):
        recalling.find_again(copy_id=copies[0], place_id=room, reason="又找到一次", by=custodian(), at=LATER)
    with pytest.raises(Incomplete, match="库位"):
        recalling.find_again(
            copy_id=copies[1],
            place_id=standing(PlaceKind.RECALLED, "hefei"),
            reason="移库时夹在箱底",
            by=custodian(),
            at=LATER,
        )
    # Another sheet has been ordered in its place: the one that was found is no certificate any more.
    (again,) = sheets.order_again([copies[1]])
    go([again], None, standing(PlaceKind.PRINTING_HOUSE), slip(SlipKind.PRINT_ORDER, P.ORDERED, P.PRINTING))
    with pytest.raises(NotApplicable, match="另行制作"):
        recalling.find_again(
            copy_id=copies[1], place_id=room, reason="移库时夹在箱底", by=custodian(), at=LATER
        )


def test_a_note_behind_the_back_is_named(cast, copies, behind_the_back):
    recall(copies[:1], Cause.WRONG)
    behind_the_back("update issuing_copy_note set cause = 'damaged'")
    assert [one.where for one in ending_audit.audit(files())] == ["issuing_copy_note"]
    behind_the_back("delete from issuing_copy_note")
    assert [one.where for one in ending_audit.audit(files())] == ["issuing_copy_note"]


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("copy_note_kind_known", {"cause": "eaten"}),
        ("copy_note_kind_known", {"kind": "found"}),
        ("copy_note_says_why", {"reason": ""}),
    ],
)
def test_the_database_refuses(cast, copies, name, change):
    recall(copies[:1], Cause.WRONG)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        CopyNote.objects.update(**change)
