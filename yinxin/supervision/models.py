"""What supervision keeps: spot checks with their frozen lists, criticism of bodies."""

from __future__ import annotations

from enum import Enum

from django.db import models
from django.db.models import F, Q

from yinxin.supervision.states import CaseState, CheckState, CriticismState


def _values(kind: type[Enum]) -> list[str]:
    return [one.value for one in kind]


class SpotCheck(models.Model):
    """A random check of an exam's qualification audits (A2.1.4).

    :ivar over: who checks; ``region`` the leading digits of the people's regions, empty for all.
    :ivar digest: of the frozen list, as the law's ``list_digest`` gives it.
    :ivar seed_source: the public event whose outcome is the seed, announced with the list; ``seed_on`` its day.
    :ivar seed: the outcome, and ``seen_at`` where it was read; empty until the draw.
    """

    over = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    exam = models.ForeignKey("catalogue.Exam", on_delete=models.PROTECT, related_name="+")
    region = models.CharField(max_length=6, blank=True)
    size = models.PositiveIntegerField()
    candidates = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    seed_source = models.CharField(max_length=200)
    seed_on = models.DateField()
    frozen_by = models.BigIntegerField()
    frozen_at = models.DateTimeField()
    seed = models.CharField(max_length=200, blank=True)
    seen_at = models.CharField(max_length=200, blank=True)
    drawn_by = models.BigIntegerField(default=0)
    drawn_at = models.DateTimeField(null=True)
    said = models.CharField(max_length=400, blank=True)
    published_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=12)

    class Meta:
        db_table = "supervision_spot_check"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=_values(CheckState)), name="spot_check_state_known"),
            models.CheckConstraint(
                condition=Q(size__gt=0, candidates__gte=F("size")), name="spot_check_size_within_list"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["frozen", "withdrawn"], seed="", drawn_by=0, drawn_at__isnull=True)
                | (
                    Q(state__in=["drawn", "published"], drawn_at__isnull=False)
                    & ~Q(seed="")
                    & ~Q(seen_at="")
                    & ~Q(drawn_by=F("frozen_by"))
                ),
                name="spot_check_drawn_by_another",
            ),
            models.CheckConstraint(
                condition=Q(state="published", published_at__isnull=False)
                | (~Q(state="published") & Q(published_at__isnull=True)),
                name="spot_check_published_when",
            ),
        ]


class Candidate(models.Model):
    """A line of a frozen list; a trigger keeps it as it is.

    :ivar nonce: what hides the management number in ``entry``: kept inside, so that entries can be opened later.
    """

    check_made = models.ForeignKey(SpotCheck, on_delete=models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField()
    certificate = models.ForeignKey("register.Certificate", on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    nonce = models.CharField(max_length=32)
    entry = models.CharField(max_length=80)

    class Meta:
        db_table = "supervision_candidate"
        constraints = [
            models.UniqueConstraint(fields=["check_made", "number"], name="candidate_number_once"),
            models.UniqueConstraint(fields=["check_made", "certificate"], name="candidate_certificate_once"),
        ]


class SpotCase(models.Model):
    """A drawn line: who looks at it, what was found, what became of it.

    :ivar place: its place in the draw, from 1.
    :ivar what: what does not conform; ``due_on`` the day by which the agency is to mend it.
    :ivar evidence: key of the attached pages in the closed store; ``pages`` how many, 0 for none.
    :ivar answer: what the agency says it did; ``why_back`` why that was not enough.
    """

    check_made = models.ForeignKey(SpotCheck, on_delete=models.PROTECT, related_name="cases")
    place = models.PositiveIntegerField()
    candidate = models.OneToOneField(Candidate, on_delete=models.PROTECT, related_name="case")
    assigned_to = models.BigIntegerField()
    what = models.CharField(max_length=400, blank=True)
    due_on = models.DateField(null=True)
    evidence = models.CharField(max_length=64, blank=True)
    pages = models.PositiveIntegerField(default=0)
    found_by = models.BigIntegerField(default=0)
    found_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=400, blank=True)
    answered_by = models.BigIntegerField(default=0)
    answered_at = models.DateTimeField(null=True)
    why_back = models.CharField(max_length=400, blank=True)
    settled_by = models.BigIntegerField(default=0)
    settled_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=12)

    class Meta:
        db_table = "supervision_spot_case"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=_values(CaseState)), name="spot_case_state_known"),
            models.UniqueConstraint(fields=["check_made", "place"], name="spot_case_place_once"),
            models.CheckConstraint(
                condition=Q(state="assigned", found_at__isnull=True, found_by=0)
                | (~Q(state="assigned") & Q(found_at__isnull=False) & ~Q(found_by=0)),
                name="spot_case_found_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["assigned", "conforms"], due_on__isnull=True)
                | (Q(state__in=["faulty", "answered", "settled"], due_on__isnull=False) & ~Q(what="")),
                name="spot_case_fault_has_day",
            ),
            models.CheckConstraint(
                condition=Q(state="settled", settled_at__isnull=False)
                | (~Q(state="settled") & Q(settled_at__isnull=True)),
                name="spot_case_settled_when",
            ),
        ]


