import pytest

from yinxin.kernel.refusal import Incomplete, NotPermitted
from yinxin.law.n2023.art25_objection import Finding, carried_out_under, check_may_answer, check_objection
from yinxin.law.parties import Party


@pytest.mark.parametrize("party", Party)
def test_only_the_issuer_answers_an_objection(party):
    if party is Party.ISSUER:
        check_may_answer(party)
    else:
        with pytest.raises(NotPermitted):
            check_may_answer(party)


@pytest.mark.parametrize(
    ("spoiled", "gap"), [("subject", "异议对象"), ("reason", "异议理由"), ("contact", "联系方式")]
)
def test_an_objection_says_what_why_and_where_to_answer(spoiled, gap):
    whole = {"subject": "查询结果", "reason": "专业有误", "contact": "000-0000"}
    check_objection(**whole)
    with pytest.raises(Incomplete, match=gap):
        check_objection(**(whole | {spoiled: ""}))


@pytest.mark.parametrize(
    ("finding", "clause"),
    [(Finding.CONFIRMED, "None"), (Finding.DATA_WRONG, "N15"), (Finding.INVALID, "N18.1")],
)
def test_a_finding_is_carried_out_by_the_path_that_the_law_has_for_it(finding, clause):
    assert str(carried_out_under(finding)) == clause
