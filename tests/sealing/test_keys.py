"""Keys as data: two people for every step, and what each step lets happen (N5, N6, N14)."""

from __future__ import annotations

from datetime import date

import pytest

from config.workshop import keyring, workshop
from tests import cast as factories
from tests.cast import AT
from tests.parties.people import DAY, HOUR, who
from tests.sealing.helpers import (
    APPROVER,
    LAST,
    MINISTRY,
    PROPOSER,
    compromised,
    decided,
    entered,
    generated,
    in_use,
    sealing,
)
from yinxin.approvals import deciding
from yinxin.kernel.refusal import AlreadyDone, Incomplete, NotFound, NotPermitted, WrongState
from yinxin.ledger.queries import history
from yinxin.production import making
from yinxin.register.models import ElectronicCopy
from yinxin.sealing import audit, keys, queries
from yinxin.sealing.models import Key
from yinxin.signing.decided import under
from yinxin.signing.keys import ACTIVE, PROPOSED, Keyring
from yinxin.signing.trust import PublicKeys
from yinxin.verification import brought

pytestmark = pytest.mark.django_db
STEPS = ("activation", "suspension", "resumption", "retirement", "compromise")
READY = {"activation": (), "suspension": ("activation",), "resumption": ("activation", "suspension"),
         "retirement": ("activation",), "compromise": ("activation",)}  # fmt: skip


def facts_of(step):
    return {"moment": (AT - DAY).isoformat()} if step == "compromise" else {}


def ready_for(step, key_id):
    for earlier in READY[step]:
        decided(earlier, key_id)


@pytest.mark.parametrize("step", STEPS)
def test_nobody_takes_a_step_alone(folder, step):
    key_id = entered(sealing())
    ready_for(step, key_id)
    before = Key.objects.get(id=key_id).state
    asked = {"kind": f"seal_key_{step}", "subject_id": key_id, "facts": facts_of(step), "at": AT}
    with pytest.raises(NotPermitted):
        deciding.propose(**asked, by=who(APPROVER))
    number = deciding.propose(**asked, by=who(PROPOSER))
    for other in (PROPOSER, "center-make", "anhui-security", "auditor"):
        with pytest.raises((NotPermitted, NotFound)):
            deciding.approve(proposal_id=number, by=who(other), at=AT + HOUR)
    assert Key.objects.get(id=key_id).state == before
    deciding.approve(proposal_id=number, by=who(APPROVER), at=AT + HOUR)
    assert Key.objects.get(id=key_id).state != before


@pytest.mark.parametrize("step", STEPS)
def test_a_verb_refuses_whoever_proposed_it(folder, step):
    key_id, by = entered(sealing()), who(APPROVER)
    ready_for(step, key_id)
    more = {"activation": {"replaces": None}, "compromise": {"moment": AT - DAY}}.get(step, {})
    verb = {"activation": keys.activate, "suspension": keys.suspend, "resumption": keys.resume,
            "retirement": keys.retire, "compromise": keys.compromise}[step]  # fmt: skip
    with pytest.raises(NotPermitted):
        verb(key_id=key_id, **more, proposed_by=by.account_id, by=by, at=AT)


def test_every_step_has_its_line_and_the_audit_is_content(folder):
    key_id = in_use(sealing())
    decided("suspension", key_id)
    decided("resumption", key_id)
    decided("retirement", key_id)
    compromised(key_id, AT - DAY, at=AT + DAY)
    said = [line.kind.removeprefix("seal_key.") for line in history(("seal_key", key_id))]
    assert said == ["entered", "activated", "suspended", "resumed", "retired", "compromised"]
    assert not list(audit.audit())


@pytest.mark.parametrize(
    "spoil",
    [
        "update sealing_key set state = 'active'",
        "update sealing_key set valid_to = valid_to + 1",
        "update sealing_key set digest = repeat('0', 64)",
        "update sealing_key set compromised_at = compromised_at + interval '1 day'",
        "update sealing_key set place = 'pkcs11'",
        "delete from sealing_key",
    ],
)
def test_an_edit_behind_the_programs_back_is_named(folder, behind_the_back, spoil):
    compromised(in_use(sealing()), AT - DAY, at=AT + DAY)
    if "state" in spoil:
        spoil = spoil.replace("state = 'active'", "state = 'active', compromised_at = null")
    behind_the_back(spoil)
    assert list(audit.audit())


