"""Editions: published when due, at once when the scope grows, kept, and never with figures that the ledger denies."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from tests import cast as factories
from tests.cast import AT
from yinxin.disclosure import composing, promises, publishing
from yinxin.disclosure.counted import Counted, Giving
from yinxin.disclosure.models import Edition
from yinxin.duties.models import Duty
from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import AlreadyDone, Incomplete, NotPermitted, WrongState
from yinxin.law import limits
from yinxin.law.calendars import CALENDAR

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=1)


def latest() -> Edition:
    return Edition.objects.order_by("-number").first()


def test_the_worker_publishes_the_first_edition_at_once_and_then_by_the_promise(cast):
    assert publishing.step(at=AT) == 1
    assert publishing.step(at=AT + timedelta(days=6)) is None
    assert publishing.step(at=AT + timedelta(days=7)) == 2
    assert (latest().cause, latest().on) == ("due", (AT + timedelta(days=7)).date())


def test_an_edition_discharges_the_promise_of_the_one_before_and_opens_the_next(cast):
    publishing.publish(by=cast.checker, at=AT)
    publishing.step(at=AT + timedelta(days=7))
    first, second = Duty.objects.filter(clause="N23").order_by("id")
    assert first.discharged_by == "edition.published"
    assert (second.discharged_at, second.due_on) == (None, (AT + timedelta(days=14)).date())


def test_a_wider_scope_is_published_at_once(cast):
    publishing.publish(by=cast.checker, at=AT)
    assert publishing.step(at=LATER) is None
    factories.released(cast, count=6, seed=9202, at=LATER, by=cast.other_data)
    assert publishing.step(at=LATER) == 2
    assert latest().cause == "scope"
    assert publishing.step(at=LATER) is None


def test_the_same_is_not_published_twice_on_one_day(cast):
    publishing.publish(by=cast.checker, at=AT)
    with pytest.raises(AlreadyDone):
        publishing.publish(by=cast.checker, at=AT)
    assert publishing.publish(by=cast.checker, at=LATER) == 2


def test_editions_name_the_one_before_by_its_digest(cast):
    publishing.publish(by=cast.checker, at=AT)
    first = latest()
    publishing.publish(by=cast.checker, at=LATER)
    assert composing.restored(latest().text)["previous"] == first.digest


def test_only_the_centre_publishes_and_promises(cast):
    with pytest.raises(NotPermitted):
        publishing.publish(by=cast.maker, at=AT)
    with pytest.raises(NotPermitted):
        promises.promise(every_days=3, rounded_to=5, basis="办事指南", since=AT.date(), by=cast.maker, at=AT)


def test_a_promise_holds_from_its_day(cast):
    promises.promise(
        every_days=3, rounded_to=10, basis="办事指南第3条", since=AT.date(), by=cast.checker, at=AT
    )
    publishing.publish(by=cast.checker, at=AT)
    assert composing.restored(latest().text)["rounded_down_to"] == 10
    assert publishing.due_on(AT.date()) == (AT + timedelta(days=3)).date()
    with pytest.raises(Incomplete):
        promises.promise(
            every_days=3, rounded_to=7, basis="办事指南", since=AT.date(), by=cast.checker, at=AT
        )
    with pytest.raises(WrongState):
        promises.promise(
            every_days=3,
            rounded_to=5,
            basis="办事指南",
            since=AT.date() - timedelta(days=1),
            by=cast.checker,
            at=AT,
        )


@pytest.mark.parametrize(
    "sql", ["update disclosure_edition set text = '{}'", "delete from disclosure_edition"]
)
def test_an_edition_is_kept_as_it_is(cast, sql):
    publishing.publish(by=cast.checker, at=AT)
    with (
        pytest.raises(DatabaseError, match="disclosure_keeps"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


def test_nothing_is_published_that_the_ledger_denies(cast, behind_the_back):
    behind_the_back("update production_batch set rows = rows + 40")
    with pytest.raises(WrongState, match="账目"):
        publishing.publish(by=cast.checker, at=AT)
    assert publishing.step(at=AT) is None


def test_the_day_by_which_giving_out_must_begin_is_that_of_the_law(cast):
    counted = Counted(
        {}, {("SW2026", "340100"): Giving(ordered=9, received=9, days={"received_on": "2026-09-14"})}
    )
    header = composing.Header(1, AT.date(), AT, "due", 5, 7, "")
    rows = composing.compose(header, counted).said["giving"]
    wanted = limits.due(Clause("N11.2"), AT.date(), CALENDAR).due.isoformat()
    assert {row["start_due"] for row in rows} == {wanted}
