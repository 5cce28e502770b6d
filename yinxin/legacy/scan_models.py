"""What collecting from scans keeps until a bundle becomes a batch; what scans show and say is encrypted (N19)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yinxin.legacy.scan_states import BundleState, ScanState


class Bundle(models.Model):
    """Scans of one volume, handed in together.

    :ivar batch: the batch that it became.
    """

    organisation = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    archive = models.CharField(max_length=80)
    volume = models.CharField(max_length=40)
    taken_by = models.CharField(max_length=40)
    brought_by = models.BigIntegerField()
    brought_at = models.DateTimeField()
    batch = models.OneToOneField("legacy.Batch", null=True, on_delete=models.PROTECT, related_name="bundle")
    reason = models.CharField(max_length=400, blank=True)
    state = models.CharField(max_length=10)

    class Meta:
        db_table = "legacy_bundle"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in BundleState]), name="legacy_bundle_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state=BundleState.HANDED_IN.value, batch__isnull=False)
                | (~Q(state=BundleState.HANDED_IN.value) & Q(batch__isnull=True)),
                name="legacy_bundle_became_a_batch",
            ),
            models.CheckConstraint(
                condition=~Q(archive="") & ~Q(volume="") & ~Q(taken_by=""),
                name="legacy_bundle_says_where_from",
            ),
        ]


class Scan(models.Model):
    """One certificate's scan: its pages drawn anew, what was read on them, and what a person says they show.

    :ivar number: in its bundle, from 1; a checked one becomes the row after those before it.
    :ivar key: its pages in the closed store; ``digest`` of the file as it came.
    :ivar read: what the reader proposes by field, encrypted; ``said`` what a person says, encrypted.
    """

    bundle = models.ForeignKey(Bundle, on_delete=models.PROTECT, related_name="scans")
    number = models.PositiveIntegerField()
    key = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    pages = models.PositiveSmallIntegerField()
    read = models.BinaryField(default=b"")
    said = models.BinaryField(default=b"")
    checked_by = models.BigIntegerField(default=0)
    checked_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10)

    class Meta:
        db_table = "legacy_scan"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in ScanState]), name="legacy_scan_state_known"
            ),
            models.UniqueConstraint(fields=["bundle", "number"], name="legacy_scan_number_once"),
            models.UniqueConstraint(fields=["bundle", "digest"], name="legacy_scan_file_once"),
            models.CheckConstraint(
                condition=~Q(state=ScanState.CHECKED.value) | ~Q(said=b"") & Q(checked_by__gt=0),
                name="legacy_scan_checked_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state=ScanState.LEFT_OUT.value) | ~Q(reason=""), name="legacy_scan_left_out_why"
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"], condition=Q(state=ScanState.WAITING.value), name="legacy_scan_to_read"
            )
        ]
