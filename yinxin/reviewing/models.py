"""What reviews keep: committees and their approvals, sessions, the members' votes, the steps that were taken."""

from __future__ import annotations

from enum import Enum

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from yinxin.law.provinces.terms import StepKind
from yinxin.reviewing.states import CommitteeState, SessionState


def _values(kind: type[Enum]) -> list[str]:
    return [one.value for one in kind]


class Committee(models.Model):
    """One approval of a review committee; a renewal is an approval of its own.

    :ivar over: the authority that approves; ``founder`` who founds it and gives its certificates out (A1.3a).
    :ivar series: the code of the series of titles; ``ranks`` which ranks it may decide on.
    :ivar document: the approval's number; it holds from ``since`` through ``until``.
    :ivar renews: the approval before this one, None where it is the first.
    :ivar ended_on: the first day on which it no longer holds, where it was ended early.
    """

    over = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    founder = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    series = models.CharField(max_length=40)
    ranks = ArrayField(models.CharField(max_length=8))
    document = models.CharField(max_length=60)
    since = models.DateField()
    until = models.DateField()
    renews = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    proposed_by = models.BigIntegerField()
    proposed_at = models.DateTimeField()
    decided_by = models.BigIntegerField(default=0)
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)
    ended_by = models.BigIntegerField(default=0)
    ended_on = models.DateField(null=True)
    state = models.CharField(max_length=8)

    class Meta:
        db_table = "reviewing_committee"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=_values(CommitteeState)), name="committee_state_known"
            ),
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="committee_days"),
            models.CheckConstraint(condition=~Q(over=F("founder")), name="committee_of_another"),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_at__isnull=True, decided_by=0)
                | (
                    ~Q(state="proposed")
                    & Q(decided_at__isnull=False)
                    & ~Q(decided_by=0)
                    & ~Q(decided_by=F("proposed_by"))
                ),
                name="committee_decided_by_another",
            ),
            models.CheckConstraint(
                condition=(Q(state="ended", ended_on__isnull=False) & ~Q(ended_by=0) & ~Q(reason=""))
                | (~Q(state="ended") & Q(ended_on__isnull=True, ended_by=0)),
                name="committee_ended_why",
            ),
        ]


class Session(models.Model):
    """One session of a committee for one level: on one day, with so many members present.

    :ivar exam: what its batches come from, entered with its first results; None before.
    :ivar procedure: the local procedure as it was when the session was opened: place, document, steps.
    :ivar round: how often results were brought; what an earlier round brought and decided stays.
    :ivar listed_by: who brought the results of this round; ``passed`` how many passed by the votes.
    """

    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="sessions")
    exam = models.OneToOneField("catalogue.Exam", null=True, on_delete=models.PROTECT, related_name="+")
    level = models.CharField(max_length=20)
    rank = models.CharField(max_length=8)
    decided_on = models.DateField()
    present = models.PositiveSmallIntegerField()
    procedure = models.JSONField()
    round = models.PositiveSmallIntegerField(default=0)
    opened_by = models.BigIntegerField()
    opened_at = models.DateTimeField()
    listed_by = models.BigIntegerField(default=0)
    listed_at = models.DateTimeField(null=True)
    candidates_count = models.PositiveIntegerField(default=0)
    passed = models.PositiveIntegerField(default=0)
    list_digest = models.CharField(max_length=64, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=8)

    class Meta:
        db_table = "reviewing_session"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=_values(SessionState)), name="review_session_state_known"
            ),
            models.CheckConstraint(condition=Q(present__gte=1), name="review_session_members_present"),
            models.CheckConstraint(
                condition=Q(passed__lte=F("candidates_count")), name="review_session_passed_of_candidates"
            ),
            models.CheckConstraint(
                condition=~Q(state="listed")
                | (Q(round__gte=1, exam__isnull=False, listed_at__isnull=False) & ~Q(list_digest="")),
                name="review_session_listed_with_results",
            ),
        ]


class Candidate(models.Model):
    """What the members decided on one candidate; who it is stands in ``sealed`` alone.

    :ivar row: the line of the file, the header is line 1.
    :ivar key: the keyed digest of the identity document.
    """

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="candidates")
    round = models.PositiveSmallIntegerField()
    row = models.PositiveIntegerField()
    key = models.BinaryField()
    specialty = models.CharField(max_length=60, blank=True)
    sealed = models.BinaryField()
    in_favour = models.PositiveSmallIntegerField()
    against = models.PositiveSmallIntegerField()
    abstained = models.PositiveSmallIntegerField()
    passed = models.BooleanField()

    class Meta:
        db_table = "reviewing_candidate"
        constraints = [
            models.UniqueConstraint(fields=["session", "round", "key"], name="review_candidate_once"),
        ]


class StepTaken(models.Model):
    """A step of the procedure, taken or refused; rows are only added.

    :ivar place: its place in the procedure, from 0.
    :ivar body: who took it; ``document`` its number, ``on`` its day.
    :ivar reason: why it was refused; empty where it was taken.
    """

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="steps")
    round = models.PositiveSmallIntegerField()
    place = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8)
    body = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    document = models.CharField(max_length=60, blank=True)
    on = models.DateField()
    taken = models.BooleanField()
    reason = models.CharField(max_length=200, blank=True)
    by = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "reviewing_step"
        constraints = [
            models.UniqueConstraint(
                fields=["session", "round", "place"], condition=Q(taken=True), name="review_step_taken_once"
            ),
            models.CheckConstraint(condition=Q(kind__in=_values(StepKind)), name="review_step_kind_known"),
            models.CheckConstraint(
                condition=(Q(taken=True, reason="") & ~Q(document="")) | (Q(taken=False) & ~Q(reason="")),
                name="review_step_document_or_reason",
            ),
        ]
