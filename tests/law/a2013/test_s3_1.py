from itertools import product

import pytest

from yinxin.kernel.refusal import Incomplete
from yinxin.law.a2013.s3_1_evidence import applied_at, check_evidence, evidence_needed
from yinxin.law.changes import Cause
from yinxin.law.evidence import Evidence
from yinxin.law.parties import Party
from yinxin.law.regimes import Regime

REGIMES = [Regime.PROVINCIAL_EXAM, Regime.REVIEW]
EACH_GAP = [
    (cause, regime, paper)
    for cause, regime in product(Cause, REGIMES)
    for paper in evidence_needed(cause, regime)
]


@pytest.mark.parametrize(("cause", "regime"), list(product(Cause, REGIMES)))
def test_an_application_with_every_paper_goes_on(cause, regime):
    check_evidence(cause, regime, set(evidence_needed(cause, regime)))


@pytest.mark.parametrize(("cause", "regime", "gap"), EACH_GAP)
def test_each_cause_with_each_gap_is_told_which_paper(cause, regime, gap):
    with pytest.raises(Incomplete) as refusal:
        check_evidence(cause, regime, set(evidence_needed(cause, regime)) - {gap})
    assert refusal.value.facts["missing"] == [str(gap.label)]
    assert refusal.value.clause.id == "A3.1"


@pytest.mark.parametrize(
    ("cause", "special"),
    [
        (Cause.LOST, {Evidence.LOSS_NOTICE}),
        (Cause.DAMAGED, {Evidence.ORIGINAL}),
        (Cause.WRONG, {Evidence.ORIGINAL}),
        (Cause.HOLDER_CHANGED, {Evidence.ORIGINAL, Evidence.CHANGE_PROOF}),
        (Cause.PAST_CUSTODY, set()),
    ],
)
def test_the_cause_decides_between_newspaper_and_original(cause, special):
    choice = {Evidence.LOSS_NOTICE, Evidence.ORIGINAL, Evidence.CHANGE_PROOF}
    assert set(evidence_needed(cause, Regime.PROVINCIAL_EXAM)) & choice == special


def test_a_review_owes_no_copy_of_the_exam_s_registration_form():
    exam = set(evidence_needed(Cause.LOST, Regime.PROVINCIAL_EXAM))
    assert exam - set(evidence_needed(Cause.LOST, Regime.REVIEW)) == {Evidence.REGISTRATION_COPY}


def test_provincial_units_apply_at_the_window():
    assert applied_at(provincial_unit=True) is Party.WINDOW
    assert applied_at(provincial_unit=False) is Party.ISSUER
