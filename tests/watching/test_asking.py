"""Asking: the employer learns nothing before the holder agrees, and nothing from what it is not told (N22.1)."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.cast import AT
from tests.watching.conftest import DAY, TODAY
from yinxin.desk.models import Notice
from yinxin.kernel.refusal import AlreadyDone, Incomplete, NotApplicable, NotFound, NotPermitted, WrongState
from yinxin.parties.actor import SYSTEM
from yinxin.parties.founding import enrol, found, seat
from yinxin.parties.queries import actor_named
from yinxin.register import status
from yinxin.watching import answering, asking, queries, telling, terms
from yinxin.watching.models import Telling, Watch
from yinxin.watching.queries import Standing

pytestmark = pytest.mark.django_db
HERE = "/office/watching"
NOBODYS = {"management_number": "202699999999999999"}


@pytest.fixture(autouse=True)
def at_rest(monkeypatch):
    monkeypatch.setenv("YINXIN_NOW", AT.isoformat())


def browser():
    client = Client()
    assert client.post("/office/sign-in", {"username": "employer", "password": "demo"}).status_code == 302
    return client


def page(client, number, typed, address):
    """Return a page without what differs for everybody: tokens, the row's number, and what was typed."""
    answer = client.get(address)
    text = re.sub(r'value="\w{64}"|"X-CSRFToken": "\w+"', "", answer.content.decode())
    return answer.status_code, text.replace(f"关注{number}", "").replace(f"{HERE}/{number}", "").replace(
        typed, ""
    )


def test_nothing_is_told_before_the_holder_agrees(held, cast):
    number = held.ask()
    status.invalidate([held.id], by=cast.checker, at=AT)
    assert telling.step(at=AT + DAY) == 0
    assert not Telling.objects.exists()
    assert not Notice.objects.filter(address__startswith="/office/watching").exists()
    view = queries.watch(number, held.by, AT)
    assert (view.told, view.told_at, view.standing) == (None, None, Standing.WAITING)


@pytest.mark.parametrize("later", [0, 29, 31, 61])
@pytest.mark.parametrize("refused", [False, True], ids=["unanswered", "refused"])
def test_known_and_unknown_read_alike_byte_for_byte(held, monkeypatch, later, refused):
    shown = []
    for changed in ({}, NOBODYS):
        number = held.ask(**changed)
        assert (Watch.objects.get(pk=number).certificate_id is None) == bool(changed)
        if refused and not changed:
            answering.refuse(holder_id=held.holder, watch_id=number, at=AT)
        monkeypatch.setenv("YINXIN_NOW", (AT + later * DAY).isoformat())
        if later:
            telling.step(at=AT + later * DAY)
        client = browser()
        typed = held.wish(**changed).management_number
        there = (
            f"{HERE}/{number}",
            f"{HERE}/{number}/end",
            HERE,
            f"{HERE}?standing=waiting",
            f"{HERE}?standing=lapsed",
        )
        shown.append([page(client, number, typed, address) for address in there])
        monkeypatch.setenv("YINXIN_NOW", AT.isoformat())
        Watch.objects.filter(pk=number).delete()
    for known, unknown in zip(*shown, strict=True):
        assert known[0] == unknown[0] == 200
        assert known[1].splitlines() == unknown[1].splitlines()


@pytest.mark.parametrize("refused", [False, True], ids=["unanswered", "refused"])
def test_asking_again_and_ending_read_alike_too(held, refused):
    said = []
    for changed in ({}, NOBODYS):
        number = held.ask(**changed)
        if refused and not changed:
            answering.refuse(holder_id=held.holder, watch_id=number, at=AT)
        with pytest.raises(AlreadyDone) as again:
            held.ask(AT + 20 * DAY, **changed)
        later = held.ask(AT + 31 * DAY, **changed) - number
        asking.end(watch_id=number + later, by=held.by, at=AT + 32 * DAY)
        with pytest.raises(WrongState) as over:
            asking.end(watch_id=number, by=held.by, at=AT + 31 * DAY)
        said.append((str(again.value), str(over.value)))
    assert said[0] == said[1]


