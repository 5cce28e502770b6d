"""Older certificates: opened valid without copies, shown with their gaps, made into electronic ones (N19, N20, N21)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from config.workshop import keyring, workshop
from tests.cast import AT
from tests.register.older_helpers import GAPS, collected, group, known_version, old_face
from yinxin.catalogue import older_groups
from yinxin.catalogue import queries as catalogue
from yinxin.catalogue.models import Exam, Version
from yinxin.kernel.face import NOT_RECORDED
from yinxin.kernel.refusal import AlreadyDone, Incomplete, NotApplicable, NotFound, WrongState
from yinxin.law.changes import Cause, Way
from yinxin.law.n2023.art15_replacement import Change
from yinxin.law.n2023.art20_legacy_electronic import MARK
from yinxin.ledger.queries import history
from yinxin.parties.actor import SYSTEM
from yinxin.register import audit, holders, older, refacing, status, succeeding
from yinxin.register.files import files
from yinxin.register.models import Certificate, ElectronicCopy, PaperCopy
from yinxin.register.vault import FACE, vault
from yinxin.register.workshop import step
from yinxin.rendering import layout

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(cast):
    return known_version()


def wrong():
    return [str(one) for one in audit.audit(files())]


def test_a_group_is_made_once_and_no_list_of_exams_shows_it(version, cast):
    number = group(version)
    assert group(version) == number
    assert group(version, 2005) != number
    row = Exam.objects.get(id=number)
    assert (row.legacy, row.days, row.year) == (True, [], 2004)
    assert "2004年批准" in row.name
    assert "批准年份未记载" in Exam.objects.get(id=group(version, 0)).name
    assert number not in {one.id for one in catalogue.exams_for(cast.data)}
    with pytest.raises(NotFound):
        older_groups.group_for(qualification_id=10**9, regime="national", year=2004, by=SYSTEM, at=AT)


def test_it_verifies_at_once_and_has_no_copies(version):
    found = collected(version, old_face(version))
    (number,) = found.values()
    row = Certificate.objects.get(id=number)
    assert (row.state, row.legacy_id, row.batch_id, row.year, row.settled_at) == ("valid", 1, None, 2004, AT)
    assert not PaperCopy.objects.filter(certificate_id=number).exists()
    assert not ElectronicCopy.objects.filter(certificate_id=number).exists()
    (line,) = history(("certificate", number))
    assert (line.kind, line.clause) == ("certificate.collected", "N19")
    assert line.facts == {"face": bytes(row.face_digest).hex(), "group": row.exam_id, "record": 1}
    assert wrong() == []


def test_what_nobody_recorded_is_tolerated_and_shown_as_such(version):
    (number,) = collected(version, old_face(version, **GAPS), year=0).values()
    row = Certificate.objects.get(id=number)
    assert (row.approved_on, row.year) == (None, 0)
    shown = layout.shown(refacing.face_of(number))
    assert {shown[field] for field in ("sex", "born", "approved_on")} == {NOT_RECORDED}
    assert shown["specialty"] == "--"
    assert wrong() == []


@pytest.mark.parametrize(
    ("more", "refusal", "says"),
    [
        ({"name": ""}, Incomplete, "姓名"),
        ({"management_number": ""}, Incomplete, "管理号"),
        ({"remarks": ()}, Incomplete, "存量制作标注"),
        ({"qualification": "旧名称"}, WrongState, "现行名称"),
        ({"sealed_by": ("已撤并的部门",)}, WrongState, "现行名称"),
    ],
)
def test_what_blocks_opens_nothing(version, more, refusal, says):
    before = Certificate.objects.count()
    with pytest.raises(refusal, match=says):
        collected(version, old_face(version), old_face(version, "OLD-2", 72, **more))
    assert Certificate.objects.count() == before


def test_a_number_is_given_once_in_a_qualification_and_year(version):
    collected(version, old_face(version))
    with pytest.raises(WrongState, match="管理号"):
        collected(version, old_face(version, seed=73), first=5)


def test_what_the_register_has_is_known_by_its_key_and_its_number(version):
    (number,) = collected(version, old_face(version)).values()
    one = refacing.face_of(number)
    key = vault().match_key(one.management_number, one.name, one.id_number)
    assert older.known([key, b"0" * 32]) == {key: number}
    assert older.numbers_taken(version.qualification_id, 2004, ["OLD-1", "OLD-9"]) == {"OLD-1": number}
    assert older.numbers_taken(version.qualification_id, 2005, ["OLD-1"]) == {}
    assert older.open_many([], group=0, agency_id=0, by=SYSTEM, at=AT) == {}


def test_an_electronic_copy_is_ordered_made_and_released(version):
    (number,) = collected(version, old_face(version, **GAPS)).values()
    (found,) = older.without_copy(count=9)
    assert found == (number, version.qualification_id)
    assert older.without_copy(but=[version.qualification_id], count=9) == []
    assert older.without_copy(after=number, count=9) == []
    older.order_electronic(number, keyring=keyring(), by=SYSTEM, at=AT)
    with pytest.raises(AlreadyDone):
        older.order_electronic(number, keyring=keyring(), by=SYSTEM, at=AT)
    with pytest.raises(WrongState):
        older.release_electronic(number, by=SYSTEM, at=AT)
    assert step(workshop(), clock=lambda: AT)
    assert wrong() == []
    older.release_electronic(number, by=SYSTEM, at=AT)
    copy = ElectronicCopy.objects.get(certificate_id=number)
    assert (copy.state, copy.trouble) == ("released", "")
    assert older.without_copy(count=9) == []
    said = [line.kind for line in history(("electronic_copy", copy.pk))]
    assert said == ["electronic_copy.ordered", "electronic_copy.made", "electronic_copy.released"]
    assert wrong() == []


def test_names_adjusted_since_then_are_taken_up_before_it_is_made(version):
    (number,) = collected(version, old_face(version)).values()
    before = refacing.face_of(number)
    Version.objects.filter(id=version.id).update(name="新名称职业资格")
    older.order_electronic(number, keyring=keyring(), by=SYSTEM, at=AT)
    after = refacing.face_of(number)
    assert after == replace(before, qualification="新名称职业资格")
    (_, renamed) = history(("certificate", number))
    assert (renamed.kind, renamed.clause) == ("certificate.renamed", "N21.1")
    assert renamed.facts == {"before": before.digest, "face": after.digest}
    assert [one for one in wrong() if f"register_certificate {number}" in one] == []


def test_the_audit_sees_through_a_forged_renaming(version):
    (number,) = collected(version, old_face(version)).values()
    other = replace(refacing.face_of(number), name="冒名者")
    closed = vault().close(other.canonical(), FACE)
    Certificate.objects.filter(id=number).update(face=closed, face_digest=bytes.fromhex(other.digest))
    assert any("摘要" in one for one in wrong())


def test_no_copy_where_the_qualification_has_none_or_the_certificate_is_over(version):
    one, two = collected(version, old_face(version), old_face(version, "OLD-2", 74)).values()
    status.invalidate([two], by=SYSTEM, at=AT)
    with pytest.raises(WrongState):
        older.order_electronic(two, keyring=keyring(), by=SYSTEM, at=AT)
    Version.objects.filter(qualification_id=version.qualification_id).update(electronic_since=None)
    with pytest.raises(NotApplicable, match="没有实行电子证书"):
        older.order_electronic(one, keyring=keyring(), by=SYSTEM, at=AT)
    ordinary = Certificate.objects.filter(legacy_id=None).order_by("id").values_list("id", flat=True)[0]
    assert older.is_older(one)
    assert not older.is_older(ordinary)
    with pytest.raises(NotFound):
        older.order_electronic(ordinary, keyring=keyring(), by=SYSTEM, at=AT)


def test_it_can_be_replaced_with_its_gaps(version):
    (number,) = collected(version, old_face(version, **GAPS), year=0).values()
    change = Change("name", "章示例", "章另名")
    new = refacing.new_face(number, [change], Way.REPLACEMENT, on=AT.date())
    successor = succeeding.open_successor(
        succeeding.Succession(number, new, Cause.HOLDER_CHANGED, Way.REPLACEMENT),
        keyring=keyring(),
        by=SYSTEM,
        at=AT,
    )
    while step(workshop(), clock=lambda: AT):
        pass
    succeeding.release(successor, by=SYSTEM, at=AT)
    row = Certificate.objects.get(id=successor)
    assert (row.state, row.approved_on, row.year, row.legacy_id) == ("valid", None, 0, None)
    assert MARK in refacing.face_of(successor).remarks
    assert wrong() == []


def test_the_public_and_its_holder_find_it(version):
    (number,) = collected(version, old_face(version, **GAPS)).values()
    holder = Certificate.objects.get(id=number).holder_id
    held = holders.certificate_of(holder, number)
    assert (held.approved_on, held.file, held.paper_state) == (None, None, None)
    assert held.id in {one.id for one in holders.certificates_of(holder)}
