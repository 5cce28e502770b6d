"""What qualifying keeps: public notices and objections, samples of promises, audits of conditions (A2.1, N9.1)."""

from __future__ import annotations

from enum import Enum

from django.db import models
from django.db.models import F, Q

from yinxin.qualifying.states import AuditState, ListObjectionState, NoticeState, PromiseState, SampleState


def _values(kind: type[Enum]) -> list[str]:
    return [one.value for one in kind]


class Notice(models.Model):
    """The list of one batch, shown in public for some working days.

    :ivar batch_id: the batch; production knows it, this chapter only its number.
    :ivar begun_on: the day after which the working days are counted; ``days`` how many.
    """

    batch_id = models.BigIntegerField()
    exam = models.ForeignKey("catalogue.Exam", on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    days = models.PositiveSmallIntegerField()
    people = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    begun_on = models.DateField()
    begun_at = models.DateTimeField()
    begun_by = models.BigIntegerField()
    stopped_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=400, blank=True)
    state = models.CharField(max_length=12)

    class Meta:
        db_table = "qualifying_notice"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=_values(NoticeState)), name="list_notice_state_known"
            ),
            models.CheckConstraint(condition=Q(days__gt=0, people__gt=0), name="list_notice_shows_somebody"),
            models.CheckConstraint(
                condition=Q(state="shown", stopped_at__isnull=True, reason="")
                | (Q(state="stopped", stopped_at__isnull=False) & ~Q(reason="")),
                name="list_notice_stopped_with_reason",
            ),
            models.UniqueConstraint(
                fields=["batch_id"], condition=Q(state="shown"), name="list_notice_once_a_batch"
            ),
        ]


class NoticeEntry(models.Model):
    """A line of a noticed list: what the public may see, and no more; a trigger keeps it as it is.

    :ivar name: masked; ``tail`` the last digits of a number that tells people of one name apart.
    """

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=60)
    tail = models.CharField(max_length=8, blank=True)
    level = models.CharField(max_length=20, blank=True)
    specialty = models.CharField(max_length=60, blank=True)

    class Meta:
        db_table = "qualifying_notice_entry"
        constraints = [models.UniqueConstraint(fields=["notice", "number"], name="notice_entry_number_once")]


class ListObjection(models.Model):
    """Somebody objects to a noticed entry.

    :ivar token_key: SHA-256 of the code by which it is followed.
    :ivar sealed: reason and contact, encrypted.
    :ivar reply: the answer with its reasons, for whoever holds the code.
    """

    entry = models.ForeignKey(NoticeEntry, on_delete=models.PROTECT, related_name="objections")
    token_key = models.BinaryField(unique=True)
    sealed = models.BinaryField()
    at = models.DateTimeField()
    reply = models.CharField(max_length=400, blank=True)
    answered_by = models.BigIntegerField(default=0)
    answered_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=12)

    class Meta:
        db_table = "qualifying_objection"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=_values(ListObjectionState)), name="list_objection_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state="open", answered_at__isnull=True, answered_by=0, reply="")
                | (~Q(state="open") & Q(answered_at__isnull=False, answered_by__gt=0) & ~Q(reply="")),
                name="list_objection_answered_with_reasons",
            ),
        ]


class Sample(models.Model):
    """Those of one batch who promised instead of proving, and the draw of whom to check.

    :ivar people: how many promised; ``size`` how many are drawn, from ``percent`` of them.
    :ivar digest: of the frozen list; ``seed_source`` the announced event, ``seed_on`` its day.
    :ivar seed: its outcome, and ``seen_at`` where it was read; empty until the draw.
    """

    batch_id = models.BigIntegerField()
    exam = models.ForeignKey("catalogue.Exam", on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    people = models.PositiveIntegerField()
    percent = models.PositiveSmallIntegerField()
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    seed_source = models.CharField(max_length=200)
    seed_on = models.DateField()
    frozen_by = models.BigIntegerField()
    frozen_at = models.DateTimeField()
    seed = models.CharField(max_length=200, blank=True)
    seen_at = models.CharField(max_length=200, blank=True)
    drawn_by = models.BigIntegerField(default=0)
    drawn_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=400, blank=True)
    state = models.CharField(max_length=12)

    class Meta:
        db_table = "qualifying_sample"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=_values(SampleState)), name="sample_state_known"),
            models.CheckConstraint(condition=Q(size__gt=0, people__gte=F("size")), name="sample_within_list"),
            models.CheckConstraint(
                condition=Q(state__in=["frozen", "withdrawn"], seed="", drawn_by=0, drawn_at__isnull=True)
                | (Q(state="drawn", drawn_at__isnull=False) & ~Q(seed="") & ~Q(drawn_by=F("frozen_by"))),
                name="sample_drawn_by_another",
            ),
            models.UniqueConstraint(
                fields=["batch_id"], condition=~Q(state="withdrawn"), name="sample_once_a_batch"
            ),
        ]


