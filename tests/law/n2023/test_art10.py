from datetime import date

import pytest

from yinxin.law.calendars import CALENDAR
from yinxin.law.n2023.art10_making import delivery_due, discharged_on

D1, D2, D3 = date(2026, 10, 19), date(2026, 10, 20), date(2026, 10, 22)


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (date(2026, 9, 17), date(2026, 10, 21)),
        (date(2026, 9, 18), date(2026, 10, 22)),
        (date(2026, 9, 19), date(2026, 10, 22)),  # a Saturday, then the make-up Sunday 20 September
        (date(2026, 9, 20), date(2026, 10, 23)),
    ],
)
def test_delivery_is_due_on_the_20th_working_day_after_receipt(received, due):
    assert delivery_due(received, CALENDAR) == due


@pytest.mark.parametrize(
    ("printing", "opened", "made", "ordered", "done"),
    [
        (D1, D2, D3, True, D3),
        (D3, D2, D1, True, D3),
        (D1, D2, None, True, None),
        (D1, None, D3, True, None),
        (None, D2, D3, True, None),
        (D1, D2, None, False, D2),
        (None, None, None, False, None),
    ],
)
def test_the_last_of_the_needed_steps_discharges_the_duty(printing, opened, made, ordered, done):
    assert (
        discharged_on(
            handed_to_printing_on=printing,
            verification_opened_on=opened,
            electronic_made_on=made,
            electronic_ordered=ordered,
        )
        == done
    )
