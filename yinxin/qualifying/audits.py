"""Read audits of conditions: for whoever gives out, for the city, for the holder, for supervisors (A2.1.2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Count, Min, Q, QuerySet

from yinxin.attachments import store
from yinxin.catalogue import queries as catalogue
from yinxin.kernel.clause import Clause
from yinxin.kernel.found import Found
from yinxin.kernel.refusal import Incomplete
from yinxin.kernel.words import Words
from yinxin.parties import access
from yinxin.parties.actor import Actor, Body
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import bodies, body, names, territory
from yinxin.qualifying.auditing import HOWS
from yinxin.qualifying.models import AuditFile, AuditPaper
from yinxin.qualifying.states import AUDIT_FILE, AuditState
from yinxin.register import holders, registered
from yinxin.register.closed_files import closed_files

A1_3A: Final = Clause("A1.3a")


@dataclass(frozen=True)
class PaperView:
    """A paper of a file; ``by`` is who took it in, empty for the holder."""

    id: int
    condition: str
    name: str
    pages: tuple[int, ...]
    by: str
    at: datetime


@dataclass(frozen=True)
class FileView:
    """A person's file as its city sees it.

    :ivar conditions: of the exam: code, words, the papers that show it, and whether it is ticked.
    """

    id: int
    certificate_id: int
    exam: str
    over: Body
    name: str
    number: str
    level: str
    specialty: str
    conditions: tuple[tuple[str, str, str, bool], ...]
    notified_on: date | None
    notified_how: Words | str
    photo: bool
    form_on: date | None
    opened_at: datetime
    collected_by: int
    collected_name: str
    collected_at: datetime | None
    decided_name: str
    decided_at: datetime | None
    reasons: str
    state: AuditState
    papers: tuple[PaperView, ...]

    @property
    def state_words(self) -> Words:
        """The state's name for people."""
        return AUDIT_FILE.names[self.state]

    @property
    def decided(self) -> bool:
        """Say whether there is a decision."""
        return self.state in (AuditState.PASSED, AuditState.REFUSED)

    @property
    def refused(self) -> bool:
        """Say whether the person did not pass."""
        return self.state is AuditState.REFUSED


@dataclass(frozen=True)
class Tally:
    """How far the audits of one city are, and since when the longest waits."""

    over: Body
    total: int
    open: int
    ready: int
    passed: int
    refused: int
    oldest: datetime | None


def not_passed(certificates: Mapping[int, int], *, held: bool = False) -> frozenset[int]:
    """Return those certificates that may not be given out for want of a passed audit; a few questions for any number.

    What took another's place was audited with the first of its line.

    :param certificates: the exam of each.
    :param held: keep the files as they are until the transaction ends.
    """
    audited = catalogue.audited_exams(set(certificates.values()))
    asked = {number for number, exam in certificates.items() if exam in audited}
    if not asked:
        return frozenset()
    firsts = registered.firsts(asked)
    rows = AuditFile.objects.filter(certificate_id__in=set(firsts.values()))
    rows = rows.select_for_update() if held else rows
    states = dict(rows.values_list("certificate_id", "state"))
    return frozenset(
        number for number in asked if states.get(firsts.get(number, 0)) != AuditState.PASSED.value
    )


def check_passed(certificates: Mapping[int, int]) -> None:
    """Let certificates leave the house when the audit of each has passed, or none is asked for.

    Called in the transaction in which they leave: no decision is opened again before it ends.

    :param certificates: the exam of each.
    :raises Incomplete: one has not passed; ``facts["waiting"]`` lists them.
    """
    waiting = not_passed(certificates, held=True)
    if waiting:
        raise Incomplete(
            Words("有{count}本证书的报考条件还没有审核通过。", count=len(waiting)),
            do=Words("请在“条件审核”中办理，通过后再发放。"),
            clause=A1_3A,
            facts={"waiting": sorted(waiting)},
        )


def files_for(by: Actor, *, state: AuditState | None = None, exam_id: int = 0) -> Found[FileView]:
    """Return the files of the person's territory, the longest waiting first."""
    rows = AuditFile.objects.filter(issuer_id__in=territory(by, Permission.AUDIT_SEE))
    if state is not None:
        rows = rows.filter(state=state.value)
    if exam_id:
        rows = rows.filter(exam_id=exam_id)
    return Found(rows.order_by("opened_at", "id"), _views)


