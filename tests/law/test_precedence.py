from datetime import date
from itertools import product

import pytest

from yinxin.law.changes import Cause
from yinxin.law.evidence import Evidence
from yinxin.law.precedence import evidence_needed, governing, governing_change
from yinxin.law.regimes import Regime

BEFORE, FIRST, AFTER = date(2023, 6, 14), date(2023, 6, 15), date(2026, 11, 21)
N, A = "人社厅发〔2023〕16号", "皖人社秘〔2013〕176号"


@pytest.mark.parametrize(
    ("regime", "on", "clause", "source"),
    [
        (Regime.NATIONAL, BEFORE, "A1.1", A),
        (Regime.NATIONAL, FIRST, "N2", N),
        (Regime.NATIONAL, AFTER, "N2", N),
        (Regime.PASS_PROOF, BEFORE, "A1.1", A),
        (Regime.PASS_PROOF, FIRST, "N27", N),
        (Regime.PROVINCIAL_EXAM, BEFORE, "A1.1", A),
        (Regime.PROVINCIAL_EXAM, FIRST, "A1.1", A),
        (Regime.REVIEW, BEFORE, "A2.2.1", A),
        (Regime.REVIEW, FIRST, "A2.2.1", A),
        (Regime.NATIONAL, date(2013, 1, 1), "A1.1", A),
    ],
)
def test_the_regime_and_the_day_decide_which_rule_governs(regime, on, clause, source):
    rule = governing(regime, on)
    assert (rule.clause.id, rule.source) == (clause, source)


def test_a_province_that_chose_the_procedure_comes_under_it_from_its_first_day():
    assert governing(Regime.PROVINCIAL_EXAM, BEFORE, province_chose=True).clause.id == "A1.1"
    assert governing(Regime.PROVINCIAL_EXAM, FIRST, province_chose=True).clause.id == "N27"


@pytest.mark.parametrize(
    ("on", "sources"), [(date(2012, 12, 31), 6), (date(1996, 5, 1), 4), (date(1990, 5, 1), 1)]
)
def test_before_both_texts_the_older_notices_of_their_years_governed(on, sources):
    rule = governing(Regime.NATIONAL, on)
    assert rule.clause is None
    assert len(rule.source.split("、")) == sources


@pytest.mark.parametrize(("regime", "on"), list(product(Regime, [BEFORE, FIRST])))
def test_every_answer_says_why(regime, on):
    because = str(governing(regime, on).because)
    assert str(regime.label) in because or "之前" in because


@pytest.mark.parametrize(
    ("regime", "cause", "on", "clause"),
    [
        (Regime.NATIONAL, Cause.LOST, BEFORE, "A3.1"),
        (Regime.NATIONAL, Cause.LOST, FIRST, "N16"),
        (Regime.NATIONAL, Cause.HOLDER_CHANGED, FIRST, "N15"),
        (Regime.NATIONAL, Cause.WRONG, FIRST, "N15"),
        (Regime.PROVINCIAL_EXAM, Cause.LOST, AFTER, "A3.1"),
        (Regime.REVIEW, Cause.DAMAGED, AFTER, "A3.1"),
        (Regime.PASS_PROOF, Cause.DAMAGED, AFTER, "N16"),
    ],
)
def test_an_application_is_governed_by_the_rule_of_its_day(regime, cause, on, clause):
    assert governing_change(regime, cause, on).clause.id == clause


@pytest.mark.parametrize(
    ("regime", "on", "newspaper"),
    [
        (Regime.NATIONAL, BEFORE, True),
        (Regime.NATIONAL, FIRST, False),
        (Regime.PROVINCIAL_EXAM, FIRST, True),
        (Regime.REVIEW, FIRST, True),
    ],
)
def test_the_newspaper_notice_is_asked_for_where_the_anhui_notice_governs(regime, on, newspaper):
    assert (Evidence.LOSS_NOTICE in evidence_needed(regime, Cause.LOST, on)) is newspaper


def test_a_changed_holder_of_a_national_certificate_brings_proof():
    assert Evidence.CHANGE_PROOF in evidence_needed(Regime.NATIONAL, Cause.HOLDER_CHANGED, FIRST)


def test_an_application_older_than_both_texts_still_has_an_answer():
    assert governing_change(Regime.NATIONAL, Cause.LOST, date(2012, 12, 31)).clause is None
    assert evidence_needed(Regime.NATIONAL, Cause.LOST, date(2012, 12, 31))
