"""The database is the last guard: every constraint of the chapter is tried (N22.1)."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, models, transaction

from tests.cast import AT
from tests.vetting.helpers import STRANGER, bring, checked, csv_of, persons, rows_of
from yinxin.vetting import models as vetting
from yinxin.vetting.models import List, Look, Row

pytestmark = pytest.mark.django_db


def again(model, **changes):
    """Enter a row a second time."""

    def act():
        row = model.objects.order_by("id").first()
        facts = {field.attname: getattr(row, field.attname) for field in model._meta.concrete_fields}
        model.objects.create(**facts | {"id": None} | changes)

    return act


def done(**columns):
    return lambda: List.objects.filter(state="done").update(**columns)


TRIED = [
    ("vetting_list_state_known", done(state="gone")),
    ("vetting_ground_known", done(ground="whim")),
    ("vetting_list_counts", done(rows=0, done=0)),
    ("vetting_one_at_a_time", lambda: again(List, state="running", done_at=None)()),
    ("vetting_done_whole", done(receipt="")),
    ("vetting_done_whole", done(out="")),
    ("vetting_done_whole", done(done_at=None)),
    ("vetting_files_until_gone", done(state="ended")),
    ("vetting_files_until_gone", done(gone_at=AT)),
    ("vetting_row_once", again(Row)),
    ("vetting_row_answered", lambda: Row.objects.update(at=None)),
    ("vetting_row_answered", lambda: Row.objects.update(outcome="maybe")),
    ("vetting_row_note_known", lambda: Row.objects.update(note="odd")),
    ("vetting_look_once", again(Look)),
    ("vetting_look_matched", lambda: Look.objects.update(outcome="not_found")),
]


@pytest.mark.parametrize(("name", "act"), TRIED, ids=[f"{name}-{i}" for i, (name, _) in enumerate(TRIED)])
def test_the_database_refuses(cast, name, act):
    checked([persons()[0], STRANGER])
    bring(csv_of(rows_of([STRANGER])))
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        act()


def test_every_constraint_is_tried():
    named = {
        constraint.name
        for model in vars(vetting).values()
        if isinstance(model, type) and issubclass(model, models.Model)
        for constraint in model._meta.constraints
    }
    assert named == {name for name, _ in TRIED}
