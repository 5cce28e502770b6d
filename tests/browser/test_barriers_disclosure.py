"""The pages of editions, and the centre's own: no barrier, like every other page."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.browser.looking import TEMPLATES, beside
from tests.cast import found_cast
from tests.doors.cast import NOW
from yinxin.disclosure import promises, publishing
from yinxin.disclosure.models import Edition


@pytest.fixture(scope="module")
def edition(site) -> int:
    """Two editions, and a promise; who published first does not matter."""
    checker = found_cast().checker
    promises.promise(
        every_days=7, rounded_to=5, basis="信息公布办法第二条", since=NOW.date(), by=checker, at=NOW
    )
    publishing.step(at=NOW)
    publishing.publish(by=checker, at=NOW + timedelta(days=1))
    return Edition.objects.order_by("-number").values_list("number", flat=True)[0]


def test_progress_is_open_to_everybody(opened, looking, edition):
    page = opened()
    looking.visit(
        page,
        "/progress",
        f"/progress/editions/{edition}",
        f"/progress/compare?from={edition - 1}&to={edition}",
    )
    looking.visit(page, "/progress?on=2000-01-01")
    page = opened("center-check")
    looking.visit(
        page,
        "/office/manage",
        "/office/disclosure",
        "/office/disclosure/publish",
        "/office/disclosure/promise",
    )
    looking.send(page)
    assert not looking.wrong, "\n".join(looking.wrong)
    wanted = {str(one.relative_to(TEMPLATES)) for one in TEMPLATES.rglob("*.html")}
    left = [one for one in wanted - looking.seen if beside(one, "disclosure")]
    assert sorted(left) == [], "nobody has looked at these"
