"""Criticism: drafted by one, issued by another, public from then on, followed to its end (A1.3c)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.cast import AT
from tests.supervision.conftest import seated
from yinxin.kernel.refusal import AlreadyDone, Incomplete, NotApplicable, NotFound, NotPermitted, WrongState
from yinxin.law.a2013.s1_3_bar import Measure
from yinxin.parties.queries import body_by_code
from yinxin.register.files import files
from yinxin.supervision import criticising, criticisms
from yinxin.supervision.audit import audit
from yinxin.supervision.criticising import Draft
from yinxin.supervision.models import Criticism

pytestmark = pytest.mark.django_db
DUE = AT.date() + timedelta(days=30)
SAID = Draft("演示通〔2026〕1号", AT.date(), "三件审核没有记录", "一（三）", "补齐审核记录", DUE, False)


def draft(by, said: Draft = SAID, body: str = "anhui-exam", over: str = "anhui") -> int:
    return criticising.draft(
        over_id=body_by_code(over).id, body_id=body_by_code(body).id, said=said, by=by, at=AT
    )


def test_nobody_is_criticised_in_public_before_somebody_else_issued_it(first, second):
    number = draft(first)
    assert not criticisms.published()
    with pytest.raises(NotFound):
        criticisms.public_criticism(number)
    with pytest.raises(NotPermitted, match="另一人"):
        criticising.issue(criticism_id=number, by=first, at=AT)
    with pytest.raises(IntegrityError, match="issued_by_another"), transaction.atomic():
        Criticism.objects.filter(pk=number).update(state="issued", issued_by=first.account_id, issued_at=AT)
    assert criticising.issue(criticism_id=number, by=second, at=AT) is Measure.CRITICISM
    assert [one.id for one in criticisms.published()] == [number]


@pytest.mark.parametrize("grave", [True, False])
def test_grave_cases_and_no_others_are_referred(first, second, grave):
    said = replace(SAID, grave=grave, referred_to="" if grave else "演示纪检机构")
    with pytest.raises(Incomplete, match="移送"):
        draft(first, said)
    number = draft(first, replace(SAID, grave=grave, referred_to="演示纪检机构" if grave else ""))
    measure = criticising.issue(criticism_id=number, by=second, at=AT)
    assert measure is (Measure.ACCOUNTABILITY if grave else Measure.CRITICISM)


@pytest.mark.parametrize(
    "change",
    [
        {"decided_on": AT.date() + timedelta(days=1)},
        {"due_on": AT.date()},
        {"finding": " "},
        {"asked": "改"},
        {"number": "x" * 61},
    ],
)
def test_a_criticism_that_says_too_little_is_refused(first, change):
    with pytest.raises(Incomplete):
        draft(first, replace(SAID, **change))


def test_a_number_serves_once(first):
    draft(first)
    with pytest.raises(AlreadyDone, match="文号"):
        draft(first)


def test_no_body_criticises_itself_or_another_province(first):
    with pytest.raises(NotApplicable):
        draft(first, body="anhui")
    with pytest.raises(NotFound):
        draft(first, body="jiangsu-exam")


def test_a_draft_that_is_not_issued_stays_inside(first, second):
    number = draft(first)
    criticising.drop(criticism_id=number, reason="事实不清", by=second, at=AT)
    with pytest.raises(WrongState):
        criticising.issue(criticism_id=number, by=second, at=AT)
    assert not criticisms.published()
    assert list(audit(files())) == []


def test_the_body_answers_until_it_is_enough(first, second, answering):
    number = draft(first)
    criticising.issue(criticism_id=number, by=second, at=AT)
    assert [one.id for one in criticisms.to_answer(answering)] == [number]
    view = criticisms.criticism_to_answer(number, answering)
    assert not view.late(DUE)
    assert view.late(DUE + timedelta(days=1))
    criticising.answer(criticism_id=number, said="已补齐两件", by=answering, at=AT)
    criticising.send_back(criticism_id=number, reason="还差一件", due_on=DUE, by=first, at=AT)
    criticising.answer(criticism_id=number, said="已全部补齐", by=answering, at=AT)
    criticising.end(criticism_id=number, by=first, at=AT)
    assert criticisms.public_criticism(number).state.value == "ended"
    assert list(audit(files())) == []


def test_another_agency_does_not_answer(first, second):
    number = draft(first)
    criticising.issue(criticism_id=number, by=second, at=AT)
    stranger = seated("agency-js", "agency_checker", "jiangsu-exam")
    with pytest.raises(NotFound):
        criticising.answer(criticism_id=number, said="已补齐两件", by=stranger, at=AT)


def test_a_finding_changed_behind_the_back_is_seen_in_its_state(first, second, behind_the_back):
    number = draft(first)
    criticising.issue(criticism_id=number, by=second, at=AT)
    behind_the_back(
        "update supervision_criticism set state = 'ended', ended_at = now(), ended_by = 1 where id = %s",
        number,
    )
    assert [one.where for one in audit(files())] == ["supervision_criticism"]
