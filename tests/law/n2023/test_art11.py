from datetime import date

import pytest

from yinxin.kernel.refusal import Incomplete, NotPermitted
from yinxin.law.calendars import CALENDAR
from yinxin.law.n2023.art11_custody import (
    check_issuer_ready,
    check_slip_adds_up,
    check_stock_correction,
    start_distribution_due,
)

READY = {"own_room": True, "custodians": ["甲"], "hours": "工作日", "ways": "现场", "process": "取号"}


@pytest.mark.parametrize(
    ("signed", "due"),
    [
        (date(2026, 2, 12), date(2026, 3, 4)),
        (date(2026, 2, 13), date(2026, 3, 5)),  # the 14th and the 28th are worked
        (date(2026, 2, 14), date(2026, 3, 6)),
        (date(2024, 9, 13), date(2024, 9, 29)),  # ends on a Sunday that is worked
        (date(2025, 9, 26), date(2025, 10, 16)),
    ],
)
def test_distribution_starts_by_the_10th_working_day_after_signing(signed, due):
    assert start_distribution_due(signed, CALENDAR) == due


def test_an_issuer_with_room_people_and_notice_is_ready():
    check_issuer_ready(**READY)


@pytest.mark.parametrize(
    ("spoiled", "gap"),
    [
        ({"own_room": False}, "专门的证书保管场所"),
        ({"custodians": []}, "专责的证书管理人员"),
        ({"hours": ""}, "公开的领取时间"),
        ({"ways": " "}, "公开的领取方式"),
        ({"process": ""}, "公开的办理流程"),
    ],
)
def test_each_gap_of_an_issuer_is_named(spoiled, gap):
    with pytest.raises(Incomplete) as refusal:
        check_issuer_ready(**(READY | spoiled))
    assert refusal.value.facts["missing"] == [gap]


def test_a_stock_correction_takes_two_people():
    check_stock_correction(proposed_by="甲", approved_by="乙")
    with pytest.raises(NotPermitted):
        check_stock_correction(proposed_by="甲", approved_by="甲")


@pytest.mark.parametrize(("accepted", "missing", "damaged"), [(10, 0, 0), (8, 1, 1), (0, 10, 0)])
def test_a_slip_that_accounts_for_every_copy_may_be_signed(accepted, missing, damaged):
    check_slip_adds_up(announced=10, accepted=accepted, missing=missing, damaged=damaged)


@pytest.mark.parametrize(("accepted", "counted"), [(7, 9), (9, 11)])
def test_a_slip_one_short_or_one_over_is_not_signed(accepted, counted):
    with pytest.raises(Incomplete, match=f"应有10本，清点登记合计{counted}本"):
        check_slip_adds_up(announced=10, accepted=accepted, missing=1, damaged=1)
