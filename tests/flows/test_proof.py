"""A qualification that left the catalogue, from the wish for a proof to the end of what it attests (N24.1, N18.2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from config import workshop
from tests.cast import AT
from tests.changing import helpers
from tests.doors.cast import SameConnection
from tests.invalidation import helpers as ending
from yinxin.catalogue.models import Version
from yinxin.changing import finishing
from yinxin.changing.models import Application
from yinxin.law.changes import Cause
from yinxin.parties.queries import body
from yinxin.register import changeable
from yinxin.register import workshop as making
from yinxin.register.files import files
from yinxin.register.models import ElectronicCopy
from yinxin.signing.demo import create_demo_authority
from yinxin.verification import answers, brought, reader
from yinxin.verification.verdicts import Verdict

pytestmark = pytest.mark.django_db


@pytest.fixture
def attested(cast, tmp_path, monkeypatch):
    """Return a certificate of a qualification that has left the catalogue, and the proof that its issuer sealed."""
    monkeypatch.setattr(reader, "_reader", SameConnection())
    one = helpers.certificate(cast)
    rows = Version.objects.filter(qualification_id=one.qualification_id)
    rows.update(until=AT.date() - timedelta(days=30))
    ring = create_demo_authority(tmp_path / "seals", (body(one.issuer_id).name,), AT)
    number = helpers.confirmed(one, Cause.LOST, proof=True)
    finishing.take_for_making(application_id=number, keyring=ring, by=cast.maker, at=AT)
    shop = replace(workshop.workshop(), seals={key.id: key for key in ring.seals})
    while making.step(shop, clock=lambda: AT):
        pass
    finishing.release(application_id=number, by=cast.checker, at=AT)
    return one, changeable.of(Application.objects.get(pk=number).successor_id), ring


def verdict(face):
    """Ask as the public does: by the three things and by the code on the page, which must agree."""
    asked = answers.by_match(face.management_number, face.name, face.id_number, at=ending.DECIDED).verdict
    scanned = answers.by_token(face.verify_at.rsplit("/", 1)[1], at=ending.DECIDED).verdict
    assert asked is scanned
    return asked


def test_a_proof_is_verified_beside_its_certificate_and_ends_with_it(cast, attested):
    one, proof, ring = attested
    assert (verdict(one.face), verdict(proof.face)) == (Verdict.VALID, Verdict.VALID)
    copy = ElectronicCopy.objects.get(certificate_id=proof.id)
    data = files().get(bytes(copy.digest).hex())
    answer = brought.by_file(data, ring, at=AT)
    assert (answer.genuine, answer.status.verdict) == (True, Verdict.VALID)

    ending.effective(cast, [one.id])
    assert (verdict(one.face), verdict(proof.face)) == (Verdict.REVOKED, Verdict.REVOKED)
    assert brought.by_file(data, ring, at=ending.DECIDED).status.verdict is Verdict.REVOKED
