"""The API behind a key."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.doors.cast import NOW
from yinxin.parties import clients, directory, seats
from yinxin.parties.permissions import Permission as P
from yinxin.parties.queries import actor_named
from yinxin.parties.terms import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture
def key(demo_country):
    def make(username="anhui-data", scopes=(P.DUTY_SEE,)):
        by = actor_named(username, NOW)
        return clients.make_key(
            name="报送程序",
            organisation_id=by.seats[0].body.id,
            scopes=scopes,
            until=NOW + PASSWORD,
            by=by,
            at=NOW,
        )[1]

    return make


def get(address, key=None, **headers):
    if key:
        headers["Authorization"] = f"Bearer {key}"
    return Client().get(address, headers=headers)


def test_a_key_says_what_it_may_do(key):
    answer = get("/api/v1/key", shown := key()).json()
    assert answer["id"] == shown[4:14]
    assert answer["scopes"] == answer["may"] == ["duty:see"]
    assert answer["organisation"].startswith("安徽省人事考试院")
    assert shown not in str(answer)


def test_the_duties_are_those_of_the_territory(key):
    mine = get("/api/v1/duties", key()).json()
    assert [one["owed_by"] for one in mine["duties"]] == ["安徽省人事考试院（演示）"]
    assert mine["next"] is None
    assert mine["duties"][0]["clause"] == "N9.2"
    other = get("/api/v1/duties", key("jiangsu-data")).json()
    assert not {one["id"] for one in mine["duties"]} & {one["id"] for one in other["duties"]}


def test_a_cursor_leads_through_everything_once(key):
    centre = key("center-make")
    whole = [one["id"] for one in get("/api/v1/duties", centre).json()["duties"]]
    read, cursor = [], ""
    while cursor is not None:
        page = get(f"/api/v1/duties?limit=1&cursor={cursor}", centre).json()
        read += [one["id"] for one in page["duties"]]
        cursor = page["next"]
    assert read == whole
    assert len(whole) == 2


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=201", "limit=x", "cursor=x", "cursor=2026-13-40.1", "cursor=2026-01-01"]
)
def test_a_wrong_parameter_is_a_problem_that_names_it(key, query):
    answer = get(f"/api/v1/duties?{query}", key())
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["fields"] == [query.split("=")[0]]


@pytest.mark.parametrize("shown", [None, "yxk_" + "a" * 43, "nothing"])
def test_without_a_good_key_there_is_one_answer(demo_country, shown):
    answer = get("/api/v1/duties", shown)
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("header", ["Basic eHg6eXk=", "Bearer", "Bearer  "])
def test_another_scheme_is_no_key(demo_country, header):
    assert get("/api/v1/key", Authorization=header).status_code == 401


def test_a_key_in_the_address_opens_nothing(key):
    assert Client().get(f"/api/v1/key?key={key()}").status_code == 401


def test_a_session_opens_nothing_of_the_programs_door(browser_of):
    assert browser_of("anhui-data").get("/api/v1/duties").status_code == 401


def test_a_scope_that_the_key_lacks_is_refused(key):
    assert get("/api/v1/duties", key(scopes=(P.BATCH_SEE,))).status_code == 403


def test_the_key_dies_with_the_seat(key):
    shown, owner = key(), actor_named("anhui-data", NOW)
    seat = directory.seats_of(owner.account_id, NOW)[0]
    seats.end_seat(seat_id=seat.id, by=actor_named("security-admin", NOW), at=NOW)
    assert get("/api/v1/key", shown).status_code == 401


def test_reading_notes_the_day_and_nothing_else(key):
    from yinxin.ledger.queries import history

    shown = key()
    number = directory.keys_for(actor_named("anhui-data", NOW))[0].id
    before = history(("key", number))
    answer = get("/api/v1/key", shown)
    assert answer["Cache-Control"] == "no-store"
    assert str(directory.keys_for(actor_named("anhui-data", NOW))[0].last_used_on) == "2026-09-14"
    assert history(("key", number)) == before
