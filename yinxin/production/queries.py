"""Read batches and reports."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Q, QuerySet

from yinxin.catalogue import queries as catalogue
from yinxin.catalogue.queries import ExamView
from yinxin.kernel.words import Words
from yinxin.parties import access
from yinxin.parties.actor import Actor, Body
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import bodies, body, territory, the_centre
from yinxin.production.intake.findings import Finding, Level
from yinxin.production.models import Batch, Chunk, PrintOrder, Report
from yinxin.production.states import (
    BATCH,
    PRINT_ORDER,
    REPORT,
    BatchState,
    ChunkState,
    PrintState,
    ReportState,
)


@dataclass(frozen=True)
class Progress:
    """How far making has come; ``stuck`` chunks wait for a person."""

    made: int
    total: int
    stuck: int
    trouble: str

    @property
    def percent(self) -> int:
        """The share that is made, in whole percent."""
        return 100 * self.made // self.total if self.total else 0


@dataclass(frozen=True)
class BatchView:
    """A batch as a page shows it."""

    id: int
    exam: ExamView
    agency: Body
    state: BatchState
    file_name: str
    file: str
    rows: int
    left_out: int
    flags: tuple[Finding, ...]
    submitted_by: int
    received_at: datetime
    accepted_by: int
    accepted_at: datetime | None
    made_at: datetime | None
    released_by: int
    released_at: datetime | None
    ended_at: datetime | None
    ended_reason: str
    manifest: str

    @property
    def state_words(self) -> Words:
        """The state's name for people."""
        return BATCH.names[self.state]

    @property
    def turn(self) -> tuple[str, ...]:
        """Whose turn it is."""
        return BATCH.turn(self.state)


@dataclass(frozen=True)
class Passage:
    """The moments of a batch's steps, and nothing else of it."""

    received_at: datetime
    accepted_at: datetime | None
    made_at: datetime | None
    released_at: datetime | None


@dataclass(frozen=True)
class ReportView:
    """A report as a page shows it; ``trouble`` says what was refused and what to do, where something was."""

    id: int
    exam: ExamView
    agency: Body
    state: ReportState
    file_name: str
    room: uuid.UUID
    has_photos: bool
    brought_at: datetime
    rows: int
    good: int
    repeated: int
    findings: tuple[Finding, ...]
    trouble: tuple[Words, Words] | None
    batch_id: int | None

    @property
    def state_words(self) -> Words:
        """The state's name for people."""
        return REPORT.names[self.state]

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that keep a row out."""
        return tuple(finding for finding in self.findings if finding.level is Level.ERROR)

    @property
    def bad(self) -> int:
        """How many rows cannot be submitted."""
        return self.rows - self.good - self.repeated

    @property
    def busy(self) -> bool:
        """Say whether a worker still has to come."""
        return self.state in (ReportState.WAITING, ReportState.SUBMITTING)


@dataclass(frozen=True)
class PrintOrderView:
    """A print order as lists show it."""

    id: int
    number: str
    batch_id: int | None
    issuer_id: int
    issuer: str
    overlay: bool
    papers: int
    state: PrintState
    trouble: str
    ordered_at: datetime
    maker_id: int

    @property
    def state_words(self) -> Words:
        """The state's name for people."""
        return PRINT_ORDER.names[self.state]


def print_orders_for(by: Actor) -> tuple[PrintOrderView, ...]:
    """Return the print orders for the issuers of the person's territory, or of their own maker, the latest first."""
    own = {seat.body.id for seat in by.seats if Permission.PRINT_SEE in seat.permissions}
    rows = PrintOrder.objects.filter(
        Q(issuer_id__in=territory(by, Permission.PRINT_SEE)) | Q(maker_id__in=own)
    )
    return tuple(print_order_view(row) for row in rows.select_related("issuer").order_by("-id"))


def print_order_view(row: PrintOrder) -> PrintOrderView:
    """Return a print order as lists show it."""
    return PrintOrderView(
        row.pk,
        row.number,
        row.batch_id,
        row.issuer_id,
        row.issuer.name,
        row.overlay,
        row.papers,
        PrintState(row.state),
        row.trouble,
        row.ordered_at,
        row.maker_id or the_centre().id,
    )


def batch(number: int, by: Actor) -> BatchView:
    """Return a batch.

    :raises NotFound: there is none, or it lies outside the person's territory.
    """
    found = Batch.objects.filter(id=number).first()
    if found is None:
        raise access.not_here()
    agency = body(found.agency_id)
    access.require(by, Permission.BATCH_SEE, agency)
    return _batch(found, agency, catalogue.exam_by_id(found.exam_id))


