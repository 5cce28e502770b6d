"""Tell applicants what became of their application: given back, declined, released (N15).

A notice is a row in the transaction of what it tells of, and is sent by a worker afterwards; its proof stands on the
row. It names the application's number and nothing of the person, and carries no link.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from django.db import transaction

from yinxin.changing import filing
from yinxin.changing.models import Application, Notice
from yinxin.changing.states import APPLICATION, ApplicationState
from yinxin.changing.terms import TRY_AGAIN_AFTER
from yinxin.desk.outbox import EMAIL, SMS, Messenger
from yinxin.kernel.words import Words
from yinxin.law.changes import Way
from yinxin.ledger.record import Line, record
from yinxin.register import contacts

AT_ONCE: Final = 200
"""Notices of one step, so that no step takes long."""

TEXTS: Final = {
    ApplicationState.RETURNED: Words("您的{way}申请{number}需要补正，请登录查看原因，补正后重新提交。"),
    ApplicationState.REJECTED: Words("您的{way}申请{number}不予办理，请登录查看原因。"),
    ApplicationState.RELEASED: Words("您的{way}申请{number}已经办结，请登录查看新证书。"),
}


def step(*, messenger: Messenger, clock: Callable[[], datetime]) -> bool:
    """Send what waits; say whether there was anything. Doing it twice is harmless."""
    for sent in range(AT_ONCE):
        with transaction.atomic():
            rows = Notice.objects.select_for_update(skip_locked=True).filter(
                settled_at__isnull=True, next_at__lte=clock()
            )
            row = rows.order_by("next_at", "id").first()
            if row is None:
                return sent > 0
            _send(row, messenger, clock())
    return True


def text_of(row: Application, state: ApplicationState) -> str:
    """Return what the applicant reads."""
    words = Words(TEXTS[state].template, way=Way(row.way).label, number=row.number)
    return str(words)


def _send(notice: Notice, messenger: Messenger, at: datetime) -> None:
    row = notice.application
    channel, to = _reached_at(row)
    if not to:
        _settle(notice, at, trouble=str(_NO_WAY))
        return
    try:
        proof = messenger.send(channel, to, text_of(row, ApplicationState(notice.state_told)))
    except OSError as error:
        if notice.attempts < len(TRY_AGAIN_AFTER):
            Notice.objects.filter(pk=notice.pk).update(
                attempts=notice.attempts + 1,
                next_at=at + TRY_AGAIN_AFTER[notice.attempts],
                trouble=type(error).__name__,
            )
        else:
            _settle(notice, at, trouble=type(error).__name__)
        return
    _settle(notice, at, proof=proof[:80], channel=channel)


def _settle(notice: Notice, at: datetime, **columns: str) -> None:
    Notice.objects.filter(pk=notice.pk).update(settled_at=at, attempts=notice.attempts + 1, **columns)
    facts = {"told": notice.state_told, "sent": bool(columns.get("proof"))}
    record(Line("application.told", None, 0, 0, APPLICATION.subject, notice.application_id, at, facts))


def _reached_at(row: Application) -> tuple[str, str]:
    """Return channel and address: the telephone of the application, else what the holder has left."""
    phone = contacts.mobile(filing.opened(row.sealed)["phone"])
    if phone:
        return SMS, phone
    known = contacts.of_holder(row.holder_id)
    if known is None or known.off:
        return SMS, ""
    return (SMS, known.phone) if known.phone else (EMAIL, known.email)


_NO_WAY: Final = Words("没有可以通知的联系方式")
