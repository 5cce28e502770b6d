"""The holder answers an ask, and ends a watch at any time (N22.1). Before the holder agrees nothing is told."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from yinxin.kernel.calendar import day_of
from yinxin.lifecycle.move import came_too_late, move
from yinxin.parties import access
from yinxin.parties.actor import SYSTEM
from yinxin.register import holders
from yinxin.watching import telling
from yinxin.watching.models import Watch
from yinxin.watching.states import WATCH, WatchState, Why


def consent(*, holder_id: int, watch_id: int, at: datetime) -> None:
    """Agree to a watch: the employer is told at once how the certificate stands, and from now on when that changes.

    :raises NotFound: it is about no certificate of the holder's.
    :raises WrongState: it was answered or taken back before, or has lapsed.
    """
    row = _waiting(holder_id, watch_id, at)
    with transaction.atomic():
        verdict = telling.present(row.certificate_id or 0, day_of(at))
        move(
            WATCH, row.pk, frm=WatchState.ASKED, to=WatchState.RUNNING, kind="watch.agreed", by=SYSTEM, at=at,
            facts={"certificate": row.certificate_id}, answered_at=at, told=verdict.value, told_at=at, tellings=1,
        )  # fmt: skip
        telling.tell_first(row, verdict, at)


def refuse(*, holder_id: int, watch_id: int, at: datetime) -> None:
    """Refuse a watch; the employer sees what it sees of an ask that nobody answers.

    :raises NotFound: it is about no certificate of the holder's.
    :raises WrongState: it was answered or taken back before, or has lapsed.
    """
    row = _waiting(holder_id, watch_id, at)
    move(
        WATCH, row.pk, frm=WatchState.ASKED, to=WatchState.REFUSED, kind="watch.refused", by=SYSTEM, at=at,
        answered_at=at,
    )  # fmt: skip


def end(*, holder_id: int, watch_id: int, at: datetime) -> None:
    """End a watch that was agreed to: from this moment on nothing is told.

    :raises NotFound: it is about no certificate of the holder's.
    :raises WrongState: it does not run (any more).
    """
    row = own(holder_id, watch_id)
    if row.until < day_of(at):
        raise came_too_late(WATCH, WatchState.RUNNING)
    move(
        WATCH, row.pk, frm=WatchState.RUNNING, to=WatchState.ENDED, kind="watch.ended", by=SYSTEM, at=at,
        facts={"why": Why.HOLDER.value}, why=Why.HOLDER.value, ended_at=at,
    )  # fmt: skip


def own(holder_id: int, watch_id: int) -> Watch:
    """Return a watch of a holder's certificate.

    :raises NotFound: there is none of that number, or it is about somebody else's.
    """
    row = Watch.objects.filter(pk=watch_id, certificate__isnull=False).first()
    if row is None:
        raise access.not_here()
    holders.certificate_of(holder_id, row.certificate_id or 0)
    return row


def _waiting(holder_id: int, watch_id: int, at: datetime) -> Watch:
    row = own(holder_id, watch_id)
    if row.answer_by < day_of(at):
        raise came_too_late(WATCH, WatchState.ASKED)
    return row
