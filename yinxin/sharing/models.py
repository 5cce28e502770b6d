"""What sharing keeps: agreements, keys, the changes that are told, calls, deliveries, snapshots (N22.2)."""

from __future__ import annotations

from enum import Enum

from django.db import models
from django.db.models import Q

from yinxin.law.n2023.art22_verification import Platform
from yinxin.sharing.states import AgreementState


def _values(kind: type[Enum]) -> list[str]:
    return [one.value for one in kind]


class Agreement(models.Model):
    """What one client of a platform may see of which certificates; a trigger keeps its terms as they were approved.

    :ivar fields: items of the face, by their names there. :ivar regions: prefixes of GB/T 2260; empty for everywhere.
    :ivar qualifications: codes of the catalogue; empty for all.
    :ivar webhook: where the client is told that there is something new; empty for nowhere.
    :ivar digest: SHA-256 of the terms.
    :ivar closed_on: the last day whose calls are closed with a line of the ledger; None where none is.
    """

    client = models.CharField(max_length=60)
    platform = models.CharField(max_length=24)
    purpose = models.CharField(max_length=200)
    basis = models.CharField(max_length=200)
    fields = models.JSONField()
    regions = models.JSONField()
    qualifications = models.JSONField()
    per_day = models.PositiveIntegerField()
    per_minute = models.PositiveIntegerField()
    since = models.DateField()
    until = models.DateField()
    webhook = models.CharField(max_length=400, blank=True)
    digest = models.CharField(max_length=64)
    proposed_by = models.BigIntegerField()
    proposed_at = models.DateTimeField()
    approved_by = models.BigIntegerField(default=0)
    approved_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=400, blank=True)
    closed_on = models.DateField(null=True)
    state = models.CharField(max_length=8)

    class Meta:
        db_table = "sharing_agreement"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=_values(AgreementState)), name="agreement_state_known"
            ),
            models.CheckConstraint(
                condition=Q(platform__in=_values(Platform)), name="agreement_platform_known"
            ),
            models.CheckConstraint(
                condition=Q(state="draft", approved_by=0, approved_at__isnull=True)
                | Q(state="ended")
                | Q(approved_by__gt=0, approved_at__isnull=False),
                name="agreement_approved_when_active",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=0) | ~Q(approved_by=models.F("proposed_by")),
                name="agreement_approved_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state="ended") | (Q(ended_at__isnull=False) & ~Q(reason="")),
                name="agreement_ended_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(per_minute__gt=0, per_day__gte=models.F("per_minute")), name="agreement_quota"
            ),
            models.CheckConstraint(condition=Q(until__gte=models.F("since")), name="agreement_period"),
        ]


class Key(models.Model):
    """A key of a client; of the key itself only the SHA-256 is kept.

    :ivar until: the first moment at which it is over: its own end, or the end of the overlap with the next one.
    """

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="keys")
    public_id = models.CharField(max_length=10, unique=True)
    digest = models.BinaryField()
    made_by = models.BigIntegerField()
    made_at = models.DateTimeField()
    until = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    last_used_on = models.DateField(null=True)

    class Meta:
        db_table = "sharing_key"


class Secret(models.Model):
    """A secret with which webhooks are signed, encrypted; two hold during a rotation.

    :ivar until: the end of the overlap, once there is a next one.
    """

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="secrets")
    sealed = models.BinaryField()
    made_at = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        db_table = "sharing_secret"


class Position(models.Model):
    """How far the sealed ledger has been read: one row.

    :ivar leaves: every leaf below this number has been read; ``sequence`` is the last change's.
    """

    leaves = models.BigIntegerField()
    sequence = models.BigIntegerField()

    class Meta:
        db_table = "sharing_position"


