from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yinxin.kernel.clause import Clause
from yinxin.kernel.dated import Dated
from yinxin.kernel.refusal import NotFound
from yinxin.law import index
from yinxin.law.a2013 import s1_3_bar, s3_2_october, s3_3_november
from yinxin.law.calendars import CALENDAR
from yinxin.law.limits import LIMITS, Unit, UnknownLimit, due, limit_of
from yinxin.law.n2023 import (
    art09_submission,
    art10_making,
    art11_custody,
    art13_collection,
    art17_invalidation,
    art18_effect,
    art26_destruction,
)
from yinxin.law.parties import Binding, Party

IDS = ["N9.2", "N10", "N11.2", "N13.2", "N17", "N18.1", "N18.2", "N26", "A1.3b", "A3.2", "A3.3"]


@pytest.mark.parametrize(
    ("clause", "unit", "number", "binding", "owed_by"),
    [
        ("N9.2", Unit.WORKDAY, 25, Binding.PRINCIPLE, Party.AGENCY),
        ("N10", Unit.WORKDAY, 20, Binding.PRINCIPLE, Party.CENTER),
        ("N11.2", Unit.WORKDAY, 10, Binding.MUST, Party.ISSUER),
        ("N13.2", Unit.YEAR, 5, Binding.MUST, Party.ISSUER),
        ("N17", Unit.WORKDAY, 10, Binding.MUST, Party.DECIDER),
        ("N18.1", Unit.WORKDAY, 15, Binding.MUST, Party.AGENCY),
        ("N18.2", Unit.WORKDAY, 5, Binding.MUST, Party.CENTER),
        ("N26", Unit.DAY_OF_YEAR, (12, 31), Binding.MUST, Party.ISSUER),
        ("A1.3b", Unit.YEAR, 5, Binding.MUST, Party.AUTHORITY),
        ("A3.2", Unit.DAY_OF_YEAR, (10, 31), Binding.MUST, Party.ISSUER),
        ("A3.3", Unit.DAY_OF_YEAR, (11, 30), Binding.MUST, Party.AUTHORITY),
    ],
)
def test_the_table_says_what_the_texts_say(clause, unit, number, binding, owed_by):
    limit = limit_of(Clause(clause))
    value = limit.number.on(date(2026, 1, 1)) if isinstance(limit.number, Dated) else limit.number
    assert (limit.unit, value, limit.binding, limit.owed_by) == (unit, number, binding, owed_by)


def test_the_table_holds_exactly_the_clauses_with_a_limit():
    assert [limit.clause.id for limit in LIMITS] == IDS


@pytest.mark.parametrize(
    ("clause", "start", "ends"),
    [
        ("N9.2", date(2026, 1, 30), date(2026, 3, 12)),
        ("N11.2", date(2026, 2, 13), date(2026, 3, 5)),
        ("N10", date(2026, 9, 18), date(2026, 10, 22)),
        ("N18.2", date(2026, 9, 30), date(2026, 10, 13)),
        ("N17", date(2024, 9, 13), date(2024, 9, 29)),
        ("N17", date(2025, 9, 26), date(2025, 10, 16)),
        ("N18.2", date(2025, 12, 31), date(2026, 1, 8)),
        ("N18.1", date(2026, 4, 30), date(2026, 5, 25)),
        ("N13.2", date(2024, 2, 29), date(2029, 2, 28)),
        ("N13.2", date(2026, 6, 14), date(2031, 6, 14)),
        ("A1.3b", date(2021, 6, 20), date(2026, 6, 20)),
        ("N26", date(2026, 12, 31), date(2026, 12, 31)),
        ("N26", date(2027, 1, 1), date(2027, 12, 31)),
        ("A3.2", date(2026, 10, 31), date(2026, 10, 31)),
        ("A3.2", date(2026, 11, 1), date(2027, 10, 31)),
        ("A3.3", date(2026, 11, 30), date(2026, 11, 30)),
        ("A3.3", date(2026, 12, 1), date(2027, 11, 30)),
    ],
)
def test_a_limit_ends_on_its_day_and_is_final(clause, start, ends):
    answer = due(Clause(clause), start, CALENDAR)
    assert (answer.due, answer.provisional, answer.in_force) == (ends, False, True)


