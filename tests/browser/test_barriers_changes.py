"""The pages of change, of the annexes and of the summaries in their states: no barrier, like every other page.

A walk of their own, so that the long one goes beside it.
"""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from tests.annexes.helpers import application, clerk
from tests.browser.looking import TEMPLATES, beside
from tests.browser.world import as_holder
from tests.cast import AT, found_cast
from tests.changing import helpers
from yinxin.annexes.models import Summary
from yinxin.changing import deciding, rules, summaries
from yinxin.law.changes import Cause
from yinxin.law.evidence import Evidence
from yinxin.parties.models import Account
from yinxin.parties.queries import body_by_code
from yinxin.register.models import Certificate


def username(actor) -> str:
    return Account.objects.values_list("username", flat=True).get(pk=actor.account_id)


@pytest.fixture(scope="module")
def cases(things) -> SimpleNamespace:
    """Applications at every desk, a rule of a place, a summary to hand in and one to take."""
    cast = found_cast()
    one, two, three, four, five, six = (helpers.certificate(cast) for _ in range(6))
    filed, confirmed, taken = helpers.filed(one), helpers.confirmed(two), helpers.taken(cast, three)
    helpers.make()
    returned = helpers.filed(four)
    deciding.give_back(application_id=returned, reason="证明材料看不清楚", by=helpers.clerk(four), at=AT)
    office = clerk()
    over = body_by_code("anhui").id
    rule = rules.publish(
        authority_id=over,
        rule=rules.Rule("340000", None, None, Evidence.TWO_PHOTOS, "皖人社（演示）", date(2026, 9, 20)),
        by=office,
        at=AT,
    )
    Certificate.objects.filter(pk=five.id).update(issuer_id=body_by_code("hefei").id)
    application(Certificate.objects.get(pk=five.id), date(2026, 6, 20))
    summaries.step(at=AT)
    draft = Summary.objects.get(organisation_id=body_by_code("hefei").id)
    return SimpleNamespace(
        free=six.id,
        hefei=body_by_code("hefei").id,
        one=one,
        four=four,
        filed=filed,
        confirmed=confirmed,
        taken=taken,
        returned=returned,
        province=username(office),
        confirmer=username(helpers.confirmer(filed)),
        clerk=username(helpers.clerk(one)),
        over=over,
        rule=rule,
        summary=draft.pk,
    )


def test_the_pages_of_change_are_open_to_everybody(opened, looking, cases):
    here = "/office/applications"
    page = opened(cases.clerk)
    looking.visit(
        page,
        here,
        f"{here}?state=rejected",
        f"{here}/{cases.filed}",
        f"{here}/{cases.filed}/return",
        f"{here}/{cases.filed}/reject",
        f"{here}/{cases.filed}/withdraw",
        f"/office/certificates/{cases.one.id}/annex1",
        f"/office/certificates/{cases.one.id}",
        "/office/registration-forms",
        "/office/",
    )
    page.goto(f"{here}/{cases.filed}/return")
    looking.send(page)
    _decide(opened, looking, cases)
    _province(opened, looking, cases)
    _holder(opened, looking, cases)
    _window(opened, looking, cases)
    assert not looking.wrong, "\n".join(looking.wrong)
    wanted = {str(one.relative_to(TEMPLATES)) for one in TEMPLATES.rglob("*.html")}
    assert sorted(one for one in wanted - looking.seen if beside(one, "changes")) == [], (
        "nobody has looked at these"
    )


def _decide(opened, looking, cases):
    here = "/office/applications"
    looking.visit(opened(cases.confirmer), f"{here}/{cases.filed}")
    make = opened("center-make")
    looking.visit(make, f"{here}/{cases.confirmed}/take", f"{here}/{cases.confirmed}/send-back")
    looking.visit(opened("center-check"), f"{here}/{cases.taken}", f"{here}/{cases.taken}/release")


def _province(opened, looking, cases):
    page = opened(cases.province)
    looking.visit(
        page,
        "/office/applications/rules",
        f"/office/applications/rules/{cases.over}",
        f"/office/applications/rules/{cases.rule}/end",
        "/office/forms",
        f"/office/forms/{cases.over}-1",
        f"/office/forms/rhythm/{cases.over}",
        "/office/summaries",
        f"/office/summaries/{cases.summary}",
    )
    page.goto(f"/office/forms/{cases.over}-1")
    looking.send(page)
    city = opened("hefei-custody")
    there = f"/office/summaries/{cases.summary}"
    promises = "/office/applications/promises"
    looking.visit(city, promises, f"{promises}/{cases.hefei}", "/office/summaries", there, f"{there}/hand-in")
    looking.send(city)
    looking.send(city, phone="0551-00000000")
    looking.visit(page, there, f"{there}/take")


def _holder(opened, looking, cases):
    page = as_holder(opened(), cases.four.id)
    mine = f"/me/certificates/{cases.four.id}/change"
    looking.visit(
        page,
        f"/me/certificates/{cases.four.id}",
        f"/me/certificates/{cases.four.id}/annex1",
        f"/me/applications/{cases.returned}",
        f"/me/applications/{cases.returned}/withdraw",
        mine,
        f"{mine}?cause=lost",
    )
    other = as_holder(opened(), cases.free)
    mine = f"/me/certificates/{cases.free}/change"
    looking.visit(other, mine, f"{mine}?cause={Cause.HOLDER_CHANGED.value}")
    looking.send(other)
    looking.send(other, statement="姓名已变更", phone="13800000000", new_name="王新名")
    assert other.url.endswith("/papers")
    _hand_in(other, looking)
    looking.visit(other, f"{mine}/check")


def _hand_in(page, looking):
    """Bring every paper that is asked for; the first time a file that is none."""
    for number in range(page.locator("main form[enctype]").count()):
        for content in (b"no picture at all", helpers.picture()) if number == 0 else (helpers.picture(),):
            form = page.locator("main form[enctype]").nth(number)
            form.locator("input[type=file]").set_input_files(
                {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": content}
            )
            for text in form.locator("input[type=text]").all():
                text.fill("合肥市公安局")
            with page.expect_navigation():
                form.locator("button").click()
            looking.look(page)


def _window(opened, looking, cases):
    page = opened(cases.clerk)
    new = f"/office/applications/new?certificate={cases.one.id}"
    looking.visit(page, new, f"{new}&cause=damaged")
    fresh = helpers.certificate(found_cast())
    page = opened(username(helpers.clerk(fresh)))
    new = f"/office/applications/new?certificate={fresh.id}"
    looking.visit(page, f"{new}&cause={Cause.HOLDER_CHANGED.value}")
    looking.send(page)
    looking.send(page, statement="姓名已变更", phone="13800000000", new_name="王新名")
    assert "/papers" in page.url
