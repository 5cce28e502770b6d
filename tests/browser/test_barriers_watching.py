"""The pages of watching in their states: no barrier, like every other page."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from tests.browser.looking import TEMPLATES, beside
from tests.browser.world import as_holder
from tests.doors.cast import NOW
from tests.watching.conftest import Held
from yinxin.kernel.calendar import day_of
from yinxin.parties.queries import actor_named
from yinxin.register.models import Certificate
from yinxin.watching import answering, asking, terms


@pytest.fixture(scope="module")
def cases(site) -> SimpleNamespace:
    """A holder with a watch in each state, and an ask that finds nobody."""
    valid = Certificate.objects.filter(state="valid").order_by("id").first()
    held = Held(valid.pk, valid.holder_id, actor_named("employer", NOW))
    until = {"until": terms.usual_day(day_of(NOW))}
    stopped = held.agreed(NOW, **until)
    answering.end(holder_id=held.holder, watch_id=stopped, at=NOW)
    taken_back = held.ask(NOW, **until)
    asking.end(watch_id=taken_back, by=held.by, at=NOW)
    running = held.agreed(NOW, **until)
    nobodys = held.ask(NOW, management_number="202699999999999998", **until)
    return SimpleNamespace(held=held, stopped=stopped, running=running, nobodys=nobodys, until=until)


def test_the_pages_of_watching_are_open_to_everybody(opened, looking, cases):
    page = opened("employer")
    here = "/office/watching"
    looking.visit(page, here, f"{here}?standing=waiting", f"{here}?standing=lapsed", f"{here}/new")
    looking.send(page)
    for number in (cases.stopped, cases.running, cases.nobodys):
        looking.visit(page, f"{here}/{number}")
    looking.visit(page, f"{here}/{cases.running}/end")
    mine = as_holder(opened(), cases.held.id)
    looking.visit(mine, "/me/watches", f"/me/certificates/{cases.held.id}/looks")
    asking.end(watch_id=cases.running, by=cases.held.by, at=NOW)
    cases.held.ask(NOW, **cases.until)
    looking.visit(mine, "/me/watches", "/me/")
    assert not looking.wrong, "\n".join(looking.wrong)
    wanted = {str(one.relative_to(TEMPLATES)) for one in TEMPLATES.rglob("*.html")}
    left = [one for one in wanted - looking.seen if beside(one, "watching")]
    assert sorted(left) == [], "nobody has looked at these"
