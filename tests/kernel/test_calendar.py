from datetime import date

import pytest

from yinxin.kernel.calendar import Calendar, CalendarYear, Skipped, Why, months_after, years_after

# One small year: Wednesday 1 to Friday 3 January off, Sunday 5 worked.
YEAR = CalendarYear(
    2025,
    off={date(2025, 1, day): "元旦" for day in (1, 2, 3, 4)},
    working=frozenset({date(2025, 1, 5)}),
    notice="某号",
    issued_on=date(2024, 11, 12),
)
CALENDAR = Calendar([YEAR])


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2025, 1, 3), Skipped(date(2025, 1, 3), Why.HOLIDAY, "元旦")),
        (date(2025, 1, 4), Skipped(date(2025, 1, 4), Why.HOLIDAY, "元旦")),
        (date(2025, 1, 5), None),
        (date(2025, 1, 6), None),
        (date(2025, 1, 11), Skipped(date(2025, 1, 11), Why.WEEKEND)),
        (date(2030, 1, 1), None),  # unknown year: a Tuesday counts
        (date(2030, 1, 5), Skipped(date(2030, 1, 5), Why.WEEKEND)),
    ],
)
def test_a_day_counts_or_says_why_not(day, why):
    assert CALENDAR.skips(day) == why
    assert CALENDAR.is_working(day) is (why is None)


@pytest.mark.parametrize(
    ("start", "limit", "ends"),
    [
        (date(2025, 1, 1), 1, date(2025, 1, 5)),
        (date(2025, 1, 4), 1, date(2025, 1, 5)),
        (date(2025, 1, 5), 1, date(2025, 1, 6)),
        (date(2025, 1, 6), 5, date(2025, 1, 13)),
    ],
)
def test_the_day_itself_does_not_count(start, limit, ends):
    assert CALENDAR.after(start, limit) == ends


def test_a_due_day_tells_what_was_skipped_and_made_up():
    due = CALENDAR.due(date(2025, 1, 2), 2)
    assert due.on == date(2025, 1, 6)
    assert [skipped.day.day for skipped in due.skipped] == [3, 4]
    assert due.made_up == (date(2025, 1, 5),)


@pytest.mark.parametrize(
    ("start", "limit", "provisional"),
    [
        (date(2024, 12, 30), 1, True),
        (date(2024, 12, 31), 1, False),  # counting begins on the first day of the known year
        (date(2025, 12, 30), 1, False),
        (date(2025, 12, 31), 1, True),
    ],
)
def test_a_limit_that_touches_an_unknown_year_is_provisional(start, limit, provisional):
    assert CALENDAR.due(start, limit).provisional is provisional


@pytest.mark.parametrize("limit", [0, -1])
def test_a_limit_counts_at_least_one_day(limit):
    with pytest.raises(ValueError, match="at least one working day"):
        CALENDAR.due(date(2025, 1, 1), limit)


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        (date(2025, 1, 5), date(2025, 1, 5), 0),
        (date(2025, 1, 4), date(2025, 1, 6), 2),
        (date(2025, 1, 6), date(2025, 1, 4), -2),
    ],
)
def test_working_days_between_leave_out_the_first_day_and_count_the_last(first, last, days):
    assert CALENDAR.working_days_between(first, last) == days


def test_a_calendar_knows_its_years_and_notices():
    assert CALENDAR.years == (2025,)
    assert CALENDAR.notice(2025) == "某号"
    assert CALENDAR.notice(2026) == ""


@pytest.mark.parametrize(("on", "known"), [(date(2024, 11, 11), False), (date(2024, 11, 12), True)])
def test_a_notice_is_unknown_before_it_was_issued(on, known):
    assert CALENDAR.as_of(on).knows(2025) is known


def test_a_notice_without_a_day_of_issue_is_always_known():
    calendar = Calendar([CalendarYear(2004, off={}, working=frozenset())])
    assert calendar.as_of(date(1990, 1, 1)).knows(2004)


@pytest.mark.parametrize(
    ("day", "years", "ends"),
    [
        (date(2024, 2, 28), 5, date(2029, 2, 28)),
        (date(2024, 2, 29), 5, date(2029, 2, 28)),
        (date(2024, 2, 29), 4, date(2028, 2, 29)),
        (date(2024, 3, 1), 5, date(2029, 3, 1)),
        (date(2026, 12, 31), 5, date(2031, 12, 31)),
    ],
)
def test_years_end_on_the_same_day_or_on_the_month_s_last(day, years, ends):
    assert years_after(day, years) == ends


@pytest.mark.parametrize(
    ("day", "months", "ends"),
    [
        (date(2026, 6, 21), 0, date(2026, 6, 21)),
        (date(2026, 6, 21), 24, date(2028, 6, 21)),
        (date(2026, 12, 31), 1, date(2027, 1, 31)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 2, 29), 60, date(2029, 2, 28)),
        (date(2026, 8, 31), 18, date(2028, 2, 29)),
    ],
)
def test_a_term_in_months_ends_on_the_same_day_or_the_months_last(day, months, ends):
    assert months_after(day, months) == ends
