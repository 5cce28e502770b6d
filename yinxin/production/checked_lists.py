"""A received batch's list on its way through notice and check: what production knows of it, given to those below."""

from __future__ import annotations

from datetime import date, datetime

import orjson
from django.db import transaction

from yinxin.catalogue import queries as catalogue
from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import WrongState
from yinxin.kernel.words import Words
from yinxin.parties import access
from yinxin.parties.actor import Actor
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import body
from yinxin.production.intake.columns import COMMITMENT
from yinxin.production.models import Batch, BatchRow
from yinxin.production.states import BatchState
from yinxin.production.submission import ROW
from yinxin.qualifying import noticing, sampling
from yinxin.qualifying.lists import Listed
from yinxin.register.vault import vault


def people(batch_id: int) -> tuple[Listed, ...]:
    """Return who stands on a batch's list, in its order."""
    safe = vault()
    rows = BatchRow.objects.filter(batch_id=batch_id).order_by("row").values_list("row", "sealed")
    return tuple(
        _listed(row, orjson.loads(safe.open(bytes(sealed), ROW))) for row, sealed in rows.iterator(5000)
    )


def show(*, batch_id: int, by: Actor, at: datetime) -> int:
    """Begin the public notice of a received batch's list; return the notice.

    :raises Refusal: see :func:`yinxin.qualifying.noticing.begin`. :raises WrongState: the batch is not received.
    """
    _of(batch_id, Permission.LIST_NOTICE, by)
    with transaction.atomic():
        batch = _received(batch_id)
        exam = catalogue.exam_by_id(batch.exam_id)
        return noticing.begin(
            batch_id=batch_id, exam=exam, agency_id=batch.agency_id, people=people(batch_id), by=by, at=at
        )


def freeze(*, batch_id: int, seed_source: str, seed_on: date, by: Actor, at: datetime) -> int:
    """Freeze the list of those of a received batch who promised; return the sample.

    :raises Refusal: see :func:`yinxin.qualifying.sampling.freeze`. :raises WrongState: the batch is not received.
    """
    _of(batch_id, Permission.PROMISE_CHECK, by)
    with transaction.atomic():
        batch = _received(batch_id)
        exam = catalogue.exam_by_id(batch.exam_id)
        return sampling.freeze(
            batch_id=batch_id, exam=exam, agency_id=batch.agency_id, people=people(batch_id),
            seed_source=seed_source, seed_on=seed_on, by=by, at=at,
        )  # fmt: skip


def _of(batch_id: int, permission: Permission, by: Actor) -> None:
    batch = Batch.objects.filter(pk=batch_id).first()
    if batch is None:
        raise access.not_here()
    access.require(by, permission, body(batch.agency_id))


def _received(batch_id: int) -> Batch:
    """Return a batch that waits to be made, and hold it as it is."""
    batch = Batch.objects.select_for_update().get(pk=batch_id)
    if batch.state != BatchState.RECEIVED.value:
        raise WrongState(
            Words("批次{batch}不在待接收状态，名单不再公示或抽查。", batch=batch_id),
            do=Words("请查看批次的状态。"),
            clause=Clause("A1.3a"),
        )
    return batch


def _listed(row: int, facts: dict[str, str]) -> Listed:
    return Listed(
        row, facts["name"], facts["management_number"] or facts["file_number"], facts["level"], facts["specialty"],
        facts["id_number"], facts["commitment"] == COMMITMENT,
    )  # fmt: skip