def test_a_key_is_entered_once_and_within_its_certificate(folder):
    name = sealing()
    with pytest.raises(Incomplete):
        entered(name, until=date(2099, 1, 1))
    entered(name)
    with pytest.raises(AlreadyDone):
        entered(name)


def test_a_key_that_nobody_decided_about_signs_in_a_demonstration_only(folder):
    ring = Keyring.open(folder)
    assert under(ring, {}).seals[0].status == ACTIVE
    ring.demonstration = False
    assert under(ring, {}).seals[0].status == PROPOSED


def test_another_certificate_under_a_decided_name_does_not_sign(folder):
    in_use(sealing())
    said = queries.standings()
    ring = Keyring.open(folder)
    name = next(iter(said))
    swapped = {name: said[name].__class__("0" * 64, *(getattr(said[name], f) for f in
               ("purpose", "algorithm", "status", "valid_from", "valid_to")))}  # fmt: skip
    assert next(key for key in under(ring, swapped).seals if key.id == name).status == PROPOSED


def test_a_suspended_key_lets_its_copies_wait_and_a_resumed_one_goes_on(folder, cast):
    key_id = in_use(sealing())
    batch = factories.accepted(cast, seed=7201)
    decided("suspension", key_id)
    assert making.step(workshop(), batch_id=batch, clock=lambda: AT)
    assert not made_of(batch)
    decided("resumption", key_id, at=AT + HOUR)
    assert making.step(workshop(), batch_id=batch, clock=lambda: AT + HOUR)
    assert len(made_of(batch)) == 4


def made_of(batch):
    return list(
        ElectronicCopy.objects.filter(certificate__batch_id=batch, digest__isnull=False).order_by("id")
    )


def data_of(copy):
    return workshop().store.get(bytes(copy.digest).hex())


def rotated(since, name="ministry-2027"):
    """Let a new key take the ministry's place from a day on; return both numbers."""
    old = in_use(sealing())
    generated(name)
    new = entered(name, since=since, until=LAST)
    decided("activation", new, {"replaces": old})
    return old, new


def test_after_a_rotation_the_new_key_signs_and_old_files_go_on_verifying(folder, cast):
    batch = factories.released(cast, seed=7202)
    before = data_of(made_of(batch)[0])
    old, new = rotated((AT + DAY).date())
    ring = keyring()
    assert ring.seal(MINISTRY, AT.date()).id == Key.objects.get(id=old).name
    assert ring.seal(MINISTRY, (AT + DAY).date()).id == "ministry-2027"
    assert keys.retire_due(at=AT) == 0
    assert keys.retire_due(at=AT + 2 * DAY) == 1
    assert (Key.objects.get(id=old).state, Key.objects.get(id=new).state) == ("retired", "active")
    assert brought.by_file(before, keyring(), at=AT + 2 * DAY).genuine
    later = factories.released(cast, seed=7203, at=AT + 2 * DAY)
    assert {copy.seals.split("|")[0] for copy in made_of(later)} == {"ministry-2027"}
    assert brought.by_file(data_of(made_of(later)[0]), keyring(), at=AT + 2 * DAY).genuine
    assert not list(audit.audit())


def test_a_key_takes_the_place_of_its_own_departments_only(folder):
    old = in_use(sealing("民政部"))
    generated("ministry-2027")
    new = entered("ministry-2027", since=AT.date())
    with pytest.raises(Incomplete):
        decided("activation", new, {"replaces": old})


def test_a_compromise_may_be_dated_back_and_never_forward(folder):
    key_id = in_use(sealing())
    with pytest.raises(Incomplete):
        compromised(key_id, AT + DAY, at=AT)
    compromised(key_id, AT - DAY, at=AT)
    with pytest.raises(Incomplete):
        compromised(key_id, AT - HOUR, at=AT)
    compromised(key_id, AT - 2 * DAY, at=AT + HOUR)
    assert Key.objects.get(id=key_id).compromised_at == AT - 2 * DAY
    assert not list(audit.audit())


def test_a_key_that_never_signed_cannot_be_compromised(folder):
    with pytest.raises(WrongState):
        compromised(entered(sealing()), AT - DAY, at=AT)


def test_the_published_document_tells_offline_verifiers(folder):
    key_id = in_use(sealing())
    compromised(key_id, AT - DAY, at=AT)
    public = PublicKeys.from_document(keyring().public_document())
    digest = Key.objects.get(id=key_id).digest
    assert public.stands(digest, AT - 2 * DAY)
    assert not public.stands(digest, AT - DAY)
    assert not public.stands(digest, None)
    assert public.stands("0" * 64, None)
