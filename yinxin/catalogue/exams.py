"""Enter exams, and record that their results are out: that starts the 25 working days of N9.2."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from yinxin.catalogue import queries
from yinxin.catalogue.models import Exam, ExamAgency
from yinxin.duties import obligations
from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import Incomplete, WrongState
from yinxin.kernel.words import Words
from yinxin.ledger.record import Line, record
from yinxin.parties import access
from yinxin.parties.actor import Actor
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import body

N8, N9_2 = Clause("N8"), Clause("N9.2")
SUBJECT = "exam_agency"


def enter(
    *,
    code: str,
    qualification: str,
    regime: str,
    year: int,
    name: str,
    name_en: str,
    days: Sequence[date],
    levels: Sequence[str],
    number_template: str = "",
    parts: Sequence[tuple[int, int | None]] = (),
    by: Actor,
    at: datetime,
) -> int:
    """Enter an exam, or return the one that has the code already; return its id.

    :param parts: the agencies that hold it, each with the number on its pass list where that is known.
    :raises NotPermitted: ``by`` may not enter exams.
    :raises Incomplete: the qualification has no version on the exam's last day, or lacks one of the levels.
    """
    access.require_unless_system(by, Permission.EXAM_ENTER)
    known = Exam.objects.filter(code=code).values_list("id", flat=True).first()
    if known is not None:
        return known
    version = queries.version_on(qualification, max(days))
    unknown = [level for level in levels if level not in version.levels]
    if unknown:
        raise Incomplete(
            Words("目录中没有级别：{levels}。", levels="、".join(unknown)),
            do=Words("请按国家职业资格目录填写。"),
            clause=N8,
        )
    with transaction.atomic():
        exam = Exam.objects.create(
            code=code,
            version_id=version.id,
            regime=regime,
            year=year,
            name=name,
            name_en=name_en,
            days=sorted(days),
            levels=list(levels),
            number_template=number_template,
        )
        _record("exam.entered", N8, "exam", exam.pk, {"code": code}, by, at)
        for agency_id, passed in parts:
            assign(exam_id=exam.pk, agency_id=agency_id, passed=passed, by=by, at=at)
    return exam.pk


def assign(*, exam_id: int, agency_id: int, passed: int | None, by: Actor, at: datetime) -> int:
    """Give an agency its part in an exam, with the number on its pass list; return the part's id.

    :raises NotPermitted: ``by`` may not enter exams for this agency.
    """
    access.require_unless_system(by, Permission.EXAM_ENTER, body(agency_id))
    with transaction.atomic():
        part, made = ExamAgency.objects.get_or_create(
            exam_id=exam_id, agency_id=agency_id, defaults={"passed": passed}
        )
        if made:
            _record("exam.assigned", N8, SUBJECT, part.pk, {"agency": agency_id, "passed": passed}, by, at)
            published = Exam.objects.values_list("results_on", flat=True).get(id=exam_id)
            if published:
                obligations.open_duty(
                    N9_2,
                    subject=SUBJECT,
                    subject_id=part.pk,
                    owed_by=agency_id,
                    since=published,
                    by=by,
                    at=at,
                )
    return part.pk


def publish_results(*, exam_id: int, on: date, by: Actor, at: datetime) -> None:
    """Record the day on which results were published; each agency's 25 working days run from it.

    :raises NotPermitted: ``by`` is of no body that takes part.
    :raises WrongState: another day is recorded already.
    :raises Incomplete: the day lies before the exam.
    """
    exam = Exam.objects.filter(id=exam_id).first()
    if exam is None:
        raise access.not_here()
    parts = list(ExamAgency.objects.filter(exam_id=exam_id))
    if not by.is_system and not any(
        access.may(by, Permission.EXAM_PUBLISH, body(p.agency_id)) for p in parts
    ):
        access.require(by, Permission.EXAM_PUBLISH)
        raise access.not_here()
    if exam.results_on == on:
        return
    if on < max(exam.days):
        raise Incomplete(Words("成绩发布日早于考试日。"), do=Words("请核对日期。"), clause=N9_2)
    with transaction.atomic():
        if not Exam.objects.filter(id=exam_id, results_on__isnull=True).update(results_on=on):
            exam.refresh_from_db()
            raise WrongState(
                Words("这场考试的成绩发布日已登记为{day}。", day=str(exam.results_on)),
                do=Words("如登记有误，请联系人事考试中心更正。"),
                clause=N9_2,
            )
        _record("exam.results_published", N9_2, "exam", exam_id, {"on": on.isoformat()}, by, at)
        for part in parts:
            obligations.open_duty(
                N9_2, subject=SUBJECT, subject_id=part.pk, owed_by=part.agency_id, since=on, by=by, at=at
            )


def _record(
    kind: str, clause: Clause, subject: str, number: int, facts: dict[str, object], by: Actor, at: datetime
) -> None:
    record(Line(kind, clause, by.account_id, by.organisation_id, subject, number, at, facts))
