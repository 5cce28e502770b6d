"""Published status lists: every version that ever went out, with what proves what it said."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class StatusList(models.Model):
    """One version of one list, as it was published.

    :ivar purpose: ``revocation`` or ``refresh``; ``shard`` which certificates it covers.
    :ivar version: counts from 1 for each list.
    :ivar ended: how many of its bits are set; ``digest`` the SHA-256 of all its bits.
    :ivar token: what is served: a signed envelope (JWT).
    """

    purpose = models.CharField(max_length=10)
    shard = models.PositiveIntegerField()
    version = models.PositiveIntegerField()
    at = models.DateTimeField()
    ended = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    token = models.TextField()

    class Meta:
        db_table = "register_status_list"
        constraints = [
            models.UniqueConstraint(fields=["purpose", "shard", "version"], name="status_list_version_once"),
            models.CheckConstraint(
                condition=Q(purpose__in=["revocation", "refresh"]), name="status_list_purpose_known"
            ),
        ]
