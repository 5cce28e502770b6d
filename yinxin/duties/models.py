"""The table of duties."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class Duty(models.Model):
    """One obligation.

    :ivar clause: the clause with the time limit.
    :ivar subject: what it is about, as the ledger names it: ``exam_agency``, ``batch``.
    :ivar owed_by: the organisation that owes it.
    :ivar due_on: the last day; ``provisional`` while a year on the way has no notice.
    :ivar discharged_by: the ledger's word for the act that discharged it.
    :ivar late_reason: why it is or was late, in the words of the body that owes it.
    """

    clause = models.CharField(max_length=12)
    subject = models.CharField(max_length=24)
    subject_id = models.BigIntegerField()
    owed_by = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT)
    opened_on = models.DateField()
    due_on = models.DateField()
    provisional = models.BooleanField()
    discharged_at = models.DateTimeField(null=True)
    discharged_by = models.CharField(max_length=40, blank=True)
    late_reason = models.CharField(max_length=400, blank=True)

    class Meta:
        db_table = "duties_duty"
        constraints = [
            models.UniqueConstraint(fields=["clause", "subject", "subject_id"], name="duty_once"),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("opened_on")), name="duty_not_due_before_opening"
            ),
            models.CheckConstraint(
                condition=Q(discharged_at__isnull=True, discharged_by="")
                | (Q(discharged_at__isnull=False) & ~Q(discharged_by="")),
                name="duty_discharge_has_act",
            ),
        ]
        indexes = [
            models.Index(
                fields=["owed_by", "due_on"], condition=Q(discharged_at__isnull=True), name="duty_open_by_due"
            ),
            models.Index(fields=["due_on"], name="duty_of_period"),
        ]
