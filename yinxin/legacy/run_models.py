"""Runs of electronic copies for older certificates: ordered by one person, released by another (N20)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from yinxin.legacy.run_states import RunState


class Run(models.Model):
    """Older certificates whose electronic copies are made and released together.

    :ivar count: how many certificates.
    """

    count = models.PositiveIntegerField()
    ordered_by = models.BigIntegerField()
    ordered_at = models.DateTimeField()
    released_by = models.BigIntegerField(default=0)
    released_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10)

    class Meta:
        db_table = "legacy_run"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in RunState]), name="legacy_run_state_known"
            ),
            models.CheckConstraint(condition=Q(count__gt=0), name="legacy_run_has_certificates"),
            models.CheckConstraint(
                condition=Q(released_at__isnull=True) | ~Q(released_by=F("ordered_by")),
                name="legacy_run_released_by_another",
            ),
            models.CheckConstraint(
                condition=Q(state=RunState.RELEASED.value, released_at__isnull=False)
                | (~Q(state=RunState.RELEASED.value) & Q(released_at__isnull=True)),
                name="legacy_run_released_when",
            ),
        ]


class RunLine(models.Model):
    """One certificate of a run; ``released`` says whether its copy was, or its certificate had died meanwhile."""

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="lines")
    certificate_id = models.BigIntegerField(unique=True)
    released = models.BooleanField(null=True)

    class Meta:
        db_table = "legacy_run_line"