class Criticism(models.Model):
    """A body is criticised for careless work (A1.3c).

    :ivar over: who criticises; ``body`` who is criticised; ``check_made`` the spot check it comes from, if any.
    :ivar number: the decision document's number; ``decided_on`` its day.
    :ivar first_due_on: the day that the notice names; ``due_on`` moves when the body is asked again.
    :ivar referred_to: in grave cases, who decides on accountability.
    """

    over = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    body = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    check_made = models.ForeignKey(SpotCheck, null=True, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=60, unique=True)
    decided_on = models.DateField()
    finding = models.CharField(max_length=800)
    grounds = models.CharField(max_length=400)
    asked = models.CharField(max_length=400)
    due_on = models.DateField()
    first_due_on = models.DateField()
    grave = models.BooleanField()
    referred_to = models.CharField(max_length=120, blank=True)
    drafted_by = models.BigIntegerField()
    drafted_at = models.DateTimeField()
    issued_by = models.BigIntegerField(default=0)
    issued_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=800, blank=True)
    answered_by = models.BigIntegerField(default=0)
    answered_at = models.DateTimeField(null=True)
    why_back = models.CharField(max_length=400, blank=True)
    ended_by = models.BigIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=12)

    class Meta:
        db_table = "supervision_criticism"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=_values(CriticismState)), name="criticism_state_known"
            ),
            models.CheckConstraint(condition=~Q(over=F("body")), name="criticism_of_another"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "dropped"], issued_at__isnull=True, issued_by=0)
                | (
                    Q(state__in=["issued", "answered", "ended"], issued_at__isnull=False)
                    & ~Q(issued_by=0)
                    & ~Q(issued_by=F("drafted_by"))
                ),
                name="criticism_issued_by_another",
            ),
            models.CheckConstraint(
                condition=Q(grave=False, referred_to="") | (Q(grave=True) & ~Q(referred_to="")),
                name="criticism_grave_is_referred",
            ),
            models.CheckConstraint(
                condition=Q(state="ended", ended_at__isnull=False)
                | (~Q(state="ended") & Q(ended_at__isnull=True)),
                name="criticism_ended_when",
            ),
        ]


class IssuedReport(models.Model):
    """A report of supervision over a period that has ended, as it was issued; a trigger keeps it as it is.

    :ivar over: the body in whose name it was issued, and whose territory it counts.
    :ivar period: ``2026-09`` or ``2026``.
    :ivar figures: the report as canonical JSON; ``digest`` is its SHA-256.
    :ivar file: the key of the PDF in the store.
    """

    over = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    period = models.CharField(max_length=7)
    figures = models.TextField()
    digest = models.CharField(max_length=64)
    file = models.CharField(max_length=64)
    issued_by = models.BigIntegerField()
    issued_at = models.DateTimeField()

    class Meta:
        db_table = "supervision_report"
        constraints = [models.UniqueConstraint(fields=["over", "period"], name="report_once_a_period")]
