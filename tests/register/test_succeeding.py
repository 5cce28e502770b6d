"""Certificates made for one person: at no moment two valid ones in a lineage, at no moment none (N15, N16, N24.1)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from config.workshop import hand_over_to_print, keyring, workshop
from tests.cast import AT, released
from tests.register.custody_helpers import go, kept, opened, slip
from yinxin.kernel.face import Face
from yinxin.kernel.refusal import AlreadyDone, Incomplete, NotApplicable, NotFound, WrongState
from yinxin.law.changes import Cause, Way
from yinxin.law.n2023.art15_replacement import Change
from yinxin.ledger.queries import history
from yinxin.parties.actor import SYSTEM
from yinxin.parties.queries import body
from yinxin.production import printing, queries, singles
from yinxin.register import audit, books, custody, holders, refacing, status, succeeding
from yinxin.register import workshop as making
from yinxin.register.files import files
from yinxin.register.models import Certificate, ElectronicCopy, PaperCopy
from yinxin.register.places import PlaceKind, SlipKind
from yinxin.register.states import PaperState
from yinxin.register.succeeding import Succession
from yinxin.register.vault import vault
from yinxin.signing.demo import create_demo_authority
from yinxin.verification.reader import _BY_MATCH, _TOLD

pytestmark = pytest.mark.django_db

LATER = AT + timedelta(days=90)
DAY = LATER.date()


def one_of(cast, seed: int) -> int:
    return Certificate.objects.filter(batch_id=released(cast, seed=seed)).order_by("id").first().pk


def renamed(number: int, name: str = "改名人") -> Succession:
    change = Change("name", refacing.face_of(number).name, name)
    face = refacing.new_face(number, [change], Way.REPLACEMENT, on=DAY)
    return Succession(number, face, Cause.HOLDER_CHANGED, Way.REPLACEMENT)


def successor(cast, number: int, new: Succession | None = None) -> int:
    return succeeding.open_successor(new or renamed(number), keyring=keyring(), by=cast.maker, at=LATER)


def make() -> None:
    while making.step(workshop(), clock=lambda: LATER):
        pass


def without_electronic(cast, behind_the_back, seed: int) -> int:
    """Return a valid certificate of the time before there were electronic ones."""
    number = one_of(cast, seed)
    behind_the_back("delete from register_electronic_copy where certificate_id = %s", number)
    return number


def test_a_replacement_is_made_released_and_ends_its_predecessor_in_one_step(cast):
    old = one_of(cast, 5701)
    new = successor(cast, old)
    assert not succeeding.is_made(new)
    make()
    succeeding.release(new, by=cast.checker, at=LATER)
    assert [(link.id, link.state.value, link.cause) for link in succeeding.lineage(old)] == [
        (old, "superseded", ""),
        (new, "valid", "holder_changed"),
    ]
    copies = dict(
        ElectronicCopy.objects.filter(certificate_id__in=(old, new)).values_list("certificate_id", "state")
    )
    assert copies == {old: "superseded", new: "released"}
    face = refacing.face_of(new)
    assert face.name == "改名人"
    assert face.remarks[-1].startswith("2026年12月13日，姓名由“")
    assert face.management_number == refacing.face_of(old).management_number
    assert "certificate.superseded" in {line.kind for line in history(("certificate", old))}


def state_told(face: Face) -> str | None:
    """Return what the verifiers' query answers first, in this test's own transaction."""
    key = vault().match_key(face.management_number, face.name, face.id_number)
    with connection.cursor() as cursor:
        cursor.execute(_BY_MATCH.replace("$1", "%s"), [key])
        return next((state for state, *_ in cursor.fetchall() if state in _TOLD), None)


def test_verification_answers_for_the_old_face_and_the_new_one(cast):
    old = one_of(cast, 5702)
    new = successor(cast, old)
    before, after = refacing.face_of(old), refacing.face_of(new)
    make()
    assert (state_told(before), state_told(after)) == ("valid", None)
    succeeding.release(new, by=cast.checker, at=LATER)
    assert (state_told(before), state_told(after)) == ("superseded", "valid")


def test_of_one_lineage_with_the_same_words_the_newest_answers(cast, behind_the_back):
    old = without_electronic(cast, behind_the_back, 5718)
    face = refacing.new_face(old, [], Way.REISSUE, on=DAY)
    new = successor(cast, old, Succession(old, face, Cause.DAMAGED, Way.REISSUE))
    make()
    assert state_told(face) == "valid", "what is being made does not hide what is valid"
    succeeding.release(new, by=cast.checker, at=LATER)
    assert state_told(face) == "valid"
    status.invalidate([new], by=cast.checker, at=LATER)
    assert state_told(face) == "invalid", "an older one that was replaced says less"


def test_until_it_is_made_it_is_not_released_and_nothing_changes(cast):
    old = one_of(cast, 5703)
    new = successor(cast, old)
    with pytest.raises(Incomplete, match="还没有制成"):
        succeeding.release(new, by=cast.checker, at=LATER)
    assert set(Certificate.objects.filter(id__in=(old, new)).values_list("id", "state")) == {
        (old, "valid"),
        (new, "prepared"),
    }


def test_there_is_one_successor_at_a_time_and_another_after_it_was_dropped(cast):
    old = one_of(cast, 5704)
    first = successor(cast, old)
    with pytest.raises(AlreadyDone):
        successor(cast, old)
    succeeding.drop(first, by=cast.maker, at=LATER)
    second = successor(cast, old)
    make()
    assert ElectronicCopy.objects.get(certificate_id=first).state == "ordered", (
        "nobody makes what was given up"
    )
    with pytest.raises(WrongState):
        succeeding.release(first, by=cast.checker, at=LATER)
    succeeding.release(second, by=cast.checker, at=LATER)
    assert [link.id for link in succeeding.lineage(second)] == [old, second]


def test_the_database_refuses_two_successors(cast):
    old = one_of(cast, 5705)
    new = successor(cast, old)
    row = Certificate.objects.get(id=new)
    row.pk, row.token_key = None, b"x" * 32
    with pytest.raises(IntegrityError, match="certificate_one_successor"), transaction.atomic():
        row.save(force_insert=True)


def test_nothing_succeeds_an_invalid_certificate_nor_one_that_was_invalidated_meanwhile(cast):
    old, other = one_of(cast, 5706), one_of(cast, 5707)
    new = successor(cast, old)
    make()
    status.invalidate([old, other], by=cast.checker, at=LATER)
    with pytest.raises(WrongState, match="无效"):
        succeeding.release(new, by=cast.checker, at=LATER)
    with pytest.raises(WrongState, match="无效"):
        successor(cast, other)


def test_a_changed_document_belongs_to_the_holder_from_the_release_on(cast):
    old = one_of(cast, 5708)
    face = refacing.face_of(old)
    change = Change("id_number", face.id_number, "E12345678")
    kind = Change("id_kind", face.id_kind, "护照")
    new_face = refacing.new_face(old, [kind, change], Way.REPLACEMENT, on=DAY)
    new = successor(cast, old, Succession(old, new_face, Cause.HOLDER_CHANGED, Way.REPLACEMENT))
    assert holders.holder_by_document("护照", "E12345678") is None
    make()
    succeeding.release(new, by=cast.checker, at=LATER)
    holder = Certificate.objects.get(id=old).holder_id
    assert holders.holder_by_document("护照", "E12345678") == holder
    assert holders.holder_by_document(face.id_kind, face.id_number) == holder, "the old one still finds them"


def test_a_document_of_another_holder_is_refused(cast):
    old, other = one_of(cast, 5709), one_of(cast, 5710)
    change = Change("id_number", refacing.face_of(old).id_number, refacing.face_of(other).id_number)
    face = refacing.new_face(old, [change], Way.REPLACEMENT, on=DAY)
    with pytest.raises(WrongState, match="另一位持证人"):
        successor(cast, old, Succession(old, face, Cause.HOLDER_CHANGED, Way.REPLACEMENT))


def test_a_change_that_the_remarks_do_not_state_is_refused(cast):
    old = one_of(cast, 5711)
    said = renamed(old)
    with pytest.raises(Incomplete, match="姓名的变更说明"):
        successor(cast, old, replace(said, face=replace(said.face, remarks=())))


def test_paper_is_not_reissued_where_an_electronic_copy_was_released(cast, behind_the_back):
    old = one_of(cast, 5712)
    face = refacing.new_face(old, [], Way.REISSUE, on=DAY)
    reissue = Succession(old, face, Cause.LOST, Way.REISSUE)
    with pytest.raises(NotApplicable, match="不再补发"):
        successor(cast, old, reissue)
    old = without_electronic(cast, behind_the_back, 5713)
    face = refacing.new_face(old, [], Way.REISSUE, on=DAY)
    new = successor(cast, old, Succession(old, face, Cause.LOST, Way.REISSUE))
    assert PaperCopy.objects.get(certificate_id=new).mark == "补发"
    assert "补发" in refacing.face_of(new).remarks[-1]


def test_the_paper_of_successors_is_ordered_by_issuer_and_goes_the_usual_way(cast):
    old = one_of(cast, 5714)
    new = successor(cast, old)
    make()
    with pytest.raises(NotApplicable):
        singles.order(by=cast.maker, at=LATER)
    succeeding.release(new, by=cast.checker, at=LATER)
    (number,) = singles.order(by=cast.maker, at=LATER)
    assert number == "S20261213-1"
    paper = PaperCopy.objects.get(certificate_id=new)
    assert (paper.state, books.copies_on(SlipKind.PRINT_ORDER, number)) == ("printing", [paper.pk])
    assert any(one.number == number and one.batch_id is None for one in queries.print_orders_for(cast.maker))
    report = f'{{"order": "{number}", "printed": [], "spoiled": [], "lost": [{paper.pk}]}}'.encode()
    while hand_over_to_print():
        pass
    printing.take_report(data=report, store=files(), by=cast.maker, at=LATER)
    assert printing.reprint(number=number, by=cast.maker, at=LATER) == "S20261213-2"


def test_a_proof_stands_beside_its_certificate_with_a_number_of_its_own(cast, tmp_path):
    old = one_of(cast, 5715)
    issuer = body(Certificate.objects.get(id=old).issuer_id).name
    empty = create_demo_authority(tmp_path / "none", ("民政部",), AT)
    with pytest.raises(NotFound, match="没有登记"):
        succeeding.open_proof(old, number="ZM1", keyring=empty, by=cast.maker, at=LATER)
    ring = create_demo_authority(tmp_path / "own", (issuer,), AT)
    proof = succeeding.open_proof(old, number="ZM20261", keyring=ring, by=cast.maker, at=LATER)
    shop = replace(workshop(), seals={key.id: key for key in ring.seals}, long_term=None)
    assert making.step(shop, clock=lambda: LATER)
    succeeding.release(proof, by=cast.checker, at=LATER)
    face = refacing.face_of(proof)
    assert (face.kind, face.sealed_by, face.management_number) == (
        "qualification_proof",
        (issuer,),
        "ZM20261",
    )
    states = Certificate.objects.filter(id__in=(old, proof)).values_list("state", flat=True)
    assert set(states) == {"valid"}
    assert not PaperCopy.objects.filter(certificate_id=proof).exists()


def test_the_audit_knows_successors_and_finds_what_was_changed_behind_them(cast, behind_the_back):
    old = one_of(cast, 5716)
    new = successor(cast, old)
    make()
    succeeding.release(new, by=cast.checker, at=LATER)
    about = {"register_certificate", "register_electronic_copy"}

    def named() -> list[int]:
        return [one.number for one in audit.audit(files()) if one.where in about and one.number in (old, new)]

    assert named() == []
    behind_the_back("update register_certificate set cause = 'lost' where id = %s", new)
    assert new in named()
    behind_the_back("update register_certificate set cause = 'holder_changed' where id = %s", new)
    behind_the_back("update register_certificate set state = 'valid' where id = %s", old)
    assert old in named()


def test_what_its_holder_has_lost_leaves_the_holder_account(cast, behind_the_back):
    (sheet,) = kept(cast, opened(), seed=5717, count=1)
    old = PaperCopy.objects.get(id=sheet).certificate_id
    behind_the_back("delete from register_electronic_copy where certificate_id = %s", old)
    place = PaperCopy.objects.get(id=sheet).place_id
    issuer = Certificate.objects.get(id=old).issuer_id
    account = custody.standing_place(organisation_id=issuer, kind=PlaceKind.HOLDER, by=SYSTEM, at=AT)
    go([sheet], place, account, slip(SlipKind.COLLECTION, PaperState.HELD, PaperState.COLLECTED))
    face = refacing.new_face(old, [], Way.REISSUE, on=DAY)
    new = successor(cast, old, Succession(old, face, Cause.LOST, Way.REISSUE))
    make()
    succeeding.release(new, by=cast.checker, at=LATER)
    assert PaperCopy.objects.get(id=sheet).state == "lost"
    assert books.history_of(sheet)[-1].kind is SlipKind.LOST_BY_HOLDER
