"""An employer asks for a watch, and ends it (N22.1).

Whoever is unknown to the register, whoever has not answered and whoever has refused look the same from here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import orjson
from django.db import connection, transaction

from yinxin.kernel.calendar import beginning, day_of, ending
from yinxin.kernel.refusal import AlreadyDone, Incomplete, NotApplicable
from yinxin.kernel.words import Words
from yinxin.ledger.record import Line, record
from yinxin.lifecycle.move import came_too_late, move
from yinxin.parties import access
from yinxin.parties.actor import Actor
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import body
from yinxin.register import shared
from yinxin.register.shared import Scope
from yinxin.register.vault import WATCHED, vault
from yinxin.watching import queries, telling, terms
from yinxin.watching.models import Watch
from yinxin.watching.states import WATCH, WatchState, Why
from yinxin.watching.terms import N22_1

LONGEST: Final = {"name": 60, "id_number": 40, "management_number": 60, "purpose": 60}
_SHORTEST: Final = {"name": 1, "id_number": 4, "management_number": 4, "purpose": 4}


@dataclass(frozen=True)
class Wish:
    """Whose certificate is to be watched, as the employer typed it.

    :ivar purpose: why; the holder reads it. :ivar until: the last day.
    """

    name: str
    id_number: str
    management_number: str
    purpose: str
    until: date


def ask(*, wish: Wish, organisation_id: int, by: Actor, at: datetime) -> int:
    """Ask for a watch; return its number, which says nothing of whether there is such a certificate.

    :raises NotPermitted: ``by`` asks for no organisation; NotFound: not for this one.
    :raises Incomplete: something is missing or too long, or the last day is too far.
    :raises AlreadyDone: the organisation has an open watch with these three things.
    :raises NotApplicable: it has too many, or has asked too often today.
    """
    access.require(by, Permission.VETTING_ASK, body(organisation_id))
    today = day_of(at)
    wish = _checked(wish, today)
    three = (wish.management_number, wish.name, wish.id_number)
    key = vault().match_key(*three)
    sealed = orjson.dumps({name: getattr(wish, name) for name in LONGEST})
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(hashtext('watches'), %s)", [organisation_id])
        # What is over counts at once: whoever asks again does not wait for the worker to note it.
        telling.close(at=at, organisation_id=organisation_id)
        _check_room(organisation_id, key, at)
        found = shared.by_match(*three, Scope())
        made = Watch.objects.create(
            organisation_id=organisation_id,
            certificate_id=found.id if found else None,
            match_key=key,
            sealed=vault().close(sealed, WATCHED),
            until=wish.until,
            answer_by=terms.answer_by(today, wish.until),
            asked_by=by.account_id,
            asked_at=at,
            state=WatchState.ASKED.value,
        )
        facts = {
            "organisation": organisation_id,
            "certificate": made.certificate_id or 0,
            "until": made.until.isoformat(),
            "answer_by": made.answer_by.isoformat(),
        }
        record(
            Line("watch.asked", N22_1, by.account_id, by.organisation_id, WATCH.subject, made.pk, at, facts)
        )
    return made.pk


def end(*, watch_id: int, by: Actor, at: datetime) -> None:
    """End a watch, or take an ask back: from this moment on nothing is told.

    :raises NotFound: there is none in the person's organisation. NotPermitted: this is not the person's to do.
    :raises WrongState: it has ended or lapsed.
    """
    row = queries.reached(watch_id, by)
    if not queries.standing_of(row, day_of(at)).is_open:
        raise came_too_late(WATCH, WatchState.RUNNING)
    move(
        WATCH, row.pk, frm=WatchState(row.state), to=WatchState.ENDED, kind="watch.ended", by=by, at=at,
        facts={"why": Why.EMPLOYER.value}, why=Why.EMPLOYER.value, ended_at=at,
    )  # fmt: skip


def _checked(wish: Wish, today: date) -> Wish:
    said = {name: " ".join(getattr(wish, name).replace("\0", "").split()) for name in LONGEST}
    wrong = [name for name, text in said.items() if not _SHORTEST[name] <= len(text) <= LONGEST[name]]
    last = terms.last_day(today)
    if not today < wish.until <= last:
        wrong.append("until")
    if wrong:
        raise Incomplete(
            Words("关注请求还有内容缺少或不对。"),
            do=Words(
                "请填写姓名、证件号码和管理号，用途为4至{most}字，截止日在明天至{last}之间。",
                most=LONGEST["purpose"],
                last=last.isoformat(),
            ),
            clause=N22_1,
            facts={"fields": wrong},
        )
    return Wish(**said, until=wish.until)


def _check_room(organisation_id: int, key: bytes, at: datetime) -> None:
    """Refuse one watch too many; a refusal by the holder counts as an ask that waits, or it could be told."""
    today = day_of(at)
    mine = Watch.objects.filter(organisation_id=organisation_id)
    still = mine.filter(queries.still_open(today))
    if still.filter(match_key=key).exists():
        raise AlreadyDone(
            Words("这三项信息已有一条没有结束的关注。"),
            do=Words("请在列表中查看，不用再次请求。"),
            clause=N22_1,
        )
    if mine.filter(asked_at__gte=beginning(today), asked_at__lt=ending(today)).count() >= terms.MOST_A_DAY:
        raise NotApplicable(
            Words("贵单位今天已请求{most}次。", most=terms.MOST_A_DAY),
            do=Words("请明天再提出。"),
            clause=N22_1,
        )
    if still.count() >= terms.MOST_OPEN:
        raise NotApplicable(
            Words("贵单位没有结束的关注已有{most}条。", most=terms.MOST_OPEN),
            do=Words("请先停止不再需要的，再提出新的。"),
            clause=N22_1,
        )
