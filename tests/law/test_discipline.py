"""The discipline rules by the day of the act: ground, record and bar are three things (N17, A1.3b)."""

from datetime import date

import pytest

from yinxin.kernel.refusal import NotApplicable, NotPermitted
from yinxin.law import discipline
from yinxin.law.discipline import Act, Term
from yinxin.law.parties import Party
from yinxin.law.regimes import Regime

N, P, R = Regime.NATIONAL, Regime.PROVINCIAL_EXAM, Regime.REVIEW
DECIDED = date(2026, 9, 14)


@pytest.mark.parametrize(
    ("act", "on", "regime", "rules", "record", "out"),
    [
        (Act.SERIOUS, date(2011, 5, 1), N, "order-12", Term.NONE, 2),
        (Act.SERIOUS, date(2017, 3, 31), N, "order-12", Term.NONE, 2),
        (Act.SERIOUS, date(2017, 4, 1), N, "order-31", Term.FIVE_YEARS, 0),
        (Act.GRAVE, date(2017, 3, 31), N, "order-12", Term.NONE, 2),
        (Act.GRAVE, date(2017, 4, 1), P, "order-31", Term.LONG, 0),
        (Act.FALSE_PROOF, date(2017, 4, 1), N, "order-31", Term.FIVE_YEARS, 0),
        (Act.FALSE_COMMITMENT, date(2021, 3, 1), N, "order-31", Term.FIVE_YEARS, 0),
        (Act.UNTRUE_COMMITMENT, date(2021, 1, 1), N, "commitment-2021", Term.NONE, 0),
        (Act.REVIEW_FRAUD, date(2019, 9, 1), R, "order-40", Term.THREE_YEARS, 0),
        (Act.OTHER, date(1999, 1, 1), N, "own", Term.NONE, 0),
    ],
)
def test_the_rules_of_the_day_of_the_act_govern(act, on, regime, rules, record, out):
    found = discipline.ground(act, on=on, regime=regime)
    assert (found.rules.code, found.record, found.out_years) == (rules, record, out)


@pytest.mark.parametrize(
    ("act", "on", "regime"),
    [
        (Act.SERIOUS, date(2011, 4, 30), N),
        (Act.FALSE_COMMITMENT, date(2017, 3, 31), N),
        (Act.UNTRUE_COMMITMENT, date(2020, 12, 31), N),
        (Act.REVIEW_FRAUD, date(2019, 8, 31), R),
        (Act.REVIEW_FRAUD, date(2022, 1, 1), N),
        (Act.SERIOUS, date(2022, 1, 1), R),
    ],
)
def test_what_no_rule_governs_is_not_guessed(act, on, regime):
    with pytest.raises(NotApplicable):
        discipline.ground(act, on=on, regime=regime)


def test_a_record_ends_by_the_calendar_and_a_long_one_never():
    five = discipline.ground(Act.FALSE_PROOF, on=date(2024, 2, 29), regime=N)
    assert five.record_until(date(2024, 2, 29)) == date(2029, 2, 28)
    assert discipline.ground(Act.GRAVE, on=date(2024, 2, 29), regime=N).record_until(DECIDED) is None
    assert discipline.ground(Act.UNFIT, on=DECIDED, regime=N).record_until(DECIDED) is None


def test_the_old_rules_count_their_bar_from_the_act():
    assert discipline.ground(Act.SERIOUS, on=date(2016, 2, 29), regime=N).out_until(
        date(2016, 2, 29)
    ) == date(2018, 2, 28)


@pytest.mark.parametrize(
    ("act", "regime", "region", "stops"),
    [
        (Act.FALSE_PROOF, P, "340000", True),
        (Act.UNFIT, R, "340100", True),
        (Act.FALSE_PROOF, N, "340000", False),
        (Act.FALSE_PROOF, P, "320000", None),
        (Act.FALSE_PROOF, N, "", None),
        (Act.UNTRUE_COMMITMENT, P, "340000", None),
        (Act.OTHER, P, "340000", None),
    ],
)
def test_the_provincial_bar_is_the_provinces_own(act, regime, region, stops):
    bar = discipline.provincial_bar(act, decided_on=DECIDED, regime=regime, region=region)
    assert (bar.stops if bar else None) is stops
    if bar:
        assert bar.until == date(2031, 9, 14)


def test_no_bar_is_founded_before_the_notice():
    assert (
        discipline.provincial_bar(Act.UNFIT, decided_on=date(2012, 12, 31), regime=P, region="340000") is None
    )


@pytest.mark.parametrize("regime", list(Regime))
def test_the_centre_never_decides_and_somebody_does(regime):
    with pytest.raises(NotPermitted):
        discipline.check_may_decide(Party.CENTER, regime)
    for party in discipline.DECIDERS[regime]:
        discipline.check_may_decide(party, regime)


def test_reviews_are_not_declared_invalid_by_exam_agencies():
    with pytest.raises(NotPermitted, match="评审"):
        discipline.check_may_decide(Party.AGENCY, R)


@pytest.mark.parametrize("regime", list(Regime))
def test_every_act_offered_for_a_regime_has_a_ground_today(regime):
    for act in discipline.acts_of(regime):
        assert discipline.ground(act, on=DECIDED, regime=regime)


def test_every_rule_set_has_a_source_and_days():
    for rules in discipline.RULE_SETS:
        assert rules.source
        assert rules.last_day is None or rules.first_day < rules.last_day
