"""A qualification that has left the catalogue: a proof on request, sealed by the issuer, beside the certificate (N24.1)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from config.workshop import workshop
from tests.cast import AT
from tests.changing import helpers
from yinxin.catalogue.models import Version
from yinxin.changing import finishing, gate
from yinxin.changing.models import Application
from yinxin.kernel.refusal import NotApplicable
from yinxin.law.changes import Cause, Way
from yinxin.parties.queries import body
from yinxin.register import changeable, refacing
from yinxin.register import workshop as making
from yinxin.register.states import CertificateState
from yinxin.signing.demo import create_demo_authority

pytestmark = pytest.mark.django_db


@pytest.fixture
def withdrawn(cast):
    """Return a certificate whose qualification left the catalogue a month ago."""
    one = helpers.certificate(cast)
    rows = Version.objects.filter(qualification_id=one.qualification_id)
    rows.update(until=AT.date() - timedelta(days=30))
    return one


def test_without_the_wish_for_a_proof_nothing_is_taken(withdrawn):
    answer = gate.ask(withdrawn.id, Cause.HOLDER_CHANGED, applied_on=AT.date(), today_=AT.date())
    assert isinstance(answer.refusal, NotApplicable)
    assert (answer.onward, str(answer.refusal.clause)) == (gate.Onward.PROOF, "N24.1")


def test_a_proof_goes_over_the_three_desks_and_stands_beside_the_certificate(cast, withdrawn, tmp_path):
    number = helpers.confirmed(withdrawn, Cause.LOST, proof=True)
    issuer = body(withdrawn.issuer_id).name
    ring = create_demo_authority(tmp_path / "seals", (issuer,), AT)
    finishing.take_for_making(application_id=number, keyring=ring, by=cast.maker, at=AT)
    shop = replace(workshop(), seals={key.id: key for key in ring.seals})
    while making.step(shop, clock=lambda: AT):  # what other tests have left waiting is taken too
        pass
    finishing.release(application_id=number, by=cast.checker, at=AT)
    row = Application.objects.get(pk=number)
    assert (row.way, row.state) == (Way.PROOF.value, "released")
    proof = changeable.of(row.successor_id)
    assert (proof.face.kind, proof.state, proof.electronic) == (
        "qualification_proof",
        CertificateState.VALID,
        True,
    )
    assert proof.face.management_number == row.number
    assert changeable.of(withdrawn.id).state is CertificateState.VALID
    attested = refacing.face_of(withdrawn.id)
    assert attested.management_number in proof.face.remarks[-1]
