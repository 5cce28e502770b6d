"""What issuing keeps: who passed the keeping on, what was sent from one body to the next and how it arrived."""

from __future__ import annotations

from enum import Enum

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from yinxin.issuing.ending_models import CopyNote as CopyNote
from yinxin.issuing.ending_models import MailApplication as MailApplication
from yinxin.issuing.ending_models import Parcel as Parcel
from yinxin.issuing.ending_models import PostRun as PostRun
from yinxin.issuing.ending_models import Practice as Practice
from yinxin.issuing.ending_models import Volume as Volume
from yinxin.issuing.ending_models import VolumeLine as VolumeLine
from yinxin.issuing.findings import Finding
from yinxin.issuing.states import ConsignmentState, DifferenceState, TakeoverState


def _values(kind: type[Enum]) -> list[str]:
    return [one.value for one in kind]


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
                condition=Q(state__in=_values(TakeoverState)), name="takeover_state_known"
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


class Consignment(models.Model):
    """Paper on its way from one body to the next: what was packed, sent, counted and signed for.

    :ivar exam: the exam whose certificates it carries.
    :ivar sent_by: who signed for the sender; ``signed_by`` for the receiver, 0 while nobody has.
    :ivar place: where the receiver put what was accepted.
    """

    sender = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    receiver = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    exam = models.ForeignKey("catalogue.Exam", on_delete=models.PROTECT)
    papers = models.PositiveIntegerField()
    packed_by = models.BigIntegerField()
    packed_at = models.DateTimeField()
    sent_by = models.BigIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    signed_by = models.BigIntegerField(default=0)
    signed_at = models.DateTimeField(null=True)
    place = models.ForeignKey("register.Place", null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12)

    class Meta:
        db_table = "issuing_consignment"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=_values(ConsignmentState)), name="consignment_state_known"
            ),
            models.CheckConstraint(condition=~Q(sender=F("receiver")), name="consignment_between_two"),
            models.CheckConstraint(
                condition=Q(state__in=["packed", "unpacked"], sent_at__isnull=True, sent_by=0)
                | (Q(state__in=["sent", "signed"], sent_at__isnull=False) & ~Q(sent_by=0)),
                name="consignment_sent_by_somebody",
            ),
            models.CheckConstraint(
                condition=(Q(state="signed", signed_at__isnull=False, place__isnull=False) & ~Q(signed_by=0))
                | (~Q(state="signed") & Q(signed_at__isnull=True, signed_by=0, place__isnull=True)),
                name="consignment_signed_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["receiver", "state"], name="consignment_to_receive"),
            models.Index(fields=["sender", "state"], name="consignment_to_send"),
        ]


class Box(models.Model):
    """A box of a consignment, with certificates of one issuer; ``number`` counts from 1.

    :ivar copies: its sheets in the order in which they lie there.
    """

    consignment = models.ForeignKey(Consignment, on_delete=models.PROTECT, related_name="boxes")
    number = models.PositiveIntegerField()
    issuer = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    copies = ArrayField(models.BigIntegerField())

    class Meta:
        db_table = "issuing_box"
        constraints = [
            models.UniqueConstraint(fields=["consignment", "number"], name="box_number_once"),
            models.CheckConstraint(condition=~Q(copies=[]), name="box_not_empty"),
        ]
        indexes = [GinIndex(fields=["copies"], name="box_of_copy")]


class Arrival(models.Model):
    """A copy that the receiver had in hand: in order, or with what is wrong with it.

    :ivar listed: it stands on the consignment's list; ``finding`` is empty where nothing is wrong.
    """

    consignment = models.ForeignKey(Consignment, on_delete=models.PROTECT, related_name="arrivals")
    copy = models.ForeignKey("register.PaperCopy", on_delete=models.PROTECT, related_name="+")
    listed = models.BooleanField()
    finding = models.CharField(max_length=16, blank=True)
    note = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    by = models.BigIntegerField()

    class Meta:
        db_table = "issuing_arrival"
        constraints = [
            models.UniqueConstraint(fields=["consignment", "copy"], name="arrival_once"),
            models.CheckConstraint(
                condition=Q(finding="") | Q(finding__in=_values(Finding)), name="arrival_finding_known"
            ),
            models.CheckConstraint(
                condition=Q(listed=True) | ~Q(finding=""), name="arrival_of_a_stranger_is_a_finding"
            ),
        ]


class Difference(models.Model):
    """Something that was not as the list says; open until it is solved.

    :ivar copy: the sheet concerned; None for a range that does not fit its label.
    :ivar solution: in words, by whoever solved it.
    """

    consignment = models.ForeignKey(Consignment, on_delete=models.PROTECT, related_name="differences")
    finding = models.CharField(max_length=16)
    copy = models.ForeignKey("register.PaperCopy", null=True, on_delete=models.PROTECT, related_name="+")
    box = models.ForeignKey(Box, null=True, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=200, blank=True)
    solution = models.CharField(max_length=400, blank=True)
    solved_by = models.BigIntegerField(default=0)
    solved_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=12)

    class Meta:
        db_table = "issuing_difference"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=_values(DifferenceState)), name="difference_state_known"
            ),
            models.CheckConstraint(condition=Q(finding__in=_values(Finding)), name="difference_kind_known"),
            models.CheckConstraint(
                condition=Q(state="open", solved_at__isnull=True, solved_by=0)
                | (~Q(state="open") & Q(solved_at__isnull=False) & ~Q(solution="")),
                name="difference_solved_how",
            ),
        ]


class SealCheck(models.Model):
    """The window put or checked the seal on a list of certificates (A2.1.3).

    :ivar list_digest: of the list, as a slip's is; ``seal`` names the seal.
    """

    window = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    issuer = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    exam = models.ForeignKey("catalogue.Exam", on_delete=models.PROTECT)
    seal = models.CharField(max_length=80)
    papers = models.PositiveIntegerField()
    list_digest = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.BigIntegerField()

    class Meta:
        db_table = "issuing_seal_check"


class SealChecked(models.Model):
    """A sheet whose seal has been checked; once."""

    check_made = models.ForeignKey(SealCheck, on_delete=models.PROTECT, related_name="sheets")
    copy = models.OneToOneField("register.PaperCopy", on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "issuing_seal_checked"
