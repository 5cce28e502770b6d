"""What disclosure keeps: the office's promise in dated versions, and the editions as they were published."""

from __future__ import annotations

from enum import Enum

from django.db import models
from django.db.models import Q

from yinxin.disclosure.rounding import STEPS
from yinxin.kernel.words import Words


class Cause(Enum):
    """Why an edition was published."""

    DUE = "due"
    SCOPE = "scope"
    BY_HAND = "by_hand"

    @property
    def words(self) -> Words:
        """The cause for people."""
        return _CAUSES[self]


_CAUSES = {
    Cause.DUE: Words("按期"),
    Cause.SCOPE: Words("范围扩大，即时"),
    Cause.BY_HAND: Words("人工"),
}


class Promise(models.Model):
    """How often the centre publishes from a day on, and what figures are rounded down to; a trigger keeps it.

    :ivar every_days: an edition at least every so many calendar days.
    """

    since = models.DateField()
    every_days = models.PositiveSmallIntegerField()
    rounded_to = models.PositiveSmallIntegerField()
    basis = models.CharField(max_length=200)
    at = models.DateTimeField()
    by = models.BigIntegerField()

    class Meta:
        db_table = "disclosure_promise"
        constraints = [
            models.CheckConstraint(condition=Q(every_days__range=(1, 92)), name="promise_days_in_bounds"),
            models.CheckConstraint(condition=Q(rounded_to__in=STEPS), name="promise_rounding_known"),
            models.CheckConstraint(condition=~Q(basis=""), name="promise_has_a_basis"),
        ]
        indexes = [models.Index(fields=["since"], name="promise_of_a_day")]


class Edition(models.Model):
    """What was published at one moment; a trigger keeps it as it is.

    :ivar text: everything that it says, as canonical JSON; ``digest`` is its SHA-256.
    :ivar upto: the last line of the ledger that it counts, but for the numbers in ``missing``.
    """

    number = models.PositiveIntegerField(unique=True)
    on = models.DateField()
    at = models.DateTimeField()
    cause = models.CharField(max_length=8)
    text = models.TextField()
    digest = models.CharField(max_length=64)
    upto = models.BigIntegerField()
    missing = models.JSONField(default=list)
    by = models.BigIntegerField()

    class Meta:
        db_table = "disclosure_edition"
        constraints = [
            models.CheckConstraint(
                condition=Q(cause__in=[one.value for one in Cause]), name="edition_cause_known"
            ),
            models.CheckConstraint(condition=Q(number__gt=0), name="edition_numbered_from_one"),
        ]
        indexes = [models.Index(fields=["on"], name="edition_of_a_day")]
