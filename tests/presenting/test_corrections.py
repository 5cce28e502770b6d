"""A report of an error: kept closed, one at a time for an item, answered by its issuer alone, seen by its holder alone."""

import pytest
from django.db import IntegrityError, transaction

from tests.cast import AT
from tests.presenting.conftest import TODAY
from yinxin.kernel.refusal import AlreadyDone, Incomplete, NotFound, NotPermitted, WrongState
from yinxin.law.calendars import CALENDAR
from yinxin.ledger.models import Entry
from yinxin.parties.queries import actor_named, body
from yinxin.presenting import correcting, terms
from yinxin.presenting.models import Correction
from yinxin.register.models import Certificate
from yinxin.web.office import corrections as office

pytestmark = pytest.mark.django_db


def report(held, **more):
    said = {"field": "name", "should": "王方", "words": "印错了一个字"} | more
    return correcting.report_error(holder_id=held.holder, certificate_id=held.id, at=AT, **said)


@pytest.fixture
def clerk(held):
    """The counter of whoever gives this certificate out."""
    names = ("hefei-counter", "anhui-window")
    issuer = Certificate.objects.get(id=held.id).issuer_id
    found = [actor_named(name, AT) for name in names]
    there = [one for one in found if one.organisation_id == issuer]
    if there:
        return there[0]
    from yinxin.parties.actor import SYSTEM
    from yinxin.parties.founding import enrol, seat

    number = enrol(username="clerk-here", name="窗口", password="demo-demo-demo", by=SYSTEM, at=AT)
    seat(account_id=number, organisation_id=issuer, role="counter", by=SYSTEM, at=AT)
    return actor_named("clerk-here", AT)


def test_a_report_waits_at_the_issuer_with_a_promise_and_is_answered(held, clerk):
    number = report(held)
    (line,) = [line for line in office.lines(clerk, TODAY) if line.address.endswith(f"/{number}")]
    assert line.mine
    (mine,) = correcting.of_holder(held.holder, held.id)
    assert (mine.should, mine.words, mine.waits) == ("王方", "印错了一个字", True)
    assert mine.promised_on == CALENDAR.after(TODAY, terms.ANSWER_WORKDAYS)
    correcting.answer(correction_id=number, words="已核对，请换发", replacement=True, by=clerk, at=AT)
    (mine,) = correcting.of_holder(held.holder, held.id)
    assert (mine.answer, mine.replacement, mine.waits) == ("已核对，请换发", True, False)
    assert not [line for line in office.lines(clerk, TODAY) if line.address.endswith(f"/{number}")]
    with pytest.raises(WrongState):
        correcting.answer(correction_id=number, words="再答一次", replacement=False, by=clerk, at=AT)


def test_one_item_is_reported_once_until_it_is_answered(held, clerk):
    first = report(held)
    with pytest.raises(AlreadyDone):
        report(held)
    report(held, field="photo", should="", words="不是我的照片")
    correcting.answer(correction_id=first, words="证书无误", replacement=False, by=clerk, at=AT)
    assert report(held)


@pytest.mark.parametrize(
    "said",
    [
        {"field": "color"},
        {"field": ""},
        {"should": "", "words": ""},
        {"should": " \0 ", "words": ""},
        {"should": "王" * 81},
        {"words": "王" * 401},
    ],
)
def test_a_report_without_substance_is_refused(held, said):
    with pytest.raises(Incomplete, match="有误的项目"):
        report(held, **said)


@pytest.mark.parametrize("words", ["", "好", "长" * 401])
def test_an_answer_has_a_sensible_length(held, clerk, words):
    with pytest.raises(Incomplete, match="写明答复"):
        correcting.answer(correction_id=report(held), words=words, replacement=False, by=clerk, at=AT)


def test_somebody_else_reports_and_sees_nothing(two):
    mine, other = two
    report(mine)
    assert correcting.of_holder(other.holder, mine.id) == ()
    with pytest.raises(NotFound):
        correcting.report_error(
            holder_id=other.holder, certificate_id=mine.id, field="name", should="甲", words="", at=AT
        )


def test_who_has_another_work_or_another_place_does_not_answer(cast, held):
    number = report(held)
    for by in (cast.maker, cast.data, cast.auditor):
        with pytest.raises((NotPermitted, NotFound)):
            correcting.answer(correction_id=number, words="不应当能答", replacement=False, by=by, at=AT)
    assert body(Correction.objects.get(id=number).issuer_id)


def test_what_was_written_stands_neither_in_the_ledger_nor_open_in_the_database(held):
    number = report(held)
    line = Entry.objects.get(kind="correction.reported", subject_id=number)
    assert "王方" not in line.facts
    assert "王方".encode() not in bytes(Correction.objects.get(id=number).sealed)


@pytest.mark.parametrize("change", [{"state": "answered"}, {"answer": "没有人答过"}, {"state": "lost"}])
def test_the_database_is_the_last_guard(held, change):
    number = report(held)
    with pytest.raises(IntegrityError), transaction.atomic():
        Correction.objects.filter(id=number).update(**change)
