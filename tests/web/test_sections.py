"""The office's navigation: what everybody may see, the first of it in the bar, the rest behind “more”."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.cast import AT
from yinxin.parties.queries import actor_named
from yinxin.web.middleware import NOBODY
from yinxin.web.sections import IN_THE_BAR, SECTIONS, sections_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    def sign_in(username: str) -> Client:
        browser = Client()
        form = {"username": username, "password": "demo"}  # the demonstration's, on purpose
        assert browser.post("/office/sign-in", form).status_code == 302
        return browser

    return sign_in


@pytest.mark.parametrize("who", ["supervisor", "hefei-counter", "hefei-custody", "anhui-data", "center-make"])
def test_everything_allowed_is_shown_once(cast, who):
    actor = actor_named(who, AT)
    found = sections_of(actor)
    assert [*found.bar, *found.rest] == [one for one in SECTIONS if one.needs is None or actor.has(one.needs)]
    assert len(found.bar) + bool(found.rest) <= IN_THE_BAR
    assert len(found.rest) != 1


def test_who_is_not_signed_in_is_shown_nothing():
    assert sections_of(NOBODY).every == ()


@pytest.mark.parametrize("who", ["supervisor", "hefei-counter"])
def test_every_section_opens(office, who):
    browser = office(who)
    for one in sections_of(actor_named(who, AT)).every:
        assert browser.get(one.address).status_code == 200, one.address


def test_the_rest_is_a_list_that_opens_without_script(office):
    page = office("supervisor").get("/office/").content.decode()
    assert '<details class="menu sections">' in page
    assert page.count('href="/office/manage"') == 2
