"""What collecting keeps: batches of older certificates, their records, mends, comparisons, hand-overs (N19).

What a record says is encrypted and never changes once it was cleaned; mends and merges lie over it.
"""

from __future__ import annotations

from enum import Enum

from django.db import models
from django.db.models import F, Q

from yinxin.legacy.run_models import Run as Run
from yinxin.legacy.run_models import RunLine as RunLine
from yinxin.legacy.scan_models import Bundle as Bundle
from yinxin.legacy.scan_models import Scan as Scan
from yinxin.legacy.states import CollectionState, HandOverState, PairState, RecordState


def _values(kind: type[Enum]) -> list[str]:
    return [one.value for one in kind]


class Batch(models.Model):
    """One file of older certificates, or one bundle of scans, as its source handed it in.

    :ivar source: ``file`` or ``scan``. :ivar file: its key in the closed store; ``digest`` of the bytes as they came.
    :ivar archive: where the certificates' records lie; ``volume`` which volume; ``taken_by`` who took them down.
    :ivar header: its headings. :ivar rows: how many rows it has; ``done`` how many are cleaned or compared.
    :ivar trouble: why it cannot be read.
    """

    organisation = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=4, default="file")
    file = models.CharField(max_length=64)
    file_name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)
    archive = models.CharField(max_length=80)
    volume = models.CharField(max_length=40)
    taken_by = models.CharField(max_length=40)
    brought_by = models.BigIntegerField()
    brought_at = models.DateTimeField()
    header = models.JSONField(default=list)
    rows = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    trouble = models.JSONField(default=dict)
    reason = models.CharField(max_length=400, blank=True)
    state = models.CharField(max_length=10)

    class Meta:
        db_table = "legacy_batch"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=_values(CollectionState)), name="legacy_batch_state_known"
            ),
            models.CheckConstraint(
                condition=Q(source__in=["file", "scan"]), name="legacy_batch_source_known"
            ),
            models.CheckConstraint(
                condition=~Q(archive="") & ~Q(volume="") & ~Q(taken_by=""),
                name="legacy_batch_says_where_from",
            ),
            models.CheckConstraint(condition=Q(done__lte=F("rows")), name="legacy_batch_done_of_rows"),
            models.UniqueConstraint(
                fields=["organisation", "digest"],
                condition=~Q(state__in=["failed", "withdrawn"]),
                name="legacy_batch_file_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"],
                condition=Q(state__in=["waiting", "cleaning", "comparing"]),
                name="legacy_batch_to_do",
            )
        ]


