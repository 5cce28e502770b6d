"""The tables of paper's last ways: post, notes on copies, registers of what was given out.

Django finds an application's tables in its module ``models``, which names these too.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yinxin.issuing.states import MailState

_LIVE = [MailState.APPLIED.value, MailState.APPROVED.value, MailState.POSTED.value, MailState.RETURNED.value]


class Practice(models.Model):
    """How an issuer gives out by post, from a day on; an earlier row holds until then.

    :ivar reason: why it offers no post, in public; the law wants one (N12).
    :ivar window: for how long after signing for the paper an application goes with the weekly runs.
    :ivar weekday: the day of the weekly run, 1 for Monday; the monthly run is on the last such day of a month.
    :ivar monthly_cut: the last day of the month on which a late application still goes with that month's run.
    :ivar promise: working days after approval within which the issuer promises to post.
    """

    issuer = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    since = models.DateField()
    offered = models.BooleanField()
    reason = models.CharField(max_length=200, blank=True)
    issuer_pays = models.BooleanField()
    window = models.PositiveSmallIntegerField()
    window_unit = models.CharField(max_length=8)
    weekday = models.PositiveSmallIntegerField()
    monthly_cut = models.PositiveSmallIntegerField()
    promise = models.PositiveSmallIntegerField()
    second_delivery = models.BooleanField()
    at = models.DateTimeField()
    by = models.BigIntegerField()

    class Meta:
        db_table = "issuing_practice"
        constraints = [
            models.CheckConstraint(
                condition=Q(window_unit__in=["workday", "month"]), name="practice_unit_known"
            ),
            models.CheckConstraint(
                condition=Q(weekday__range=(1, 7), monthly_cut__range=(1, 28))
                & Q(window__range=(1, 250), promise__range=(1, 60)),
                name="practice_in_bounds",
            ),
            models.CheckConstraint(condition=Q(offered=True) | ~Q(reason=""), name="practice_no_post_why"),
        ]
        indexes = [models.Index(fields=["issuer", "since"], name="practice_of_issuer")]


class MailApplication(models.Model):
    """A holder asks to have a certificate sent by post.

    :ivar sealed: recipient, telephone, postcode and address, encrypted; they stand nowhere else.
    :ivar consent: the sentence that the holder agreed to, as it was shown.
    :ivar late: it came after the window, and goes with the monthly run.
    :ivar run_on: the day of the run with which it is to go; ``promised_on`` the issuer's own last day.
    :ivar reason: why it was refused, or how the parcel was lost.
    """

    copy = models.ForeignKey("register.PaperCopy", on_delete=models.PROTECT, related_name="+")
    issuer = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    holder_id = models.BigIntegerField()
    sealed = models.BinaryField()
    consent = models.CharField(max_length=200)
    issuer_pays = models.BooleanField()
    late = models.BooleanField()
    run_on = models.DateField()
    promised_on = models.DateField(null=True)
    applied_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.BigIntegerField(default=0)
    reason = models.CharField(max_length=400, blank=True)
    state = models.CharField(max_length=12)

    class Meta:
        db_table = "issuing_mail_application"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in MailState]), name="mail_state_known"
            ),
            models.UniqueConstraint(
                fields=["copy"], condition=Q(state__in=_LIVE), name="mail_one_application_lives"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["refused", "lost"]) | ~Q(reason=""), name="mail_refused_or_lost_why"
            ),
            models.CheckConstraint(condition=~Q(consent=""), name="mail_agreed_to"),
            models.CheckConstraint(
                condition=Q(promised_on__isnull=False) | Q(state__in=["applied", "refused", "withdrawn"]),
                name="mail_promised_when_approved",
            ),
        ]
        indexes = [
            models.Index(fields=["issuer", "state"], name="mail_of_issuer"),
            models.Index(fields=["holder_id"], name="mail_of_holder"),
        ]


class PostRun(models.Model):
    """One posting run of an issuer: the parcels that a courier takes at once.

    :ivar told_at: when the courier's folder got the run's file; None while it waits.
    """

    issuer = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    carrier = models.CharField(max_length=40)
    parcels = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.BigIntegerField()
    told_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "issuing_post_run"
        constraints = [models.CheckConstraint(condition=Q(parcels__gt=0), name="post_run_not_empty")]


class Parcel(models.Model):
    """One try to deliver: an application's copy in a run, under the courier's number.

    :ivar delivery: 1 for the first try, 2 for the second one.
    :ivar said: what the courier last reported; ``said_at`` the moment that its report states.
    :ivar trouble: the courier has contradicted itself: a person must ask.
    """

    run = models.ForeignKey(PostRun, on_delete=models.PROTECT, related_name="lines")
    application = models.ForeignKey(MailApplication, on_delete=models.PROTECT, related_name="parcels")
    waybill = models.CharField(max_length=40, unique=True)
    delivery = models.PositiveSmallIntegerField()
    said = models.CharField(max_length=12, blank=True)
    said_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "issuing_parcel"
        constraints = [
            models.UniqueConstraint(fields=["application", "delivery"], name="parcel_delivery_once"),
            models.CheckConstraint(condition=Q(delivery__in=[1, 2]), name="parcel_two_tries_at_most"),
            models.CheckConstraint(
                condition=Q(said__in=["", "accepted", "delivered", "returned", "lost"]),
                name="parcel_said_known",
            ),
            models.CheckConstraint(
                condition=Q(said="", said_at__isnull=True) | (~Q(said="") & Q(said_at__isnull=False)),
                name="parcel_said_when",
            ),
        ]


class CopyNote(models.Model):
    """Why a copy was recalled, spoiled in the store, or put back after it was found.

    :ivar cause: for a recall its cause; else empty. ``slip`` is the number of the slip in the custody book.
    """

    kind = models.CharField(max_length=12)
    copy = models.ForeignKey("register.PaperCopy", on_delete=models.PROTECT, related_name="+")
    cause = models.CharField(max_length=12, blank=True)
    reason = models.CharField(max_length=400)
    slip = models.CharField(max_length=40)
    at = models.DateTimeField()
    by = models.BigIntegerField()

    class Meta:
        db_table = "issuing_copy_note"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="recalled", cause__in=["invalid", "replaced", "damaged", "wrong"])
                | Q(kind__in=["damaged", "found"], cause=""),
                name="copy_note_kind_known",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="copy_note_says_why"),
        ]
        indexes = [models.Index(fields=["copy"], name="copy_note_of_copy")]


class Volume(models.Model):
    """A closed volume of the register of given-out certificates (A2.1.5).

    :ivar number: the volume's number in the register of its issuer, exam and year, from 1.
    :ivar first: the number of its first line in that register; it has ``lines`` of them.
    :ivar digest: what is printed as the volume's closing; ``closing`` is the law's digest of its lines.
    :ivar file: the key of the PDF in the file store: its SHA-256.
    """

    issuer = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    exam = models.ForeignKey("catalogue.Exam", on_delete=models.PROTECT)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    first = models.PositiveIntegerField()
    lines = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    closing = models.CharField(max_length=64)
    file = models.CharField(max_length=64)
    closed_at = models.DateTimeField()
    closed_by = models.BigIntegerField()

    class Meta:
        db_table = "issuing_volume"
        constraints = [
            models.UniqueConstraint(fields=["issuer", "exam", "year", "number"], name="volume_number_once"),
            models.UniqueConstraint(fields=["issuer", "exam", "year", "first"], name="volume_begins_once"),
            models.CheckConstraint(
                condition=Q(lines__gt=0, first__gt=0, number__gt=0), name="volume_not_empty"
            ),
        ]


class VolumeLine(models.Model):
    """A line of a volume: the movement that gave a copy out; each stands in one volume only."""

    volume = models.ForeignKey(Volume, on_delete=models.PROTECT, related_name="rows")
    number = models.PositiveIntegerField()
    slip = models.ForeignKey("register.Slip", on_delete=models.PROTECT, related_name="+")
    copy = models.ForeignKey("register.PaperCopy", on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "issuing_volume_line"
        constraints = [
            models.UniqueConstraint(fields=["slip", "copy"], name="volume_line_once"),
            models.UniqueConstraint(fields=["volume", "number"], name="volume_line_numbered"),
        ]