def sees_batch(number: int, by: Actor) -> bool:
    """Return whether there is such a batch and the person may see it: not everybody who sees a certificate may."""
    agency = Batch.objects.filter(id=number).values_list("agency_id", flat=True).first()
    return agency is not None and access.may(by, Permission.BATCH_SEE, body(agency))


def passage(batch_id: int) -> Passage | None:
    """Return when a batch took each step, for those whose certificates are in it; None where there is none."""
    row = Batch.objects.filter(id=batch_id).first()
    return Passage(row.received_at, row.accepted_at, row.made_at, row.released_at) if row else None


def batches_for(by: Actor, *, state: BatchState | None = None, limit: int = 100) -> tuple[BatchView, ...]:
    """Return the batches that the person may see, the latest first."""
    rows = Batch.objects.filter(state=state.value) if state else Batch.objects.all()
    return _seen(rows, by, limit)


def batches_matching(text: str, by: Actor, *, limit: int = 20) -> tuple[BatchView, ...]:
    """Return the batches of that number, or whose file's name holds the text, as far as the person may see them."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
    return _seen(Batch.objects.filter(Q(id=number) | Q(file_name__icontains=text)), by, limit)


def _seen(rows: QuerySet[Batch], by: Actor, limit: int) -> tuple[BatchView, ...]:
    agencies = bodies(Batch.objects.values_list("agency_id", flat=True).distinct())
    seen = [number for number, agency in agencies.items() if access.may(by, Permission.BATCH_SEE, agency)]
    found = list(rows.filter(agency_id__in=seen).order_by("-received_at", "-id")[:limit])
    exams = {number: catalogue.exam_by_id(number) for number in {row.exam_id for row in found}}
    return tuple(_batch(row, agencies[row.agency_id], exams[row.exam_id]) for row in found)


def progress(batch_id: int) -> Progress:
    """Return how far a batch's making has come."""
    with connection.cursor() as cursor:
        cursor.execute(
            """select coalesce(sum(last - first + 1) filter (where state = 'done'), 0),
                      coalesce(sum(last - first + 1), 0), count(*) filter (where state = 'stuck'),
                      coalesce(max(trouble), '')
               from production_chunk where batch_id = %s""",
            [batch_id],
        )
        made, total, stuck, trouble = cursor.fetchone()
    return Progress(int(made), int(total), stuck, trouble)


def waiting_chunks(batch_id: int | None = None) -> int:
    """Return how many chunks wait to be made."""
    chunks = Chunk.objects.filter(state=ChunkState.WAITING.value)
    return (chunks.filter(batch_id=batch_id) if batch_id else chunks).count()


def report(number: int, by: Actor) -> ReportView:
    """Return a report.

    :raises NotFound: there is none, or it is another agency's.
    """
    found = Report.objects.filter(id=number).first()
    if found is None:
        raise access.not_here()
    agency = body(found.agency_id)
    access.require(by, Permission.BATCH_CHECK, agency)
    return _report(found, agency)


def reports_for(by: Actor, *, limit: int = 20) -> tuple[ReportView, ...]:
    """Return the files in the waiting room that the person may see and that have not become a batch."""
    rows = Report.objects.exclude(state=ReportState.SUBMITTED.value).order_by("-id")[:limit]
    found = bodies(row.agency_id for row in rows)
    return tuple(
        _report(row, found[row.agency_id])
        for row in rows
        if access.may(by, Permission.BATCH_CHECK, found[row.agency_id])
    )


def _batch(row: Batch, agency: Body, exam: ExamView) -> BatchView:
    return BatchView(
        row.pk,
        exam,
        agency,
        BatchState(row.state),
        row.file_name,
        row.file,
        row.rows,
        row.left_out,
        tuple(Finding.restored(kept) for kept in row.flags),
        row.submitted_by,
        row.received_at,
        row.accepted_by,
        row.accepted_at,
        row.made_at,
        row.released_by,
        row.released_at,
        row.ended_at,
        row.ended_reason,
        row.manifest,
    )


def _report(row: Report, agency: Body) -> ReportView:
    trouble = (
        (Words.restored(row.trouble["what"]), Words.restored(row.trouble["do"])) if row.trouble else None
    )
    return ReportView(
        row.pk,
        catalogue.exam_by_id(row.exam_id),
        agency,
        ReportState(row.state),
        row.file_name,
        row.room,
        row.has_photos,
        row.brought_at,
        row.rows,
        row.good,
        row.repeated,
        tuple(Finding.restored(kept) for kept in row.findings),
        trouble,
        row.batch_id,
    )
