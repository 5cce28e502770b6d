"""Start stuck chunks again, after a person has seen to their trouble."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from yinxin.catalogue import queries as catalogue
from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import WrongState
from yinxin.kernel.words import Words
from yinxin.lifecycle.move import move_all
from yinxin.parties import access
from yinxin.parties.actor import Actor
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import body
from yinxin.production import makers
from yinxin.production.models import Batch, Chunk
from yinxin.production.states import CHUNK, ChunkState

N10 = Clause("N10")


def restart(*, batch_id: int, by: Actor, at: datetime) -> int:
    """Let workers try a batch's stuck chunks again; return how many there were.

    :raises NotPermitted: ``by`` may not accept batches, or another body makes this one.
    :raises WrongState: no chunk of the batch is stuck.
    """
    batch = Batch.objects.filter(id=batch_id).first()
    if batch is None:
        raise access.not_here()
    access.require(by, Permission.BATCH_ACCEPT, body(batch.agency_id))
    makers.require_maker(by, Permission.BATCH_ACCEPT, catalogue.exam_by_id(batch.exam_id))
    with transaction.atomic():
        stuck = list(
            Chunk.objects.select_for_update()
            .filter(batch_id=batch_id, state=ChunkState.STUCK.value)
            .values_list("id", flat=True)
        )
        if not stuck:
            raise WrongState(
                Words("这个批次没有停下的分段。"), do=Words("请刷新批次页面，查看现在的进度。"), clause=N10
            )
        move_all(
            CHUNK,
            stuck,
            frm=ChunkState.STUCK,
            to=ChunkState.WAITING,
            kind="chunk.restarted",
            by=by,
            at=at,
            attempts=0,
            trouble="",
        )
    return len(stuck)
