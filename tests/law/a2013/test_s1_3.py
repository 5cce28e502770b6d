from datetime import date

import pytest

from yinxin.kernel.refusal import Incomplete, NotApplicable, NotPermitted
from yinxin.law.a2013.s1_3_bar import (
    Giver,
    Measure,
    bar_ends_on,
    check_may_give_out,
    check_not_barred,
    giver_of,
    is_barred,
    measure_for,
)
from yinxin.law.parties import Party
from yinxin.law.regimes import Regime

DECIDED = date(2021, 6, 20)


@pytest.mark.parametrize(
    ("regime", "provincial", "giver"),
    [
        (Regime.NATIONAL, False, Giver(Party.ISSUER, "340100")),
        (Regime.PROVINCIAL_EXAM, False, Giver(Party.ISSUER, "340100")),
        (Regime.NATIONAL, True, Giver(Party.WINDOW, "")),
        (Regime.REVIEW, False, Giver(Party.COMMITTEE, "340100")),
        (Regime.REVIEW, True, Giver(Party.COMMITTEE, "340100")),
    ],
)
def test_exams_are_given_out_where_the_person_belongs_and_reviews_by_the_committee(regime, provincial, giver):
    assert giver_of(regime, region="340100", provincial_unit=provincial) == giver


@pytest.mark.parametrize(
    ("on_list", "audited", "missing"),
    [(False, True, 1), (True, False, 1), (False, False, 2)],
)
def test_nothing_is_given_out_without_list_and_audit(on_list, audited, missing):
    check_may_give_out(on_passed_list=True, audit_passed=True)
    with pytest.raises(Incomplete) as refusal:
        check_may_give_out(on_passed_list=on_list, audit_passed=audited)
    assert len(refusal.value.facts["missing"]) == missing


@pytest.mark.parametrize(
    ("decided", "ends"),
    [
        (DECIDED, date(2026, 6, 20)),
        (date(2024, 2, 29), date(2029, 2, 28)),
        (date(2013, 1, 1), date(2018, 1, 1)),
    ],
)
def test_a_bar_ends_on_the_same_day_five_years_later(decided, ends):
    assert bar_ends_on(decided) == ends


@pytest.mark.parametrize(
    ("on", "barred"),
    [
        (date(2021, 6, 19), False),
        (date(2021, 6, 20), True),
        (date(2026, 6, 19), True),
        (date(2026, 6, 20), True),
        (date(2026, 6, 21), False),
    ],
)
def test_a_bar_holds_from_the_decision_through_its_last_day_and_ends_by_itself(on, barred):
    assert is_barred(on, DECIDED) is barred
    if barred:
        with pytest.raises(NotPermitted, match="2026-06-20") as refusal:
            check_not_barred(on, DECIDED)
        assert refusal.value.facts == {"ends_on": "2026-06-20"}
    else:
        check_not_barred(on, DECIDED)


def test_a_decision_older_than_the_notice_founds_no_bar():
    with pytest.raises(NotApplicable):
        bar_ends_on(date(2012, 12, 31))


def test_grave_cases_go_beyond_criticism():
    assert measure_for(grave=False) is Measure.CRITICISM
    assert measure_for(grave=True) is Measure.ACCOUNTABILITY
