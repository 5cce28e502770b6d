"""A compromise splits the world at its moment, and what fell is sealed anew (N5, N14)."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

import pytest

from config.workshop import keyring, workshop
from tests import cast as factories
from tests.cast import AT
from tests.parties.people import DAY, HOUR, who
from tests.sealing.helpers import LAST, PROPOSER, compromised, decided, entered, generated, in_use, sealing
from yinxin.production import making
from yinxin.register import audit, refacing, resealing
from yinxin.register.files import files
from yinxin.register.making import Intent
from yinxin.register.models import ElectronicCopy, Reseal
from yinxin.register.workshop import make
from yinxin.sealing import keys
from yinxin.signing import problems
from yinxin.signing.keys import ACTIVE
from yinxin.verification import brought
from yinxin.verification.verdicts import Verdict

pytestmark = pytest.mark.django_db
LATER = AT + 3 * DAY


def copies_of(batch):
    return list(ElectronicCopy.objects.filter(certificate__batch_id=batch).order_by("id"))


def data_of(copy):
    return files().get(bytes(copy.digest).hex())


def judged(data, at=LATER):
    return brought.by_file(data, keyring(), at=at)


@pytest.fixture
def split(folder, cast):
    """Two batches under one key, which was compromised between them; a good key is ready."""
    old = in_use(sealing())
    early = factories.released(cast, seed=7211)
    late = factories.released(cast, seed=7212, at=AT + 2 * DAY)
    files_of = {
        name: [data_of(copy) for copy in copies_of(batch)]
        for name, batch in (("early", early), ("late", late))
    }
    compromised(old, AT + DAY, at=LATER)
    generated("ministry-new", at=AT)
    return early, late, files_of


def good_key():
    number = entered("ministry-new", since=AT.date(), until=LAST)
    decided("activation", number, at=LATER)


def run(clock=lambda: LATER):
    while resealing.step(workshop(), keyring(), clock=clock):
        pass


def test_a_compromise_splits_files_exactly_at_its_moment(split):
    early, late, files_of = split
    assert all(judged(data).genuine for data in files_of["early"])
    for data in files_of["late"]:
        answer = judged(data)
        assert (answer.known, answer.signature.unaltered, answer.genuine) == (True, True, False)
        assert problems.AWAITS in answer.signature.problems
        assert answer.status.verdict is Verdict.VALID
    listed = set(Reseal.objects.values_list("copy_id", flat=True))
    assert listed >= {copy.pk for copy in copies_of(late)}
    assert not listed & {copy.pk for copy in copies_of(early)}


def test_a_signing_time_that_a_thief_claims_proves_nothing(split, cast):
    """A whole file, made with the stolen key, that says of itself to be older than the theft."""
    early, _, _ = split
    copy = copies_of(early)[0]
    key = next(key for key in keyring().seals if key.id == copy.seals.split("|")[0])
    stolen = replace(workshop(), seals={key.id: replace(key, status=ACTIVE)})
    face = refacing.face_of(copy.certificate_id)
    for claimed in (AT - HOUR, AT + DAY + HOUR):
        intent = Intent(copy.pk, copy.certificate_id, face, (key.id,), claimed)
        answer = judged(files().get(make(intent, stolen).digest))
        assert (answer.known, answer.signature.unaltered, answer.signature.trusted) == (False, True, False)
        assert problems.COMPROMISED in answer.signature.problems


def test_what_was_sealed_anew_verifies_and_the_old_file_says_where_the_new_one_is(split):
    _, late, files_of = split
    good_key()
    run()
    for copy, old in zip(copies_of(late), files_of["late"], strict=True):
        new = data_of(copy)
        assert copy.seals.split("|")[0] == "ministry-new"
        assert judged(new).genuine
        answer = judged(old)
        assert not answer.genuine
        assert problems.RESEALED in answer.signature.problems
    assert resealing.progress(sealing_key()).percent == 100
    assert not list(audit.audit(files()))


def sealing_key():
    return Reseal.objects.values_list("key", flat=True).first()


def test_without_a_good_key_the_run_stops_aside_and_goes_on_when_it_is_told_to(split):
    run()
    progress = resealing.progress(sealing_key())
    assert (progress.done, progress.stuck) == (0, progress.total)
    assert progress.troubles
    good_key()
    assert resealing.restart(key=sealing_key(), by=who(PROPOSER), at=LATER) == progress.total
    run()
    assert resealing.progress(sealing_key()).done == progress.total
    assert not list(audit.audit(files()))


def test_intents_that_wait_for_the_key_go_to_the_good_one(folder, cast):
    old = in_use(sealing())
    batch = factories.accepted(cast, seed=7213)
    compromised(old, AT - DAY, at=AT + HOUR)
    generated("ministry-new")
    assert resealing.readdress(keyring(), at=AT + HOUR) == 0
    number = entered("ministry-new", since=AT.date())
    decided("activation", number, at=AT + HOUR)
    assert resealing.readdress(keyring(), at=AT + 2 * HOUR) == 4
    while making.step(workshop(), batch_id=batch, clock=lambda: AT + 2 * HOUR):
        pass
    assert {copy.seals.split("|")[0] for copy in copies_of(batch)} == {"ministry-new"}
    assert all(copy.digest for copy in copies_of(batch))
    assert not list(audit.audit(files()))


def test_what_was_in_a_workers_hands_when_the_key_fell_is_found_by_the_sweep(folder, cast):
    old = in_use(sealing())
    batch = factories.accepted(cast, seed=7214)
    claim = making.claim_chunk(batch_id=batch)
    made = [make(intent, workshop()) for intent in making.register.intents(claim.first, claim.last)]
    compromised(old, AT - DAY, at=AT + HOUR)
    making.finish(claim, made, at=AT + HOUR)
    before = Reseal.objects.count()
    assert keys.sweep(at=AT + 1.5 * HOUR) == 4
    assert Reseal.objects.count() == before + 4
    assert keys.sweep(at=AT + 1.5 * HOUR) == 0


def test_a_run_of_two_hundred_that_is_cut_off_goes_on_where_it_was(folder, cast, monkeypatch):
    old = in_use(sealing())
    batch = factories.released(cast, seed=7215, count=200)
    was = {copy.pk: bytes(copy.digest) for copy in copies_of(batch)}
    compromised(old, AT - HOUR, at=LATER)
    generated("ministry-new")
    good_key()
    total = resealing.progress(sealing_key()).total
    for _ in range(3):
        resealing.step(workshop(), keyring(), clock=lambda: LATER)
    count = []

    def killed(intent, shop):
        count.append(intent)
        if len(count) == 7:
            raise KeyboardInterrupt
        return make(intent, shop)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(resealing, "make", killed)
        resealing.step(workshop(), keyring(), clock=lambda: LATER)
    assert resealing.progress(sealing_key()).done == 3 * resealing.CHUNK
    run()
    assert (resealing.progress(sealing_key()).done, total >= 200) == (total, True)
    now = {copy.pk: bytes(copy.digest) for copy in copies_of(batch)}
    assert not set(now.values()) & set(was.values())
    sample = copies_of(batch)[::40]
    assert all(sha256(data_of(copy)).digest() == bytes(copy.digest) for copy in sample)
    assert all(judged(data_of(copy)).genuine for copy in sample)
    assert not list(audit.audit(files()))


@pytest.mark.parametrize(
    "spoil",
    [
        "update register_reseal set state = 'waiting', done_at = null",
        "delete from register_reseal",
        "update register_reseal set key = 'another'",
        "update register_electronic_copy e set digest = r.digest from register_reseal r where r.copy_id = e.id",
    ],
)
def test_an_edit_of_the_list_behind_the_programs_back_is_named(split, behind_the_back, spoil):
    good_key()
    run()
    behind_the_back(spoil)
    assert list(audit.audit(files(), whole_files=False))