def file(number: int, by: Actor) -> FileView:
    """Return one file.

    :raises NotFound: there is none in the person's territory. :raises NotPermitted: it is not theirs to see.
    """
    row = AuditFile.objects.filter(pk=number).first()
    if row is None:
        raise access.not_here()
    access.require(by, Permission.AUDIT_SEE, body(row.issuer_id))
    return _views(AuditFile.objects.filter(pk=number))[0]


def of_certificate(certificate_id: int, by: Actor) -> FileView | None:
    """Return the file of a certificate that was scanned; None where it has none, or none that the person may see."""
    rows = AuditFile.objects.filter(
        certificate_id=certificate_id, issuer_id__in=territory(by, Permission.AUDIT_SEE)
    )
    return next(iter(_views(rows)), None)


def of_holder(certificate_id: int, holder_id: int) -> FileView | None:
    """Return the file of one's own certificate; None where nothing is audited.

    :raises NotFound: the certificate is not the holder's.
    """
    holders.certificate_of(holder_id, certificate_id)
    return next(iter(_views(AuditFile.objects.filter(certificate_id=certificate_id))), None)


def tallies(by: Actor) -> tuple[Tally, ...]:
    """Return how far the audits of each city of the person's territory are, the longest waiting first."""
    waiting = Q(state__in=[AuditState.OPEN.value, AuditState.READY.value])
    counts = {state.value: Count("id", filter=Q(state=state.value)) for state in AuditState}
    rows = (
        AuditFile.objects.filter(issuer_id__in=territory(by, Permission.AUDIT_SEE))
        .values("issuer_id")
        .annotate(total=Count("id"), oldest=Min("opened_at", filter=waiting), **counts)
    )
    counted = [dict[str, Any](row) for row in rows]
    over = bodies(row["issuer_id"] for row in counted)
    found = [
        Tally(
            over[row["issuer_id"]], row["total"], row["open"], row["ready"], row["passed"], row["refused"],
            row["oldest"],
        )
        for row in counted
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: (one.oldest is None, one.oldest, one.over.id)))


def page(number: int, paper_id: int, page_number: int, by: Actor) -> bytes:
    """Return a page of a paper as JPEG, for whoever may see the file.

    :raises NotFound: there is no such page, or the file is out of reach.
    """
    file(number, by)
    paper = AuditPaper.objects.filter(pk=paper_id, file_id=number).first()
    if paper is None:
        raise access.not_here()
    return store.page(paper.key, page_number, store=closed_files())


def _views(rows: QuerySet[AuditFile]) -> tuple[FileView, ...]:
    found = list(rows)
    over = bodies(row.issuer_id for row in found)
    exams = catalogue.names_of(row.exam_id for row in found)
    papers: dict[int, list[AuditPaper]] = {row.pk: [] for row in found}
    for paper in AuditPaper.objects.filter(file_id__in=papers).order_by("id"):
        papers[paper.file_id].append(paper)
    people = names(
        who
        for row in found
        for who in (row.collected_by, row.decided_by, *(one.by for one in papers[row.pk]))
    )
    people.pop(0, None)  # who has not acted yet is nobody, and not the system
    faces = {one.id: one.face for one in registered.of_numbers([row.certificate_id for row in found])}
    return tuple(
        _view(row, over[row.issuer_id], exams[row.exam_id], faces[row.certificate_id], papers[row.pk], people)
        for row in found
    )


def _view(
    row: AuditFile, over: Body, exam: str, face: Any, papers: list[AuditPaper], people: Mapping[int, str]
) -> FileView:
    conditions = tuple(
        (one["code"], one["words"], "、".join(one["papers"]), one["code"] in row.ticks)
        for one in row.conditions
    )
    taken = tuple(
        PaperView(
            one.pk, one.condition, one.name, tuple(range(1, one.pages + 1)), people.get(one.by, ""), one.at
        )
        for one in papers
    )
    return FileView(
        row.pk, row.certificate_id, exam, over, face.name, face.management_number, face.level, face.specialty,
        conditions, row.notified_on, HOWS.get(row.notified_how, ""), row.photo, row.form_on, row.opened_at,
        row.collected_by, people.get(row.collected_by, ""), row.collected_at, people.get(row.decided_by, ""),
        row.decided_at, row.reasons, AuditState(row.state), taken,
    )  # fmt: skip