@pytest.mark.parametrize(
    ("clause", "start", "provisional"),
    [
        ("N18.2", date(2026, 12, 24), False),  # ends on 31 December
        ("N18.2", date(2026, 12, 25), True),
        ("N10", date(2026, 12, 18), True),
        ("N9.2", date(2030, 5, 1), True),
        ("N13.2", date(2026, 6, 14), False),  # years need no notice
    ],
)
def test_a_limit_that_runs_into_a_year_without_a_notice_is_provisional_and_says_so(
    clause, start, provisional
):
    answer = due(Clause(clause), start, CALENDAR)
    said = "".join(map(str, answer.explanation))
    assert answer.provisional is provisional
    assert ("尚未收录" in said) is provisional
    assert ("暂定为" in said) is provisional


@pytest.mark.parametrize(
    ("start", "in_force"), [(date(2023, 6, 14), False), (date(2023, 6, 15), True), (date(1999, 1, 1), False)]
)
def test_a_day_before_the_first_day_is_counted_all_the_same_and_says_so(start, in_force):
    answer = due(Clause("N9.2"), start, CALENDAR)
    assert answer.in_force is in_force
    assert any("自2023-06-15起施行" in str(line) for line in answer.explanation) is not in_force


def test_a_due_day_explains_start_days_skipped_make_up_days_result_and_clause():
    lines = [str(line) for line in due(Clause("N9.2"), date(2026, 1, 30), CALENDAR).explanation]
    assert lines == [
        "报送证书数据：自“成绩发布”之日2026-01-30起算，当日不计入。",
        "期限为25个工作日。",
        "2026-02-15至2026-02-23春节放假，不计入。",
        "另有7个周末休息日，不计入。",
        "2026-02-14为调休上班日，计入。",
        "2026-02-28为调休上班日，计入。",
        "最后一日为2026-03-12。",
        "依据：N9.2（人社厅发〔2023〕16号）。",
        "该期限为原则性要求，逾期须说明原因。",
    ]


def test_a_leap_day_explains_itself():
    said = [str(line) for line in due(Clause("N13.2"), date(2024, 2, 29), CALENDAR).explanation]
    assert any("没有2月29日" in line for line in said)


@pytest.mark.parametrize(
    "start", [date(2026, 1, 30), date(2026, 2, 28), date(2024, 2, 29), date(2025, 12, 1)]
)
def test_the_table_and_the_articles_give_the_same_day(start):
    from_articles = {
        "N9.2": art09_submission.submission_due(start, CALENDAR),
        "N10": art10_making.delivery_due(start, CALENDAR),
        "N11.2": art11_custody.start_distribution_due(start, CALENDAR),
        "N13.2": art13_collection.custody_until(start),
        "N17": art17_invalidation.notice_due(start, CALENDAR),
        "N18.1": art18_effect.data_due(start, CALENDAR),
        "N18.2": art18_effect.update_due(start, CALENDAR),
        "N26": art26_destruction.hand_over_due(start),
        "A1.3b": s1_3_bar.bar_ends_on(start),
        "A3.2": s3_2_october.summary_due(start),
        "A3.3": s3_3_november.november_due(start),
    }
    assert {clause: due(Clause(clause), start, CALENDAR).due for clause in IDS} == from_articles


@pytest.mark.parametrize(
    "clause", [entry.clause for entry in index.entries() if entry.clause.id not in IDS], ids=str
)
def test_a_clause_without_a_limit_is_refused_and_the_refusal_names_those_with_one(clause):
    with pytest.raises(UnknownLimit) as refusal:
        due(clause, date(2026, 1, 1), CALENDAR)
    assert isinstance(refusal.value, NotFound)
    assert refusal.value.facts["clauses"] == IDS
    assert "N18.1" in str(refusal.value.do)


@given(st.sampled_from(IDS), st.dates(date(1950, 1, 1), date(2090, 12, 31)))
def test_no_day_is_ever_an_error(clause, start):
    answer = due(Clause(clause), start, CALENDAR)
    assert answer.due >= start
    assert answer.explanation
