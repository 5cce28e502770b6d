"""What changing keeps: applications, what they change, their papers, their way over the desks, and local rules.

Old and new values, statements, telephone numbers and employers are encrypted; the ledger holds none of them.
"""

from __future__ import annotations

from enum import Enum

from django.db import models
from django.db.models import F, Q

from yinxin.changing.states import OPEN, ApplicationState, PaperCheck
from yinxin.law.changes import Cause, Way
from yinxin.law.evidence import Evidence
from yinxin.law.n2023.art15_replacement import Desk
from yinxin.law.regimes import Regime


def _values(kind: type[Enum]) -> list[str]:
    return [one.value for one in kind]


class Application(models.Model):
    """Somebody asks for a certificate to be made again.

    :ivar number: the number that people are told: HF and the year for a replacement, BF for a reissue, ZM for a proof.
    :ivar issuer: the desk of first review; ``confirmer`` the agency or authority that confirms.
    :ivar region: the division of the issuer, by which summaries are drawn up.
    :ivar fault: where the certificate is wrong, whose fault it was: ``office`` or ``holder``; empty elsewhere.
    :ivar filed_on: the day of the application, by whose rules it is judged; ``entered_at`` when it came in here.
    :ivar governing: the clause of the rule that governs; empty where it is older than both texts.
    :ivar sealed: statement, telephone and employer, encrypted.
    :ivar filed_by: the account of the clerk who filed it at the window; 0 where the holder did.
    :ivar round: how many times it was submitted.
    :ivar returned_from: the desk that gave it back last.
    :ivar reason: why it was returned or rejected last, or what was missing in the making.
    :ivar successor_id: the certificate or proof that was opened for it.
    :ivar promised_on: by when the present desk means to be done; its own promise, None where it gave none.
    """

    number = models.CharField(max_length=20, unique=True)
    certificate = models.ForeignKey("register.Certificate", on_delete=models.PROTECT, related_name="+")
    holder_id = models.BigIntegerField()
    issuer = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    confirmer = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    region = models.CharField(max_length=6, blank=True)
    regime = models.CharField(max_length=16)
    cause = models.CharField(max_length=16)
    way = models.CharField(max_length=12)
    fault = models.CharField(max_length=8, blank=True)
    filed_on = models.DateField()
    entered_at = models.DateTimeField()
    governing = models.CharField(max_length=8, blank=True)
    sealed = models.BinaryField()
    filed_by = models.BigIntegerField(default=0)
    round = models.PositiveSmallIntegerField(default=1)
    returned_from = models.CharField(max_length=12, blank=True)
    reason = models.CharField(max_length=400, blank=True)
    reviewed_by = models.BigIntegerField(default=0)
    confirmed_by = models.BigIntegerField(default=0)
    taken_by = models.BigIntegerField(default=0)
    released_by = models.BigIntegerField(default=0)
    successor_id = models.BigIntegerField(null=True, unique=True)
    promised_on = models.DateField(null=True)
    settled_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=12)

    class Meta:
        db_table = "changing_application"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=_values(ApplicationState)), name="application_state_known"
            ),
            models.CheckConstraint(
                condition=Q(cause__in=_values(Cause), way__in=_values(Way), regime__in=_values(Regime)),
                name="application_of_a_known_kind",
            ),
            models.CheckConstraint(
                condition=Q(fault__in=["office", "holder"], cause=Cause.WRONG.value)
                | (Q(fault="") & ~Q(cause=Cause.WRONG.value)),
                name="application_wrong_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["certificate"],
                condition=Q(state__in=[state.value for state in OPEN]),
                name="application_one_goes_on",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["returned", "rejected"]) | ~Q(reason=""),
                name="application_refused_why",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["making", "released"], successor_id__isnull=False, taken_by__gt=0)
                | (~Q(state__in=["making", "released"]) & Q(successor_id__isnull=True)),
                name="application_successor_while_made",
            ),
            models.CheckConstraint(
                condition=Q(state="released", released_by__gt=0) & ~Q(released_by=F("taken_by"))
                | (~Q(state="released") & Q(released_by=0)),
                name="application_released_by_another",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in OPEN], settled_at__isnull=True)
                | (~Q(state__in=[state.value for state in OPEN]) & Q(settled_at__isnull=False)),
                name="application_settled_at_its_end",
            ),
        ]
        indexes = [
            models.Index(fields=["issuer", "state"], name="application_of_issuer"),
            models.Index(fields=["confirmer", "state"], name="application_of_confirmer"),
            models.Index(fields=["holder_id"], name="application_of_holder"),
            models.Index(fields=["filed_on"], name="application_of_year"),
        ]


class ApplicationChange(models.Model):
    """One item that the application asks to be changed; old and new value are encrypted.

    :ivar field: the face's field.
    """

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="changes")
    field = models.CharField(max_length=20)
    old = models.BinaryField()
    new = models.BinaryField()

    class Meta:
        db_table = "changing_change"
        constraints = [models.UniqueConstraint(fields=["application", "field"], name="change_field_once")]


