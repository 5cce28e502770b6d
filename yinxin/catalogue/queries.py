"""Read the catalogue."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from yinxin.catalogue.models import Exam, ExamAgency, Version
from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import NotApplicable
from yinxin.kernel.words import Words
from yinxin.law.provinces import Document
from yinxin.law.provinces.terms import national
from yinxin.law.regimes import Regime
from yinxin.parties import access
from yinxin.parties.actor import Actor
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import bodies


@dataclass(frozen=True)
class VersionView:
    """A qualification as the catalogue has it on some day; see the model for the fields."""

    id: int
    qualification_id: int
    code: str
    number: int
    name: str
    name_en: str
    category: str
    departments: tuple[str, ...]
    sealed_by: tuple[str, ...]
    levels: dict[str, list[str]]
    electronic_since: date | None
    ministry_made: bool
    since: date
    until: date | None
    certainty: str

    def has_electronic(self, day: date) -> bool:
        """Say whether electronic certificates are made for the qualification on a day (N10, N23)."""
        return self.electronic_since is not None and self.electronic_since <= day


@dataclass(frozen=True)
class ExamPart:
    """One agency's part in an exam."""

    id: int
    exam_id: int
    agency_id: int
    agency_name: str
    region: str
    passed: int | None
    excluded: int


@dataclass(frozen=True)
class ExamView:
    """An exam, or a review's session, with its qualification's version and its agencies.

    :ivar document: what it ends in and what is done before that is given out, as its province had it on entering.
    :ivar maker_id: who makes its certificates; None for the national centre.
    """

    id: int
    code: str
    name: str
    name_en: str
    regime: str
    year: int
    days: tuple[date, ...]
    levels: tuple[str, ...]
    results_on: date | None
    number_template: str
    version: VersionView
    parts: tuple[ExamPart, ...]
    document: Document
    maker_id: int | None

    def part_of(self, agency_id: int) -> ExamPart | None:
        """Return the agency's part, or None where it has none."""
        return next((part for part in self.parts if part.agency_id == agency_id), None)


def version_on(code: str, day: date) -> VersionView:
    """Return a qualification as it stood on a day.

    :raises NotApplicable: the catalogue did not have it on that day.
    """
    version = (
        Version.objects.filter(
            Q(until__isnull=True) | Q(until__gte=day), qualification__code=code, since__lte=day
        )
        .select_related("qualification")
        .first()
    )
    if version is None:
        raise NotApplicable(
            Words("国家职业资格目录在{day}没有这项职业资格（{code}）。", day=str(day), code=code),
            do=Words("请核对职业资格名称和日期。"),
            clause=Clause("N2"),
        )
    return _version(version)


def version_for(qualification_id: int, day: date) -> VersionView:
    """Return the version under which a later copy is made: that of the qualification, or of what took its place.

    The version in force on the day; for a qualification that has left the catalogue without successor, its last one.

    :raises NotFound: there is no such qualification.
    """
    version = Version.objects.filter(qualification_id=qualification_id, since__lte=day).order_by("-since")
    found = version.select_related("qualification").first()
    if found is None:
        raise access.not_here()
    if found.until is not None and found.until < day and found.qualification.successor_id:
        return version_for(found.qualification.successor_id, day)
    return _version(found)


def versions_on(day: date, province: str = "") -> tuple[VersionView, ...]:
    """Return the whole catalogue as it stood on a day, in its own order.

    :param province: the first two digits of a province's code for its own qualifications and series of titles.
    """
    rows = Version.objects.filter(Q(until__isnull=True) | Q(until__gte=day), since__lte=day)
    rows = rows.filter(qualification__province=province)
    return tuple(_version(v) for v in rows.select_related("qualification").order_by("number", "id"))


def exam(code: str) -> ExamView:
    """Return an exam by its code.

    :raises NotFound: there is no such exam.
    """
    found = _exams().filter(code__iexact=code).first()
    if found is None:
        raise access.not_here()
    return _exam(found)


def exam_by_id(number: int) -> ExamView:
    """Return an exam by its id.

    :raises NotFound: there is no such exam.
    """
    found = _exams().filter(id=number).first()
    if found is None:
        raise access.not_here()
    return _exam(found)


def exam_of_part(part_id: int) -> ExamView:
    """Return the exam of which this is an agency's part.

    :raises NotFound: there is no such part.
    """
    found = ExamAgency.objects.filter(id=part_id).values_list("exam_id", flat=True).first()
    if found is None:
        raise access.not_here()
    return exam_by_id(found)


@dataclass(frozen=True)
class NamedExam:
    """An exam as lists for everybody name it; ``older`` where it stands for certificates from before the register."""

    code: str
    name: str
    name_en: str
    year: int
    regime: str
    older: bool
    qualification: str
    qualification_name: str
    qualification_name_en: str


def any_exam() -> bool:
    """Say whether any exam has been entered, or any group of older certificates."""
    return Exam.objects.exists()


def exams_by_code(codes: Collection[str]) -> dict[str, NamedExam]:
    """Return exams by their codes, with the names of their qualifications."""
    return {
        one.code: NamedExam(
            one.code, one.name, one.name_en, one.year, one.regime, one.legacy, one.version.qualification.code,
            one.version.name, one.version.name_en,
        )
        for one in _exams().filter(code__in=codes)
    }  # fmt: skip


def names_of(exams: Iterable[int]) -> dict[int, str]:
    """Return the names of exams."""
    return dict(Exam.objects.filter(id__in=set(exams)).values_list("id", "name"))


def audited_exams(exams: Collection[int]) -> frozenset[int]:
    """Return those exams whose people's conditions are audited before a certificate is given out (A2.1.2)."""
    rows = Exam.objects.filter(id__in=exams, terms__audited=True)
    return frozenset(rows.values_list("id", flat=True))


def exams_for(by: Actor) -> tuple[ExamView, ...]:
    """Return the exams that the person may see, the latest first."""
    views = tuple(_exam(exam) for exam in _exams().order_by("-year", "code"))
    found = bodies(part.agency_id for view in views for part in view.parts)
    return tuple(
        view
        for view in views
        if any(access.may(by, Permission.EXAM_SEE, found[part.agency_id]) for part in view.parts)
    )


def _exams() -> QuerySet[Exam]:
    return Exam.objects.select_related("version__qualification")


def _exam(row: Exam) -> ExamView:
    parts = ExamAgency.objects.filter(exam=row).select_related("agency").order_by("agency__code")
    return ExamView(
        row.pk,
        row.code,
        row.name,
        row.name_en,
        row.regime,
        row.year,
        tuple(row.days),
        tuple(row.levels),
        row.results_on,
        row.number_template,
        _version(row.version),
        tuple(
            ExamPart(p.pk, row.pk, p.agency_id, p.agency.name, p.agency.region, p.passed, p.excluded)
            for p in parts
        ),
        Document.from_stored(row.terms) if row.terms else national(Regime(row.regime)),
        row.maker_id,
    )


def _version(row: Version) -> VersionView:
    return VersionView(
        row.pk,
        row.qualification_id,
        row.qualification.code,
        row.number,
        row.name,
        row.name_en,
        row.category,
        tuple(row.departments),
        tuple(row.sealed_by),
        row.levels,
        row.electronic_since,
        row.ministry_made,
        row.since,
        row.until,
        row.certainty,
    )
