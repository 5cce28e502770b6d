"""Batches on their way from an agency's file to released certificates (N9, N10)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yinxin.production.states import BatchState, ChunkState, PrintState, ReportState


class Batch(models.Model):
    """One submission of an agency for an exam.

    :ivar file: key of the original file in the file store; ``photos`` that of the archive of photos.
    :ivar flags: the findings that a person must look at before accepting.
    :ivar rows: how many rows were taken; ``left_out`` how many the file had that are still owed.
    :ivar accepted_by: the account that accepted it; whoever releases must be another (0 before acceptance).
    :ivar manifest: key of the print order that was handed over at release.
    """

    exam = models.ForeignKey("catalogue.Exam", on_delete=models.PROTECT)
    agency = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT)
    file = models.CharField(max_length=64)
    photos = models.CharField(max_length=64, blank=True)
    file_name = models.CharField(max_length=120)
    rows = models.PositiveIntegerField()
    left_out = models.PositiveIntegerField()
    flags = models.JSONField(default=list)
    submitted_by = models.BigIntegerField()
    received_at = models.DateTimeField()
    accepted_by = models.BigIntegerField(default=0)
    accepted_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(null=True)
    released_by = models.BigIntegerField(default=0)
    released_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_reason = models.CharField(max_length=400, blank=True)
    manifest = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=12)

    class Meta:
        db_table = "production_batch"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in BatchState]), name="batch_state_known"
            ),
            models.CheckConstraint(condition=Q(rows__gt=0), name="batch_has_rows"),
            models.CheckConstraint(
                condition=Q(released_at__isnull=True) | ~Q(released_by=models.F("accepted_by")),
                name="batch_released_by_another",
            ),
            models.UniqueConstraint(
                fields=["exam", "agency", "file", "photos"],
                condition=~Q(state__in=[BatchState.RETURNED.value, BatchState.WITHDRAWN.value]),
                name="batch_file_once",
            ),
        ]
        indexes = [models.Index(fields=["agency", "-received_at"], name="batch_of_agency")]


class BatchRow(models.Model):
    """A row that was taken, until it becomes a certificate.

    :ivar key: keyed digest of its content, by which a resubmitted row is recognised.
    :ivar claim: keyed digest of person, qualification, level and specialty.
    :ivar sealed: the row's fields, encrypted.
    """

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="batch_rows")
    row = models.PositiveIntegerField()
    key = models.BinaryField()
    claim = models.BinaryField()
    management_number = models.CharField(max_length=40, blank=True)
    sealed = models.BinaryField()

    class Meta:
        db_table = "production_batch_row"
        constraints = [models.UniqueConstraint(fields=["batch", "row"], name="batch_row_once")]
        indexes = [
            models.Index(fields=["key"], name="batch_row_recognised"),
            models.Index(fields=["claim"], name="batch_row_claim"),
            models.Index(fields=["management_number"], name="batch_row_number"),
        ]


class Chunk(models.Model):
    """A run of consecutive certificates that one worker makes at a time.

    :ivar lease: what only the worker that holds the chunk knows; a new claim makes a new one.
    :ivar leased_until: when the claim ends by itself, as after the worker was killed.
    """

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="chunks")
    first = models.BigIntegerField(unique=True)
    last = models.BigIntegerField()
    state = models.CharField(max_length=8)
    lease = models.UUIDField(null=True)
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=400, blank=True)

    class Meta:
        db_table = "production_chunk"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in ChunkState]), name="chunk_state_known"
            ),
            models.CheckConstraint(condition=Q(last__gte=models.F("first")), name="chunk_runs_forward"),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(state=ChunkState.WAITING.value), name="chunk_to_claim"),
            models.Index(fields=["batch", "state"], name="chunk_of_batch"),
        ]


class Report(models.Model):
    """A file in the waiting room: uploaded, checked, perhaps submitted; removed after a few days.

    What waits here is in no batch and in no register. The file itself lies in the folder ``room``.

    :ivar findings: rows, fields, codes and sentences; values are masked.
    :ivar partial: whether its agency asked to submit the good rows only.
    """

    exam = models.ForeignKey("catalogue.Exam", on_delete=models.PROTECT)
    agency = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT)
    file_name = models.CharField(max_length=120)
    room = models.UUIDField(unique=True)
    has_photos = models.BooleanField()
    brought_by = models.BigIntegerField()
    brought_at = models.DateTimeField()
    rows = models.PositiveIntegerField(default=0)
    good = models.PositiveIntegerField(default=0)
    repeated = models.PositiveIntegerField(default=0)
    findings = models.JSONField(default=list)
    trouble = models.JSONField(default=dict)
    partial = models.BooleanField(default=False)
    batch = models.ForeignKey(Batch, null=True, on_delete=models.PROTECT, related_name="reports")
    state = models.CharField(max_length=12)

    class Meta:
        db_table = "production_report"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in ReportState]), name="report_state_known"
            )
        ]
        indexes = [
            models.Index(fields=["agency", "-brought_at"], name="report_of_agency"),
            models.Index(
                fields=["id"], condition=Q(state__in=["waiting", "submitting"]), name="report_to_work_on"
            ),
        ]


class PrintOrder(models.Model):
    """The paper of a batch for one issuer, or the sheets of it that must be printed again; without a batch, what was
    made for single persons.

    Its list of copies is that of the slip in the custody book that has its number.

    :ivar maker: whose printing house prints it; None for the national centre's.
    :ivar overlay: printed on numbered blanks that carry the ground already; else the page with its ground.
    :ivar manifest: SHA-256 of the manifest in the drop folder; ``report`` the key of what the printing house said.
    :ivar trouble: why its files could not be made; it waits for a person then.
    """

    batch = models.ForeignKey(Batch, null=True, on_delete=models.PROTECT, related_name="print_orders")
    number = models.CharField(max_length=40, unique=True)
    issuer = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT)
    maker = models.ForeignKey("parties.Organisation", null=True, on_delete=models.PROTECT, related_name="+")
    overlay = models.BooleanField()
    papers = models.PositiveIntegerField()
    ordered_at = models.DateTimeField()
    manifest = models.CharField(max_length=64, blank=True)
    report = models.CharField(max_length=64, blank=True)
    trouble = models.CharField(max_length=400, blank=True)
    state = models.CharField(max_length=12)

    class Meta:
        db_table = "production_print_order"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in PrintState]), name="print_order_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state=PrintState.ORDERED.value, manifest="")
                | (~Q(state=PrintState.ORDERED.value) & ~Q(manifest="")),
                name="print_order_has_manifest",
            ),
            models.CheckConstraint(
                condition=Q(state=PrintState.REPORTED.value) & ~Q(report="")
                | (~Q(state=PrintState.REPORTED.value) & Q(report="")),
                name="print_order_has_report",
            ),
        ]
