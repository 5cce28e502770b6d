from datetime import date

import pytest

from yinxin.kernel.refusal import Incomplete, NotPermitted, WrongState
from yinxin.law.n2023.art26_destruction import (
    check_counts,
    check_may_list,
    check_two_destroyers,
    hand_over_due,
)

EXAM = date(2021, 6, 20)


@pytest.mark.parametrize(
    ("listed", "due"),
    [
        (date(2026, 1, 1), date(2026, 12, 31)),
        (date(2026, 12, 31), date(2026, 12, 31)),
        (date(2027, 1, 1), date(2027, 12, 31)),
    ],
)
def test_a_year_s_list_is_handed_over_by_its_last_day(listed, due):
    assert hand_over_due(listed) == due


def test_a_recalled_copy_is_listed_at_once():
    check_may_list(on=date(2022, 1, 1), recalled=True, exam_last_day=EXAM)
    check_may_list(on=date(2022, 1, 1), recalled=True, exam_last_day=None)


@pytest.mark.parametrize("on", [date(2026, 6, 19), date(2026, 6, 20)])
def test_a_copy_in_custody_is_not_listed(on):
    with pytest.raises(WrongState, match="保管期到2026-06-20"):
        check_may_list(on=on, recalled=False, exam_last_day=EXAM)


def test_a_copy_is_listed_on_the_day_after_custody_ended():
    check_may_list(on=date(2026, 6, 21), recalled=False, exam_last_day=EXAM)


def test_a_copy_without_an_exam_day_is_not_listed():
    with pytest.raises(WrongState, match="没有考试结束日期"):
        check_may_list(on=date(2099, 1, 1), recalled=False, exam_last_day=None)


def test_two_people_destroy():
    check_two_destroyers("甲", "乙")
    with pytest.raises(NotPermitted):
        check_two_destroyers("甲", "甲")


@pytest.mark.parametrize("counts", [(9, 10, 10), (10, 9, 10), (10, 10, 9)])
def test_the_three_counts_agree(counts):
    check_counts(listed=10, handed_over=10, destroyed=10)
    listed, handed_over, destroyed = counts
    with pytest.raises(Incomplete, match="数目不一致"):
        check_counts(listed=listed, handed_over=handed_over, destroyed=destroyed)
