"""The holder sees who asks, agrees or refuses, and ends it; only one's own (N22.1)."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.cast import AT
from tests.watching.conftest import DAY, PURPOSE
from yinxin.desk.models import Notice
from yinxin.kernel.refusal import NotFound, WrongState
from yinxin.register import status
from yinxin.watching import answering, asking, queries, telling
from yinxin.watching.queries import Standing
from yinxin.watching.states import Told, WatchState, Why

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_rest(monkeypatch):
    monkeypatch.setenv("YINXIN_NOW", AT.isoformat())


def browser(held):
    from config import clock

    client = Client()
    session = client.session
    begun = int(clock.wall().timestamp())
    session.update({"holder": held.holder, "begun": begun, "seen": begun, "proved": begun})
    session.save()
    return client


def test_on_consent_the_employer_is_told_the_state_of_that_moment(held):
    number = held.agreed()
    view = queries.watch(number, held.by, AT)
    assert (view.standing, view.told, view.told_at) == (Standing.RUNNING, Told.VALID, AT)
    assert queries.tellings_of(number, held.by) == ((AT, Told.VALID),)
    notice = Notice.objects.get(address=f"/office/watching/{number}")
    assert notice.account_id == held.by.account_id
    assert held.wish().name not in str(notice.words)


def test_an_answer_is_given_once_and_in_time(held):
    number = held.ask()
    with pytest.raises(WrongState):
        answering.consent(holder_id=held.holder, watch_id=number, at=AT + 31 * DAY)
    answering.consent(holder_id=held.holder, watch_id=number, at=AT + 30 * DAY)
    for act in (answering.consent, answering.refuse):
        with pytest.raises(WrongState):
            act(holder_id=held.holder, watch_id=number, at=AT + 30 * DAY)


def test_what_was_taken_back_cannot_be_agreed_to(held):
    number = held.ask()
    asking.end(watch_id=number, by=held.by, at=AT)
    with pytest.raises(WrongState):
        answering.consent(holder_id=held.holder, watch_id=number, at=AT)


def test_a_watch_is_its_holders_alone(two):
    held, other = two
    number = held.ask()
    nobodys = held.ask(management_number="202699999999999999")
    for act in (answering.consent, answering.refuse, answering.end):
        for watch in (number, nobodys, 10**9):
            with pytest.raises(NotFound):
                act(holder_id=other.holder, watch_id=watch, at=AT)
    assert queries.of_holder(other.holder, AT) == ()
    assert queries.waiting(other.holder, AT) == 0


@pytest.mark.parametrize("who", ["holder", "employer"])
def test_an_ended_watch_is_silent_at_once(held, cast, who):
    number = held.agreed()
    if who == "holder":
        answering.end(holder_id=held.holder, watch_id=number, at=AT)
    else:
        asking.end(watch_id=number, by=held.by, at=AT)
    status.invalidate([held.id], by=cast.checker, at=AT)
    assert telling.step(at=AT + DAY) == 0
    view = queries.watch(number, held.by, AT)
    assert (view.standing, view.told, view.why) == (Standing.ENDED, Told.VALID, Why(who))


def test_the_holder_sees_answers_and_ends_without_script(held, cast):
    number, client = held.ask(), browser(held)
    assert "等您答复" in client.get("/me/").content.decode()
    page = client.get("/me/watches").content.decode()
    assert "合肥市社会工作服务中心" in page
    assert PURPOSE in page
    assert client.get(f"/me/watches/{number}/agree").status_code == 405
    assert client.post(f"/me/watches/{number}/agree").status_code == 302
    assert "等您答复" not in client.get("/me/").content.decode()
    status.invalidate([held.id], by=cast.checker, at=AT)
    assert telling.step(at=AT + DAY) == 1
    page = client.get("/me/watches").content.decode()
    assert "告知过对方2次" in page
    looks = client.get(f"/me/certificates/{held.id}/looks").content.decode()
    assert looks.count("合肥市社会工作服务中心") == 2
    assert PURPOSE in looks
    assert client.post(f"/me/watches/{number}/end").status_code == 302
    assert queries.of_holder(held.holder, AT)[0].state is WatchState.ENDED
    assert client.post(f"/me/watches/{number}/end").status_code == 409


def test_refusing_is_one_button_and_shown_to_the_holder_alone(held):
    number, client = held.ask(), browser(held)
    assert client.post(f"/me/watches/{number}/refuse").status_code == 302
    assert "持证人不同意" in client.get("/me/watches").content.decode()
    assert queries.watch(number, held.by, AT).standing is Standing.WAITING
    assert not Notice.objects.filter(address=f"/office/watching/{number}").exists()


def test_somebody_elses_watch_does_not_exist_over_http(two):
    held, other = two
    number = held.ask()
    for act in ("agree", "refuse", "end"):
        assert browser(other).post(f"/me/watches/{number}/{act}").status_code == 404
