"""What vetting keeps: lists, their rows for a while, and for the holders who asked about them (N22.1)."""

from __future__ import annotations

from enum import Enum

from django.db import models
from django.db.models import F, Q

from yinxin.vetting.grounds import Ground
from yinxin.vetting.outcomes import MATCHED, Note, Outcome
from yinxin.vetting.states import RUNNING, ListState


def _values(kind: type[Enum]) -> list[str]:
    return [one.value for one in kind]


_OVER = ("failed", "ended", "expired")


class List(models.Model):
    """A list that an employer brought.

    :ivar sealed: the reason, encrypted (`grounds`); ``named`` the file's name, until the rows are removed.
    :ivar came: SHA-256 of the file that came; ``out_digest`` of the one that went out.
    :ivar book: key of the cells as they were read, encrypted; ``out`` of the answered file; empty when removed.
    :ivar place: sheet, header row and columns of the three things. :ivar done: how many rows are answered.
    :ivar counts: rows by outcome. :ivar receipt: the signed report, JSON; empty until it is done.
    :ivar trouble: why it was not done.
    """

    organisation = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    asked_by = models.BigIntegerField()
    asked_at = models.DateTimeField()
    ground = models.CharField(max_length=8)
    sealed = models.BinaryField()
    named = models.BinaryField()
    came = models.CharField(max_length=64)
    book = models.CharField(max_length=64, blank=True)
    place = models.JSONField()
    rows = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    out = models.CharField(max_length=64, blank=True)
    out_digest = models.CharField(max_length=64, blank=True)
    receipt = models.TextField(blank=True)
    trouble = models.JSONField(default=dict)
    done_at = models.DateTimeField(null=True)
    gone_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=8)

    class Meta:
        db_table = "vetting_list"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=_values(ListState)), name="vetting_list_state_known"
            ),
            models.CheckConstraint(condition=Q(ground__in=_values(Ground)), name="vetting_ground_known"),
            models.CheckConstraint(condition=Q(rows__gt=0, done__lte=F("rows")), name="vetting_list_counts"),
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(state__in=[state.value for state in RUNNING]),
                name="vetting_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="done")
                | (
                    Q(done_at__isnull=False, done=F("rows")) & ~Q(receipt="") & ~Q(out="") & ~Q(out_digest="")
                ),
                name="vetting_done_whole",
            ),
            models.CheckConstraint(
                condition=Q(state__in=_OVER, gone_at__isnull=False, book="", out="")
                | (~Q(state__in=_OVER) & Q(gone_at__isnull=True) & ~Q(book="")),
                name="vetting_files_until_gone",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "-asked_at"], name="vetting_of_employer"),
            models.Index(
                fields=["id"],
                condition=Q(state__in=[state.value for state in RUNNING]),
                name="vetting_to_do",
            ),
        ]


class Row(models.Model):
    """A row of a list.

    :ivar number: as people count, the first row of the sheet is 1. :ivar sealed: the three things, encrypted.
    :ivar first: the row further up that says the same; 0 for none. :ivar note: why it cannot be asked.
    :ivar outcome: what it was told; empty until then.
    """

    of = models.ForeignKey(List, on_delete=models.PROTECT, related_name="lines")
    number = models.PositiveIntegerField()
    sealed = models.BinaryField()
    first = models.PositiveIntegerField()
    note = models.CharField(max_length=12, blank=True)
    outcome = models.CharField(max_length=9, blank=True)
    at = models.DateTimeField(null=True)

    class Meta:
        db_table = "vetting_row"
        constraints = [
            models.UniqueConstraint(fields=["of", "number"], name="vetting_row_once"),
            models.CheckConstraint(
                condition=Q(outcome="", at__isnull=True) | Q(outcome__in=_values(Outcome), at__isnull=False),
                name="vetting_row_answered",
            ),
            models.CheckConstraint(condition=Q(note__in=_values(Note)), name="vetting_row_note_known"),
        ]


class Look(models.Model):
    """A certificate that a list's row matched, for its holder to see; longer kept than the row.

    :ivar outcome: the state that was told.
    """

    of = models.ForeignKey(List, on_delete=models.PROTECT, related_name="looks")
    certificate_id = models.BigIntegerField()
    at = models.DateTimeField()
    outcome = models.CharField(max_length=9)

    class Meta:
        db_table = "vetting_look"
        constraints = [
            models.UniqueConstraint(fields=["of", "certificate_id"], name="vetting_look_once"),
            models.CheckConstraint(
                condition=Q(outcome__in=sorted(one.value for one in MATCHED)), name="vetting_look_matched"
            ),
        ]
        indexes = [
            models.Index(fields=["certificate_id", "-at"], name="vetting_look_of_certificate"),
            models.Index(fields=["at"], name="vetting_look_to_forget"),
        ]
