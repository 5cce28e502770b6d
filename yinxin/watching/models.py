"""The tables of watching. What the employer typed is encrypted at rest, and taken away after the end."""

from __future__ import annotations

from enum import Enum

from django.db import models
from django.db.models import Q

from yinxin.watching.states import Told, WatchState, Why

_S = WatchState


def _values(kind: type[Enum]) -> list[str]:
    return [one.value for one in kind]


class Watch(models.Model):
    """An employer's wish to be told of one certificate.

    :ivar certificate: the one that the three things find; None where they find none, which the employer is never told.
    :ivar match_key: keyed digest of the three things; empty once the texts are gone.
    :ivar sealed: the three things and the purpose as they were typed, encrypted; empty once they are gone.
    :ivar until: its last day. :ivar answer_by: the last day on which the holder may answer.
    :ivar told: the answer of public verification told last; empty before the holder has agreed.
    :ivar tellings: how often something was told.
    """

    organisation = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    certificate = models.ForeignKey(
        "register.Certificate", null=True, on_delete=models.PROTECT, related_name="+"
    )
    match_key = models.BinaryField()
    sealed = models.BinaryField()
    until = models.DateField()
    answer_by = models.DateField()
    asked_by = models.BigIntegerField()
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=8, blank=True)
    told = models.CharField(max_length=9, blank=True)
    told_at = models.DateTimeField(null=True)
    tellings = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=7)

    class Meta:
        db_table = "watching_watch"
        constraints = [
            models.CheckConstraint(
                condition=Q(told="", tellings=0, told_at__isnull=True)
                | Q(told__in=_values(Told), tellings__gt=0, told_at__isnull=False, answered_at__isnull=False),
                name="watch_told_once_agreed",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[_S.ASKED.value, _S.LAPSED.value], answered_at__isnull=True, told="")
                | Q(state=_S.REFUSED.value, answered_at__isnull=False, certificate__isnull=False, told="")
                | (
                    Q(state=_S.RUNNING.value, answered_at__isnull=False, certificate__isnull=False)
                    & ~Q(told="")
                )
                | Q(state=_S.ENDED.value),
                name="watch_answered",
            ),
            models.CheckConstraint(
                condition=Q(state=_S.ENDED.value, ended_at__isnull=False, why__in=_values(Why))
                | (~Q(state=_S.ENDED.value) & Q(ended_at__isnull=True, why="")),
                name="watch_ended_why",
            ),
            models.UniqueConstraint(
                fields=["organisation", "match_key"],
                condition=Q(state__in=[_S.ASKED.value, _S.RUNNING.value]),
                name="watch_open_once",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "-id"], name="watch_of_organisation"),
            models.Index(fields=["certificate", "-id"], name="watch_of_certificate"),
            models.Index(fields=["certificate"], condition=Q(state=_S.RUNNING.value), name="watch_running"),
        ]


class Telling(models.Model):
    """That an employer was told how a certificate stands: a look at it, which its holder sees.

    :ivar number: the first, the second … of its watch.
    """

    watch = models.ForeignKey(Watch, on_delete=models.PROTECT, related_name="told_of")
    number = models.PositiveIntegerField()
    verdict = models.CharField(max_length=9)
    at = models.DateTimeField()

    class Meta:
        db_table = "watching_telling"
        constraints = [
            models.UniqueConstraint(fields=["watch", "number"], name="telling_once"),
            models.CheckConstraint(condition=Q(verdict__in=_values(Told)), name="telling_verdict_known"),
        ]
