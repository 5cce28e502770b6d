"""Wording by province: dated, within the law's items, by the province's authority only."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.annexes.helpers import clerk
from tests.cast import AT
from yinxin.annexes import templates
from yinxin.kernel.refusal import Incomplete, NotApplicable, NotFound, NotPermitted, WrongState
from yinxin.law.a2013 import annexes
from yinxin.ledger.models import Entry
from yinxin.parties.queries import body_by_code

DAY = date(2026, 10, 1)
ONE = replace(
    templates.USUAL[annexes.REGISTRATION], title="考试合格登记表", copies=2, hidden=frozenset({"school"})
)


def publish(by, template=ONE, annex=annexes.REGISTRATION, since=DAY, code="anhui"):
    return templates.publish(
        authority_id=body_by_code(code).id, annex=annex, template=template, since=since, by=by, at=AT
    )


def test_a_wording_holds_from_its_day_in_its_province_only(cast):
    publish(clerk())
    usual = templates.USUAL[annexes.REGISTRATION]
    for region, day, title in (
        ("340100", date(2026, 9, 30), usual.title),
        ("340100", DAY, "考试合格登记表"),
        ("340000", DAY, "考试合格登记表"),
        ("320100", DAY, usual.title),
        ("", DAY, usual.title),
    ):
        assert templates.template_on(region, annexes.REGISTRATION, day).title == title


def test_a_later_version_leaves_the_earlier_on_record(cast):
    by = clerk()
    publish(by)
    publish(by, replace(ONE, title="证书登记表"), since=date(2027, 1, 1))
    assert templates.template_on("340100", annexes.REGISTRATION, date(2026, 12, 31)).title == "考试合格登记表"
    found = next(one for one in templates.templates_for(by, DAY) if one.annex == annexes.REGISTRATION)
    assert found.since == (date(2027, 1, 1), DAY)


def test_the_ledger_has_a_line(cast):
    number = publish(clerk())
    line = Entry.objects.get(kind="template.published", subject_id=number)
    assert line.clause == "A.annex1"


@pytest.mark.parametrize("annex", list(templates.USUAL), ids=str)
def test_what_the_law_requires_cannot_be_left_out(cast, annex):
    by = clerk()
    for item in annexes.form_of(annex).items:
        template = replace(templates.USUAL[annex], hidden=frozenset({item.key}))
        if item.required:
            with pytest.raises(Incomplete, match=str(item.name)):
                publish(by, template, annex)
        else:
            publish(by, template, annex)
    assert {i.key for i in annexes.form_of(annex).items if i.required} <= templates.USUAL[annex].shown(annex)


@pytest.mark.parametrize(
    "changes",
    [
        {"title": " "},
        {"title": "长" * 41},
        {"over": "长" * 81},
        {"copies": 0},
        {"copies": 10},
        {"hidden": frozenset({"no_such_item"})},
        {"opinions": {"name": "x"}},
        {"opinions": {"agency_opinion": "长" * 201}},
        {"over": "{number}"},
        {"over": "{year"},
        {"title": "{0}"},
        {"title": "{year.__class__}"},
        {"title": "{year!r}"},
        {"opinions": {"agency_opinion": "{qualification:>9}"}},
    ],
    ids=str,
)
def test_a_wording_that_cannot_be_printed_is_refused(cast, changes):
    with pytest.raises(Incomplete) as refusal:
        publish(clerk(), replace(ONE, **changes))
    assert str(refusal.value.do)


def test_nothing_begins_in_the_past(cast):
    with pytest.raises(WrongState, match="过去"):
        publish(clerk(), since=date(2026, 9, 13))


def test_only_a_province_words_its_forms(cast):
    with pytest.raises(NotApplicable, match="省级主管部门"):
        publish(clerk("association"), code="association")
    with pytest.raises(NotFound):
        publish(clerk("jiangsu"))
    with pytest.raises(NotPermitted):
        publish(clerk(role="custodian"))


def test_facts_are_put_in_and_nothing_else_is_read():
    text = templates.put_in(
        "{year}年度{province}{qualification}", year="2026", province="安徽省", qualification="{year}"
    )
    assert text == "2026年度安徽省{year}"
