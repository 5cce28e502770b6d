"""Handovers from one custodian to the next."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from yinxin.issuing.states import TakeoverState


class CustodianHandover(models.Model):
    """An organisation's paper passes from one custodian to another, with the balance that both sign.

    :ivar balance: every place with its count, and the last slip, as they stood when it was proposed.
    :ivar digest: SHA-256 of the balance, which the ledger holds too.
    :ivar witness: the name of who watched over it; empty where nobody did.
    :ivar reason: why it was refused.
    """

    organisation = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT)
    outgoing = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="handed_on")
    incoming = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="took_over")
    witness = models.CharField(max_length=60, blank=True)
    balance = models.JSONField()
    digest = models.CharField(max_length=64)
    proposed_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=400, blank=True)
    state = models.CharField(max_length=12)

    class Meta:
        db_table = "issuing_custodian_handover"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in TakeoverState]), name="takeover_state_known"
            ),
            models.CheckConstraint(condition=~Q(outgoing=F("incoming")), name="takeover_between_two"),
            models.CheckConstraint(
                condition=Q(state=TakeoverState.PROPOSED.value, decided_at__isnull=True)
                | ~Q(state=TakeoverState.PROPOSED.value) & Q(decided_at__isnull=False),
                name="takeover_decided_when_over",
            ),
            models.CheckConstraint(
                condition=~Q(state=TakeoverState.REFUSED.value) | ~Q(reason=""), name="takeover_refused_why"
            ),
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(state=TakeoverState.PROPOSED.value),
                name="takeover_one_waits",
            ),
        ]
