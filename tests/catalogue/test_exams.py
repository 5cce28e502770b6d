"""Exams: entered once, assigned, and the day of their results, from which N9.2 runs."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from tests.cast import AT
from yinxin.catalogue import exams, queries
from yinxin.catalogue.models import Exam, ExamAgency
from yinxin.duties.models import Duty
from yinxin.kernel.refusal import Incomplete, NotApplicable, NotFound, NotPermitted, WrongState
from yinxin.ledger.queries import history
from yinxin.parties.actor import SYSTEM, Actor
from yinxin.parties.queries import body_by_code

pytestmark = pytest.mark.django_db
RESULTS = date(2026, 8, 28)


def entered(**more: object) -> int:
    facts = {
        "code": "SW2099T",
        "qualification": "social-worker",
        "regime": "national",
        "year": 2026,
        "name": "示例考试",
        "name_en": "Sample",
        "days": (date(2026, 6, 14), date(2026, 6, 13)),
        "levels": ("初级",),
    }
    return exams.enter(**facts | more, by=SYSTEM, at=AT)


def assigned(exam: int, *codes: str, by: Actor = SYSTEM) -> list[int]:
    return [
        exams.assign(exam_id=exam, agency_id=body_by_code(code).id, passed=10, by=by, at=AT) for code in codes
    ]


def test_an_exam_is_entered_once_and_keeps_its_days_in_order(cast):
    assert entered() == entered(name="别的名字")
    view = queries.exam("sw2099t")
    assert (view.name, view.days) == ("示例考试", (date(2026, 6, 13), date(2026, 6, 14)))
    assert [line.kind for line in history(("exam", view.id))] == ["exam.entered"]


def test_an_exam_takes_the_version_that_holds_on_its_last_day(cast):
    assert queries.exam_by_id(entered()).version.since <= date(2026, 6, 14)
    with pytest.raises(NotApplicable):
        entered(code="OLD", days=(date(1990, 1, 1),))
    with pytest.raises(NotApplicable):
        entered(code="NONE", qualification="no-such-thing")


def test_a_level_that_the_catalogue_does_not_have_is_named(cast):
    with pytest.raises(Incomplete, match="没有级别：特级"):
        entered(levels=("初级", "特级"))


def test_an_agency_is_assigned_once(cast):
    exam = entered()
    assert assigned(exam, "anhui-exam") == assigned(exam, "anhui-exam")
    (part,) = queries.exam_by_id(exam).parts
    assert (part.agency_name, part.passed, part.excluded) == ("安徽省人事考试院（演示）", 10, 0)
    assert len(history(("exam_agency", part.id))) == 1


def test_publishing_opens_the_duty_of_every_agency_with_its_day(cast):
    exam = entered()
    parts = assigned(exam, "anhui-exam", "jiangsu-exam")
    exams.publish_results(exam_id=exam, on=RESULTS, by=cast.check, at=AT)
    duties = Duty.objects.filter(clause="N9.2", subject="exam_agency", subject_id__in=parts)
    assert {(d.owed_by_id, d.opened_on, d.due_on, d.provisional) for d in duties} == {
        (body_by_code(code).id, RESULTS, date(2026, 10, 9), False) for code in ("anhui-exam", "jiangsu-exam")
    }
    assert history(("exam", exam))[-1].facts == {"on": "2026-08-28"}


def test_publishing_the_same_day_twice_changes_nothing_and_another_day_is_refused(cast):
    exam = entered()
    assigned(exam, "anhui-exam")
    for _ in range(2):
        exams.publish_results(exam_id=exam, on=RESULTS, by=cast.check, at=AT)
    assert len(history(("exam", exam))) == 2
    with pytest.raises(WrongState, match="2026-08-28"):
        exams.publish_results(exam_id=exam, on=date(2026, 8, 31), by=cast.check, at=AT)


def test_who_comes_second_is_told_the_day_that_stands(cast, monkeypatch):
    """The other's day arrives between reading the exam and writing it."""
    exam = entered()
    assigned(exam, "anhui-exam")
    real = exams.access.may

    def meanwhile(*words: object) -> bool:
        with connection.cursor() as cursor:
            cursor.execute("update catalogue_exam set results_on = %s where id = %s", [RESULTS, exam])
        return real(*words)

    monkeypatch.setattr(exams.access, "may", meanwhile)
    with pytest.raises(WrongState, match="2026-08-28"):
        exams.publish_results(exam_id=exam, on=date(2026, 8, 31), by=cast.check, at=AT)


