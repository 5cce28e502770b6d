"""Handovers of custody in the office: offered, signed for, refused, taken back (N11.1)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.cast import AT, FOUNDED
from tests.register.custody_helpers import kept, opened
from yinxin.parties.actor import SYSTEM
from yinxin.parties.founding import enrol, seat
from yinxin.parties.queries import body_by_code

pytestmark = pytest.mark.django_db
HERE = "/office/custody/handover"


@pytest.fixture(autouse=True)
def an_hour_later(installation, monkeypatch):
    """Let pages act after what the helpers have entered in the book."""
    monkeypatch.setenv("YINXIN_NOW", (AT + timedelta(hours=1)).isoformat())


@pytest.fixture
def colleague(cast):
    """Enrol a second custodian of Hefei; return what the form calls them."""
    number = enrol(username="hefei-custody-2", name="合保二", password="demo", by=SYSTEM, at=AT)
    hefei = body_by_code("hefei").id
    seat(account_id=number, organisation_id=hefei, role="custodian", by=SYSTEM, at=FOUNDED)
    return f"{hefei}:{number}"


@pytest.fixture
def room(cast):
    return opened()


def test_custody_is_offered_and_signed_for(cast, browser_of, colleague, room):
    kept(cast, room, seed=5501)
    keeper, successor = browser_of("hefei-custody"), browser_of("hefei-custody-2")
    assert "合保管、合保二" in keeper.get("/office/custody").content.decode()
    assert "合保二" in keeper.get(HERE + "/new").content.decode()
    there = keeper.post(HERE + "/new", {"to": colleague, "witness": "合监交"})["Location"]
    page = keeper.get(there).content.decode()
    assert "撤回这份交接" in page
    assert "核对后签收</a>" not in page
    assert there in successor.get("/office/").content.decode()
    page = successor.get(there).content.decode()
    assert "核对后签收" in page
    assert "撤回这份交接" not in page
    assert "签收4本证书的保管" in successor.get(there + "/accept").content.decode()
    assert keeper.post(there + "/accept").status_code == 403
    assert "证书由您保管" in successor.post(there + "/accept", follow=True).content.decode()
    page = keeper.get(there).content.decode()
    assert "已交接" in page
    assert "签收保管交接" in page
    assert there in keeper.get(HERE).content.decode()


def test_a_refusal_needs_a_reason(cast, browser_of, colleague, room):
    keeper, successor = browser_of("hefei-custody"), browser_of("hefei-custody-2")
    there = keeper.post(HERE + "/new", {"to": colleague})["Location"]
    assert successor.post(there + "/refuse", {"reason": ""}).status_code == 422
    assert successor.post(there + "/refuse", {"reason": "不"}).status_code == 422
    assert keeper.post(HERE + "/new", {"to": colleague}).status_code == 409
    successor.post(there + "/refuse", {"reason": "本数与实物不符"})
    assert "本数与实物不符" in keeper.get(there).content.decode()
    assert successor.post(there + "/accept").status_code == 409


def test_an_offer_is_taken_back_by_who_made_it(cast, browser_of, colleague, room):
    keeper = browser_of("hefei-custody")
    there = keeper.post(HERE + "/new", {"to": colleague})["Location"]
    assert browser_of("hefei-custody-2").post(there + "/withdraw").status_code == 404
    assert "已撤回交接" in keeper.post(there + "/withdraw", follow=True).content.decode()
    assert keeper.post(there + "/withdraw").status_code == 409


def test_without_a_colleague_there_is_nobody_to_hand_over_to(cast, browser_of, room):
    answer = browser_of("wuhu-custody").get(HERE + "/new")
    assert answer.status_code == 422
    assert "没有另一名" in answer.content.decode()
    assert "还没有保管交接" in browser_of("wuhu-custody").get(HERE).content.decode()


@pytest.mark.parametrize("to", ["", "1:1", "x", "1:2:3"])
def test_a_made_up_successor_is_refused(cast, browser_of, colleague, room, to):
    assert browser_of("hefei-custody").post(HERE + "/new", {"to": to}).status_code == 422


def test_others_look_on_or_see_nothing(cast, browser_of, colleague, room):
    there = browser_of("hefei-custody").post(HERE + "/new", {"to": colleague})["Location"]
    assert browser_of("supervisor").get(there).status_code == 200
    assert browser_of("supervisor").get(there + "/accept").status_code == 403
    assert browser_of("wuhu-counter").get(there).status_code == 404
    assert browser_of("hefei-counter").get(HERE + "/new").status_code == 403
