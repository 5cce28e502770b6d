"""The electronic certificate as OFD: made once when its holder asks, and verified like the PDF."""

from datetime import timedelta

import pytest
from django.db import transaction

from config.workshop import keyring, ofd_bench
from tests.cast import AT
from tests.presenting.conftest import TODAY
from yinxin.kernel.refusal import NotFound, WrongState
from yinxin.ledger.models import Entry
from yinxin.parties.actor import SYSTEM
from yinxin.presenting import reformatting
from yinxin.register import audit, holders, ofd_copies, resealing, status
from yinxin.register.files import files
from yinxin.register.models import OfdCopy
from yinxin.signing import sm2
from yinxin.signing.ofd_check import attached_ofd
from yinxin.verification import brought
from yinxin.verification.brought import Carrier
from yinxin.verification.verdicts import Verdict

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not sm2.available(), reason="this machine's libcrypto knows no SM2"),
]


def issued(held) -> str:
    return reformatting.issue_ofd(holder_id=held.holder, certificate_id=held.id, bench=ofd_bench(), at=AT)


def downloaded(held) -> bytes:
    return reformatting.ofd_of(holder_id=held.holder, certificate_id=held.id, bench=ofd_bench())


def test_it_says_what_the_certificate_says_and_verifies_in_three_parts(held, verifying):
    issued(held)
    data = downloaded(held)
    face = holders.certificate_of(held.holder, held.id).face
    assert attached_ofd(data) == face.canonical()
    answer = brought.by_file(data, keyring(), at=AT)
    assert (answer.carrier, answer.known, answer.genuine) == (Carrier.OFD, True, True)
    assert face.sealed_by[0] in answer.signature.signer_name
    assert answer.status.face == face


def test_whoever_asks_again_gets_the_same_file_and_the_ledger_has_it_once(held):
    assert issued(held) == issued(held)
    kinds = Entry.objects.filter(subject="ofd_copy").order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["ofd_copy.ordered", "ofd_copy.made"]


def test_a_making_that_was_cut_off_is_finished_with_what_was_written_down(held, monkeypatch):
    monkeypatch.setattr(ofd_copies, "seal_ofd", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        issued(held)
    assert ofd_copies.file_of(held.id) is None
    with pytest.raises(NotFound, match="还没有制作"):
        downloaded(held)
    before = OfdCopy.objects.get().signed_at
    monkeypatch.undo()
    issued(held)
    assert OfdCopy.objects.get().signed_at == before
    assert downloaded(held)


def test_of_two_who_make_it_at_once_one_file_stands_and_both_get_it(held, monkeypatch):
    seal, others = ofd_copies.seal_ofd, []

    def interrupted(*given):
        if not others:
            others.append(None)
            others.append(issued(held))
        return seal(*given)

    monkeypatch.setattr(ofd_copies, "seal_ofd", interrupted)
    assert issued(held) == others[1]
    assert Entry.objects.filter(kind="ofd_copy.made").count() == 1


def test_it_is_its_holder_s_alone(two):
    mine, theirs = two
    issued(mine)
    for ask in (reformatting.issue_ofd, reformatting.ofd_of):
        more = {"at": AT} if ask is reformatting.issue_ofd else {}
        with pytest.raises(NotFound):
            ask(holder_id=theirs.holder, certificate_id=mine.id, bench=ofd_bench(), **more)


def test_it_dies_with_the_certificate(cast, held, verifying):
    issued(held)
    data = downloaded(held)
    status.invalidate([held.id], by=cast.checker, at=AT)
    answer = brought.by_file(data, keyring(), at=AT)
    assert (answer.known, answer.signature.genuine, answer.status.verdict) == (True, True, Verdict.REVOKED)
    assert not answer.genuine
    with pytest.raises(WrongState):
        downloaded(held)


def test_a_flipped_bit_is_refused(held, verifying):
    issued(held)
    data = bytearray(downloaded(held))
    data[len(data) // 2] ^= 1
    answer = brought.by_file(bytes(data), keyring(), at=AT)
    assert (answer.known, answer.signature.genuine) == (False, False)
    assert answer.signature.problems


def test_a_department_without_a_seal_for_it_has_none(held, verifying):
    face = holders.certificate_of(held.holder, held.id).face
    assert reformatting.has_ofd(face, ofd_bench(), TODAY)
    assert not reformatting.has_ofd(face, ofd_bench(), TODAY.replace(year=2200))


def test_what_a_compromised_key_sealed_ends_and_whoever_asks_again_gets_another_file(cast, held, verifying):
    first = issued(held)
    (key,) = {
        name for seals in OfdCopy.objects.values_list("seals", flat=True) for name in seals.split("|")[:1]
    }
    assert resealing.enlist(key, since=AT + timedelta(seconds=1), by=SYSTEM, at=AT) == 0
    assert ofd_copies.file_of(held.id) == first
    with transaction.atomic():
        resealing.enlist(key, since=AT, by=SYSTEM, at=AT)
    with pytest.raises(NotFound):
        downloaded(held)
    second = issued(held)
    assert second != first
    assert brought.by_file(downloaded(held), keyring(), at=AT).genuine
    assert not [one for one in audit.audit(files()) if one.where == "register_ofd_copy"]


EDITS = {
    "ended": "update register_ofd_copy set ended_at = now() where id = %s",
    "exchanged": "update register_ofd_copy set digest = sha256('x') where id = %s",
    "deleted": "delete from register_ofd_copy where id = %s",
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=list(EDITS))
def test_the_audit_names_what_was_exchanged_or_deleted(held, behind_the_back, edit):
    issued(held)
    number = OfdCopy.objects.get().pk
    assert not [one for one in audit.audit(files()) if one.where == "register_ofd_copy"]
    behind_the_back(edit, number)
    found = [one for one in audit.audit(files()) if one.where == "register_ofd_copy"]
    assert number in {one.number for one in found}