@pytest.mark.parametrize(("on", "taken"), [(date(2026, 6, 13), False), (date(2026, 6, 14), True)])
def test_results_cannot_come_before_the_last_day_of_the_exam(cast, on, taken):
    exam = entered()
    assigned(exam, "anhui-exam")
    if taken:
        exams.publish_results(exam_id=exam, on=on, by=cast.check, at=AT)
        assert Exam.objects.get(id=exam).results_on == on
    else:
        with pytest.raises(Incomplete, match="早于考试日"):
            exams.publish_results(exam_id=exam, on=on, by=cast.check, at=AT)


def test_who_lacks_the_permission_is_told_and_a_body_without_a_part_finds_nothing(cast):
    exam = entered()
    assigned(exam, "jiangsu-exam")
    for who in (cast.data, cast.other_data, cast.supervisor):
        with pytest.raises(NotPermitted, match="登记成绩发布"):
            exams.publish_results(exam_id=exam, on=RESULTS, by=who, at=AT)
    with pytest.raises(NotFound):
        exams.publish_results(exam_id=exam, on=RESULTS, by=cast.check, at=AT)
    with pytest.raises(NotFound):
        exams.publish_results(exam_id=10**9, on=RESULTS, by=cast.maker, at=AT)
    assert Exam.objects.get(id=exam).results_on is None


def test_people_see_the_exams_of_their_territory(cast):
    exam = entered()
    assigned(exam, "jiangsu-exam")
    seen = {who: exam in {e.id for e in queries.exams_for(getattr(cast, who))} for who in
            ("data", "other_data", "maker", "supervisor", "counter")}  # fmt: skip
    assert seen == {
        "data": False,
        "other_data": True,
        "maker": True,
        "supervisor": True,
        "counter": False,
    }


def test_an_exam_that_is_not_there_is_not_found(cast):
    for ask in (lambda: queries.exam("NONE"), lambda: queries.exam_by_id(10**9)):
        with pytest.raises(NotFound):
            ask()
    assert not ExamAgency.objects.filter(exam_id=10**9).exists()


@pytest.mark.parametrize("change", [{"maker_id": 1}, {"terms": {"key": "provincial-exam"}}])
def test_the_database_keeps_maker_and_terms_together(cast, change):
    with pytest.raises(IntegrityError, match="exam_maker_with_terms"), transaction.atomic():
        Exam.objects.filter(code="SW2026").update(**change)


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"document": "diploma"}, NotFound),
        ({"document": "computer"}, Incomplete),
        ({"number_template": "{year}"}, Incomplete),
        ({"qualification": "social-worker", "levels": ["初级"]}, Incomplete),
    ],
)
def test_a_province_s_exam_ends_in_a_document_of_its_own(cast, wrong, refusal):
    facts = {
        "code": "AH2026",
        "qualification": "anhui-secondary-constructor",
        "regime": "",
        "year": 2026,
        "name": "二级建造师",
        "name_en": "Constructor",
        "days": [date(2026, 6, 6)],
        "levels": [],
        "document": "provincial-exam",
        "parts": [(body_by_code("anhui-exam").id, None)],
    }
    with pytest.raises(refusal):
        exams.enter(**(facts | wrong), by=SYSTEM, at=AT)
    number = exams.enter(**facts, by=SYSTEM, at=AT)
    view = queries.exam_by_id(number)
    assert (view.document.key, view.maker_id, view.regime) == (
        "provincial-exam",
        body_by_code("anhui").id,
        "provincial_exam",
    )
    exams.publish_results(exam_id=number, on=RESULTS, by=SYSTEM, at=AT)
    assert not Duty.objects.filter(clause="N9.2", subject_id=view.parts[0].id).exists()
