"""Tell holders that their paper waits: a first message on its arrival, and reminders (N11.1, A2.1.2).

The way out is the narrow port of `desk.outbox`; a folder of this installation serves where no service is connected.
A message is a row before it is sent, and its proof stands on the row afterwards, so that a worker that dies in between
leaves no doubt. What is said names the qualification and where to go: no link, and no number of anybody.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Final

import orjson
from django.db import transaction

from yinxin.desk.outbox import EMAIL, SMS, Messenger
from yinxin.issuing import service
from yinxin.issuing.models import Message
from yinxin.issuing.service import Notice
from yinxin.issuing.states import MESSAGE, MessageState
from yinxin.issuing.terms import LOOK_AGAIN_AFTER, REMIND_AFTER, TRY_AGAIN_AFTER
from yinxin.kernel.calendar import day_of
from yinxin.kernel.words import Words
from yinxin.lifecycle.move import move
from yinxin.parties.actor import SYSTEM
from yinxin.parties.queries import bodies
from yinxin.register import contacts, on_hand
from yinxin.register.contacts import Contact
from yinxin.register.on_hand import Waiting

AT_ONCE: Final = 200
"""Addresses of one step, so that no step takes long."""


class Outbox:
    """A folder: each message a file, which a person or a program takes from there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, channel: str, to: str, text: str) -> str:
        """Put the message down whole; its name is its proof."""
        content = orjson.dumps({"channel": channel, "to": to, "text": text}, option=orjson.OPT_INDENT_2)
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor, half = tempfile.mkstemp(dir=self.folder, prefix=".")
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        proof = f"{channel}-{sha256(content + os.urandom(8)).hexdigest()[:24]}"
        Path(half).replace(self.folder / f"{proof}.json")
        return proof

    def latest(self, count: int) -> list[tuple[str, str, str]]:
        """Return the newest messages: channel, to whom with most of it hidden, text; for a demonstration."""
        files = sorted(self.folder.glob("*.json"), key=lambda file: file.stat().st_mtime, reverse=True)
        read = (orjson.loads(file.read_bytes()) for file in files[:count])
        return [(one["channel"], contacts.hidden(one["to"]), one["text"]) for one in read]


def step(*, messenger: Messenger, clock: Callable[[], datetime]) -> bool:
    """Write down what is due and send what waits; say whether there was anything. Doing it twice is harmless."""
    wrote = _write_down(clock())
    return bool(_send(messenger, clock)) or bool(wrote)


def text_of(waiting: Waiting, notice: Notice, issuer: str, stage: int) -> str:
    """Return what the holder reads."""
    first = Words("您的{qualification}纸质证书已到{issuer}，可以领取。").template
    again = Words("提醒：您的{qualification}纸质证书还在{issuer}，等您领取。").template
    said = Words(again if stage else first, qualification=waiting.qualification, issuer=issuer)
    where = Words(
        "时间：{hours}。地点：{place}。请带身份证件。咨询：{phone}。",
        hours=notice.offer.hours,
        place=notice.offer.place,
        phone=notice.offer.phone,
    )
    return f"{said}{where}"


def _write_down(at: datetime) -> int:
    """Write a row for everything that is due; the latest step only, where several have passed unseen."""
    known = {
        one.holder_id: one
        for one in contacts.to_look_at(before=at - LOOK_AGAIN_AFTER, count=AT_ONCE, at=at)
        if one.phone or one.email
    }
    waiting = on_hand.waiting_for(known) if known else []
    told = set(
        Message.objects.filter(copy_id__in=[one.copy_id for one in waiting]).values_list("copy_id", "stage")
    )
    open_now = _published({one.body_id for one in waiting}, at)
    rows = [
        _row(one, known[one.holder_id], stage, at)
        for one in waiting
        if one.body_id in open_now
        for stage in [_stage(one, at)]
        if not any(copy == one.copy_id and earlier >= stage for copy, earlier in told)
    ]
    return len(Message.objects.bulk_create(rows, ignore_conflicts=True))


def _published(issuers: Iterable[int], at: datetime) -> dict[int, Notice]:
    found = ((number, service.current(number, day_of(at))) for number in issuers)
    return {number: notice for number, notice in found if notice}


def _stage(one: Waiting, at: datetime) -> int:
    return max(number for number, after in enumerate(REMIND_AFTER) if at - one.since >= after or not number)


def _row(one: Waiting, contact: Contact, stage: int, at: datetime) -> Message:
    return Message(
        copy_id=one.copy_id,
        holder_id=one.holder_id,
        organisation_id=one.body_id,
        stage=stage,
        channel=SMS if contact.phone else EMAIL,
        template="reminder" if stage else "arrived",
        next_at=at,
        at=at,
        state=MessageState.WAITING.value,
    )


def _send(messenger: Messenger, clock: Callable[[], datetime]) -> int:
    """Send what is due, each in a transaction of its own; what was collected meanwhile is not sent any more."""
    sent = 0
    while sent < AT_ONCE:
        with transaction.atomic():
            rows = Message.objects.select_for_update(skip_locked=True).filter(
                state=MessageState.WAITING.value, next_at__lte=clock()
            )
            row = rows.order_by("next_at", "id").first()
            if row is None:
                return sent
            _send_one(row, messenger, clock())
        sent += 1
    return sent


def _send_one(row: Message, messenger: Messenger, at: datetime) -> None:
    contact = contacts.of_holder(row.holder_id)
    waiting = next((one for one in on_hand.waiting_for([row.holder_id]) if one.copy_id == row.copy_id), None)
    notice = service.current(row.organisation_id, day_of(at))
    to = (contact.phone if row.channel == SMS else contact.email) if contact else ""
    if not (to and waiting and notice):
        _settle(row, MessageState.FAILED, at, trouble=str(_NO_MORE))
        return
    issuer = bodies([row.organisation_id])[row.organisation_id].name
    try:
        proof = messenger.send(row.channel, to, text_of(waiting, notice, issuer, row.stage))
    except OSError as error:
        _try_again(row, type(error).__name__, at)
        return
    _settle(row, MessageState.SENT, at, proof=proof[:80])


def _try_again(row: Message, trouble: str, at: datetime) -> None:
    if row.attempts < len(TRY_AGAIN_AFTER):
        Message.objects.filter(pk=row.pk).update(
            attempts=row.attempts + 1, trouble=trouble, next_at=at + TRY_AGAIN_AFTER[row.attempts]
        )
    else:
        _settle(row, MessageState.FAILED, at, trouble=trouble)


_KINDS: Final = {MessageState.SENT: "message.sent", MessageState.FAILED: "message.failed"}


def _settle(row: Message, to: MessageState, at: datetime, **columns: str) -> None:
    move(
        MESSAGE,
        row.pk,
        frm=MessageState.WAITING,
        to=to,
        kind=_KINDS[to],
        by=SYSTEM,
        at=at,
        facts={"copy": row.copy_id, "stage": row.stage, "channel": row.channel, **columns},
        settled_at=at,
        attempts=row.attempts + 1,
        **columns,
    )


_NO_MORE: Final = Words("已不需要：证书不在库，或联系方式已删除")
