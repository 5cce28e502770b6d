"""Long lists come in pages, and the last line of them is as near as the first."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import yinxin.web
from tests.invalidation import helpers
from yinxin.invalidation import queries
from yinxin.web import paging

TEMPLATES = Path(yinxin.web.__file__).parent / "templates"


@pytest.fixture
def three(cast):
    """Three cases of one body, the newest decided."""
    numbers = helpers.certificates(cast, seed=9501, count=3)
    return [helpers.intended(numbers[:1]), helpers.intended(numbers[1:2]), helpers.decided(numbers[2:])]


def shown(page):
    return [int(one) for one in re.findall(r'href="/office/invalidations/(\d+)"', page.content.decode())]


@pytest.mark.django_db
def test_every_case_is_on_some_page_and_the_filter_stays(three, browser_of, monkeypatch):
    monkeypatch.setenv("YINXIN_NOW", helpers.DECIDED.isoformat())
    monkeypatch.setattr(paging, "A_PAGE", 2)
    browser = browser_of("discipline-one")
    first, second = (browser.get(f"/office/invalidations?page={page}") for page in (1, 2))
    # Cases of other tests, which came before, may follow.
    assert (len(shown(first)), (shown(first) + shown(second))[:3]) == (2, sorted(three, reverse=True))
    monkeypatch.setattr(paging, "A_PAGE", 1)
    told = browser.get("/office/invalidations?state=intended")
    assert shown(told) == [three[1]]
    assert "?state=intended&amp;page=2" in told.content.decode()
    for strange in ("0", "x", "99"):
        assert len(shown(browser.get(f"/office/invalidations?page={strange}"))) == 1


@pytest.mark.django_db
def test_what_has_no_end_is_asked_by_its_state(three):
    officer = helpers.officer()
    decided = [one.id for one in queries.cases_for(officer, states=["decided"])]
    assert [one in decided for one in three] == [False, False, True]
    assert {one.id for one in queries.cases_for(officer)} >= set(three)


def test_every_list_in_pages_has_links_to_the_others():
    for file in TEMPLATES.rglob("*.html"):
        text = file.read_text("utf-8")
        if re.search(r"{% for \w+ in page(\.object_list)? %}", text):
            assert 'include "parts/pages.html"' in text, file