class SampleEntry(models.Model):
    """A line of a frozen list of promises; a trigger keeps it as it is.

    :ivar row: the row in the batch. :ivar sealed: who it is, encrypted; ``entry`` shows nobody.
    """

    sample = models.ForeignKey(Sample, on_delete=models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField()
    row = models.PositiveIntegerField()
    nonce = models.CharField(max_length=32)
    entry = models.CharField(max_length=80)
    sealed = models.BinaryField()

    class Meta:
        db_table = "qualifying_sample_entry"
        constraints = [models.UniqueConstraint(fields=["sample", "number"], name="sample_entry_number_once")]


class Promise(models.Model):
    """A drawn promise, and what the check found.

    :ivar reasons: what was looked at and found. :ivar evidence: its pages in the closed store, empty for none.
    """

    sample = models.ForeignKey(Sample, on_delete=models.PROTECT, related_name="promises")
    place = models.PositiveIntegerField()
    entry = models.OneToOneField(SampleEntry, on_delete=models.PROTECT, related_name="promise")
    reasons = models.CharField(max_length=400, blank=True)
    evidence = models.CharField(max_length=64, blank=True)
    pages = models.PositiveIntegerField(default=0)
    found_by = models.BigIntegerField(default=0)
    found_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=12)

    class Meta:
        db_table = "qualifying_promise"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=_values(PromiseState)), name="promise_state_known"),
            models.UniqueConstraint(fields=["sample", "place"], name="promise_place_once"),
            models.CheckConstraint(
                condition=Q(state="waiting", found_at__isnull=True, found_by=0, reasons="")
                | (~Q(state="waiting") & Q(found_at__isnull=False, found_by__gt=0) & ~Q(reasons="")),
                name="promise_found_with_reasons",
            ),
        ]


class AuditFile(models.Model):
    """What a city holds of one passed person before the certificate is given out (A2.1.2).

    :ivar conditions: of the exam, as the province had them when the file was opened: code, words, papers.
    :ivar ticks: the codes of the conditions that are met, by the papers.
    :ivar form_on: the day on which annex 1 was filled; ``notified_on`` when and ``notified_how`` the person was told.
    :ivar reasons: of the decision, or why it is audited again.
    """

    certificate = models.OneToOneField("register.Certificate", on_delete=models.PROTECT, related_name="+")
    exam = models.ForeignKey("catalogue.Exam", on_delete=models.PROTECT, related_name="+")
    issuer = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    conditions = models.JSONField(default=list)
    ticks = models.JSONField(default=list)
    notified_on = models.DateField(null=True)
    notified_how = models.CharField(max_length=60, blank=True)
    photo = models.BooleanField(default=False)
    form_on = models.DateField(null=True)
    opened_at = models.DateTimeField()
    collected_by = models.BigIntegerField(default=0)
    collected_at = models.DateTimeField(null=True)
    decided_by = models.BigIntegerField(default=0)
    decided_at = models.DateTimeField(null=True)
    reasons = models.CharField(max_length=400, blank=True)
    state = models.CharField(max_length=12)

    class Meta:
        db_table = "qualifying_audit_file"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=_values(AuditState)), name="audit_file_state_known"),
            models.CheckConstraint(
                condition=Q(notified_on__isnull=True, notified_how="")
                | (Q(notified_on__isnull=False) & ~Q(notified_how="")),
                name="audit_file_notified_somehow",
            ),
            models.CheckConstraint(
                condition=Q(state="open")
                | Q(collected_by__gt=0, photo=True, notified_on__isnull=False, form_on__isnull=False),
                name="audit_file_complete_before_audit",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "ready"], decided_by=0, decided_at__isnull=True)
                | (
                    Q(state__in=["passed", "refused"], decided_by__gt=0, decided_at__isnull=False)
                    & ~Q(decided_by=F("collected_by"))
                ),
                name="audit_file_decided_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(reasons=""), name="audit_file_refused_with_reasons"
            ),
        ]
        indexes = [models.Index(fields=["issuer", "state", "id"], name="audit_file_queue")]


class AuditPaper(models.Model):
    """A paper in a person's file.

    :ivar condition: the code of the condition that it shows. :ivar by: whose account took it in; 0 for the holder.
    """

    file = models.ForeignKey(AuditFile, on_delete=models.PROTECT, related_name="papers")
    condition = models.CharField(max_length=40)
    name = models.CharField(max_length=60)
    key = models.CharField(max_length=64)
    pages = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    by = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "qualifying_audit_paper"
        constraints = [models.CheckConstraint(condition=Q(pages__gt=0), name="audit_paper_has_pages")]
