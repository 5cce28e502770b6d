"""Publish an edition: by hand, when the promise asks for one, and at once when the scope has grown (N23).

Rows and ledger are counted both, and must say the same, before anything is published: a figure that the ledger does not
bear out is nobody's to tell.
"""

from __future__ import annotations

import logging
from datetime import date, datetime
from typing import Final

from django.db import connection, transaction

from yinxin.catalogue import queries as catalogue
from yinxin.desk import notices
from yinxin.disclosure import composing, figures, promises, recount, scope
from yinxin.disclosure.composing import Header
from yinxin.disclosure.counted import Counted, apart
from yinxin.disclosure.models import Cause, Edition
from yinxin.duties import obligations
from yinxin.kernel.calendar import day_of
from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import AlreadyDone, NotFound, Refusal, WrongState
from yinxin.kernel.words import Words
from yinxin.law.n2023 import art23_disclosure as law
from yinxin.ledger import queries as ledger
from yinxin.ledger.queries import Mark
from yinxin.ledger.record import Line, record
from yinxin.parties import access
from yinxin.parties.actor import SYSTEM, Actor
from yinxin.parties.finding import members_of
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import the_centre

log = logging.getLogger(__name__)

N23: Final = Clause("N23")
SUBJECT: Final = "edition"
_TRIES: Final = 3
_LOCK: Final = 0x4E3233
_HEAD: Final = frozenset({"edition", "published_at", "cause", "previous"})


def publish(*, by: Actor, at: datetime) -> int:
    """Publish an edition by hand; return its number.

    :raises NotPermitted: ``by`` does not publish for the centre.
    :raises AlreadyDone: the last edition says the same, and is of the same day.
    :raises WrongState: rows and ledger do not say the same, and nothing is published.
    """
    access.require(by, Permission.DISCLOSURE_PUBLISH, the_centre())
    return _publish(Cause.BY_HAND, by, at)


def step(*, at: datetime) -> int | None:
    """Publish what is due, and at once where the scope has grown; return the edition's number, None for none.

    Where the figures cannot be told, the centre is told why, once a day.
    """
    cause = _cause(day_of(at))
    if cause is None:
        return None
    try:
        return _publish(cause, SYSTEM, at)
    except Refusal as refusal:
        log.warning("no edition could be published: %s", refusal)
        notices.tell(
            accounts=members_of(the_centre().id, Permission.DISCLOSURE_PUBLISH, at),
            words=Words("进度没有按时公布：{why}", why=refusal.what),
            address="/office/disclosure",
            at=at,
            key=f"disclosure:{day_of(at)}",
        )
        return None


def due_on(today: date) -> date | None:
    """Return the last day by which the promise asks for the next edition; None where there is none yet."""
    last = Edition.objects.order_by("-number").values_list("on", flat=True).first()
    return law.due_by(last, every_days=promises.promise_on(today).every_days) if last else None


def _cause(today: date) -> Cause | None:
    try:
        the_centre()
    except NotFound:
        return None
    due = due_on(today)
    if due is None:
        return Cause.DUE if catalogue.any_exam() else None
    if due <= today:
        return Cause.DUE
    last = Edition.objects.order_by("-number").first()
    return Cause.SCOPE if last and scope.has_grown(last.text, today) else None


def _publish(cause: Cause, by: Actor, at: datetime) -> int:
    today = day_of(at)
    with transaction.atomic():
        _one_at_a_time()
        last = Edition.objects.order_by("-number").first()
        mark, counted = _counted()
        promise = promises.promise_on(today)
        header = Header(
            (last.number if last else 0) + 1, today, at, cause.value, promise.rounded_to, promise.every_days,
            last.digest if last else "",
        )  # fmt: skip
        text = composing.compose(header, counted)
        if last and last.on == today and _same(last.text, text.canonical):
            raise AlreadyDone(
                Words("今天已经公布过同样的内容，是第{number}期。", number=last.number),
                do=Words("内容有变化后再公布。"),
                clause=N23,
            )
        made = Edition.objects.create(
            number=header.number, on=today, at=at, cause=cause.value, text=text.canonical, digest=text.digest,
            upto=mark.upto, missing=[list(one) for one in mark.missing], by=by.account_id,
        )  # fmt: skip
        facts = {
            "number": made.number,
            "on": today.isoformat(),
            "cause": cause.value,
            "digest": made.digest,
            "previous": header.previous,
            "upto": mark.upto,
        }
        record(Line("edition.published", N23, by.account_id, by.organisation_id, SUBJECT, made.pk, at, facts))
        _owe_the_next(last, made, promise.every_days, by, at)
    return made.number


def _owe_the_next(last: Edition | None, made: Edition, every_days: int, by: Actor, at: datetime) -> None:
    """Discharge the promise that this edition keeps, and open that of the next one."""
    law.check_published(dict.fromkeys(law.Matter, made.on))
    if last:
        obligations.discharge(N23, subject=SUBJECT, subject_id=last.pk, act="edition.published", by=by, at=at)
    obligations.open_duty(
        N23, subject=SUBJECT, subject_id=made.pk, owed_by=the_centre().id, since=made.on, by=by, at=at,
        promised=law.due_by(made.on, every_days=every_days),
    )  # fmt: skip


def _counted() -> tuple[Mark, Counted]:
    """Return what rows and ledger agree on, and the place in the ledger; acts that come between are waited out.

    :raises WrongState: they do not agree.
    """
    for _ in range(_TRIES):
        mark = ledger.mark()
        rows = figures.count()
        lines, broken = recount.count(mark)
        if rows == lines and not broken:
            return mark, rows
    differing = len(apart(rows, lines)) + len(broken)
    raise WrongState(
        Words("登记与账目算出的数字有{count}处不同，不能公布。", count=differing),
        do=Words("请审计员运行账目审计，查明后再公布。"),
        clause=N23,
        facts={"differences": differing},
    )


def _same(one: str, other: str) -> bool:
    first, second = composing.restored(one), composing.restored(other)
    return all(first[name] == second[name] for name in {*first, *second} - _HEAD)


def _one_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_LOCK])
