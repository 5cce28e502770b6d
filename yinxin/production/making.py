"""Make electronic certificates: claim a chunk, render and sign each intent, store the files, record them (N10).

Everything that decides a file's bytes was written down when the batch was accepted, and signing is
deterministic. A worker that is killed at any point therefore loses nothing: its lease runs out, the next worker
makes the same bytes again, the store already has some of them, and the record is written once.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction

from yinxin.desk import notices
from yinxin.kernel.refusal import Refusal
from yinxin.kernel.words import Words
from yinxin.lifecycle.move import move
from yinxin.parties.actor import SYSTEM
from yinxin.production.models import Batch, Chunk
from yinxin.production.states import BATCH, CHUNK, BatchState, ChunkState
from yinxin.register import making as register
from yinxin.register.making import Made
from yinxin.register.workshop import Workshop, make

ATTEMPTS = 3

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Claim:
    """A chunk that this worker holds until its lease ends."""

    chunk_id: int
    batch_id: int
    first: int
    last: int
    lease: uuid.UUID


def step(workshop: Workshop, *, batch_id: int | None = None, clock: Callable[[], datetime]) -> bool:
    """Make one chunk, of one batch where it is named; say whether there was any to make."""
    claim = claim_chunk(batch_id=batch_id)
    if claim is None:
        return False
    try:
        made = [make(intent, workshop) for intent in register.intents(claim.first, claim.last)]
        workshop.store.settle()
    except (OperationalError, InterfaceError):
        raise  # the database is away: no fault of the chunk
    except Exception as error:
        # Whatever it is, one chunk must not stop all the others: it is kept aside, and a person is told why.
        log.exception("chunk %s of batch %s could not be made", claim.chunk_id, claim.batch_id)
        trouble = str(error) if isinstance(error, Refusal) else f"{type(error).__name__}: {error}"
        give_back(claim, trouble=trouble, at=clock())
        return True
    finish(claim, made, at=clock())
    return True


def claim_chunk(*, batch_id: int | None) -> Claim | None:
    """Take a waiting chunk that nobody holds, or whose holder has fallen silent; None where there is none.

    Leases run by the database's clock, the only one that workers on several machines share.
    """
    lease = uuid.uuid4()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            """update production_chunk set lease = %(lease)s, attempts = attempts + 1,
                      leased_until = clock_timestamp() + make_interval(secs => %(seconds)s)
               where id = (select id from production_chunk
                           where state = 'waiting' and (leased_until is null or leased_until < clock_timestamp())
                             and (%(batch)s::bigint is null or batch_id = %(batch)s)
                           order by id limit 1 for update skip locked)
               returning id, batch_id, first, last""",
            {"lease": lease, "seconds": settings.LEASE_SECONDS, "batch": batch_id},
        )
        row: tuple[int, int, int, int] | None = cursor.fetchone()
    return Claim(*row, lease=lease) if row else None


def finish(claim: Claim, made: list[Made], *, at: datetime) -> None:
    """Record a chunk's files and close it, if this worker still holds it; the last chunk finishes the batch."""
    with transaction.atomic():
        held = Chunk.objects.select_for_update().filter(
            id=claim.chunk_id, lease=claim.lease, state=ChunkState.WAITING.value
        )
        if not held.exists():
            return
        register.record_made(made, by=SYSTEM, at=at)
        move(
            CHUNK,
            claim.chunk_id,
            frm=ChunkState.WAITING,
            to=ChunkState.DONE,
            kind="chunk.made",
            by=SYSTEM,
            at=at,
            facts={"batch": claim.batch_id, "made": len(made)},
            lease=None,
            leased_until=None,
            trouble="",
        )
    close_batch(claim.batch_id, at=at)


def close_batch(batch_id: int, *, at: datetime) -> bool:
    """Close a batch all of whose chunks are done; say whether this call did it."""
    with transaction.atomic(), connection.cursor() as cursor:
        # Two workers may end the last two chunks at once: each must see the other's, or neither closes the batch.
        cursor.execute("select state from production_batch where id = %s for update", [batch_id])
        state = cursor.fetchone()
        open_chunks = Chunk.objects.filter(batch_id=batch_id).exclude(state=ChunkState.DONE.value)
        if state != (BatchState.MAKING.value,) or open_chunks.exists():
            return False
        move(
            BATCH,
            batch_id,
            frm=BatchState.MAKING,
            to=BatchState.MADE,
            kind="batch.made",
            by=SYSTEM,
            at=at,
            made_at=at,
        )
        _tell(batch_id, Words("批次{batch}已制成，等待另一人复核发布。", batch=batch_id), at)
        return True


def give_back(claim: Claim, *, trouble: str, at: datetime) -> None:
    """Let a chunk go that could not be made; after a few attempts it stops and asks for a person."""
    with transaction.atomic():
        chunk = Chunk.objects.select_for_update().filter(id=claim.chunk_id, lease=claim.lease).first()
        if chunk is None:
            return
        Chunk.objects.filter(id=chunk.pk).update(trouble=trouble[:400], leased_until=None, lease=None)
        if chunk.attempts >= ATTEMPTS:
            facts = {"batch": claim.batch_id, "attempts": chunk.attempts}
            move(
                CHUNK,
                chunk.pk,
                frm=ChunkState.WAITING,
                to=ChunkState.STUCK,
                kind="chunk.stuck",
                by=SYSTEM,
                at=at,
                facts=facts,
            )
            others = Chunk.objects.filter(batch_id=claim.batch_id, state=ChunkState.STUCK.value)
            if not others.exclude(id=chunk.pk).exists():
                _tell(
                    claim.batch_id, Words("批次{batch}的制作停下了，需要您处理。", batch=claim.batch_id), at
                )


def _tell(batch_id: int, words: Words, at: datetime) -> None:
    """Tell whoever had the batch made."""
    accounts = Batch.objects.filter(id=batch_id).values_list("accepted_by", flat=True)
    notices.tell(accounts=accounts, words=words, address=f"/office/batches/{batch_id}", at=at)
