"""Qualifications in dated versions, and exams."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q


class Qualification(models.Model):
    """A qualification through all its names; ``successor`` takes its place on later certificates (N21.1).

    :ivar province: the first two digits of its province's code; empty for what stands in the national catalogue.
    """

    code = models.CharField(max_length=40, unique=True)
    successor = models.ForeignKey("self", null=True, on_delete=models.PROTECT)
    province = models.CharField(max_length=2, blank=True, default="")

    class Meta:
        db_table = "catalogue_qualification"


class Version(models.Model):
    """A qualification as the catalogue has it from a day on.

    :ivar category: ``access`` (准入类) or ``level`` (水平评价类).
    :ivar departments: the implementing departments in order; they seal the certificate.
    :ivar levels: level name → list of specialties; the level "" where there are none.
    :ivar electronic_since: from when electronic certificates are made; None where they are not.
    :ivar ministry_made: whether the ministry makes the certificates centrally (N2).
    :ivar certainty: how sure the entry is: ``official``, ``secondary`` or ``recollected``.
    """

    qualification = models.ForeignKey(Qualification, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=160)
    category = models.CharField(max_length=8)
    departments = ArrayField(models.CharField(max_length=80))
    sealed_by = ArrayField(models.CharField(max_length=80))
    levels = models.JSONField()
    electronic_since = models.DateField(null=True)
    ministry_made = models.BooleanField()
    since = models.DateField()
    until = models.DateField(null=True)
    certainty = models.CharField(max_length=12)

    class Meta:
        db_table = "catalogue_version"
        constraints = [
            models.UniqueConstraint(fields=["qualification", "since"], name="version_one_a_day"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="version_days"
            ),
            models.CheckConstraint(
                condition=Q(category__in=["access", "level"]), name="version_category_known"
            ),
        ]


class Exam(models.Model):
    """One sitting of an exam, or one session of a review committee: what a list of passed persons comes from.

    :ivar days: the exam days in order; the last one starts the five years of custody (N13.2).
    :ivar levels: the levels examined.
    :ivar results_on: the day on which results were published; None before that.
    :ivar number_template: how management numbers are made where the data bring none; empty where they do.
    :ivar maker: who makes its certificates; None for the national centre.
    :ivar terms: the province's document as it was when the exam was entered; empty for what the centre makes.
    :ivar legacy: it stands for older certificates of one year that were collected (N19): no days, no agencies' parts.
    """

    code = models.CharField(max_length=20, unique=True)
    version = models.ForeignKey(Version, on_delete=models.PROTECT)
    regime = models.CharField(max_length=16)
    year = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=160)
    days = ArrayField(models.DateField())
    levels = ArrayField(models.CharField(max_length=20))
    results_on = models.DateField(null=True)
    number_template = models.CharField(max_length=60, blank=True)
    maker = models.ForeignKey("parties.Organisation", null=True, on_delete=models.PROTECT)
    terms = models.JSONField(default=dict)
    legacy = models.BooleanField(default=False)

    class Meta:
        db_table = "catalogue_exam"
        constraints = [
            models.CheckConstraint(
                condition=Q(maker__isnull=True, terms={}) | (Q(maker__isnull=False) & ~Q(terms={})),
                name="exam_maker_with_terms",
            )
        ]


class ExamAgency(models.Model):
    """An agency's part in an exam: who passed there, how many of them are still owed (N9.2).

    :ivar passed: the number on the published pass list; None until it is known.
    :ivar excluded: how many are excluded, each with a reason in the ledger.
    """

    exam = models.ForeignKey(Exam, on_delete=models.PROTECT, related_name="agencies")
    agency = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT)
    passed = models.PositiveIntegerField(null=True)
    excluded = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "catalogue_exam_agency"
        constraints = [models.UniqueConstraint(fields=["exam", "agency"], name="exam_agency_once")]


class NumberSeries(models.Model):
    """The last serial that was given out under one template and its fixed parts: no gaps, no doubles."""

    key = models.CharField(max_length=100, unique=True)
    last = models.BigIntegerField(default=0)

    class Meta:
        db_table = "catalogue_number_series"
