"""What a body promises for its desk, in working days: its own word, shown as such, never a limit of law (N15).

The procedure sets no limit for the three desks. A promise holds from a day on; an earlier one stays on record.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import transaction

from yinxin.changing.models import DeskPromise
from yinxin.kernel.calendar import day_of
from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import Incomplete, WrongState
from yinxin.kernel.words import Words
from yinxin.law.calendars import CALENDAR
from yinxin.law.n2023.art15_replacement import Desk
from yinxin.ledger.record import Line, record
from yinxin.parties import access
from yinxin.parties.actor import Actor, Body
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import bodies, body, territory
from yinxin.parties.roles import GIVING

N15: Final = Clause("N15")
DESKS: Final = (Desk.REVIEW, Desk.CONFIRMATION, Desk.MAKING)
_LONGEST: Final = 250
_AT: Final = {
    Desk.REVIEW: GIVING,
    Desk.CONFIRMATION: frozenset({"agency", "authority", "association"}),
    Desk.MAKING: frozenset({"center"}),
}
"""The kinds of body that have each desk."""


@dataclass(frozen=True)
class Promise:
    """A promise for a desk, from a day on."""

    desk: Desk
    workdays: int
    since: date


@dataclass(frozen=True)
class Promised:
    """A body with the desks that it has, what it promises now, and every promise, the latest first."""

    over: Body
    desks: tuple[Desk, ...]
    now: tuple[Promise, ...]
    versions: tuple[Promise, ...]


def promised_on(organisation_id: int, desk: Desk, arrived_on: date) -> date | None:
    """Return by when a desk means to be done with what came on a day; None where its body promises nothing."""
    found = _holding(organisation_id, desk, arrived_on)
    return CALENDAR.after(arrived_on, found.workdays) if found else None


def publish(*, organisation_id: int, desk: Desk, workdays: int, since: date, by: Actor, at: datetime) -> int:
    """Promise a number of working days for a desk, from a day on; return the promise.

    :raises NotPermitted: ``by`` does not speak for this body; NotFound where it is out of reach.
    :raises Incomplete: the number is out of bounds, or the body has no such desk.
    :raises WrongState: the day has passed: nobody is told afterwards what was promised.
    """
    over = body(organisation_id)
    access.require(by, Permission.SERVICE_PUBLISH, over)
    if over.kind not in _AT.get(desk, frozenset()) or not 1 <= workdays <= _LONGEST:
        raise Incomplete(
            Words("承诺的时限不对。"),
            do=Words("请选择本机构办理的环节，填写1至{count}个工作日。", count=_LONGEST),
            clause=N15,
        )
    if since < day_of(at):
        raise WrongState(
            Words("承诺不能从过去的日期起改变。"), do=Words("请填写今天或以后的日期。"), clause=N15
        )
    facts = {
        "organisation": organisation_id,
        "desk": desk.value,
        "workdays": workdays,
        "since": since.isoformat(),
    }
    with transaction.atomic():
        made = DeskPromise.objects.create(
            organisation_id=organisation_id,
            desk=desk.value,
            workdays=workdays,
            since=since,
            at=at,
            by=by.account_id,
        )
        record(
            Line(
                "desk_promise.published",
                N15,
                by.account_id,
                by.organisation_id,
                "desk_promise",
                made.pk,
                at,
                facts,
            )
        )
    return made.pk


def desks_of(over: Body) -> tuple[Desk, ...]:
    """Return the desks that a body can have."""
    return tuple(desk for desk in DESKS if over.kind in _AT[desk])


def promises_for(by: Actor, today: date) -> tuple[Promised, ...]:
    """Return the promises of the bodies for which a person speaks."""
    found = bodies(territory(by, Permission.SERVICE_PUBLISH))
    return tuple(
        _promised(over, today)
        for _, over in sorted(found.items())
        if any(over.kind in kinds for kinds in _AT.values())
    )


def _promised(over: Body, today: date) -> Promised:
    desks = desks_of(over)
    rows = DeskPromise.objects.filter(organisation_id=over.id).order_by("-since", "-id")
    now = (_holding(over.id, desk, today) for desk in desks)
    return Promised(
        over, desks, tuple(_promise(row) for row in now if row), tuple(_promise(row) for row in rows)
    )


def _holding(organisation_id: int, desk: Desk, day: date) -> DeskPromise | None:
    rows = DeskPromise.objects.filter(organisation_id=organisation_id, desk=desk.value, since__lte=day)
    return rows.order_by("-since", "-id").first()


def _promise(row: DeskPromise) -> Promise:
    return Promise(Desk(row.desk), row.workdays, row.since)
