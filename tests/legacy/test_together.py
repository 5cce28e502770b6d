"""What one rule found likely in many records is seen and confirmed together; what is doubtful is not (N21.2)."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.cast import AT
from tests.legacy import helpers
from yinxin.demo import country
from yinxin.kernel.refusal import Incomplete, NotFound, NotPermitted
from yinxin.legacy import audit, together
from yinxin.legacy.models import Mend, Record
from yinxin.parties.queries import actor_named

pytestmark = pytest.mark.django_db
RULE = {"field": "name", "code": "compatibility"}


@pytest.fixture
def batch(cast):
    """Three names in compatibility characters, one with a bracket, one as it should be."""
    names = ("王\u2f08", "李\u2f08", "张\u2f08", "陈[雷]", "王芳")
    return helpers.examined(
        [helpers.person(姓名=name, 证书编号=f"19983400{n:04}") for n, name in enumerate(names)]
    )


def confirm(batch, *rows, by=None):
    records = Record.objects.filter(batch_id=batch, row__in=rows).values_list("pk", flat=True)
    return together.confirm(
        batch_id=batch, **RULE, records=list(records), why=helpers.WHY, by=by or helpers.data(), at=AT
    )


def test_a_group_shows_what_came_beside_what_stands(batch):
    group = together.group(batch, helpers.data(), **RULE)
    assert [(one.row, one.original, one.value) for one in group.seen] == [
        (2, "王\u2f08", "王人"),
        (3, "李\u2f08", "李人"),
        (4, "张\u2f08", "张人"),
    ]
    assert group.count == 3
    keys = {one.key for one in together.tallies(batch, helpers.data()) if one.key}
    assert keys == {"name/compatibility"}


def test_the_chosen_are_confirmed_each_with_a_line_and_the_others_wait(batch):
    assert confirm(batch, 2, 4).mended == 2
    states = dict(Record.objects.filter(batch_id=batch).values_list("row", "state"))
    assert (states[2], states[3], states[4]) == ("ready", "look", "ready")
    assert Mend.objects.count() == 2
    assert together.group(batch, helpers.data(), **RULE).count == 1
    assert list(audit.audit()) == []
    assert confirm(batch, 2, 3).mended == 1, "one was confirmed before"


def test_records_in_which_the_rule_asks_nothing_are_left_alone(batch):
    assert confirm(batch, 5, 6).mended == 0
    assert not Mend.objects.exists()


def test_doubtful_ones_are_not_confirmed_together(batch):
    for field, code in (("name", "bracketed"), ("employer", "compatibility"), ("name", "no_such_rule")):
        with pytest.raises(NotFound):
            together.group(batch, helpers.data(), field=field, code=code)
        with pytest.raises(NotFound):
            together.confirm(
                batch_id=batch, field=field, code=code, records=[1], why=helpers.WHY, by=helpers.data(), at=AT
            )


def test_nobody_else_s_batch_and_nothing_without_a_choice_or_a_reason(batch):
    with pytest.raises(Incomplete):
        confirm(batch)
    with pytest.raises(NotFound):
        confirm(batch, 2, by=actor_named("jiangsu-data", AT))
    with pytest.raises(NotPermitted):
        confirm(batch, 2, by=actor_named("center-make", AT))
    with pytest.raises(Incomplete):
        together.confirm(batch_id=batch, **RULE, records=[1], why=" ", by=helpers.data(), at=AT)


def test_on_the_page_the_unticked_one_waits(batch, monkeypatch):
    monkeypatch.setenv("YINXIN_NOW", AT.isoformat())
    browser = Client()
    browser.post("/office/sign-in", {"username": "anhui-data", "password": country.PASSWORD})
    there = f"/office/legacy/{batch}/confirm/name/compatibility"
    assert there in browser.get(f"/office/legacy/{batch}").content.decode()
    page = browser.get(there).content.decode()
    assert page.count('name="records"') == 3 == page.count(" checked")
    first, _, third = Record.objects.filter(batch_id=batch, row__in=(2, 3, 4)).order_by("row")
    wrong = browser.post(there, {"records": [first.pk, third.pk], "why": ""})
    assert wrong.status_code == 422
    assert wrong.content.decode().count(" checked") == 2
    assert browser.post(there, {"why": helpers.WHY}).status_code == 422
    said = browser.post(there, {"records": [first.pk, third.pk, "x", "9" * 30], "why": helpers.WHY})
    assert said.status_code == 302
    assert browser.get(there).content.decode().count('name="records"') == 1
