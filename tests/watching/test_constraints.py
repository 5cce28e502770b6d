"""The database is the last guard: every constraint of the chapter is tried (N22.1)."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.db import IntegrityError, models, transaction

from tests.cast import AT
from yinxin.watching import models as watching
from yinxin.watching.models import Telling, Watch

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(two) -> SimpleNamespace:
    """A watch that runs, and one that waits."""
    return SimpleNamespace(running=two[0].agreed(), asked=two[1].ask())


def running(**columns):
    return lambda here: Watch.objects.filter(pk=here.running).update(**columns)


def asked(**columns):
    return lambda here: Watch.objects.filter(pk=here.asked).update(**columns)


def again(model):
    """Enter the last row a second time."""

    def act(here):
        row = model.objects.order_by("id").last()
        facts = {field.attname: getattr(row, field.attname) for field in model._meta.concrete_fields}
        model.objects.create(**facts | {"id": None})

    return act


TOLD = {"told": "valid", "told_at": AT, "tellings": 1}
TRIED = [
    ("watch_answered", asked(state="gone")),
    ("watch_answered", asked(**TOLD)),
    ("watch_answered", running(told="")),
    ("watch_told_once_agreed", running(told_at=None)),
    ("watch_told_once_agreed", running(told="lost")),
    ("watch_told_once_agreed", running(tellings=0)),
    ("watch_answered", asked(state="running")),
    ("watch_answered", asked(answered_at=AT)),
    ("watch_answered", asked(state="refused")),
    ("watch_answered", running(certificate=None)),
    ("watch_answered", running(state="lapsed")),
    ("watch_ended_why", running(state="ended")),
    ("watch_ended_why", running(state="ended", ended_at=AT, why="rain")),
    ("watch_ended_why", running(why="date")),
    ("watch_open_once", again(Watch)),
    ("telling_once", again(Telling)),
    ("telling_verdict_known", lambda here: Telling.objects.update(verdict="lost")),
]


@pytest.mark.parametrize(("name", "act"), TRIED, ids=[f"{name}-{i}" for i, (name, _) in enumerate(TRIED)])
def test_the_database_refuses(here, name, act):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        act(here)


def test_every_constraint_is_tried():
    named = {
        constraint.name
        for model in vars(watching).values()
        if isinstance(model, type) and issubclass(model, models.Model)
        for constraint in model._meta.constraints
    }
    assert named == {name for name, _ in TRIED}
