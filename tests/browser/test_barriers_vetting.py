"""The pages of employers' lists in their states: no barrier, like every other page."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest

from tests.browser.looking import TEMPLATES, beside, follow
from tests.cast import AT, found_cast
from tests.vetting.helpers import STRANGER, bring, checked, csv_of, employer, persons, rows_of
from yinxin.vetting import asking


@pytest.fixture(scope="module")
def cases(site) -> SimpleNamespace:
    """A list that is done with every kind of row, one that was ended, one that waits."""
    found_cast()
    right = persons()[0]
    rows = [right, STRANGER, ("", *right[1:]), (right[0], "123", right[2]), right]
    ended = checked([STRANGER])
    asking.end(list_id=ended, by=employer(), at=AT)
    done = checked(rows)
    waiting = bring(csv_of(rows_of([STRANGER])), at=AT + timedelta(minutes=2))
    return SimpleNamespace(done=done, ended=ended, waiting=waiting)


def test_the_pages_of_lists_are_open_to_everybody(opened, looking, cases):
    page = opened("employer")
    here = "/office/vetting"
    looking.visit(page, "/office/", here, f"{here}/{cases.waiting}", f"{here}/{cases.ended}")
    looking.visit(page, f"{here}/{cases.done}", f"{here}/{cases.done}?outcome=not_found")
    looking.visit(page, f"{here}/{cases.done}/end", f"{here}/new")
    page.set_input_files(
        "input[type=file]",
        {"name": "c.csv", "mimeType": "text/csv", "buffer": "姓名,部门\n王芳,人事\n".encode()},
    )
    page.check("input[name=ground][value=consent]")
    page.fill("input[name=reference]", "登记表签字")
    page.fill("input[name=purpose]", "招聘审查")
    follow(page, "main form button.button")
    looking.look(page)
    asking.end(list_id=cases.waiting, by=employer(), at=AT)
    assert not looking.wrong, "\n".join(looking.wrong)
    wanted = {str(one.relative_to(TEMPLATES)) for one in TEMPLATES.rglob("*.html")}
    left = [one for one in wanted - looking.seen if beside(one, "vetting")]
    assert sorted(left) == [], "nobody has looked at these"
