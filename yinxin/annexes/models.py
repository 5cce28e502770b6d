"""What the annexes keep: the wording of forms and the rhythm of summaries in dated versions, and the summaries."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from yinxin.annexes.states import Stage, SummaryState

ANNEXES = ("A.annex1", "A.annex2", "A.annex3", "A.annex4")
SUMMARIES = ANNEXES[2:]


class FormTemplate(models.Model):
    """How a province words one annex, from a day on; earlier versions stay on record.

    :ivar over: the line above the title; ``{year}``, ``{province}`` and ``{qualification}`` are put in.
    :ivar hidden: the keys of optional items that this province does not ask.
    :ivar opinions: what a body says in its box, by the item's key; ``{qualification}`` is put in.
    """

    authority = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    annex = models.CharField(max_length=10)
    since = models.DateField()
    over = models.CharField(max_length=80, blank=True)
    title = models.CharField(max_length=40)
    hidden = models.JSONField(default=list)
    opinions = models.JSONField(default=dict)
    copies = models.PositiveSmallIntegerField(default=1)
    at = models.DateTimeField()
    by = models.BigIntegerField()

    class Meta:
        db_table = "annexes_template"
        constraints = [
            models.CheckConstraint(condition=Q(annex__in=ANNEXES), name="template_annex_known"),
            models.CheckConstraint(condition=~Q(title=""), name="template_has_a_title"),
            models.CheckConstraint(condition=Q(copies__range=(1, 9)), name="template_copies_in_bounds"),
        ]
        indexes = [models.Index(fields=["annex", "since"], name="template_of_a_day")]


class Rhythm(models.Model):
    """How often a province has summaries handed in, from a day on.

    :ivar every: ``year``, ``half_year`` or ``month``; ``month`` and ``day`` are a last day of handing in.
    """

    authority = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    since = models.DateField()
    every = models.CharField(max_length=10)
    month = models.PositiveSmallIntegerField()
    day = models.PositiveSmallIntegerField()
    basis = models.CharField(max_length=200)
    at = models.DateTimeField()
    by = models.BigIntegerField()

    class Meta:
        db_table = "annexes_rhythm"
        constraints = [
            models.CheckConstraint(
                condition=Q(every__in=["year", "half_year", "month"]), name="rhythm_unit_known"
            ),
            models.CheckConstraint(
                condition=Q(month__range=(1, 12), day__range=(1, 31)), name="rhythm_day_of_a_year"
            ),
            models.CheckConstraint(condition=~Q(basis=""), name="rhythm_has_a_basis"),
        ]
        indexes = [models.Index(fields=["authority", "since"], name="rhythm_of_a_day")]


class Summary(models.Model):
    """A summary of one annex for one period, by a city for its province or by a province.

    :ivar organisation: who fills it in; ``receiver`` who takes it, None where that is the ministry.
    :ivar annex: annex 3 or 4; ``stage`` whose work it is.
    :ivar due_on: the last day of handing in, which ends the period, that day included.
    :ivar period: the period for people.
    :ivar reference: its number, given when it is handed in; empty before.
    :ivar sealed: what it says, encrypted; ``digest`` is the SHA-256 of the plain text.
    :ivar file: the PDF in the store of closed files.
    """

    organisation = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    receiver = models.ForeignKey(
        "parties.Organisation", on_delete=models.PROTECT, related_name="+", null=True
    )
    annex = models.CharField(max_length=10)
    stage = models.CharField(max_length=10)
    due_on = models.DateField()
    period = models.CharField(max_length=20)
    reference = models.CharField(max_length=30, blank=True)
    sealed = models.BinaryField(default=b"")
    digest = models.CharField(max_length=64, blank=True)
    file = models.CharField(max_length=64, blank=True)
    opened_at = models.DateTimeField()
    handed_at = models.DateTimeField(null=True)
    handed_by = models.BigIntegerField(default=0)
    taken_at = models.DateTimeField(null=True)
    taken_by = models.BigIntegerField(default=0)
    state = models.CharField(max_length=10)

    class Meta:
        db_table = "annexes_summary"
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state__in=[one.value for one in SummaryState],
                    stage__in=[one.value for one in Stage],
                    annex__in=SUMMARIES,
                ),
                name="summary_of_a_known_kind",
            ),
            models.UniqueConstraint(
                fields=["organisation", "annex", "stage", "due_on"],
                condition=Q(state=SummaryState.DRAFT.value),
                name="summary_one_draft",
            ),
            models.UniqueConstraint(
                fields=["reference"], condition=~Q(reference=""), name="summary_number_once"
            ),
            models.CheckConstraint(
                condition=Q(state=SummaryState.DRAFT.value, reference="", digest="", file="", handed_at=None)
                | (
                    ~Q(state=SummaryState.DRAFT.value)
                    & ~Q(reference="")
                    & ~Q(digest="")
                    & ~Q(file="")
                    & Q(handed_at__isnull=False, handed_by__gt=0)
                ),
                name="summary_whole_when_handed_in",
            ),
            models.CheckConstraint(
                condition=Q(state=SummaryState.TAKEN.value, taken_at__isnull=False, taken_by__gt=0)
                & ~Q(taken_by=F("handed_by"))
                | (~Q(state=SummaryState.TAKEN.value) & Q(taken_at=None, taken_by=0)),
                name="summary_taken_by_another",
            ),
        ]


class SummaryLine(models.Model):
    """An application in a summary that was handed in; at each stage an application is summed up once.

    :ivar application_id: the application (the annexes do not know applications; they only remember).
    """

    summary = models.ForeignKey(Summary, on_delete=models.PROTECT, related_name="lines")
    application_id = models.BigIntegerField()
    stage = models.CharField(max_length=10)

    class Meta:
        db_table = "annexes_line"
        constraints = [
            models.UniqueConstraint(fields=["application_id", "stage"], name="line_summed_up_once"),
        ]
