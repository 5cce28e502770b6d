"""Within how many working days an issuer promises to answer objections: its own word, never a limit of law (N25).

The procedure sets no limit. A promise holds from a day on; an earlier one stays on record.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import transaction

from yinxin.closing.models import ObjectionPromise
from yinxin.kernel.calendar import day_of
from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import Incomplete, WrongState
from yinxin.kernel.words import Words
from yinxin.law.calendars import CALENDAR
from yinxin.ledger.record import Line, record
from yinxin.parties import access
from yinxin.parties.actor import Actor, Body
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import bodies, body, territory
from yinxin.parties.roles import GIVING

N25: Final = Clause("N25")
_LONGEST: Final = 250


@dataclass(frozen=True)
class Promise:
    """A promise, from a day on."""

    workdays: int
    since: date


@dataclass(frozen=True)
class Promised:
    """An issuer, what it promises now (None for nothing), and every promise, the latest first."""

    over: Body
    now: Promise | None
    versions: tuple[Promise, ...]


def promised_on(organisation_id: int, arrived_on: date) -> date | None:
    """Return by when an issuer means to answer what came on a day; None where it promises nothing."""
    found = _holding(organisation_id, arrived_on)
    return CALENDAR.after(arrived_on, found.workdays) if found else None


def publish(*, organisation_id: int, workdays: int, since: date, by: Actor, at: datetime) -> int:
    """Promise a number of working days, from a day on; return the promise.

    :raises NotPermitted: ``by`` does not speak for this body; NotFound where it is out of reach.
    :raises Incomplete: the number is out of bounds, or the body issues nothing.
    :raises WrongState: the day has passed: nobody is told afterwards what was promised.
    """
    over = body(organisation_id)
    access.require(by, Permission.SERVICE_PUBLISH, over)
    if over.kind not in GIVING or not 1 <= workdays <= _LONGEST:
        raise Incomplete(
            Words("承诺的时限不对。"),
            do=Words("证书发放机构可以承诺1至{count}个工作日。", count=_LONGEST),
            clause=N25,
        )
    if since < day_of(at):
        raise WrongState(
            Words("承诺不能从过去的日期起改变。"), do=Words("请填写今天或以后的日期。"), clause=N25
        )
    facts = {"organisation": organisation_id, "workdays": workdays, "since": since.isoformat()}
    with transaction.atomic():
        made = ObjectionPromise.objects.create(
            organisation_id=organisation_id, workdays=workdays, since=since, at=at, by=by.account_id
        )
        kind, subject = "objection_promise.published", "objection_promise"
        record(Line(kind, N25, by.account_id, by.organisation_id, subject, made.pk, at, facts))
    return made.pk


def promises_for(by: Actor, today: date) -> tuple[Promised, ...]:
    """Return the promises of the issuers for which a person speaks."""
    found = bodies(territory(by, Permission.SERVICE_PUBLISH))
    return tuple(_promised(over, today) for _, over in sorted(found.items()) if over.kind in GIVING)


def _promised(over: Body, today: date) -> Promised:
    rows = ObjectionPromise.objects.filter(organisation_id=over.id).order_by("-since", "-id")
    now = _holding(over.id, today)
    return Promised(over, _promise(now) if now else None, tuple(_promise(row) for row in rows))


def _holding(organisation_id: int, day: date) -> ObjectionPromise | None:
    rows = ObjectionPromise.objects.filter(organisation_id=organisation_id, since__lte=day)
    return rows.order_by("-since", "-id").first()


def _promise(row: ObjectionPromise) -> Promise:
    return Promise(row.workdays, row.since)
