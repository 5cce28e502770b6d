from datetime import date

import pytest

from yinxin.kernel.refusal import Incomplete, NotApplicable, WrongState
from yinxin.law.n2023.art06_seals import check_seal_in_period, check_seals

FIRST, LAST = date(2024, 3, 1), date(2026, 2, 28)


def test_all_seals_in_any_order_are_enough():
    check_seals(["乙部", "甲部"], ["甲部", "乙部"])


def test_every_missing_seal_is_named():
    with pytest.raises(Incomplete, match="甲部的印章、丙部的印章"):
        check_seals(["乙部"], ["甲部", "乙部", "丙部"])


def test_a_stranger_s_seal_is_refused():
    with pytest.raises(NotApplicable, match="丁部"):
        check_seals(["甲部", "丁部"], ["甲部"])


@pytest.mark.parametrize("day", [FIRST, LAST, date(2025, 1, 1)])
def test_a_seal_is_used_inside_its_period(day):
    check_seal_in_period(first_day=FIRST, last_day=LAST, sealed_on=day)


@pytest.mark.parametrize("day", [date(2024, 2, 29), date(2026, 3, 1)])
def test_a_seal_is_refused_one_day_outside_its_period(day):
    with pytest.raises(WrongState):
        check_seal_in_period(first_day=FIRST, last_day=LAST, sealed_on=day)


def test_an_open_period_has_no_last_day():
    check_seal_in_period(first_day=FIRST, last_day=None, sealed_on=date(2099, 1, 1))
