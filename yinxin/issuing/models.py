"""What issuing keeps: the keeping passed on, consignments and how they arrived, what was given out, what was told.

What identifies a person who is not the holder is encrypted; look-ups go through keyed digests.
"""

from __future__ import annotations

from enum import Enum

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from yinxin.issuing.archive_models import ArchivePackage as ArchivePackage
from yinxin.issuing.ending_models import CopyNote as CopyNote
from yinxin.issuing.ending_models import MailApplication as MailApplication
from yinxin.issuing.ending_models import Parcel as Parcel
from yinxin.issuing.ending_models import PostRun as PostRun
from yinxin.issuing.ending_models import Practice as Practice
from yinxin.issuing.ending_models import Volume as Volume
from yinxin.issuing.ending_models import VolumeLine as VolumeLine
from yinxin.issuing.findings import Finding
from yinxin.issuing.kinds import CollectorKind, SignedOn
from yinxin.issuing.states import ConsignmentState, DifferenceState, MessageState, TakeoverState


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


class Collection(models.Model):
    """One copy that was given out; a hand-out of several copies has one slip, and one row for each of them.

    :ivar token: the number of the slip, which the counter chose: the same token never gives out twice.
    :ivar place: where the copy lay, and where it goes back to if the hand-out is undone; ``window`` its name then.
    :ivar sealed: who collected, where it was not the holder: name, kind and number of their document, their unit;
        encrypted. ``person`` is the keyed digest of the document.
    :ivar papers: what was shown, ``|`` between them.
    :ivar signature: key of the picture in the file store; empty where it was signed on paper.
    :ivar many: by then the same person had collected for more holders than is usual.
    :ivar given_at: when it was handed over, as the counter says; ``entered_at`` when the server was told.
    :ivar undone_slip: the slip that took it back; None while the hand-out stands.
    :ivar reason: why it was corrected; empty where the counter undid it in time.
    """

    copy = models.ForeignKey("register.PaperCopy", on_delete=models.PROTECT, related_name="+")
    holder = models.ForeignKey("register.Holder", on_delete=models.PROTECT, related_name="+")
    slip = models.ForeignKey("register.Slip", on_delete=models.PROTECT, related_name="+")
    token = models.CharField(max_length=32)
    organisation = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey("register.Place", on_delete=models.PROTECT, related_name="+")
    window = models.CharField(max_length=60)
    collector = models.CharField(max_length=8)
    sealed = models.BinaryField(default=b"")
    person = models.BinaryField(null=True)
    papers = models.CharField(max_length=120)
    signed_on = models.CharField(max_length=8)
    signature = models.CharField(max_length=64, blank=True)
    many = models.BooleanField(default=False)
    given_at = models.DateTimeField()
    entered_at = models.DateTimeField()
    by = models.BigIntegerField()
    undone_slip = models.ForeignKey("register.Slip", null=True, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.BigIntegerField(default=0)
    reason = models.CharField(max_length=400, blank=True)

    class Meta:
        db_table = "issuing_collection"
        constraints = [
            models.UniqueConstraint(
                fields=["copy"], condition=Q(undone_at__isnull=True), name="collection_one_stands"
            ),
            models.UniqueConstraint(fields=["token", "copy"], name="collection_token_once"),
            models.CheckConstraint(
                condition=Q(collector__in=[kind.value for kind in CollectorKind]),
                name="collection_collector_known",
            ),
            models.CheckConstraint(
                condition=Q(collector=CollectorKind.HOLDER.value, person__isnull=True, sealed=b"")
                | (~Q(collector=CollectorKind.HOLDER.value) & Q(person__isnull=False) & ~Q(sealed=b"")),
                name="collection_other_person_named",
            ),
            models.CheckConstraint(
                condition=Q(signed_on=SignedOn.PAPER.value, signature="")
                | (Q(signed_on=SignedOn.PAD.value) & ~Q(signature="")),
                name="collection_signed",
            ),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_slip__isnull=True, undone_by=0, reason="")
                | Q(undone_at__isnull=False, undone_slip__isnull=False),
                name="collection_undone_whole",
            ),
            models.CheckConstraint(
                condition=Q(given_at__lte=F("entered_at")), name="collection_given_before_entered"
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "-given_at"], name="collection_of_office"),
            models.Index(fields=["person", "given_at"], name="collection_of_person"),
        ]


class ServiceNotice(models.Model):
    """What an issuer tells the public about collection; every version is kept.

    :ivar since: the first day on which it holds; the latest version that has begun is the one that holds.
    :ivar ways: the services offered, ``|`` between them; ``reason`` why one of them is not.
    :ivar units: a unit may collect for its people.
    :ivar per_day: how many people are served a day; None for no limit.
    """

    organisation = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    since = models.DateField()
    hours = models.CharField(max_length=200)
    place = models.CharField(max_length=200)
    ways = models.CharField(max_length=80)
    reason = models.CharField(max_length=400, blank=True)
    issuer_pays = models.BooleanField(default=False)
    process = models.CharField(max_length=600)
    papers = models.CharField(max_length=600)
    phone = models.CharField(max_length=60)
    units = models.BooleanField(default=False)
    per_day = models.PositiveIntegerField(null=True)
    at = models.DateTimeField()
    by = models.BigIntegerField()

    class Meta:
        db_table = "issuing_service_notice"
        constraints = [
            models.UniqueConstraint(fields=["organisation", "version"], name="service_version_once"),
            models.CheckConstraint(
                condition=~Q(hours="") & ~Q(place="") & ~Q(process="") & ~Q(phone=""), name="service_complete"
            ),
            models.CheckConstraint(
                condition=Q(per_day__isnull=True) | Q(per_day__gt=0), name="service_per_day"
            ),
        ]


class Message(models.Model):
    """One message that tells a holder that their paper waits: the intent first, then its proof.

    :ivar stage: 0 for the first one, then the reminders in order.
    :ivar proof: what the service that sent it answered; empty until then.
    :ivar trouble: why the last attempt failed.
    :ivar next_at: not before this moment.
    """

    copy = models.ForeignKey("register.PaperCopy", on_delete=models.PROTECT, related_name="+")
    holder = models.ForeignKey("register.Holder", on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    stage = models.PositiveSmallIntegerField()
    channel = models.CharField(max_length=8)
    template = models.CharField(max_length=24)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    proof = models.CharField(max_length=80, blank=True)
    trouble = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=8)

    class Meta:
        db_table = "issuing_message"
        constraints = [
            models.UniqueConstraint(fields=["copy", "stage", "channel"], name="message_once"),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in MessageState]), name="message_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state=MessageState.WAITING.value, settled_at__isnull=True)
                | (~Q(state=MessageState.WAITING.value) & Q(settled_at__isnull=False)),
                name="message_settled",
            ),
            models.CheckConstraint(
                condition=~Q(state=MessageState.SENT.value) | ~Q(proof=""), name="message_sent_has_proof"
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_at"],
                condition=Q(state=MessageState.WAITING.value),
                name="message_to_send",
            ),
        ]
