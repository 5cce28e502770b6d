"""Tell objectors what became of their objection: received, passed on, answered (N25).

A notice is a row in the transaction of what it tells of, and is sent by a worker afterwards; its proof stands on the
row. It names the objection's number and nothing of the person, and carries no link.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from yinxin.closing import objecting
from yinxin.closing.models import Objection, ObjectionNotice
from yinxin.closing.objecting import ANSWERED, FILED, PASSED_ON
from yinxin.closing.states import OBJECTION
from yinxin.desk.outbox import EMAIL, SMS, Messenger
from yinxin.kernel.words import Words
from yinxin.ledger.record import Line, record
from yinxin.register import contacts

AT_ONCE: Final = 200
"""Notices of one step, so that no step takes long."""

TRY_AGAIN_AFTER: Final = (timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6), timedelta(days=1))
"""When a notice that could not be sent is tried again; after the last time it is given up."""

TEXTS: Final = {
    FILED: Words("您提出的异议{number}已收到，请凭提出时保存的页面查看进度。"),
    PASSED_ON: Words("您提出的异议{number}已转交有关发放机构核实。"),
    ANSWERED: Words("您提出的异议{number}已答复，请凭提出时保存的页面查看。"),
}
_NO_WAY: Final = Words("没有可以通知的联系方式")


def step(*, messenger: Messenger, clock: Callable[[], datetime]) -> bool:
    """Send what waits; say whether there was anything. Doing it twice is harmless."""
    for sent in range(AT_ONCE):
        with transaction.atomic():
            rows = ObjectionNotice.objects.select_for_update(skip_locked=True).filter(
                settled_at__isnull=True, next_at__lte=clock()
            )
            row = rows.order_by("next_at", "id").first()
            if row is None:
                return sent > 0
            _send(row, messenger, clock())
    return True


def text_of(row: Objection, told: str) -> str:
    """Return what the objector reads."""
    return str(Words(TEXTS[told].template, number=row.number))


def _send(notice: ObjectionNotice, messenger: Messenger, at: datetime) -> None:
    channel, to = _reached_at(notice.objection)
    if not to:
        _settle(notice, at, trouble=str(_NO_WAY))
        return
    try:
        proof = messenger.send(channel, to, text_of(notice.objection, notice.told))
    except OSError as error:
        if notice.attempts < len(TRY_AGAIN_AFTER):
            ObjectionNotice.objects.filter(pk=notice.pk).update(
                attempts=notice.attempts + 1,
                next_at=at + TRY_AGAIN_AFTER[notice.attempts],
                trouble=type(error).__name__,
            )
        else:
            _settle(notice, at, trouble=type(error).__name__)
        return
    _settle(notice, at, proof=proof[:80], channel=channel)


def _settle(notice: ObjectionNotice, at: datetime, **columns: str) -> None:
    ObjectionNotice.objects.filter(pk=notice.pk).update(
        settled_at=at, attempts=notice.attempts + 1, **columns
    )
    facts = {"told": notice.told, "sent": bool(columns.get("proof"))}
    record(Line("objection.told", None, 0, 0, OBJECTION.subject, notice.objection_id, at, facts))


def _reached_at(row: Objection) -> tuple[str, str]:
    """Return channel and address: what came with the objection, else what the holder has left."""
    claim, _ = objecting.opened(row.sealed)
    if claim.phone or claim.email:
        return (SMS, claim.phone) if claim.phone else (EMAIL, claim.email)
    known = contacts.of_holder(row.holder_id) if row.holder_id else None
    if known is None or known.off:
        return SMS, ""
    return (SMS, known.phone) if known.phone else (EMAIL, known.email)
