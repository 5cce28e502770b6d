"""The database is the last guard: every constraint of the chapter is tried (N19)."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.db import IntegrityError, models, transaction

from tests.cast import AT
from tests.legacy import helpers
from yinxin.legacy import handing
from yinxin.legacy import models as legacy
from yinxin.legacy.models import Batch, Bundle, HandOver, Mend, Pair, RawRow, Record, Run, Scan
from yinxin.parties.queries import body_by_code

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(cast) -> SimpleNamespace:
    """A batch with two that look alike, one handed over and received, one row that waits to be cleaned."""
    batch = helpers.examined([helpers.resident(9110), helpers.person(), helpers.person(姓名="王方")])
    one = handing.hand_over(batch_id=batch, by=helpers.check(), at=AT)
    handing.receive(hand_over_id=one, by=cast.maker, at=AT)
    raw = RawRow.objects.create(batch_id=batch, row=1, sealed=b"x")
    return SimpleNamespace(
        batch=batch, handed=one, raw=raw, pair=Pair.objects.get(), maker=cast.maker.account_id
    )


def records(**columns):
    return lambda here: Record.objects.filter(batch_id=here.batch).update(**columns)


def batches(**columns):
    return lambda here: Batch.objects.filter(pk=here.batch).update(**columns)


def hand_overs(**columns):
    return lambda here: HandOver.objects.filter(pk=here.handed).update(**columns)


def pairs(**columns):
    return lambda here: Pair.objects.update(**columns)


def again(model, **changes):
    """Enter a row a second time."""

    def act(here):
        row = model.objects.order_by("id").last()
        facts = {field.attname: getattr(row, field.attname) for field in model._meta.concrete_fields}
        model.objects.create(**facts | {"id": None} | changes)

    return act


TRIED = [
    ("legacy_batch_state_known", batches(state="gone")),
    ("legacy_batch_source_known", batches(source="fax")),
    ("legacy_batch_says_where_from", batches(archive="")),
    ("legacy_batch_done_of_rows", batches(done=99)),
    ("legacy_batch_file_once", again(Batch)),
    ("legacy_raw_row_once", again(RawRow)),
    ("legacy_record_state_known", records(state="gone")),
    ("legacy_record_once", again(Record)),
    ("legacy_record_handed_over_with", records(state="handed", hand_over=None)),
    ("legacy_record_opened_as", lambda here: Record.objects.filter(state="handed").update(state="opened")),
    ("legacy_record_certificate_once", lambda here: opened_twice(here)),
    ("legacy_hand_over_state_known", hand_overs(state="gone")),
    ("legacy_hand_over_has_records", hand_overs(records=0)),
    ("legacy_hand_over_opened_by_another", hand_overs(opened_by=models.F("received_by"), opened_at=AT)),
    ("legacy_hand_over_returned_why", hand_overs(state="returned", reason="")),
    ("legacy_mend_says_why", lambda here: mend(here, "")),
    ("legacy_pair_state_known", pairs(state="gone", said_by=1, said_at=AT, why="x")),
    ("legacy_pair_of_two", pairs(one=None)),
    ("legacy_pair_of_two", pairs(certificate_id=1)),
    ("legacy_pair_verdict_of_somebody", pairs(state="different")),
    ("legacy_pair_merged_when_same", pairs(absorbed=models.F("other"))),
    ("legacy_pair_once", again(Pair)),
    ("legacy_pair_certificate_once", lambda here: twice_in_register(here)),
    ("legacy_bundle_state_known", lambda here: bundle(state="gone")),
    ("legacy_bundle_became_a_batch", lambda here: bundle(state="handed_in")),
    ("legacy_bundle_became_a_batch", lambda here: bundle(batch_id=here.batch)),
    ("legacy_bundle_says_where_from", lambda here: bundle(volume="")),
    ("legacy_scan_state_known", lambda here: scan(state="gone")),
    ("legacy_scan_number_once", lambda here: [scan(number=2, digest=digit) for digit in "12"]),
    ("legacy_scan_file_once", lambda here: [scan(number=number, digest="1") for number in (1, 2)]),
    ("legacy_scan_checked_by_somebody", lambda here: scan(state="checked", said=b"x")),
    ("legacy_scan_checked_by_somebody", lambda here: scan(state="checked", checked_by=1)),
    ("legacy_scan_left_out_why", lambda here: scan(state="left_out")),
    ("legacy_run_state_known", lambda here: run(state="gone")),
    ("legacy_run_has_certificates", lambda here: run(count=0)),
    ("legacy_run_released_by_another", lambda here: run(state="released", released_at=AT, released_by=1)),
    ("legacy_run_released_when", lambda here: run(state="released")),
    ("legacy_run_released_when", lambda here: run(released_at=AT, released_by=2)),
]


def bundle(**columns):
    where = {"organisation_id": body_by_code("anhui-exam").id, **helpers.WHERE}
    return Bundle.objects.create(**where | {"brought_by": 1, "brought_at": AT, "state": "open"} | columns)


def scan(**columns):
    owner = Bundle.objects.first() or bundle()
    facts = {"bundle": owner, "number": 1, "key": "k", "digest": "d", "pages": 1, "state": "waiting"}
    return Scan.objects.create(**facts | columns)


def run(**columns):
    facts = {"count": 1, "ordered_by": 1, "ordered_at": AT, "state": "ordered"}
    return Run.objects.create(**facts | columns)


def opened_twice(here):
    rows = Record.objects.filter(batch_id=here.batch)
    rows.update(state="opened", certificate_id=1, hand_over=here.handed)


def mend(here, why):
    record = Record.objects.filter(batch_id=here.batch).first()
    Mend.objects.create(record=record, field="sex", sealed=b"x", why=why, by=1, at=AT)


def twice_in_register(here):
    for _ in range(2):
        Pair.objects.create(other=here.pair.other, certificate_id=1, score=120, state="open")


@pytest.mark.parametrize(("name", "act"), TRIED, ids=[f"{name}-{i}" for i, (name, _) in enumerate(TRIED)])
def test_the_database_refuses(here, name, act):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        act(here)


def test_every_constraint_is_tried():
    named = {
        constraint.name
        for model in vars(legacy).values()
        if isinstance(model, type) and issubclass(model, models.Model)
        for constraint in model._meta.constraints
    }
    assert named == {name for name, _ in TRIED}
