"""Enter exams, and record that their results are out: that starts the 25 working days of N9.2."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from django.db import transaction

from yinxin.catalogue import queries
from yinxin.catalogue.models import Exam, ExamAgency
from yinxin.duties import obligations
from yinxin.kernel.clause import Clause
from yinxin.kernel.numbers import NumberTemplate
from yinxin.kernel.refusal import Incomplete, NotFound, WrongState
from yinxin.kernel.words import Words
from yinxin.law.n2023 import art27_by_reference
from yinxin.law.provinces import Document, Maker, province_of
from yinxin.law.regimes import Regime
from yinxin.ledger.record import Line, record
from yinxin.parties import access
from yinxin.parties.actor import Actor
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import body, oldest_of

N8, N9_2 = Clause("N8"), Clause("N9.2")
EXAMPLE: Final = "皖考{year}{serial:06d}"
"""A number template, as pages show one."""
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
    document: str = "",
    by: Actor,
    at: datetime,
) -> int:
    """Enter an exam, or return the one that has the code already; return its id.

    :param parts: the agencies that hold it, each with the number on its pass list where that is known.
    :param document: the key of what it ends in, in the rules of the first agency's province, which then say its
        regime, how it is numbered and who makes it (N27, A1.1); empty for what the national centre makes.
    :raises NotPermitted: ``by`` may not enter exams, or not those that the centre makes.
    :raises NotFound: the province has no such document, or nobody there who makes it.
    :raises Incomplete: the qualification has no version on the exam's last day, lacks one of the levels, or does not
        end in the document; or the template is no template.
    """
    access.require_unless_system(by, Permission.EXAM_ENTER)
    known = Exam.objects.filter(code=code).values_list("id", flat=True).first()
    if known is not None:
        return known
    version = queries.version_on(qualification, max(days))
    terms, maker = _terms(document, qualification, parts, by)
    if terms is not None:
        regime, number_template = terms.regime.value, number_template or terms.number_template
    _check_template(number_template)
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
            maker_id=maker,
            terms=terms.stored() if terms else {},
        )
        _record("exam.entered", N8, "exam", exam.pk, said_of(exam), by, at)
        for agency_id, passed in parts:
            assign(exam_id=exam.pk, agency_id=agency_id, passed=passed, by=by, at=at)
    return exam.pk


def said_of(exam: Exam) -> dict[str, object]:
    """Return what the line about an exam's entering says of it."""
    return {
        "code": exam.code,
        "version": exam.version_id,
        "regime": exam.regime,
        "year": exam.year,
        "name": exam.name,
        "days": [day.isoformat() for day in exam.days],
        "levels": list(exam.levels),
        "template": exam.number_template,
        "maker": exam.maker_id,
        "terms": dict(exam.terms),
    } | ({"legacy": True} if exam.legacy else {})


def _terms(
    document: str, qualification: str, parts: Sequence[tuple[int, int | None]], by: Actor
) -> tuple[Document | None, int | None]:
    """Return the province's document and who makes it; nothing where the national centre does."""
    if not document:
        if not by.is_system and not any(seat.body.kind in access.WHOLE_COUNTRY for seat in by.seats):
            raise Incomplete(
                Words("没有选择证书种类。"),
                do=Words("请从本省规则中选择这场考试发的证书。"),
                clause=Clause("N27"),
            )
        return None, None
    region = body(parts[0][0]).region if parts else ""
    province = province_of(region)
    terms = province.documents.get(document) if province else None
    maker = maker_in(region, terms.maker) if terms else None
    if terms is None or maker is None:
        raise NotFound(
            Words("本省规则里没有这种证书，或没有制作它的单位（{key}）。", key=document),
            do=Words("请核对省份规则和机构设置。"),
            clause=Clause("N27"),
        )
    access.require_unless_system(by, Permission.EXAM_ENTER, body(maker))
    own = province.qualifications.get(qualification) if province else None
    if own is None or not own.ends_in(terms):
        raise Incomplete(
            Words("“{document}”不用于这项资格。", document=terms.title),
            do=Words("请选择本省规则里与证书种类相配的资格。"),
            clause=Clause("N27"),
        )
    return terms, maker


def _check_template(template: str) -> None:
    try:
        if template:
            NumberTemplate(template).check()
    except (ValueError, LookupError):
        raise Incomplete(
            Words("管理号模板“{template}”编不出管理号。", template=template),
            do=Words(
                "必须有{serial}，可以有年份、考试代码、省份，例如{example}。",
                serial="{serial:06d}",
                example=EXAMPLE,
            ),
            clause=N8,
        ) from None


def maker_in(region: str, maker: Maker) -> int | None:
    """Return the organisation that makes a family of a province's certificates, None where it has none (A1.2, A3.3).

    :param region: a division of the province, six digits.
    """
    home = f"{region[:2]}0000"
    return oldest_of("authority" if maker is Maker.AUTHORITY else "agency", home) if region else None


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
            facts: dict[str, object] = {"agency": agency_id, "exam": exam_id, "passed": passed}
            _record("exam.assigned", N8, SUBJECT, part.pk, facts, by, at)
            exam = Exam.objects.get(id=exam_id)
            published = exam.results_on
            if published and follows_national(Regime(exam.regime), body(agency_id).region, published):
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


def recount(*, exam_id: int, agency_id: int, passed: int, by: Actor, at: datetime) -> None:
    """Count anew who passed at an agency, where a review's results were brought again.

    What the caller was allowed to is the caller's question. Nothing is recorded where the number is the same.

    :raises NotFound: the agency has no part in the exam.
    """
    part = ExamAgency.objects.filter(exam_id=exam_id, agency_id=agency_id).first()
    if part is None:
        raise access.not_here()
    if part.passed == passed:
        return
    with transaction.atomic():
        ExamAgency.objects.filter(pk=part.pk).update(passed=passed)
        _record("exam.recounted", N8, SUBJECT, part.pk, {"passed": passed}, by, at)


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
            if not follows_national(Regime(exam.regime), body(part.agency_id).region, on):
                continue
            obligations.open_duty(
                N9_2, subject=SUBJECT, subject_id=part.pk, owed_by=part.agency_id, since=on, by=by, at=at
            )


def follows_national(regime: Regime, region: str, day: date) -> bool:
    """Say whether the national procedure's time limits hold on a day: by its scope, or as the province chose (N2, N27).

    :param region: the division of an agency that takes part.
    """
    province = province_of(region)
    chose = province.chose_national(day) if province else False
    return art27_by_reference.follows(regime, province_chose=chose)


def _record(
    kind: str, clause: Clause, subject: str, number: int, facts: dict[str, object], by: Actor, at: datetime
) -> None:
    record(Line(kind, clause, by.account_id, by.organisation_id, subject, number, at, facts))
