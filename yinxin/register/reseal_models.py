"""Electronic copies whose seal is worth nothing any more; the register's tables go on in :mod:`register.models`."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yinxin.register.reseal_states import ResealState


class Reseal(models.Model):
    """A file that must be made anew because its key was compromised before it was made.

    :ivar key: the id of the key that sealed it; ``digest``, ``seals``, ``signed_at`` are those of the old file.
    :ivar proved_at: when the ledger says that the old file was made: not what the file claims.
    :ivar trouble: why the new file could not be made; a person is waited for then.
    """

    copy = models.ForeignKey("register.ElectronicCopy", on_delete=models.PROTECT, related_name="+")
    certificate = models.ForeignKey("register.Certificate", on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=80)
    digest = models.BinaryField(unique=True)
    seals = models.CharField(max_length=400)
    signed_at = models.DateTimeField()
    proved_at = models.DateTimeField()
    state = models.CharField(max_length=10)
    trouble = models.CharField(max_length=400, blank=True)
    listed_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "register_reseal"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in ResealState]), name="reseal_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state=ResealState.DONE.value, done_at__isnull=False)
                | ~Q(state=ResealState.DONE.value) & Q(done_at__isnull=True),
                name="reseal_done_at",
            ),
        ]
        indexes = [models.Index(fields=["state", "id"], name="reseal_waiting")]
