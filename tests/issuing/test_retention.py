"""Custody ends five years after the exam's last day: ageing, reminders, the day after (N13.2)."""

from __future__ import annotations

from datetime import date

import pytest

from tests.cast import AT
from tests.issuing.ending_helpers import apply, at_hefei, day, hefei, keeper_of, paper, state_of
from tests.register.custody_helpers import custodian, go, kept, opened, slip
from yinxin.catalogue.models import Exam
from yinxin.desk.models import Notice
from yinxin.issuing import applying, retention
from yinxin.kernel.refusal import NotApplicable, NotFound, NotPermitted, WrongState
from yinxin.register.places import PlaceKind, SlipKind
from yinxin.register.states import PaperState as P

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(cast):
    return opened()


@pytest.fixture
def copies(cast, room):
    return at_hefei(kept(cast, room, seed=4421))


def end(copies_, at, by=None, of=None) -> int:
    exam = paper(of or (copies_ or [0])[0]).exam_id
    return retention.end_custody(issuer_id=hefei(), exam_id=exam, copies=copies_, by=by or custodian(), at=at)


@pytest.mark.parametrize(
    ("days", "last", "first_after"),
    [
        ([date(2026, 6, 13), date(2026, 6, 14)], day(2031, 6, 14, 23), day(2031, 6, 15, 0)),
        # The days may stand in any order; the last one counts.
        ([date(2026, 6, 14), date(2026, 6, 13)], day(2031, 6, 14, 23), day(2031, 6, 15, 0)),
        ([date(2024, 2, 29)], day(2029, 2, 28, 23), day(2029, 3, 1, 0)),
        ([date(2026, 12, 31)], day(2031, 12, 31, 23), day(2032, 1, 1, 0)),
    ],
)
def test_custody_ends_with_its_last_day(cast, copies, days, last, first_after):
    Exam.objects.filter(pk=paper(copies[0]).exam_id).update(days=days)
    with pytest.raises(WrongState, match="保管期到"):
        end(copies, last)
    assert end(copies, first_after) == 4
    assert {state_of(copy) for copy in copies} == {P.PAST_CUSTODY}


def test_what_is_asked_for_by_post_stays_in_custody(cast, copies):
    apply(copies[0], at=day(2031, 6, 10))
    assert end(None, day(2031, 7, 1), of=copies[0]) == 3
    assert state_of(copies[0]) is P.HELD
    with pytest.raises(WrongState, match="申请邮寄"):
        end(copies[:1], day(2031, 7, 1))
    number = applying.MailApplication.objects.get().pk
    applying.refuse(application_id=number, reason="保管期已满", by=custodian(), at=day(2031, 7, 2))
    assert end(copies[:1], day(2031, 7, 2)) == 1
    with pytest.raises(NotApplicable):
        end(None, day(2031, 7, 2), of=copies[0])


def test_copies_leave_from_each_place_where_they_lie(cast, room, copies):
    shelf = opened("甲架", PlaceKind.SHELF, room)
    go(copies[:1], room, shelf, slip(SlipKind.SHELVING, P.HELD, P.HELD))
    assert end(None, day(2031, 6, 15), of=copies[0]) == 4


def test_only_the_issuers_own_custodian_ends_custody(cast, copies):
    for by, refusal in (
        (cast.counter, NotPermitted),
        (keeper_of("wuhu", "wuhu-keeper"), NotFound),
        (cast.supervisor, NotPermitted),
    ):
        with pytest.raises(refusal):
            end(copies, day(2031, 6, 15), by)


def test_the_page_of_ageing_counts_the_days(cast, copies):
    (age,) = [one for one in retention.ageing(custodian(), date(2031, 6, 14)) if one.over.id == hefei()]
    assert (age.of.count, age.until, age.days_left, age.over_now, age.soon) == (
        4, date(2031, 6, 14), 0, False, True,
    )  # fmt: skip
    for today, over, soon in (
        (date(2031, 6, 15), True, False),
        (date(2030, 12, 14), False, True),
        (date(2030, 12, 13), False, False),
    ):
        (age,) = [one for one in retention.ageing(custodian(), today) if one.over.id == hefei()]
        assert (age.over_now, age.soon) == (over, soon)
    assert retention.ageing(keeper_of("wuhu", "wuhu-keeper"), AT.date()) == ()
    found, lines = retention.uncollected(hefei(), paper(copies[0]).exam_id, custodian())
    assert (found.of.count, {line.copy_id for line in lines}) == (4, set(copies))
    with pytest.raises(NotFound):
        retention.uncollected(hefei(), 999_999, custodian())


def test_custodians_are_told_six_months_and_one_month_before(cast, copies):
    me = custodian().account_id

    def told(at) -> int:
        retention.remind(at=at)
        return Notice.objects.filter(account_id=me, key__startswith="custody:").count()

    assert told(day(2030, 12, 13)) == 0
    assert told(day(2030, 12, 14)) == 1
    assert told(day(2031, 5, 13)) == 1
    assert told(day(2031, 5, 14)) == 2
    assert told(day(2031, 6, 14)) == 2
    assert told(day(2031, 6, 15)) == 2
