"""The tables of the desk."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class Notice(models.Model):
    """Something that happened while the person was elsewhere.

    :ivar words: the sentence as template and facts, translated when it is read.
    :ivar address: the page to go to; always one of our own.
    :ivar key: what a person is told once only, ``duty:12:late``; empty where every time counts.
    """

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notices")
    words = models.JSONField()
    address = models.CharField(max_length=120)
    key = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "desk_notice"
        constraints = [
            models.UniqueConstraint(fields=["account", "key"], condition=~Q(key=""), name="notice_told_once"),
            models.CheckConstraint(condition=Q(address__startswith="/office/"), name="notice_leads_inside"),
        ]
        indexes = [
            models.Index(fields=["account", "-at"], name="notice_of_account"),
            models.Index(fields=["account"], condition=Q(read_at__isnull=True), name="notice_unread"),
        ]


class SavedFilter(models.Model):
    """A way to look at a list that a person has given a name.

    :ivar page: the list: ``work``, ``batches``.
    :ivar query: the query string without its question mark.
    """

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="filters")
    page = models.CharField(max_length=24)
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "desk_saved_filter"
        constraints = [
            models.UniqueConstraint(fields=["account", "page", "name"], name="filter_name_once"),
            models.CheckConstraint(condition=~Q(name=""), name="filter_has_name"),
        ]
