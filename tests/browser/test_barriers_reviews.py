"""The pages of reviews in their states: no barrier, like every other page."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from tests.browser.looking import TEMPLATES, beside
from tests.cast import found_cast
from tests.reviewing import helpers
from yinxin.reviewing import stepping


@pytest.fixture(scope="module")
def cases(site) -> SimpleNamespace:
    """Committees that wait and that are approved; sessions open, on their way, sent back."""
    found_cast()
    own = helpers.Founder("anhui-engineering", "anhui")
    proposed, approved = helpers.proposed(own), helpers.approved(own)
    opened, listed, back = (
        helpers.opened(own, committee=approved),
        helpers.listed(own, 8196),
        helpers.listed(own, 8197),
    )
    stepping.refuse(
        session_id=back, reason="名单有误，请核实", notice_over_on=None, by=own.checker, at=helpers.later(1)
    )
    return SimpleNamespace(
        proposed=proposed, approved=approved, opened=opened, listed=listed, back=back,
        data=own.data.username, checker=own.checker.username, officer=own.officer("two").username,
    )  # fmt: skip


def test_the_pages_of_reviews_are_open_to_everybody(opened, looking, cases):
    here, there = "/office/committees", "/office/reviews"
    page = opened(cases.officer)
    looking.visit(
        page, here, f"{here}/{cases.proposed}", f"{here}/{cases.proposed}/approve", f"{here}/{cases.approved}"
    )
    looking.visit(page, f"{here}/{cases.approved}/renew", f"{here}/new")
    looking.send(page)
    looking.visit(page, "/office/")
    page = opened(cases.data)
    looking.visit(page, there, *(f"{there}/{one}" for one in (cases.opened, cases.listed, cases.back)))
    looking.visit(page, f"{there}/{cases.opened}/drop", f"{there}/new", f"{there}/{cases.opened}/results")
    page = opened(cases.checker)
    looking.visit(page, f"{there}/{cases.listed}", f"{there}/{cases.listed}/refuse")
    looking.visit(opened(), "/committees")
    assert not looking.wrong, "\n".join(looking.wrong)
    wanted = {str(one.relative_to(TEMPLATES)) for one in TEMPLATES.rglob("*.html")}
    left = [one for one in wanted - looking.seen if beside(one, "reviews")]
    assert sorted(left) == [], "nobody has looked at these"
