"""Bars and records: who, for what, from when until when (A1.3b)."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from tests.cast import AT
from tests.register.helpers import invented_number
from yinxin.kernel.clause import Clause
from yinxin.kernel.identity import to_15
from yinxin.ledger.queries import history
from yinxin.parties.actor import SYSTEM
from yinxin.register.models import Certificate
from yinxin.register.standing import StandingKind, against, enter

pytestmark = pytest.mark.django_db
BARRED, RECORDED = StandingKind.BARRED, StandingKind.RECORDED
SINCE, UNTIL = date(2026, 3, 1), date(2031, 2, 28)


@pytest.fixture
def qualification() -> int:
    return Certificate.objects.order_by("id").first().qualification_id


def entered(number: str, kind: StandingKind = BARRED, **more: object) -> int:
    facts = {"qualification_id": None, "since": SINCE, "until": UNTIL, "basis": "示例决定"} | more
    return enter(
        kind=kind, id_kind="111", id_number=number, clause=Clause("A1.3b"), by=SYSTEM, at=AT, **facts
    )


@pytest.mark.parametrize(
    ("on", "stands"),
    [
        (date(2026, 2, 28), False),
        (date(2026, 3, 1), True),
        (date(2031, 2, 28), True),
        (date(2031, 3, 1), False),
    ],
)
def test_a_bar_holds_from_its_first_day_to_its_last(qualification, on, stands):
    person = ("111", invented_number(1))
    entered(person[1])
    assert against([person], qualification_id=qualification, on=on) == ({person: "barred"} if stands else {})


def test_a_record_without_an_end_never_ends(qualification):
    person = ("111", invented_number(1))
    entered(person[1], RECORDED, until=None)
    assert against([person], qualification_id=qualification, on=date(2099, 1, 1)) == {person: "recorded"}


def test_a_bar_for_one_qualification_leaves_the_others_alone(qualification):
    person = ("111", invented_number(1))
    entered(person[1], qualification_id=qualification)
    assert against([person], qualification_id=qualification, on=SINCE) == {person: "barred"}
    assert against([person], qualification_id=qualification + 1, on=SINCE) == {}


def test_a_bar_goes_before_a_record(qualification):
    person = ("111", invented_number(1))
    entered(person[1], RECORDED, until=None)
    entered(person[1], BARRED)
    assert against([person], qualification_id=qualification, on=SINCE) == {person: "barred"}


def test_both_forms_of_a_number_are_answered_for(qualification):
    long = invented_number(1)
    both = [("111", long), ("111", to_15(long))]
    entered(to_15(long))
    assert against(both, qualification_id=qualification, on=SINCE) == dict.fromkeys(both, "barred")


def test_nothing_stands_against_a_stranger_or_nobody(qualification):
    entered(invented_number(1))
    stranger = ("111", invented_number(2))
    assert against([stranger], qualification_id=qualification, on=SINCE) == {}
    assert against([], qualification_id=qualification, on=SINCE) == {}


def test_the_ledger_says_the_days_and_not_the_person():
    number = entered(invented_number(1))
    (line,) = history(("standing", number))
    assert (line.kind, line.clause) == ("standing.entered", "A1.3b")
    assert line.facts == {"kind": "barred", "since": "2026-03-01", "until": "2031-02-28"}


def test_a_bar_needs_an_end():
    with pytest.raises(IntegrityError, match="standing_bar_ends"), transaction.atomic():
        entered(invented_number(1), until=None)
