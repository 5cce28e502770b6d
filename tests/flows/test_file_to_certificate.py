"""One flow from end to end: an agency's file becomes certificates that anyone can verify (N8–N10, N22.1)."""

from __future__ import annotations

import pytest

from tests.cast import AT, accepted, made, released, submitted
from yinxin.catalogue.models import Version
from yinxin.duties.models import Duty
from yinxin.production import queries, releasing
from yinxin.production.states import BatchState
from yinxin.register import queries as register
from yinxin.register.audit import audit as register_audit
from yinxin.register.files import files
from yinxin.verification import answers
from yinxin.verification.verdicts import Verdict

pytestmark = pytest.mark.django_db


def test_a_batch_walks_from_received_to_released(cast):
    batch = submitted(cast, seed=101)
    assert queries.batch(batch, cast.data).state is BatchState.RECEIVED
    batch = accepted(cast, seed=102)
    assert queries.batch(batch, cast.maker).state is BatchState.MAKING
    batch = made(cast, seed=103)
    assert queries.batch(batch, cast.maker).state is BatchState.MADE
    assert queries.progress(batch).made == 4
    releasing.release(batch_id=batch, store=files(), by=cast.checker, at=AT)
    view = queries.batch(batch, cast.data)
    assert (view.state, view.turn) == (BatchState.RELEASED, ())
    assert not Duty.objects.filter(clause="N10", subject_id=batch, discharged_at__isnull=True).exists()


def test_every_certificate_of_the_base_batch_verifies_three_ways(cast):
    batch = queries.batches_for(cast.checker)[-1]
    lines = register.of_batch(batch.id, cast.checker)
    assert len(lines) == batch.rows
    for line in lines:
        view = register.certificate(line.id, cast.checker)
        face = view.face
        by_match = answers.by_match(face.management_number, face.name, face.id_number, at=AT)
        assert by_match.verdict is Verdict.VALID
        token = face.verify_at.rsplit("/", 1)[1]
        by_token = answers.by_token(token, at=AT)
        assert (by_token.verdict, by_token.face) == (Verdict.VALID, face)


def test_nothing_can_be_seen_before_release(cast):
    batch = made(cast, seed=104)
    line = register.of_batch(batch, cast.checker)[0]
    view = register.certificate(line.id, cast.checker)
    assert (view.state, view.electronic_state, view.paper_state) == ("prepared", "made", "ordered")
    assert answers.by_token(view.face.verify_at.rsplit("/", 1)[1], at=AT).verdict is Verdict.NOT_FOUND
    released(cast, seed=105)


def test_a_qualification_without_electronic_certificates_gets_paper_alone(cast):
    Version.objects.filter(qualification__code="social-worker").update(electronic_since=None)
    batch = released(cast, seed=106)
    view = register.certificate(register.of_batch(batch, cast.checker)[0].id, cast.checker)
    assert (view.state, view.electronic_state, view.file, view.paper_state) == (
        "valid",
        None,
        None,
        "printing",
    )
    assert list(register_audit(files())) == []


def test_an_electronic_copy_that_was_taken_away_is_missed(cast, behind_the_back):
    batch = released(cast, seed=107)
    number = register.of_batch(batch, cast.checker)[0].id
    behind_the_back("delete from register_electronic_copy where certificate_id = %s", number)
    assert ("register_certificate", number) in {(d.where, d.number) for d in register_audit(files())}
