"""Tables beside the custody book: deliveries of blank sheets, and stock-takes with what was in somebody's hand."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yinxin.register.states import CountState


class BlankRange(models.Model):
    """A delivery of numbered blank sheets: ``prefix`` and a number of ``width`` digits, ``first`` to ``last``.

    :ivar next: the first number that has not been allotted; it only grows, so that no number comes twice.
    """

    organisation = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT)
    prefix = models.CharField(max_length=12)
    width = models.PositiveSmallIntegerField()
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    next = models.BigIntegerField()

    class Meta:
        db_table = "register_blank_range"
        constraints = [
            models.CheckConstraint(
                condition=Q(first__gte=0, last__gte=models.F("first"), next__gte=models.F("first"))
                & Q(next__lte=models.F("last") + 1),
                name="blank_range_in_order",
            )
        ]


class Count(models.Model):
    """A stock-take of a place and of everything inside it."""

    place = models.ForeignKey("register.Place", on_delete=models.PROTECT)
    begun_by = models.BigIntegerField()
    begun_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=12)

    class Meta:
        db_table = "register_count"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in CountState]), name="count_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state=CountState.OPEN.value, finished_at__isnull=True)
                | (~Q(state=CountState.OPEN.value) & Q(finished_at__isnull=False)),
                name="count_ends_when_finished",
            ),
            models.UniqueConstraint(
                fields=["place"], condition=Q(state=CountState.OPEN.value), name="count_one_open"
            ),
        ]


class Scan(models.Model):
    """A copy that was in somebody's hand at a stock-take. Never changed or deleted."""

    count = models.ForeignKey(Count, on_delete=models.PROTECT, related_name="scans")
    copy = models.ForeignKey("register.PaperCopy", on_delete=models.PROTECT)
    at = models.DateTimeField()
    by = models.BigIntegerField()

    class Meta:
        db_table = "register_scan"
        constraints = [models.UniqueConstraint(fields=["count", "copy"], name="scan_once")]
