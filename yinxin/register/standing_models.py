"""What stands against a person; the register's tables go on in :mod:`yinxin.register.models`."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Standing(models.Model):
    """A bar or a record against a person.

    :ivar person: the keyed digest of the identity document, as in :class:`HolderDocument`.
    :ivar qualification: the qualification concerned; None for all.
    :ivar until: the last day; None for a long-term record.
    :ivar ended_on: from when it stands no more, if corrected.
    """

    kind = models.CharField(max_length=10)
    person = models.BinaryField()
    qualification = models.ForeignKey("catalogue.Qualification", null=True, on_delete=models.PROTECT)
    since = models.DateField()
    until = models.DateField(null=True)
    basis = models.CharField(max_length=200)
    ended_on = models.DateField(null=True)
    ended_why = models.CharField(max_length=400, blank=True)

    class Meta:
        db_table = "register_standing"
        constraints = [
            models.CheckConstraint(
                name="standing_ended_why",
                condition=(
                    Q(ended_on__isnull=True, ended_why="") | (Q(ended_on__isnull=False) & ~Q(ended_why=""))
                ),
            ),
            models.CheckConstraint(condition=Q(kind__in=["barred", "recorded"]), name="standing_kind_known"),
            models.CheckConstraint(
                name="standing_days", condition=(Q(until__isnull=True) | Q(until__gte=models.F("since")))
            ),
            models.CheckConstraint(
                condition=~Q(kind="barred") | Q(until__isnull=False), name="standing_bar_ends"
            ),
        ]
        indexes = [models.Index(fields=["person"], name="standing_of_person")]
