from datetime import date

import pytest

from yinxin.kernel.refusal import WrongState
from yinxin.law.calendars import CALENDAR
from yinxin.law.n2023.art17_invalidation import notice_due
from yinxin.law.n2023.art18_effect import check_updated_together, data_due, update_due


@pytest.mark.parametrize(
    ("decided", "due"),
    [
        (date(2026, 4, 29), date(2026, 5, 22)),
        (date(2026, 4, 30), date(2026, 5, 25)),
        (date(2026, 5, 5), date(2026, 5, 25)),  # the last day off: the next day is the first that counts
        (date(2026, 5, 6), date(2026, 5, 26)),
    ],
)
def test_data_is_due_on_the_15th_working_day_after_the_decision(decided, due):
    assert data_due(decided, CALENDAR) == due


def test_the_fifteen_days_run_beside_the_ten_and_not_after_them():
    decided = date(2026, 4, 30)
    assert data_due(decided, CALENDAR) < data_due(notice_due(decided, CALENDAR), CALENDAR)


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (date(2026, 9, 29), date(2026, 10, 12)),
        (date(2026, 9, 30), date(2026, 10, 13)),
        (date(2026, 10, 1), date(2026, 10, 13)),
        (date(2025, 12, 31), date(2026, 1, 8)),
    ],
)
def test_the_update_is_due_on_the_5th_working_day_after_receipt(received, due):
    assert update_due(received, CALENDAR) == due


@pytest.mark.parametrize(
    ("answer", "exists", "revoked", "fine"),
    [
        (True, True, True, True),
        (True, False, False, True),
        (True, True, False, False),
        (False, True, True, False),
        (False, False, False, False),
    ],
)
def test_answer_and_electronic_certificate_change_together(answer, exists, revoked, fine):
    facts = {"answer_updated": answer, "electronic_exists": exists, "electronic_revoked": revoked}
    if fine:
        check_updated_together(**facts)
    else:
        with pytest.raises(WrongState):
            check_updated_together(**facts)
