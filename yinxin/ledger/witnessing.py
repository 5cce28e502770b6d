"""Ask witnesses to cosign the newest checkpoint, and keep what they say beside it.

Sealing never waits for a witness: one that is away is asked again the next time, about the checkpoint of then.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from django.db import transaction

from yinxin.ledger import tree
from yinxin.ledger.models import Checkpoint, Cosignature

log = logging.getLogger(__name__)


class Witness(Protocol):
    """Somebody who may be asked.

    ``ask`` returns a signature line that has been checked; it raises ``Away`` where there is none to be had, and
    ``Elsewhere`` where the witness knows the log at another size than the one that it was told.
    """

    name: str

    def ask(self, old: int, proof: Sequence[bytes], note: str) -> str:
        """Return the signature line for a note."""


class Away(Exception):
    """A witness does not cosign, or is not there; the text says why."""


class Elsewhere(Exception):
    """A witness knows the log at ``size``."""

    def __init__(self, size: int) -> None:
        super().__init__(f"the witness knows the log at size {size}")
        self.size = size


def ask(witnesses: Sequence[Witness], *, at: datetime) -> int:
    """Ask every witness that has not cosigned the newest checkpoint; return how many have now."""
    newest = Checkpoint.objects.order_by("-size").first()
    if newest is None or not witnesses:
        return 0
    done = set(newest.cosignatures.values_list("witness", flat=True))
    count = 0
    for witness in witnesses:
        if witness.name in done:
            continue
        try:
            line = _line(witness, newest)
        except (Away, Elsewhere) as reason:
            log.warning("witness %s has not cosigned size %d: %s", witness.name, newest.size, reason)
            continue
        count += _keep(newest, witness.name, line, at)
    return count


def _line(witness: Witness, newest: Checkpoint) -> str:
    """Return the witness's line, going on from the size that it knows."""
    said = Cosignature.objects.filter(witness=witness.name).order_by("-checkpoint_id")
    old = said.values_list("checkpoint_id", flat=True).first() or 0
    whole = tree.tree(newest.size)
    try:
        return witness.ask(old, whole.consistency(old), newest.note)
    except Elsewhere as known:
        if known.size > newest.size:  # it has seen more of this log than there is
            raise
        return witness.ask(known.size, whole.consistency(known.size), newest.note)


def _keep(newest: Checkpoint, name: str, line: str, at: datetime) -> int:
    """Keep a line, once: several workers may have asked."""
    with transaction.atomic():
        rows = [Cosignature(checkpoint=newest, witness=name, line=line, at=at)]
        before = Cosignature.objects.filter(checkpoint=newest, witness=name).exists()
        Cosignature.objects.bulk_create(rows, ignore_conflicts=True)
        return 0 if before else 1
