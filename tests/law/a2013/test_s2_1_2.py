from dataclasses import replace
from datetime import date

import pytest

from yinxin.kernel.refusal import Incomplete
from yinxin.law.a2013.s2_1_2_audit import File, check_decision, check_ready_for_audit

WHOLE = File(notified_on=date(2026, 9, 1), photo=True, papers=1, form_filled=True)


@pytest.mark.parametrize(
    ("spoiled", "gap"),
    [
        ({"notified_on": None}, "通知本人的记录"),
        ({"photo": False}, "照片"),
        ({"papers": 0}, "资格审核材料"),
        ({"form_filled": False}, "合格人员登记表"),
    ],
)
def test_an_audit_needs_the_whole_file_and_names_each_gap(spoiled, gap):
    check_ready_for_audit(WHOLE)
    with pytest.raises(Incomplete) as refusal:
        check_ready_for_audit(replace(WHOLE, **spoiled))
    assert refusal.value.facts["missing"] == [gap]


def test_a_decision_against_the_person_says_why():
    check_decision(passed=True, reasons="")
    check_decision(passed=False, reasons="学历不符")
    with pytest.raises(Incomplete, match="理由"):
        check_decision(passed=False, reasons=" ")
