"""Archive packages of closed registers (A2.1.5, A2.2.3)."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from yinxin.issuing.archive_package import Retention
from yinxin.issuing.states import ArchiveState


class ArchivePackage(models.Model):
    """Volumes of one register, packed to be handed to an archive.

    :ivar number: the package's number in the register of its issuer, exam and year, from 1.
    :ivar volumes: the ids of the volumes in it; no volume is in two.
    :ivar file: the key of the package in the file store: its SHA-256.
    :ivar archive: who took it; ``receipt`` the number of the receipt, ``handed_on`` its day. Empty before that.
    """

    issuer = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    exam = models.ForeignKey("catalogue.Exam", on_delete=models.PROTECT)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    volumes = ArrayField(models.BigIntegerField())
    retention = models.CharField(max_length=10)
    file = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField()
    archive = models.CharField(max_length=120, blank=True)
    receipt = models.CharField(max_length=60, blank=True)
    handed_on = models.DateField(null=True)
    state = models.CharField(max_length=12)

    class Meta:
        db_table = "issuing_archive_package"
        constraints = [
            models.UniqueConstraint(fields=["issuer", "exam", "year", "number"], name="archive_number_once"),
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in ArchiveState]), name="archive_state_known"
            ),
            models.CheckConstraint(
                condition=Q(retention__in=[one.value for one in Retention]), name="archive_retention_known"
            ),
            models.CheckConstraint(
                condition=Q(state=ArchiveState.PACKED.value, archive="", handed_on__isnull=True)
                | (Q(state=ArchiveState.HANDED_OVER.value, handed_on__isnull=False) & ~Q(archive="")),
                name="archive_handed_with_receiver",
            ),
        ]
