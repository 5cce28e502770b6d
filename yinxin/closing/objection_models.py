"""What closing keeps of objections (N25). What people write, and how they can be reached, is encrypted."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yinxin.closing.states import OPEN_OBJECTION, ObjectionState
from yinxin.law.n2023.art25_objection import Finding

_OPEN = [state.value for state in OPEN_OBJECTION]


class Objection(models.Model):
    """Somebody objects to a certificate, or to what verification answered.

    :ivar number: the number that people are told: YY and the year.
    :ivar token_key: SHA-256 of the code by which it is followed.
    :ivar certificate: the certificate that it is about; None where what was named leads to none.
    :ivar holder_id: the holder who filed it, signed in; 0 for everybody else.
    :ivar sealed: the claim and the receipt that came with it, encrypted.
    :ivar key: keyed digest of the claim, so that the same is not filed twice while it is open.
    :ivar receipt: the number of the receipt; ``receipt_digest`` the SHA-256 of what it signs. Empty where none came.
    :ivar promised_on: by when the issuer means to answer: its own promise, None where it gave none.
    :ivar reply: the written reply, encrypted; empty while there is none.
    :ivar passed_on: how often it was passed on to another issuer.
    """

    number = models.CharField(max_length=20, unique=True)
    token_key = models.BinaryField(unique=True)
    certificate = models.ForeignKey(
        "register.Certificate", on_delete=models.PROTECT, related_name="+", null=True
    )
    issuer = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    holder_id = models.BigIntegerField(default=0)
    sealed = models.BinaryField()
    key = models.BinaryField()
    receipt = models.CharField(max_length=40, blank=True)
    receipt_digest = models.CharField(max_length=64, blank=True)
    promised_on = models.DateField(null=True)
    at = models.DateTimeField()
    passed_on = models.PositiveSmallIntegerField(default=0)
    taken_by = models.BigIntegerField(default=0)
    taken_at = models.DateTimeField(null=True)
    finding = models.CharField(max_length=12, blank=True)
    reply = models.BinaryField(default=b"")
    answered_by = models.BigIntegerField(default=0)
    settled_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=12)

    class Meta:
        db_table = "closing_objection"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in ObjectionState]), name="objection_state_known"
            ),
            models.CheckConstraint(
                condition=Q(finding__in=["", *(finding.value for finding in Finding)]),
                name="objection_finding_known",
            ),
            models.CheckConstraint(
                condition=(
                    Q(state=ObjectionState.ANSWERED.value, answered_by__gt=0, settled_at__isnull=False)
                    & ~Q(finding="")
                    & ~Q(reply=b"")
                )
                | (~Q(state=ObjectionState.ANSWERED.value) & Q(answered_by=0, finding="", reply=b"")),
                name="objection_answered_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state__in=_OPEN, settled_at__isnull=True)
                | (~Q(state__in=_OPEN) & Q(settled_at__isnull=False)),
                name="objection_settled_at_its_end",
            ),
            models.CheckConstraint(
                condition=Q(taken_by=0, taken_at__isnull=True) | Q(taken_by__gt=0, taken_at__isnull=False),
                name="objection_taken_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["checking", "answered"]) | Q(taken_by__gt=0),
                name="objection_checked_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(receipt="", receipt_digest="") | (~Q(receipt="") & ~Q(receipt_digest="")),
                name="objection_receipt_whole",
            ),
            models.UniqueConstraint(
                fields=["key"], condition=Q(state__in=_OPEN), name="objection_once_while_open"
            ),
        ]
        indexes = [
            models.Index(fields=["issuer", "state"], name="objection_of_issuer"),
            models.Index(fields=["certificate", "-id"], name="objection_of_certificate"),
            models.Index(fields=["holder_id"], condition=Q(holder_id__gt=0), name="objection_of_holder"),
        ]


class ObjectionNotice(models.Model):
    """What an objector is to be told, written down with what it tells of; ``settled_at`` is when that was over.

    :ivar told: the kind of the ledger's line of which it tells.
    :ivar next_at: when it is to be sent, or tried again.
    :ivar proof: what proves that it was sent; empty where it was not. ``trouble`` says why not.
    """

    objection = models.ForeignKey(Objection, on_delete=models.PROTECT, related_name="notices")
    told = models.CharField(max_length=40)
    next_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    channel = models.CharField(max_length=8, blank=True)
    proof = models.CharField(max_length=80, blank=True)
    trouble = models.CharField(max_length=80, blank=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "closing_objection_notice"
        constraints = [
            models.CheckConstraint(
                condition=Q(settled_at__isnull=False) | Q(proof=""),
                name="objection_notice_proved_when_settled",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_at"], condition=Q(settled_at__isnull=True), name="objection_notice_to_send"
            )
        ]


class ObjectionPromise(models.Model):
    """Within how many working days an issuer promises to answer objections, from a day on; never a limit of law."""

    organisation = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    workdays = models.PositiveSmallIntegerField()
    since = models.DateField()
    at = models.DateTimeField()
    by = models.BigIntegerField()

    class Meta:
        db_table = "closing_objection_promise"
        constraints = [
            models.CheckConstraint(condition=Q(workdays__range=(1, 250)), name="objection_promise_in_bounds"),
        ]
        indexes = [models.Index(fields=["organisation", "since"], name="objection_promise_of")]
