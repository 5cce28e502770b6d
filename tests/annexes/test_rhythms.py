"""Rhythms of summaries: 31 October by the notice, other days as a province's own word."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.annexes.helpers import clerk
from tests.cast import AT
from yinxin.annexes import rhythms
from yinxin.annexes.rhythms import USUAL, Every, Rhythm
from yinxin.kernel.refusal import Incomplete, NotApplicable, NotFound, WrongState
from yinxin.law.a2013.s3_2_october import summary_due
from yinxin.parties.queries import body_by_code

TIANJIN = Rhythm(Every.HALF_YEAR, 5, 1, "津人社〔2020〕1号（演示）")
MONTHLY = Rhythm(Every.MONTH, 1, 31, "辽人社〔2020〕1号（演示）")


@pytest.mark.parametrize(
    ("rhythm", "applied_on", "due", "period"),
    [
        (USUAL, date(2026, 1, 1), date(2026, 10, 31), "2026年度"),
        (USUAL, date(2026, 10, 31), date(2026, 10, 31), "2026年度"),
        (USUAL, date(2026, 11, 1), date(2027, 10, 31), "2027年度"),
        (USUAL, date(2026, 12, 31), date(2027, 10, 31), "2027年度"),
        (TIANJIN, date(2026, 5, 1), date(2026, 5, 1), "2026年5月期"),
        (TIANJIN, date(2026, 5, 2), date(2026, 11, 1), "2026年11月期"),
        (TIANJIN, date(2026, 11, 2), date(2027, 5, 1), "2027年5月期"),
        (MONTHLY, date(2026, 2, 28), date(2026, 2, 28), "2026年2月"),
        (MONTHLY, date(2028, 2, 29), date(2028, 2, 29), "2028年2月"),
        (MONTHLY, date(2026, 3, 1), date(2026, 3, 31), "2026年3月"),
        (Rhythm(Every.MONTH, 7, 20), date(2026, 12, 21), date(2027, 1, 20), "2027年1月"),
        (Rhythm(Every.HALF_YEAR, 12, 31), date(2026, 7, 1), date(2026, 12, 31), "2026年12月期"),
        (Rhythm(Every.HALF_YEAR, 12, 31), date(2026, 6, 30), date(2026, 6, 30), "2026年6月期"),
    ],
)
def test_a_summary_takes_what_was_applied_for_up_to_its_last_day(rhythm, applied_on, due, period):
    assert rhythm.due(applied_on) == due
    assert rhythm.period(due) == period


def test_the_rhythm_of_the_notice_is_the_law():
    days = [
        date.fromordinal(day) for day in range(date(2026, 1, 1).toordinal(), date(2029, 1, 1).toordinal())
    ]
    assert all(USUAL.due(day) == summary_due(day) for day in days)


@pytest.mark.parametrize("rhythm", [USUAL, TIANJIN, MONTHLY, Rhythm(Every.MONTH, 1, 29)], ids=str)
def test_no_day_is_left_without_a_summary_and_none_comes_before_its_application(rhythm):
    last = None
    for day in range(date(2027, 1, 1).toordinal(), date(2029, 1, 1).toordinal()):
        due = rhythm.due(date.fromordinal(day))
        assert due.toordinal() >= day
        assert last is None or due >= last
        last = due


def publish(by, rhythm, since=date(2026, 10, 1), code="jiangsu"):
    return rhythms.publish(authority_id=body_by_code(code).id, rhythm=rhythm, since=since, by=by, at=AT)


def test_a_province_has_the_notice_its_own_rhythm_or_none(cast):
    day = date(2026, 10, 1)
    assert replace(rhythms.rhythm_on("340100", day), basis="") == USUAL
    assert rhythms.rhythm_on("320100", day) is None
    assert rhythms.rhythm_on("", day) is None
    publish(clerk("jiangsu"), TIANJIN)
    assert rhythms.rhythm_on("320100", date(2026, 9, 30)) is None
    assert rhythms.rhythm_on("320100", day).every is Every.HALF_YEAR


@pytest.mark.parametrize(
    ("rhythm", "taken"),
    [
        (Rhythm(Every.MONTH, 10, 31, "皖人社（演示）"), True),
        (Rhythm(Every.HALF_YEAR, 10, 31, "皖人社（演示）"), True),
        (Rhythm(Every.YEAR, 10, 31, "皖人社（演示）"), True),
        (Rhythm(Every.YEAR, 11, 30, "皖人社（演示）"), False),
        (Rhythm(Every.YEAR, 9, 30, "皖人社（演示）"), False),
        (Rhythm(Every.MONTH, 1, 25, "皖人社（演示）"), False),
    ],
    ids=str,
)
def test_in_anhui_a_rhythm_may_come_more_often_and_never_later(cast, rhythm, taken):
    if taken:
        assert publish(clerk(), rhythm, code="anhui")
    else:
        with pytest.raises(Incomplete, match="10月31日"):
            publish(clerk(), rhythm, code="anhui")


@pytest.mark.parametrize("rhythm", [Rhythm(Every.YEAR, 13, 1, "某文件"), Rhythm(Every.YEAR, 1, 32, "某文件"), Rhythm(Every.YEAR, 0, 1, "某文件"), Rhythm(Every.YEAR, 1, 1, " ")], ids=str)  # fmt: skip
def test_a_rhythm_that_is_none_is_refused(cast, rhythm):
    with pytest.raises(Incomplete, match="没有填全"):
        publish(clerk("jiangsu"), rhythm)


def test_only_a_province_sets_its_rhythm_and_not_for_the_past(cast):
    with pytest.raises(WrongState):
        publish(clerk("jiangsu"), TIANJIN, since=date(2026, 9, 1))
    with pytest.raises(NotFound):
        publish(clerk("anhui"), TIANJIN)
    with pytest.raises(NotApplicable):
        publish(clerk("association"), TIANJIN, code="association")
