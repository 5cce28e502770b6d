"""What is not in order is not signed: the chunk stops, its page says which check, and nothing is half made."""

from __future__ import annotations

import pytest

from config.workshop import workshop
from tests import cast as factories
from tests.cast import AT
from yinxin.production import making
from yinxin.production.models import Chunk
from yinxin.register import workshop as register
from yinxin.register.models import ElectronicCopy
from yinxin.rendering import lint
from yinxin.rendering.lint import face as faces

pytestmark = pytest.mark.django_db


def made_of(batch):
    return ElectronicCopy.objects.filter(certificate__batch_id=batch, digest__isnull=False).count()


def test_an_error_stops_the_chunk_and_is_named(cast, monkeypatch):
    batch = factories.accepted(cast, seed=7231)
    first = ElectronicCopy.objects.filter(certificate__batch_id=batch).order_by("id")[1].certificate_id
    real = lint.lint

    def one_is_wrong(subject, checks=lint.ALL):
        wrong = subject.face.management_number == number
        found = next(check for check in faces.CHECKS if check.id == "F16")
        return (lint.Finding(found.id, found.words, found.severity, "x"),) if wrong else real(subject, checks)

    number = register.making.intents(first, first)[0].face.management_number
    monkeypatch.setattr(lint, "lint", one_is_wrong)
    for _ in range(making.ATTEMPTS):
        assert making.step(workshop(), batch_id=batch, clock=lambda: AT)
    chunk = Chunk.objects.get(batch_id=batch)
    assert (chunk.state, made_of(batch)) == ("stuck", 0)
    assert "F16" in chunk.trouble
    assert "批准日期" in chunk.trouble


@pytest.mark.parametrize("every", [0, 1])
def test_pages_and_files_are_looked_at_as_often_as_is_set(cast, settings, monkeypatch, every):
    settings.LINT_EVERY = every
    workshop.cache_clear()
    seen = []
    real = lint.lint
    monkeypatch.setattr(
        lint, "lint", lambda subject, checks=lint.ALL: seen.append(subject) or real(subject, checks)
    )
    batch = factories.made(cast, seed=7232 + every)
    workshop.cache_clear()
    assert made_of(batch) == 4
    assert sum(bool(subject.data) for subject in seen) == (4 if every else 0)
    assert sum(not subject.data for subject in seen) == 4
