"""What invalidation keeps: cases, the certificates that each names, and the written notices of each decision.

Facts, statements and answers are encrypted; the ledger holds none of them.
"""

from __future__ import annotations

from enum import Enum

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from yinxin.invalidation.states import BEFORE_DECISION, CaseState, Hearing, Outcome, Service
from yinxin.law.discipline import Act, Term
from yinxin.law.parties import Party


def _values(kind: type[Enum]) -> list[str]:
    return [one.value for one in kind]


_EARLY = [*sorted(one.value for one in BEFORE_DECISION), CaseState.DROPPED.value]


class Case(models.Model):
    """One decision from the notice of intent on: about one person's certificates, or about many people's (``mass``).

    :ivar body: who decides; ``agency`` whose data it is, and who submits them.
    :ivar act: what was done, ``act_on`` when: the rules of that day govern.
    :ivar sealed: the facts as the notice and the decision state them; ``statement`` what the person said and what was
        answered: both encrypted.
    :ivar intent_number: the number of the notice of intent; ``statement_by`` the last day for statement and defence.
    :ivar ground: the ground as the decision cites it; ``rules`` its rule set.
    :ivar record_until: the last day of the entry in the file of integrity; None where there is none, or it stands long.
    :ivar bar_until: the last day of the provincial bar; None where none was imposed.
    :ivar prepared_by: who checked the data at the centre; another makes them effective.
    :ivar undone: the document that annulled the decision; ``undone_why`` in the words of the body.
    """

    body = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    regime = models.CharField(max_length=16)
    mass = models.BooleanField(default=False)
    act = models.CharField(max_length=20)
    act_on = models.DateField()
    sealed = models.BinaryField()
    proposed_by = models.BigIntegerField()
    proposed_at = models.DateTimeField()
    intent_number = models.CharField(max_length=60)
    statement_by = models.DateField()
    intent_served_on = models.DateField(null=True)
    intent_service = models.CharField(max_length=10, blank=True)
    intent_proof = models.CharField(max_length=200, blank=True)
    hearing = models.CharField(max_length=8, blank=True)
    statement = models.BinaryField(default=b"")
    heard_by = models.BigIntegerField(default=0)
    heard_at = models.DateTimeField(null=True)
    decision_number = models.CharField(max_length=60, blank=True)
    decided_on = models.DateField(null=True)
    decided_by = models.BigIntegerField(default=0)
    decided_at = models.DateTimeField(null=True)
    rules = models.CharField(max_length=20, blank=True)
    ground = models.CharField(max_length=200, blank=True)
    record = models.CharField(max_length=12, default=Term.NONE.value)
    record_until = models.DateField(null=True)
    bar_until = models.DateField(null=True)
    served_on = models.DateField(null=True)
    service = models.CharField(max_length=10, blank=True)
    service_proof = models.CharField(max_length=200, blank=True)
    submitted_by = models.BigIntegerField(default=0)
    submitted_at = models.DateTimeField(null=True)
    prepared_by = models.BigIntegerField(default=0)
    prepared_at = models.DateTimeField(null=True)
    effective_by = models.BigIntegerField(default=0)
    effective_at = models.DateTimeField(null=True)
    undone = models.CharField(max_length=120, blank=True)
    undone_why = models.CharField(max_length=400, blank=True)
    undone_by = models.BigIntegerField(default=0)
    undone_at = models.DateTimeField(null=True)
    restored_at = models.DateTimeField(null=True)
    dropped_why = models.CharField(max_length=400, blank=True)
    state = models.CharField(max_length=12)

    class Meta:
        db_table = "invalidation_case"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=_values(CaseState)), name="case_state_known"),
            models.CheckConstraint(condition=Q(act__in=_values(Act)), name="case_act_known"),
            models.CheckConstraint(condition=Q(record__in=_values(Term)), name="case_record_known"),
            models.CheckConstraint(
                condition=Q(hearing="") | Q(hearing__in=_values(Hearing)), name="case_hearing_known"
            ),
            models.CheckConstraint(
                condition=Q(intent_served_on__isnull=True, intent_service="")
                | Q(intent_served_on__isnull=False, intent_service__in=_values(Service)),
                name="case_intent_served_somehow",
            ),
            models.CheckConstraint(
                condition=Q(served_on__isnull=True, service="")
                | Q(served_on__isnull=False, service__in=_values(Service)),
                name="case_served_somehow",
            ),
            models.CheckConstraint(
                condition=Q(state__in=_EARLY, decided_on__isnull=True, decided_by=0, decision_number="")
                | (
                    ~Q(state__in=_EARLY)
                    & Q(decided_on__isnull=False, heard_at__isnull=False)
                    & ~Q(decision_number="")
                    & ~Q(ground="")
                    & ~Q(decided_by=0)
                    & ~Q(decided_by=F("proposed_by"))
                ),
                name="case_decided_by_two",
            ),
            models.CheckConstraint(
                condition=Q(effective_by=0) | ~Q(effective_by=F("prepared_by")), name="case_effect_by_two"
            ),
            models.CheckConstraint(
                condition=Q(state="effective", effective_at__isnull=False) | ~Q(state="effective"),
                name="case_effective_when",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["overturned", "annulled"], undone_at__isnull=False)
                | (~Q(state__in=["overturned", "annulled"]) & Q(undone_at__isnull=True, undone="")),
                name="case_undone_by_document",
            ),
            models.UniqueConstraint(
                fields=["body", "decision_number"],
                condition=~Q(decision_number=""),
                name="case_decision_once",
            ),
        ]
        indexes = [models.Index(fields=["state"], name="case_by_state")]


