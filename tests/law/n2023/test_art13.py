from datetime import date

import pytest

from yinxin.kernel.refusal import Incomplete
from yinxin.law.evidence import Evidence
from yinxin.law.n2023.art13_collection import (
    check_may_collect,
    custody_until,
    documents_needed,
    is_past_custody,
)

MINE, THEIRS, LETTER = Evidence.HOLDER_ID, Evidence.PROXY_ID, Evidence.LETTER_OF_AUTHORITY
UNIT = Evidence.INTRODUCTION_LETTER


def test_the_holder_needs_an_id_and_a_proxy_all_three_papers():
    check_may_collect(proxy=False, documents={MINE})
    check_may_collect(proxy=True, documents={MINE, THEIRS, LETTER})


@pytest.mark.parametrize(
    ("proxy", "documents", "missing"),
    [
        (False, set(), ["持证人身份证件"]),
        (False, {THEIRS, LETTER}, ["持证人身份证件"]),
        (True, {MINE}, ["代领人身份证件", "委托书"]),
        (True, {MINE, LETTER}, ["代领人身份证件"]),
        (True, {MINE, THEIRS}, ["委托书"]),
        (True, {THEIRS, LETTER}, ["持证人身份证件"]),
        (True, set(), ["持证人身份证件", "代领人身份证件", "委托书"]),
    ],
)
def test_whoever_is_short_of_a_paper_is_told_which(proxy, documents, missing):
    with pytest.raises(Incomplete) as refusal:
        check_may_collect(proxy=proxy, documents=documents)
    assert refusal.value.facts["missing"] == missing
    assert refusal.value.clause.id == "N13.1"


@pytest.mark.parametrize(
    ("documents", "missing"),
    [
        ({MINE, THEIRS, UNIT}, []),
        ({MINE, THEIRS, LETTER}, ["单位介绍信"]),
        ({UNIT}, ["持证人身份证件", "代领人身份证件"]),
    ],
)
def test_a_unit_brings_its_introduction_letter_and_the_documents_of_both_sides(documents, missing):
    needed = {paper.label for paper in documents_needed(proxy=False, unit=True)}
    assert {str(one) for one in needed - {paper.label for paper in documents}} == set(missing)
    if missing:
        with pytest.raises(Incomplete):
            check_may_collect(proxy=False, unit=True, documents=documents)
    else:
        check_may_collect(proxy=False, unit=True, documents=documents)


@pytest.mark.parametrize(
    ("exam_last_day", "last"),
    [
        (date(2021, 6, 20), date(2026, 6, 20)),  # before the procedure's first day, still in custody on it
        (date(2024, 2, 28), date(2029, 2, 28)),
        (date(2024, 2, 29), date(2029, 2, 28)),
        (date(2024, 3, 1), date(2029, 3, 1)),
        (date(2026, 6, 14), date(2031, 6, 14)),
    ],
)
def test_custody_lasts_to_the_same_day_five_years_after_the_exam_s_last_day(exam_last_day, last):
    assert custody_until(exam_last_day) == last


@pytest.mark.parametrize(
    ("on", "past"), [(date(2031, 6, 13), False), (date(2031, 6, 14), False), (date(2031, 6, 15), True)]
)
def test_a_copy_is_past_custody_on_the_day_after(on, past):
    assert is_past_custody(on, date(2026, 6, 14)) is past
