from datetime import date

import pytest

from yinxin.law.a2013.s3_3_november import Route, november_due, route_of
from yinxin.law.regimes import Regime

BEFORE, FIRST = date(2023, 6, 14), date(2023, 6, 15)


@pytest.mark.parametrize(
    ("summed_up", "due"),
    [
        (date(2026, 10, 31), date(2026, 11, 30)),
        (date(2026, 11, 30), date(2026, 11, 30)),
        (date(2026, 12, 1), date(2027, 11, 30)),
    ],
)
def test_the_province_applies_by_the_end_of_november(summed_up, due):
    assert november_due(summed_up) == due


@pytest.mark.parametrize(
    ("regime", "on", "route"),
    [
        (Regime.NATIONAL, BEFORE, Route.MINISTRY_IN_NOVEMBER),
        (Regime.NATIONAL, FIRST, Route.NATIONAL_PATH),
        (Regime.PASS_PROOF, BEFORE, Route.MINISTRY_IN_NOVEMBER),
        (Regime.PASS_PROOF, FIRST, Route.NATIONAL_PATH),
        (Regime.PROVINCIAL_EXAM, BEFORE, Route.PROVINCE),
        (Regime.PROVINCIAL_EXAM, FIRST, Route.PROVINCE),
        (Regime.REVIEW, BEFORE, Route.PROVINCE),
        (Regime.REVIEW, FIRST, Route.PROVINCE),
    ],
)
def test_the_regime_and_the_day_decide_the_route(regime, on, route):
    assert route_of(regime, on=on) is route


@pytest.mark.parametrize("on", [BEFORE, FIRST])
def test_computer_and_language_certificates_are_the_institute_s(on):
    assert route_of(Regime.PROVINCIAL_EXAM, on=on, special_exam=True) is Route.EXAM_INSTITUTE
