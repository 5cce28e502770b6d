"""Telling: what public verification says, each change once; terms that run out, and texts that go (N22.1)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from tests.cast import AT
from tests.watching.conftest import DAY, TODAY
from yinxin.desk.models import Notice
from yinxin.register import status
from yinxin.verification.verdicts import Verdict, verdict_of
from yinxin.watching import answering, asking, audit, queries, telling
from yinxin.watching.models import Telling, Watch
from yinxin.watching.queries import Standing
from yinxin.watching.states import Told, WatchState, Why

pytestmark = pytest.mark.django_db


def told(number):
    return [
        Told(one)
        for one in Telling.objects.filter(watch=number).order_by("number").values_list("verdict", flat=True)
    ]


@pytest.mark.parametrize("state", ["prepared", "valid", "superseded", "invalid"])
@pytest.mark.parametrize("until", [None, TODAY - DAY, TODAY, TODAY + DAY])
def test_what_is_told_is_what_public_verification_says(state, until):
    sql = telling._PRESENT.replace("%(today)s", "%s::date")
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {sql} from (select %s::text as state, %s::date as valid_until) c",  # noqa: S608
            [TODAY, state, until],
        )
        said = cursor.fetchone()[0]
    assert said == verdict_of(state, until, TODAY).value


@pytest.mark.parametrize("one", list(Told))
def test_the_words_are_those_of_public_verification(one):
    assert str(one.words) == str(Verdict(one.value).title)


def test_each_change_is_told_once_however_often_the_worker_comes(held, cast):
    number = held.agreed()
    assert telling.step(at=AT) == 0
    status.invalidate([held.id], by=cast.checker, at=AT)
    assert [telling.step(at=AT + DAY) for _ in range(3)] == [1, 0, 0]
    status.restore([held.id], by=cast.checker, at=AT + 2 * DAY)
    assert [telling.step(at=AT + 3 * DAY) for _ in range(2)] == [1, 0]
    assert told(number) == [Told.VALID, Told.REVOKED, Told.VALID]
    assert Notice.objects.filter(address=f"/office/watching/{number}").count() == 3
    assert not list(audit.audit())


def test_a_certificate_that_expires_is_told_of_the_day_after(held):
    number = held.agreed()
    with connection.cursor() as cursor:
        cursor.execute("update register_certificate set valid_until = %s where id = %s", [TODAY, held.id])
    assert telling.step(at=AT) == 0
    assert telling.step(at=AT + DAY) == 1
    assert told(number) == [Told.VALID, Told.EXPIRED]


def test_after_a_replacement_is_told_the_watch_ends(held):
    number = held.agreed()
    with connection.cursor() as cursor:
        cursor.execute("update register_certificate set state = 'superseded' where id = %s", [held.id])
    assert telling.step(at=AT + DAY) == 1
    assert told(number) == [Told.VALID, Told.REPLACED]
    assert queries.watch(number, held.by, AT + DAY).why is Why.REPLACED
    again = held.ask(AT + DAY)
    answering.consent(holder_id=held.holder, watch_id=again, at=AT + DAY)
    assert told(again) == [Told.REPLACED]
    assert queries.watch(again, held.by, AT + DAY).standing is Standing.ENDED
    assert not list(audit.audit())


def test_nothing_is_told_after_the_last_day(held, cast):
    number = held.agreed(until=TODAY + 10 * DAY)
    status.invalidate([held.id], by=cast.checker, at=AT)
    assert queries.watch(number, held.by, AT + 11 * DAY).standing is Standing.ENDED
    assert telling.step(at=AT + 11 * DAY) == 0
    row = Watch.objects.get(pk=number)
    assert (row.state, row.why, told(number)) == ("ended", "date", [Told.VALID])


def test_an_unanswered_ask_lapses_after_thirty_days_or_with_its_last_day(two):
    held, other = two
    number, short = held.ask(), other.ask(until=TODAY + 5 * DAY)
    telling.step(at=AT + 5 * DAY)
    assert not Watch.objects.filter(state="lapsed").exists()
    telling.step(at=AT + 6 * DAY)
    assert Watch.objects.get(state="lapsed").pk == short
    telling.step(at=AT + 31 * DAY)
    assert set(Watch.objects.filter(state="lapsed").values_list("pk", flat=True)) == {number, short}
    assert not list(audit.audit())


def test_texts_go_thirty_days_after_the_end_and_lines_stay(two):
    held, other = two
    ended, refused = held.agreed(), other.ask()
    answering.end(holder_id=held.holder, watch_id=ended, at=AT)
    answering.refuse(holder_id=other.holder, watch_id=refused, at=AT)
    lapsed = held.ask(management_number="202699999999999999")
    kept = held.ask(AT + 40 * DAY)

    def texts(days):
        telling.step(at=AT + days * DAY)
        return [bool(Watch.objects.get(pk=one).sealed) for one in (ended, refused, lapsed, kept)]

    assert texts(30) == [True, True, True, True]
    assert texts(31) == [False, True, True, True]
    assert texts(60) == [False, True, True, True]
    assert texts(61) == [False, False, False, True]
    assert not Watch.objects.exclude(pk=kept).exclude(match_key=b"").exists()
    assert queries.watch(ended, held.by, AT).name == ""
    assert [one.purpose for one in queries.of_holder(other.holder, AT + 61 * DAY)] == [""]
    assert not list(audit.audit())


@pytest.mark.parametrize(
    "edit",
    [
        "update watching_watch set state = 'running', answered_at = asked_at, told = 'valid', told_at = asked_at, tellings = 1 where id = %(other)s",
        "update watching_watch set certificate_id = %(certificate)s where id = %(other)s",
        "update watching_watch set until = until + 1 where id = %(number)s",
        "update watching_watch set told = 'revoked' where id = %(number)s",
        "update watching_telling set verdict = 'expired' where watch_id = %(number)s",
        "update watching_telling set at = at + interval '1 hour' where watch_id = %(number)s",
        "delete from watching_telling where watch_id = %(number)s",
        "insert into watching_telling (watch_id, number, verdict, at) select %(other)s, 1, 'valid', now()",
        "update watching_watch set why = 'holder' where id = %(ended)s",
    ],
)
def test_the_audit_finds_what_was_edited(two, edit):
    held, other = two
    numbers = {"number": held.agreed(), "other": other.ask(), "certificate": held.id}
    numbers["ended"] = held.ask(management_number="202699999999999999")
    asking.end(watch_id=numbers["ended"], by=held.by, at=AT)
    assert not list(audit.audit())
    with connection.cursor() as cursor:
        cursor.execute(edit, numbers)
    assert list(audit.audit())


def test_a_thousand_at_a_time_is_only_a_matter_of_steps(two, cast, monkeypatch):
    monkeypatch.setattr(telling, "A_STEP", 1)
    numbers = [one.agreed() for one in two]
    status.invalidate([one.id for one in two], by=cast.checker, at=AT)
    assert telling.step(at=AT + timedelta(hours=1)) == 2
    assert telling.step(at=AT + 200 * DAY) == 0
    assert {Watch.objects.get(pk=one).state for one in numbers} == {WatchState.ENDED.value}
