from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from yinxin.kernel.calendar import Why
from yinxin.law.calendars import CALENDAR, YEARS
from yinxin.law.calendars.notice import year_of

FIRST, LAST = date(2004, 1, 1), date(2026, 12, 31)
KNOWN = st.dates(FIRST, date(2026, 6, 30))
ANY = st.dates(date(1990, 1, 1), date(2060, 12, 31))
LIMIT = st.integers(1, 60)


@pytest.mark.parametrize("year", range(2004, 2027))
def test_every_day_agrees_with_the_chinesecalendar_package(year):
    day, wrong = date(year, 1, 1), []
    while day.year == year:
        if CALENDAR.is_working(day) != chinese_calendar.is_workday(day):
            wrong.append(day)
        day += timedelta(days=1)
    assert wrong == []


def test_the_years_are_without_a_hole():
    assert CALENDAR.years == tuple(range(2004, 2027))
    assert not CALENDAR.knows(2003)
    assert not CALENDAR.knows(2027)


@pytest.mark.parametrize(("year", "days"), [(2023, 249), (2024, 251), (2025, 248), (2026, 248)])
def test_a_year_has_its_number_of_working_days(year, days):
    assert CALENDAR.working_days_between(date(year - 1, 12, 31), date(year, 12, 31)) == days


@pytest.mark.parametrize("year", YEARS, ids=lambda year: str(year.year))
def test_a_notice_names_holidays_and_works_only_weekend_days(year):
    assert all(name for name in year.off.values())
    assert all(day.weekday() >= 5 for day in year.working)
    assert bool(year.notice) == (year.issued_on is not None) == (year.year >= 2008)
    assert year.issued_on is None or year.issued_on.year == year.year - 1


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 2, 16), "春节"),
        (date(2020, 2, 1), "春节"),
        (date(2015, 9, 3), "抗战胜利七十周年纪念日"),
        (date(2019, 5, 2), "劳动节"),
    ],
)
def test_a_day_off_knows_its_holiday(day, name):
    assert CALENDAR.skips(day).name == name
    assert CALENDAR.skips(day).why is Why.HOLIDAY


def test_the_notice_of_a_year_is_cited():
    assert CALENDAR.notice(2026) == "国办发明电〔2025〕7号"
    assert CALENDAR.notice(2004) == ""


@pytest.mark.parametrize(
    ("on", "known"), [(date(2025, 11, 3), False), (date(2025, 11, 4), True), (date(2025, 11, 5), True)]
)
def test_the_calendar_as_of_a_day_holds_the_notices_issued_by_then(on, known):
    assert CALENDAR.as_of(on).knows(2026) is known
    assert CALENDAR.as_of(on).knows(2025)


def test_a_day_outside_its_year_and_a_day_both_off_and_worked_are_mistakes():
    with pytest.raises(ValueError, match="not a day of 2030"):
        year_of(2030, off=[("元旦", date(2029, 12, 31), date(2030, 1, 1))], working=[])
    with pytest.raises(ValueError, match="off and worked"):
        year_of(2030, off=[("元旦", date(2030, 1, 5), date(2030, 1, 5))], working=[date(2030, 1, 5)])


@given(ANY, LIMIT)
def test_a_limit_ends_on_a_working_day_after_its_start_with_exactly_its_number_of_days(start, limit):
    due = CALENDAR.due(start, limit)
    assert due.on > start
    assert CALENDAR.is_working(due.on)
    assert CALENDAR.working_days_between(start, due.on) == limit


@given(ANY, LIMIT)
def test_every_day_on_the_way_is_counted_or_skipped_with_a_reason(start, limit):
    due = CALENDAR.due(start, limit)
    assert (due.on - start).days == limit + len(due.skipped)
    assert [skipped.day for skipped in due.skipped] == sorted(skipped.day for skipped in due.skipped)
    assert all(not CALENDAR.is_working(skipped.day) for skipped in due.skipped)


@given(ANY, LIMIT)
def test_one_day_more_is_later_and_a_later_start_never_earlier(start, limit):
    assert CALENDAR.after(start, limit) < CALENDAR.after(start, limit + 1)
    assert CALENDAR.after(start, limit) <= CALENDAR.after(start + timedelta(days=1), limit)


@given(ANY, st.integers(1, 30), st.integers(1, 30))
def test_two_limits_one_after_the_other_are_their_sum(start, first, second):
    assert CALENDAR.after(CALENDAR.after(start, first), second) == CALENDAR.after(start, first + second)


@given(KNOWN, LIMIT)
def test_a_limit_inside_the_known_years_is_final(start, limit):
    due = CALENDAR.due(start, limit)
    assume(due.on <= LAST)
    assert not due.provisional


@given(st.dates(date(2026, 12, 31), date(2060, 1, 1)), LIMIT)
def test_a_limit_that_runs_into_an_unknown_year_is_provisional_and_never_an_error(start, limit):
    assert CALENDAR.due(start, limit).provisional


@given(ANY, st.integers(-400, 400))
def test_counting_between_two_days_is_antisymmetric(first, days):
    last = first + timedelta(days=days)
    assert CALENDAR.working_days_between(first, last) == -CALENDAR.working_days_between(last, first)
