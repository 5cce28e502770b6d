"""What is kept of reports of fakes. What people write, and what they hand in, is encrypted."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yinxin.fakes.states import FakeState, Outcome, What


class Report(models.Model):
    """Somebody reports a fake.

    :ivar number: the number that people are told: JB and the year.
    :ivar organisation: whoever runs verification, to whom it goes.
    :ivar sealed: what was said, where it was seen, how to reach the reporter; encrypted.
    :ivar note: to whom it was handed over, under which number; encrypted, empty while it waits.
    """

    number = models.CharField(max_length=20, unique=True)
    organisation = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=12)
    sealed = models.BinaryField()
    at = models.DateTimeField()
    outcome = models.CharField(max_length=12, blank=True)
    note = models.BinaryField(default=b"")
    settled_by = models.BigIntegerField(default=0)
    settled_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=12)

    class Meta:
        db_table = "fakes_report"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in FakeState]), name="fake_state_known"
            ),
            models.CheckConstraint(condition=Q(what__in=[one.value for one in What]), name="fake_kind_known"),
            models.CheckConstraint(
                condition=Q(state="received", outcome="", settled_by=0, settled_at__isnull=True)
                | (
                    Q(state="settled", outcome__in=[one.value for one in Outcome], settled_at__isnull=False)
                    & ~Q(settled_by=0)
                ),
                name="fake_settled_by_somebody",
            ),
        ]


class Evidence(models.Model):
    """A file that came with a report, as it was: nobody opens it here but whoever has the pack.

    :ivar key: where it lies in the closed store; ``digest`` the SHA-256 of what was handed in, hexadecimal.
    :ivar found: what verification answered about it when it came in, JSON.
    """

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="evidence")
    place = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    found = models.JSONField()

    class Meta:
        db_table = "fakes_evidence"
        constraints = [models.UniqueConstraint(fields=["report", "place"], name="fake_evidence_place_once")]
