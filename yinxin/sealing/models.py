"""The table of keys."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from yinxin.sealing.states import KeyState
from yinxin.signing.algorithms import ALGORITHMS
from yinxin.signing.standing import PLACES, PURPOSES


class Key(models.Model):
    """A key: what it is for, where its private part lives, in which period it signs.

    :ivar name: its id in the folder of keys; ``digest`` is the SHA-256 of its certificate, or of its bare public key.
    :ivar owner: the department whose seal it is; empty for keys of the installation.
    :ivar place: where the private key lives: a name in ``signing.backends.PLACES``.
    :ivar valid_from: the first day on which it signs; ``valid_to`` is the last.
    :ivar successor: the key that signs from the day after ``valid_to`` on, once that is decided.
    :ivar compromised_at: from when on what it signed stands only if proved to be older.
    """

    name = models.CharField(max_length=80, unique=True)
    purpose = models.CharField(max_length=12)
    owner = models.CharField(max_length=80, blank=True)
    algorithm = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    place = models.CharField(max_length=10)
    valid_from = models.DateField()
    valid_to = models.DateField()
    state = models.CharField(max_length=12)
    successor = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="follows")
    compromised_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "sealing_key"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in KeyState]), name="key_state_known"
            ),
            models.CheckConstraint(condition=Q(purpose__in=PURPOSES), name="key_purpose_known"),
            models.CheckConstraint(condition=Q(place__in=PLACES), name="key_place_known"),
            models.CheckConstraint(
                condition=Q(algorithm__in=[*ALGORITHMS, "Ed25519"]), name="key_algorithm_known"
            ),
            models.CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="key_period"),
            models.CheckConstraint(
                condition=Q(state=KeyState.COMPROMISED.value, compromised_at__isnull=False)
                | ~Q(state=KeyState.COMPROMISED.value) & Q(compromised_at__isnull=True),
                name="key_compromised_since",
            ),
        ]