class RawRow(models.Model):
    """A row that was read and not yet cleaned: its cells, encrypted; it goes when its record is there."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="raw_rows")
    row = models.PositiveIntegerField()
    sealed = models.BinaryField()

    class Meta:
        db_table = "legacy_raw_row"
        constraints = [models.UniqueConstraint(fields=["batch", "row"], name="legacy_raw_row_once")]


class HandOver(models.Model):
    """Records of one source that go to the centre together.

    :ivar records: how many; ``digest`` of the list of their content's digests, so that what is opened is what was sent.
    """

    organisation = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    records = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    handed_by = models.BigIntegerField()
    handed_at = models.DateTimeField()
    received_by = models.BigIntegerField(default=0)
    received_at = models.DateTimeField(null=True)
    opened_by = models.BigIntegerField(default=0)
    opened_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=400, blank=True)
    state = models.CharField(max_length=10)

    class Meta:
        db_table = "legacy_hand_over"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=_values(HandOverState)), name="legacy_hand_over_state_known"
            ),
            models.CheckConstraint(condition=Q(records__gt=0), name="legacy_hand_over_has_records"),
            models.CheckConstraint(
                condition=Q(opened_at__isnull=True) | ~Q(opened_by=F("received_by")),
                name="legacy_hand_over_opened_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(reason=""), name="legacy_hand_over_returned_why"
            ),
        ]


class Record(models.Model):
    """One older certificate as its source recorded it.

    :ivar sealed: its cells and cleaned fields, encrypted; a trigger keeps it. :ivar content: keyed digest of the same.
    :ivar match: keyed digest of number, name and identity number as they stand now; empty where one is missing.
    :ivar findings: field, code and weight of each finding, as the record stands now; nothing personal.
    :ivar certificate: its certificate's id once opened, or the one that the register had already.
    """

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="records")
    row = models.PositiveIntegerField()
    sealed = models.BinaryField()
    content = models.BinaryField()
    match = models.BinaryField(blank=True, default=b"")
    findings = models.JSONField(default=list)
    qualification_id = models.BigIntegerField(default=0)
    year = models.PositiveSmallIntegerField(default=0)
    hand_over = models.ForeignKey(HandOver, null=True, on_delete=models.PROTECT, related_name="list")
    certificate_id = models.BigIntegerField(null=True)
    state = models.CharField(max_length=8)

    class Meta:
        db_table = "legacy_record"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=_values(RecordState)), name="legacy_record_state_known"
            ),
            models.UniqueConstraint(fields=["batch", "row"], name="legacy_record_once"),
            models.CheckConstraint(
                condition=Q(state__in=["handed", "opened"], hand_over__isnull=False)
                | (~Q(state__in=["handed", "opened"]) & Q(hand_over__isnull=True)),
                name="legacy_record_handed_over_with",
            ),
            models.CheckConstraint(
                condition=~Q(state="opened") | Q(certificate_id__isnull=False),
                name="legacy_record_opened_as",
            ),
            models.UniqueConstraint(
                fields=["certificate_id"], condition=Q(state="opened"), name="legacy_record_certificate_once"
            ),
        ]
        indexes = [
            models.Index(fields=["batch", "state", "row"], name="legacy_record_of_batch"),
            models.Index(fields=["match"], condition=~Q(match=b""), name="legacy_record_match"),
        ]


class Mark(models.Model):
    """A keyed mark by which a record is found that may be the same: never what it was made from."""

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="marks")
    key = models.BinaryField()

    class Meta:
        db_table = "legacy_mark"
        indexes = [models.Index(fields=["key"], name="legacy_mark_shared")]


class Mend(models.Model):
    """One field mended or confirmed by a person: value before and after encrypted, the record itself untouched."""

    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="mends")
    field = models.CharField(max_length=20)
    sealed = models.BinaryField()
    why = models.CharField(max_length=200)
    by = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "legacy_mend"
        constraints = [models.CheckConstraint(condition=~Q(why=""), name="legacy_mend_says_why")]


class Pair(models.Model):
    """Two records that may be one certificate, or a record and a certificate that the register has.

    :ivar one: the earlier record, None where ``certificate_id`` names a certificate. :ivar other: the later one.
    :ivar reasons: codes and points, nothing personal. :ivar choices: for a merge, which fields are the absorbed one's.
    :ivar absorbed: the record that is spoken for, None while there is no merge; ``kept`` the one that speaks for both,
        None where it is the register's certificate. :ivar turn: of the merges that stand, which came first.
    """

    one = models.ForeignKey(Record, null=True, on_delete=models.PROTECT, related_name="pairs_before")
    other = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="pairs_after")
    certificate_id = models.BigIntegerField(null=True)
    score = models.PositiveSmallIntegerField()
    reasons = models.JSONField(default=list)
    kept = models.ForeignKey(Record, null=True, on_delete=models.PROTECT, related_name="merges")
    absorbed = models.ForeignKey(Record, null=True, on_delete=models.PROTECT, related_name="merged_by")
    choices = models.JSONField(default=dict)
    turn = models.PositiveIntegerField(default=0)
    why = models.CharField(max_length=200, blank=True)
    said_by = models.BigIntegerField(default=0)
    said_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10)

    class Meta:
        db_table = "legacy_pair"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=_values(PairState)), name="legacy_pair_state_known"),
            models.CheckConstraint(
                condition=Q(one__isnull=True, certificate_id__isnull=False)
                | Q(one__isnull=False, certificate_id__isnull=True),
                name="legacy_pair_of_two",
            ),
            models.CheckConstraint(
                condition=Q(state="open") | (Q(said_by__gt=0, said_at__isnull=False) & ~Q(why="")),
                name="legacy_pair_verdict_of_somebody",
            ),
            models.CheckConstraint(
                condition=Q(absorbed__isnull=True, kept__isnull=True)
                | Q(absorbed__isnull=False, state="same"),
                name="legacy_pair_merged_when_same",
            ),
            models.UniqueConstraint(
                fields=["one", "other"], condition=Q(one__isnull=False), name="legacy_pair_once"
            ),
            models.UniqueConstraint(
                fields=["other", "certificate_id"],
                condition=Q(certificate_id__isnull=False),
                name="legacy_pair_certificate_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["other"], condition=Q(state__in=["open", "later"]), name="legacy_pair_waiting"
            )
        ]
