"""Changes that wait for a second person."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Proposal(models.Model):
    """A change that one person asks for and another must approve.

    :ivar kind: the code of its :class:`~yinxin.approvals.kinds.Kind`.
    :ivar organisation: the organisation whose territory decides who may see and approve it.
    :ivar facts: what the change is, as its kind understands it.
    :ivar rows: before and after as they stood when it was proposed: ``[name, before, after]`` each.
    :ivar proposed_for: whose seat the proposer had on loan, where it was one.
    """

    kind = models.CharField(max_length=32)
    subject_id = models.BigIntegerField()
    organisation = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT)
    facts = models.JSONField()
    rows = models.JSONField()
    state = models.CharField(max_length=12)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="proposals"
    )
    proposed_for = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="proposals_on_behalf"
    )
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="decisions"
    )
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=400, blank=True)

    class Meta:
        db_table = "approvals_proposal"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "approved", "refused", "withdrawn"]),
                name="proposal_state_known",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at__isnull=True)
                | ~Q(state="waiting") & Q(decided_at__isnull=False),
                name="proposal_decided_when_over",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "refused"])
                | Q(decided_by__isnull=False)
                & ~Q(decided_by=F("proposed_by"))
                & (Q(proposed_for__isnull=True) | ~Q(decided_by=F("proposed_for"))),
                name="proposal_decided_by_another",
            ),
            models.UniqueConstraint(
                fields=["kind", "subject_id"], condition=Q(state="waiting"), name="proposal_one_waits"
            ),
        ]