def test_a_refused_ask_can_be_taken_back_like_any_other(held):
    number = held.ask()
    answering.refuse(holder_id=held.holder, watch_id=number, at=AT)
    asking.end(watch_id=number, by=held.by, at=AT)
    assert queries.watch(number, held.by, AT).standing is Standing.ENDED


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"name": ""}, ["name"]),
        ({"id_number": "1"}, ["id_number"]),
        ({"management_number": " "}, ["management_number"]),
        ({"purpose": "看"}, ["purpose"]),
        ({"purpose": "看" * 61}, ["purpose"]),
        ({"until": TODAY}, ["until"]),
        ({"until": TODAY + 366 * DAY}, ["until"]),
    ],
)
def test_what_is_missing_is_named(held, changed, wrong):
    with pytest.raises(Incomplete) as no:
        held.ask(**changed)
    assert no.value.facts["fields"] == wrong


def test_the_longest_term_is_a_year(held):
    assert held.ask(until=TODAY + 365 * DAY)


def test_nobody_else_asks_or_sees(held, cast):
    number = held.ask()
    with pytest.raises(NotPermitted):
        asking.ask(wish=held.wish(), organisation_id=held.by.organisation_id, by=cast.maker, at=AT)
    account = enrol(username="rival", name="赵同业", password="demo", by=SYSTEM, at=AT)  # noqa: S106
    other = found(
        code="rival", kind="employer", name="另一家单位", name_en="Another", region="340200", by=SYSTEM, at=AT
    )
    seat(account_id=account, organisation_id=other, role="employer_checker", by=SYSTEM, at=AT)
    rival = actor_named("rival", AT)
    for reading in (lambda: queries.watch(number, rival, AT), lambda: queries.tellings_of(number, rival)):
        with pytest.raises(NotFound):
            reading()
    with pytest.raises(NotFound):
        asking.end(watch_id=number, by=rival, at=AT)
    with pytest.raises(NotFound):
        asking.ask(wish=held.wish(), organisation_id=held.by.organisation_id, by=rival, at=AT)
    assert queries.watches_for(rival, AT) == ((), 0)
    assert asking.ask(wish=held.wish(), organisation_id=other, by=rival, at=AT)


def test_too_many_open_and_too_many_a_day_are_refused_in_words(two, monkeypatch):
    first, second = two
    monkeypatch.setattr(terms, "MOST_OPEN", 1)
    number = first.ask()
    with pytest.raises(NotApplicable, match="已有1条"):
        second.ask()
    answering.refuse(holder_id=first.holder, watch_id=number, at=AT)
    with pytest.raises(NotApplicable):
        second.ask()
    asking.end(watch_id=number, by=first.by, at=AT)
    assert second.ask()
    monkeypatch.setattr(terms, "MOST_A_DAY", 2)
    with pytest.raises(NotApplicable, match="今天已请求2次"):
        first.ask()


def test_the_form_asks_and_says_what_is_wrong_beside_the_field(held):
    client = browser()
    wish = held.wish()
    typed = {
        "name": wish.name,
        "id_number": wish.id_number,
        "management_number": wish.management_number,
        "purpose": wish.purpose,
        "until": wish.until.isoformat(),
    }
    answer = client.post("/office/watching/new", typed | {"until": "2030-01-01"})
    assert answer.status_code == 422
    assert 'id="id_until-wrong"' in answer.content.decode()
    answer = client.post("/office/watching/new", typed)
    assert answer.status_code == 302
    assert client.post("/office/watching/new", typed).status_code == 422
    lists = client.get("/office/watching").content.decode()
    assert wish.name not in lists
    assert wish.id_number not in lists
    assert client.post(answer["Location"] + "/end").status_code == 302
    assert "已停止" in client.get(answer["Location"]).content.decode()
