from datetime import date

import pytest

from yinxin.kernel.dated import Dated

FIRST, SECOND = date(2023, 6, 15), date(2027, 1, 1)
LIMIT = Dated({SECOND: 20, FIRST: 25}, source="第九条")


@pytest.mark.parametrize(
    ("day", "value"), [(FIRST, 25), (date(2026, 12, 31), 25), (SECOND, 20), (date(2027, 1, 2), 20)]
)
def test_the_value_of_a_day_is_the_last_that_began_by_then(day, value):
    assert LIMIT.on(day) == value
    assert LIMIT.on_or_first(day) == value


def test_a_day_before_the_first_has_no_value_unless_the_first_is_asked_for():
    with pytest.raises(LookupError, match="第九条: no value before 2023-06-15"):
        LIMIT.on(date(2023, 6, 14))
    assert LIMIT.on_or_first(date(2023, 6, 14)) == 25


def test_the_history_is_in_order():
    assert LIMIT.history == ((FIRST, 25), (SECOND, 20))
    assert LIMIT.first_day == FIRST


def test_a_value_without_a_day_is_a_mistake():
    with pytest.raises(ValueError, match="at least one day"):
        Dated({}, source="第九条")
