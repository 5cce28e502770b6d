"""Paper given out at the counter, the services that issuers publish, and what holders were told (N11 to N13).

What identifies a person who is not the holder is encrypted; look-ups go through keyed digests.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from yinxin.issuing.kinds import CollectorKind, SignedOn
from yinxin.issuing.states import MessageState


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