class Paper(models.Model):
    """One paper of the evidence; a better one takes its place and leaves it on record.

    :ivar key: the attachment; empty where the sheet itself lies at the office.
    :ivar facts: what the paper says that nobody need be shy of: a newspaper's name, serial number, day and page.
    :ivar replaced: a later paper of the same kind counts.
    :ivar added_by: the clerk who added it; 0 where the holder did.
    """

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="papers")
    kind = models.CharField(max_length=24)
    key = models.CharField(max_length=80, blank=True)
    pages = models.PositiveSmallIntegerField(default=0)
    facts = models.JSONField(default=dict)
    replaced = models.BooleanField(default=False)
    added_at = models.DateTimeField()
    added_by = models.BigIntegerField(default=0)
    check_result = models.CharField(max_length=10, default=PaperCheck.PENDING.value)
    reason = models.CharField(max_length=400, blank=True)
    checked_by = models.BigIntegerField(default=0)
    checked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "changing_paper"
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=_values(Evidence)), name="paper_evidence_known"),
            models.UniqueConstraint(
                fields=["application", "kind"], condition=Q(replaced=False), name="paper_of_a_kind_once"
            ),
            models.CheckConstraint(
                condition=Q(check_result=PaperCheck.PENDING.value, checked_at__isnull=True, checked_by=0)
                | (
                    Q(check_result__in=[PaperCheck.ACCEPTED.value, PaperCheck.REFUSED.value])
                    & Q(checked_at__isnull=False, checked_by__gt=0)
                ),
                name="paper_checked_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(check_result=PaperCheck.REFUSED.value) | ~Q(reason=""), name="paper_refused_why"
            ),
        ]


class Step(models.Model):
    """An application's stay at one desk: when it came, what was promised, when it left, with what outcome.

    :ivar outcome: the kind of the ledger's line that ended it; empty while it lies there.
    :ivar by: the account that ended it; 0 where the holder did.
    """

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="steps")
    desk = models.CharField(max_length=12)
    arrived_at = models.DateTimeField()
    promised_on = models.DateField(null=True)
    left_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=400, blank=True)
    by = models.BigIntegerField(default=0)

    class Meta:
        db_table = "changing_step"
        constraints = [
            models.CheckConstraint(condition=Q(desk__in=_values(Desk)), name="step_desk_known"),
            models.UniqueConstraint(
                fields=["application"], condition=Q(left_at__isnull=True), name="step_one_desk_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(left_at__isnull=True, outcome="") | (Q(left_at__isnull=False) & ~Q(outcome="")),
                name="step_left_with_an_outcome",
            ),
        ]


class Notice(models.Model):
    """What an applicant is to be told, written down with what it tells of; ``settled_at`` is when that was over.

    :ivar state_told: the application's state of which it tells.
    :ivar next_at: when it is to be sent, or tried again.
    :ivar proof: what proves that it was sent; empty where it was not. ``trouble`` says why not.
    """

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="notices")
    state_told = models.CharField(max_length=12)
    next_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    channel = models.CharField(max_length=8, blank=True)
    proof = models.CharField(max_length=80, blank=True)
    trouble = models.CharField(max_length=80, blank=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "changing_notice"
        constraints = [
            models.CheckConstraint(
                condition=Q(settled_at__isnull=False) | Q(proof=""), name="notice_proved_when_settled"
            ),
        ]
        indexes = [
            models.Index(fields=["next_at"], condition=Q(settled_at__isnull=True), name="notice_to_send")
        ]


class EvidenceRule(models.Model):
    """A paper that a place asks for beyond the law's, from a day on; what the law asks for is never less.

    :ivar authority: who set it; ``region`` its division: the whole province where the last four digits are 0.
    :ivar cause: a cause, empty for every one; ``regime`` likewise.
    :ivar basis: where it was published, in the authority's own words.
    :ivar wait_months: how long after a notice of loss was printed before it is acted on.
    """

    authority = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    region = models.CharField(max_length=6)
    regime = models.CharField(max_length=16, blank=True)
    cause = models.CharField(max_length=16, blank=True)
    paper = models.CharField(max_length=24)
    basis = models.CharField(max_length=200)
    wait_months = models.PositiveSmallIntegerField(default=0)
    since = models.DateField()
    until = models.DateField(null=True)
    at = models.DateTimeField()
    by = models.BigIntegerField()

    class Meta:
        db_table = "changing_evidence_rule"
        constraints = [
            models.CheckConstraint(condition=Q(paper__in=_values(Evidence)), name="rule_paper_known"),
            models.CheckConstraint(condition=Q(region__regex=r"^\d{6}$"), name="rule_region_form"),
            models.CheckConstraint(condition=~Q(basis=""), name="rule_has_a_basis"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="rule_days"
            ),
            models.CheckConstraint(condition=Q(wait_months__lte=12), name="rule_wait_in_bounds"),
        ]


class DeskPromise(models.Model):
    """How many working days a body promises for its desk, from a day on; its own word, never a limit of law."""

    organisation = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    desk = models.CharField(max_length=12)
    workdays = models.PositiveSmallIntegerField()
    since = models.DateField()
    at = models.DateTimeField()
    by = models.BigIntegerField()

    class Meta:
        db_table = "changing_promise"
        constraints = [
            models.CheckConstraint(
                condition=Q(desk__in=["review", "confirmation", "making"]), name="promise_desk_known"
            ),
            models.CheckConstraint(condition=Q(workdays__range=(1, 250)), name="promise_in_bounds"),
        ]
        indexes = [models.Index(fields=["organisation", "desk", "since"], name="promise_of_desk")]