class CaseLine(models.Model):
    """A certificate that a case names.

    :ivar open: the case goes on or stands; a certificate can be named by one such case only.
    :ivar struck: the certificates that were made invalid for it: itself, or what had taken its place, and proofs.
    :ivar record_id: the entry in the file of integrity; ``bar_ids`` bars; in the register's standings.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="lines")
    certificate = models.ForeignKey("register.Certificate", on_delete=models.PROTECT, related_name="+")
    open = models.BooleanField(default=True)
    outcome = models.CharField(max_length=8, blank=True)
    struck = ArrayField(models.BigIntegerField(), default=list)
    settled_at = models.DateTimeField(null=True)
    restored_at = models.DateTimeField(null=True)
    record_id = models.BigIntegerField(null=True)
    bar_ids = ArrayField(models.BigIntegerField(), default=list)

    class Meta:
        db_table = "invalidation_line"
        constraints = [
            models.UniqueConstraint(fields=["case", "certificate"], name="case_line_once"),
            models.UniqueConstraint(
                fields=["certificate"], condition=Q(open=True), name="case_line_one_open"
            ),
            models.CheckConstraint(
                condition=Q(outcome="", settled_at__isnull=True)
                | Q(outcome__in=_values(Outcome), settled_at__isnull=False),
                name="case_line_settled_when",
            ),
        ]
        indexes = [models.Index(fields=["case", "id"], condition=Q(outcome=""), name="case_line_to_settle")]


class Letter(models.Model):
    """The written notice of a decision to the agency or to the centre, and its receipt (N17)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="letters")
    party = models.CharField(max_length=10)
    organisation = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=60)
    sent_on = models.DateField()
    sent_by = models.BigIntegerField()
    received_at = models.DateTimeField(null=True)
    received_by = models.BigIntegerField(default=0)

    class Meta:
        db_table = "invalidation_letter"
        constraints = [
            models.UniqueConstraint(fields=["case", "party"], name="case_letter_once"),
            models.CheckConstraint(
                condition=Q(party__in=[Party.AGENCY.value, Party.CENTER.value]),
                name="case_letter_party_known",
            ),
            models.CheckConstraint(
                condition=Q(received_at__isnull=True, received_by=0)
                | (Q(received_at__isnull=False) & ~Q(received_by=0)),
                name="case_letter_received_by_somebody",
            ),
        ]
