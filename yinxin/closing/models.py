"""What closing keeps: the yearly lists of paper to be destroyed, and what became of each sheet (N26)."""

from __future__ import annotations

from enum import Enum

from django.db import models
from django.db.models import F, Q

from yinxin.closing.objection_models import Objection as Objection
from yinxin.closing.objection_models import ObjectionNotice as ObjectionNotice
from yinxin.closing.objection_models import ObjectionPromise as ObjectionPromise
from yinxin.closing.reasons import Reason
from yinxin.closing.states import ListState


def _values(kind: type[Enum]) -> list[str]:
    return [one.value for one in kind]


class DestructionList(models.Model):
    """An issuer's list of a calendar year; a year may have several, one after the other.

    :ivar papers: the sheets on it, once it is closed; ``digest`` of their list, as a slip's is.
    :ivar first_id: who recorded the destruction; ``second_id`` who confirmed it: 0 while nobody has.
    :ivar way: how the paper was destroyed; ``place`` where, ``destroyed_on`` when.
    :ivar sent_back: why the second person did not confirm; empty where nobody sent it back.
    """

    issuer = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    opened_at = models.DateTimeField()
    papers = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.BigIntegerField(default=0)
    handed_at = models.DateTimeField(null=True)
    handed_by = models.BigIntegerField(default=0)
    first_id = models.BigIntegerField(default=0)
    recorded_at = models.DateTimeField(null=True)
    second_id = models.BigIntegerField(default=0)
    confirmed_at = models.DateTimeField(null=True)
    destroyed_on = models.DateField(null=True)
    place = models.CharField(max_length=80, blank=True)
    way = models.CharField(max_length=40, blank=True)
    witness = models.CharField(max_length=60, blank=True)
    sent_back = models.CharField(max_length=400, blank=True)
    state = models.CharField(max_length=12)

    class Meta:
        db_table = "closing_destruction_list"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=_values(ListState)), name="destruction_state_known"),
            models.UniqueConstraint(fields=["issuer", "year", "number"], name="destruction_number_once"),
            models.UniqueConstraint(
                fields=["issuer"], condition=Q(state=ListState.OPEN.value), name="destruction_one_open"
            ),
            models.CheckConstraint(
                condition=Q(state=ListState.OPEN.value, closed_at__isnull=True, closed_by=0, papers=0)
                | (
                    ~Q(state=ListState.OPEN.value)
                    & Q(closed_at__isnull=False, papers__gt=0)
                    & ~Q(closed_by=0)
                ),
                name="destruction_closed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "closed"], handed_at__isnull=True, handed_by=0)
                | (~Q(state__in=["open", "closed"]) & Q(handed_at__isnull=False) & ~Q(handed_by=0)),
                name="destruction_handed_by_somebody",
            ),
            models.CheckConstraint(
                condition=(
                    Q(
                        state__in=["recorded", "destroyed"],
                        recorded_at__isnull=False,
                        destroyed_on__isnull=False,
                    )
                    & ~Q(first_id=0)
                    & ~Q(place="")
                    & ~Q(way="")
                )
                | Q(state__in=["open", "closed", "handed_over"]),
                name="destruction_recorded_by_somebody",
            ),
            models.CheckConstraint(
                condition=(
                    Q(state="destroyed", confirmed_at__isnull=False)
                    & ~Q(second_id=0)
                    & ~Q(second_id=F("first_id"))
                )
                | (~Q(state="destroyed") & Q(confirmed_at__isnull=True, second_id=0)),
                name="destruction_by_two_people",
            ),
        ]


class ListedCopy(models.Model):
    """A sheet on a list, in the order in which it came there.

    :ivar counted_at: when the centre had it in hand; None while it has not.
    :ivar missing: why it was not there; empty where it was.
    :ivar at_centre: it was found missing after the handover, by the centre.
    """

    list = models.ForeignKey(DestructionList, on_delete=models.PROTECT, related_name="sheets")
    number = models.PositiveIntegerField()
    copy = models.ForeignKey("register.PaperCopy", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=12)
    listed_at = models.DateTimeField()
    counted_at = models.DateTimeField(null=True)
    counted_by = models.BigIntegerField(default=0)
    missing = models.CharField(max_length=400, blank=True)
    missing_at = models.DateTimeField(null=True)
    missing_by = models.BigIntegerField(default=0)
    at_centre = models.BooleanField(default=False)

    class Meta:
        db_table = "closing_listed_copy"
        constraints = [
            models.UniqueConstraint(fields=["list", "number"], name="listed_number_once"),
            models.UniqueConstraint(fields=["copy"], condition=Q(missing=""), name="listed_once"),
            models.CheckConstraint(condition=Q(reason__in=_values(Reason)), name="listed_reason_known"),
            models.CheckConstraint(
                condition=Q(missing="", missing_at__isnull=True, missing_by=0, at_centre=False)
                | (~Q(missing="") & Q(missing_at__isnull=False) & ~Q(missing_by=0)),
                name="listed_missing_why",
            ),
            models.CheckConstraint(
                condition=Q(counted_at__isnull=True, counted_by=0)
                | (Q(counted_at__isnull=False, missing="") & ~Q(counted_by=0)),
                name="listed_counted_is_there",
            ),
        ]
