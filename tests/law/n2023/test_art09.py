from datetime import date

import pytest

from yinxin.kernel.refusal import Incomplete
from yinxin.law.calendars import CALENDAR
from yinxin.law.lateness import Timeliness
from yinxin.law.n2023.art09_submission import (
    check_may_accept,
    check_submitted_in_time,
    still_owed,
    submission_due,
)

DUE = date(2026, 3, 12)


@pytest.mark.parametrize(
    ("published", "due"),
    [
        (date(2026, 1, 29), date(2026, 3, 11)),
        (date(2026, 1, 30), date(2026, 3, 12)),
        (date(2026, 1, 31), date(2026, 3, 12)),  # a Saturday: the count begins on Monday all the same
        (date(2026, 2, 1), date(2026, 3, 12)),
        (date(2026, 2, 2), date(2026, 3, 13)),
        (date(2026, 8, 28), date(2026, 10, 9)),
    ],
)
def test_data_is_due_on_the_25th_working_day_after_the_results(published, due):
    assert submission_due(published, CALENDAR) == due


def test_results_published_before_the_first_day_are_counted_by_the_first_number():
    assert submission_due(date(2023, 6, 14), CALENDAR) == date(2023, 7, 20)


@pytest.mark.parametrize(
    ("submitted", "reason", "outcome"),
    [
        (date(2026, 3, 11), "", Timeliness.ON_TIME),
        (DUE, "", Timeliness.ON_TIME),
        (date(2026, 3, 13), "核查延长", Timeliness.LATE_WITH_REASON),
    ],
)
def test_a_batch_is_on_time_through_the_due_day_and_late_with_a_reason_after(submitted, reason, outcome):
    assert check_submitted_in_time(due_on=DUE, submitted_on=submitted, reason=reason) is outcome


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_late_batch_without_a_reason_is_asked_for_one(reason):
    with pytest.raises(Incomplete, match="2026-03-13晚于期限2026-03-12") as refusal:
        check_submitted_in_time(due_on=DUE, submitted_on=date(2026, 3, 13), reason=reason)
    assert refusal.value.clause.id == "N9.2"


def test_a_batch_with_findings_is_refused_whole_and_a_clean_one_taken():
    check_may_accept(findings=0)
    with pytest.raises(Incomplete, match="3处问题"):
        check_may_accept(findings=3)


@pytest.mark.parametrize(
    ("submitted", "excluded", "owed"),
    [
        (set(), {}, {"a", "b", "c"}),
        ({"a"}, {"b": "核查未通过"}, {"c"}),
        ({"a"}, {"b": " "}, {"b", "c"}),
        ({"a", "b"}, {"c": "未提交材料"}, set()),
    ],
)
def test_the_duty_is_open_until_everybody_is_submitted_or_excluded_with_a_reason(submitted, excluded, owed):
    assert still_owed({"a", "b", "c"}, submitted, excluded) == owed
