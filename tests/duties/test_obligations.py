from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from tests.cast import AT
from yinxin.duties import obligations, queries
from yinxin.duties.models import Duty
from yinxin.kernel.calendar import Calendar, CalendarYear
from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import Incomplete, NotFound, NotPermitted
from yinxin.law.calendars import YEARS
from yinxin.ledger.queries import history
from yinxin.parties.actor import SYSTEM
from yinxin.parties.queries import body_by_code

pytestmark = pytest.mark.django_db
N10 = Clause("N10")


def opened(since: date, number: int = 1, **more: object) -> Duty:
    owner = body_by_code("center").id
    return obligations.open_duty(
        N10, subject="thing", subject_id=number, owed_by=owner, since=since, by=SYSTEM, at=AT, **more
    )


@pytest.mark.parametrize(
    ("since", "due", "provisional"),
    [
        (date(2026, 9, 18), date(2026, 10, 22), False),
        (date(2026, 12, 1), date(2026, 12, 29), False),
        (date(2026, 12, 31), date(2027, 1, 28), True),
    ],
)
def test_a_duty_ends_when_the_law_says(cast, since, due, provisional):
    duty = opened(since)
    assert (duty.due_on, duty.provisional) == (due, provisional)


def test_opening_twice_opens_once(cast):
    assert opened(date(2026, 9, 18)).pk == opened(date(2026, 9, 21)).pk


def test_discharge_names_the_act_and_counts_the_days_late(cast):
    duty = opened(date(2026, 9, 18))
    late = datetime(2026, 10, 25, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert obligations.discharge(N10, subject="thing", subject_id=1, act="thing.done", by=SYSTEM, at=late)
    assert not obligations.discharge(N10, subject="thing", subject_id=1, act="thing.done", by=SYSTEM, at=late)
    last = history(("duty", duty.pk))[-1]
    assert (last.kind, last.facts) == ("duty.discharged", {"act": "thing.done", "late_days": 3})


def test_a_discharge_in_the_last_minute_of_the_last_day_is_in_time(cast):
    duty = opened(date(2026, 9, 18))
    minute = datetime(2026, 10, 22, 23, 59, tzinfo=ZoneInfo("Asia/Shanghai"))
    obligations.discharge(N10, subject="thing", subject_id=1, act="thing.done", by=SYSTEM, at=minute)
    assert history(("duty", duty.pk))[-1].facts["late_days"] == 0


def test_a_duty_whose_discharge_was_given_back_opens_again(cast):
    opened(date(2026, 9, 18))
    obligations.discharge(N10, subject="thing", subject_id=1, act="a.b", by=SYSTEM, at=AT)
    assert obligations.reopen(N10, subject="thing", subject_id=1, act="c.d", by=SYSTEM, at=AT)
    assert Duty.objects.get(subject="thing", subject_id=1).discharged_at is None
    assert not obligations.reopen(N10, subject="thing", subject_id=1, act="c.d", by=SYSTEM, at=AT)


def test_a_new_calendar_moves_provisional_duties(cast):
    duty = opened(date(2026, 12, 31))
    notice = CalendarYear(2027, {date(2027, 1, 4): "元旦"}, frozenset(), "某号")
    moved = obligations.recompute(by=SYSTEM, at=AT, calendar=Calendar([*YEARS, notice]))
    duty.refresh_from_db()
    assert moved >= 1
    assert (duty.due_on, duty.provisional) == (date(2027, 1, 29), False)


def test_lateness_is_explained_by_who_owes_it(cast):
    duty = opened(date(2026, 9, 1))
    with pytest.raises(Incomplete):
        obligations.explain_delay(duty_id=duty.pk, reason=" ", by=cast.maker, at=AT)
    obligations.explain_delay(duty_id=duty.pk, reason="印制设备检修", by=cast.maker, at=AT)
    duty.refresh_from_db()
    assert duty.late_reason == "印制设备检修"


def test_who_is_not_of_the_body_cannot_explain_and_cannot_see(cast):
    duty = opened(date(2026, 9, 1))
    with pytest.raises(NotFound):
        obligations.explain_delay(duty_id=duty.pk, reason="不是我的事", by=cast.data, at=AT)
    with pytest.raises(NotPermitted):
        obligations.explain_delay(duty_id=duty.pk, reason="只能看", by=cast.supervisor, at=AT)
    assert duty.pk not in {d.id for d in queries.open_for(cast.data, date(2026, 9, 14))}
    assert duty.pk in {d.id for d in queries.open_for(cast.checker, date(2026, 9, 14))}


@pytest.mark.parametrize(("today", "urgency"), [(19, "soon"), (18, "open"), (22, "soon"), (23, "late")])
def test_urgency_turns_amber_at_three_days_and_red_after_the_last(cast, today, urgency):
    opened(date(2026, 9, 18))
    (owed,) = queries.of_subject("thing", 1, date(2026, 10, today))
    assert owed.urgency == urgency


@pytest.mark.parametrize(
    "change",
    [
        {"due_on": date(2026, 1, 1)},
        {"discharged_by": "thing.done"},
        {"discharged_at": AT},
    ],
)
def test_the_database_refuses_half_a_discharge(cast, change):
    duty = opened(date(2026, 9, 18))
    with pytest.raises(IntegrityError), transaction.atomic():
        Duty.objects.filter(id=duty.pk).update(**change)
