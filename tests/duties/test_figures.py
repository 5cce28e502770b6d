"""Duties in figures: each is counted once, in the way it stands, and only for those whose territory holds it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tests.cast import AT
from tests.supervision.conftest import seated
from yinxin.duties import figures
from yinxin.duties.figures import KINDS, Filter
from yinxin.duties.models import Duty
from yinxin.kernel.calendar import CHINA
from yinxin.parties.queries import body_by_code

pytestmark = pytest.mark.django_db
TODAY = AT.date()
YEAR = Filter(TODAY.replace(month=1, day=1), TODAY.replace(month=12, day=31), clause="N25")


def duty(
    number: int, *, due: int, done: int | None = None, body: str = "anhui-exam", reason: str = ""
) -> None:
    """Enter a duty due some days from today, discharged some days from today."""
    day = TODAY + timedelta(days=done or 0)
    Duty.objects.create(
        clause="N25", subject="trial", subject_id=number, owed_by_id=body_by_code(body).id,
        opened_on=TODAY - timedelta(days=40), due_on=TODAY + timedelta(days=due), provisional=False,
        discharged_at=None if done is None else datetime(day.year, day.month, day.day, 23, 30, tzinfo=CHINA),
        discharged_by="" if done is None else "trial.done", late_reason=reason,
    )  # fmt: skip


@pytest.fixture
def by(cast):
    return seated("looks", "supervisor", "anhui")


@pytest.mark.parametrize(
    ("due", "done", "kind"),
    [
        (30, None, "open"),
        (0, None, "soon"),
        (-1, None, "late"),
        (-1, -1, "in_time"),
        (-1, 0, "done_late"),
    ],
)
def test_a_duty_stands_in_one_way(by, due, done, kind):
    duty(1, due=due, done=done)
    tally = figures.overview(by, TODAY, YEAR).whole
    assert {one: getattr(tally, one) for one in KINDS} == {one: int(one == kind) for one in KINDS}
    assert [line.kind for line in figures.lines(by, TODAY, YEAR, kind=kind)] == [kind]
    assert sum(len(figures.lines(by, TODAY, YEAR, kind=one)) for one in KINDS) == 1


def test_the_figures_of_bodies_add_up_and_the_late_come_first(by):
    duty(1, due=10)
    duty(2, due=-5, body="hefei", reason="系统割接")
    duty(3, due=-5, done=-1, body="hefei")
    bodies = figures.overview(by, TODAY, YEAR).bodies
    assert [(one.total, one.overdue, one.explained) for one in bodies] == [(2, 2, 1), (1, 0, 0)]
    assert sum(one.total for one in figures.overview(by, TODAY, YEAR).months) == 3
    (clause,) = figures.overview(by, TODAY, YEAR).clauses
    assert (clause.key, clause.total) == ("N25", 3)


def test_filters_narrow(by):
    duty(1, due=10)
    duty(2, due=10, body="hefei")
    hefei = body_by_code("hefei").id
    assert figures.overview(by, TODAY, replace(YEAR, body=hefei)).whole.total == 1
    assert figures.overview(by, TODAY, replace(YEAR, region="3401")).whole.total == 1
    assert figures.overview(by, TODAY, replace(YEAR, region="32")).whole.total == 0
    assert figures.overview(by, TODAY, replace(YEAR, first=TODAY)).whole.total == 0
    assert "N25" in figures.clauses(by)


def test_another_province_counts_nothing(by):
    duty(1, due=10)
    stranger = seated("looks-js", "supervisor", "jiangsu")
    assert figures.overview(stranger, TODAY, YEAR).whole.total == 0
    assert figures.lines(stranger, TODAY, YEAR) == ()