class Change(models.Model):
    """One change of one certificate, in the order of the sealed ledger; never changed or deleted.

    :ivar sequence: consecutive from 1. :ivar leaf: the place of its line in the public log.
    :ivar state: the certificate's after it. :ivar serial: of its licence identifier.
    """

    sequence = models.BigIntegerField(primary_key=True)
    leaf = models.BigIntegerField(unique=True)
    kind = models.CharField(max_length=12)
    at = models.DateTimeField()
    certificate_id = models.BigIntegerField()
    state = models.CharField(max_length=12)
    region = models.CharField(max_length=6)
    qualification = models.CharField(max_length=40)
    serial = models.CharField(max_length=32)

    class Meta:
        db_table = "sharing_change"
        indexes = [
            models.Index(fields=["certificate_id", "sequence"], name="change_of_certificate"),
            models.Index(fields=["serial"], name="change_by_serial"),
        ]


class Meter(models.Model):
    """How often a client has asked in one window: the quota, counted where all processes see it.

    :ivar seconds: the window's length, 60 or 86,400; ``since`` its beginning.
    :ivar refused: how often it was told to wait.
    """

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="meters")
    seconds = models.PositiveIntegerField()
    since = models.DateTimeField()
    used = models.PositiveIntegerField()
    refused = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "sharing_meter"
        constraints = [
            models.UniqueConstraint(fields=["agreement", "seconds", "since"], name="meter_once_a_window")
        ]


class Call(models.Model):
    """One call of a client that was answered.

    :ivar way: ``look_up``, ``status``, ``changes`` or ``snapshot``.
    :ivar ground: the number of the case, or the code of the purpose, for which it asked.
    :ivar verdict: the state that it was told, or ``not_found``; for pages ``page``.
    :ivar certificate_id: what it was told about; None where it was told of none.
    :ivar count: how many changes a page held.
    :ivar asked_key: the client's own key of the request, so that the same request counts once; ``asked`` its digest.
    """

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="calls")
    way = models.CharField(max_length=10)
    at = models.DateTimeField()
    ground = models.CharField(max_length=60, blank=True)
    verdict = models.CharField(max_length=12)
    certificate_id = models.BigIntegerField(null=True)
    count = models.PositiveIntegerField(default=0)
    asked_key = models.CharField(max_length=64, null=True)
    asked = models.BinaryField(null=True)

    class Meta:
        db_table = "sharing_call"
        constraints = [models.UniqueConstraint(fields=["agreement", "asked_key"], name="call_once_a_request")]
        indexes = [
            models.Index(
                fields=["certificate_id", "-at"],
                condition=Q(certificate_id__isnull=False),
                name="call_about_certificate",
            ),
            models.Index(fields=["agreement", "at"], name="call_of_agreement"),
        ]


class Delivery(models.Model):
    """A message to a client that there is something new, and what became of it.

    :ivar sequence: up to where. :ivar token: the message's own number, the same at every attempt.
    :ivar next_at: when it is tried next; None when it is delivered or given up.
    :ivar outcome: the answer's status, or why there was none.
    """

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="deliveries")
    sequence = models.BigIntegerField()
    token = models.CharField(max_length=40, unique=True)
    made_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=120, blank=True)

    class Meta:
        db_table = "sharing_delivery"
        indexes = [
            models.Index(fields=["next_at"], condition=Q(next_at__isnull=False), name="delivery_to_try")
        ]


class Snapshot(models.Model):
    """Everything that an agreement covers, as of one change: encrypted parts and a signed manifest.

    :ivar sequence: as of which change; set when it is made. :ivar parts: key, digest, size and lines of each part.
    :ivar manifest: as it was signed, JSON; empty until it is made. :ivar until: when its parts are taken away.
    """

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="snapshots")
    ordered_at = models.DateTimeField()
    sequence = models.BigIntegerField(null=True)
    made_at = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)
    gone_at = models.DateTimeField(null=True)
    parts = models.JSONField(default=list)
    manifest = models.TextField(blank=True)

    class Meta:
        db_table = "sharing_snapshot"
        constraints = [
            models.UniqueConstraint(
                fields=["agreement"], condition=Q(made_at__isnull=True), name="snapshot_one_ordered"
            ),
            models.CheckConstraint(
                condition=Q(made_at__isnull=True, sequence__isnull=True, manifest="")
                | (Q(made_at__isnull=False, sequence__isnull=False, until__isnull=False) & ~Q(manifest="")),
                name="snapshot_made_whole",
            ),
        ]
