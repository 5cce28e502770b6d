"""How an issuer gives out by post: its practice from a day on, and the days that follow from it (N12).

The law asks for post and for applying online, in principle; windows, days of runs and promises are the issuer's own,
and are shown as such. Where an issuer has said nothing, :data:`USUAL` holds.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Final

from django.db import transaction

from yinxin.issuing.models import Practice
from yinxin.kernel.calendar import Calendar, day_of
from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import Incomplete, WrongState
from yinxin.kernel.words import Words
from yinxin.law.n2023 import art12_ways
from yinxin.law.n2023.art12_ways import Service
from yinxin.law.parties import Party
from yinxin.ledger.record import Line, record
from yinxin.parties import access
from yinxin.parties.actor import Actor, Body
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import bodies, body, territory

N12 = Clause("N12")
_WEEK: Final = 7


class Unit(Enum):
    """What the window of application is counted in."""

    WORKDAY = "workday"
    MONTH = "month"

    @property
    def words(self) -> Words:
        """The unit for people."""
        return _UNITS[self]


_UNITS = {Unit.WORKDAY: Words("个工作日"), Unit.MONTH: Words("个月")}


@dataclass(frozen=True)
class Terms:
    """How an issuer gives out by post; see the model for the fields.

    :ivar since: the day from which it holds; None for what is usual.
    """

    offered: bool = True
    reason: str = ""
    issuer_pays: bool = False
    window: int = 2
    window_unit: Unit = Unit.MONTH
    weekday: int = 2
    monthly_cut: int = 20
    promise: int = 10
    second_delivery: bool = True
    since: date | None = None

    @property
    def payer(self) -> Party:
        """Who pays the courier (N12)."""
        return art12_ways.postage_paid_by(issuer_pays=self.issuer_pays)


USUAL: Final = Terms()


@dataclass(frozen=True)
class Versions:
    """An issuer's practice: what holds now, and every version, the latest first."""

    over: Body
    now: Terms
    versions: tuple[Terms, ...]


def terms_on(issuer_id: int, day: date) -> Terms:
    """Return an issuer's practice as it holds on a day."""
    rows = Practice.objects.filter(issuer_id=issuer_id, since__lte=day)
    found = rows.order_by("-since", "-id").first()
    return _terms(found) if found else USUAL


def practices_for(by: Actor, today: date) -> tuple[Versions, ...]:
    """Return the practice of the issuers for which the person may send post."""
    found = bodies(territory(by, Permission.POST_SEND))
    rows = Practice.objects.filter(issuer_id__in=found).order_by("-since", "-id")
    known: dict[int, list[Terms]] = {}
    for row in rows:
        known.setdefault(row.issuer_id, []).append(_terms(row))
    return tuple(
        Versions(over, terms_on(number, today), tuple(known.get(number, ())))
        for number, over in sorted(found.items())
    )


def publish(*, issuer_id: int, terms: Terms, since: date, by: Actor, at: datetime) -> int:
    """Let a practice hold from a day on; what was before stays on record. Return the version.

    :raises NotPermitted: ``by`` does not send this issuer's post; NotFound where it is out of reach.
    :raises Incomplete: a figure is out of bounds, or post is not offered and it is not said why.
    :raises WrongState: the day has passed: nobody is told afterwards what held.
    """
    access.require(by, Permission.POST_SEND, body(issuer_id))
    _check(terms)
    if since < day_of(at):
        raise WrongState(
            Words("邮寄办法不能从过去的日期起改变。"), do=Words("请填写今天或以后的日期。"), clause=N12
        )
    facts = {
        "since": since.isoformat(),
        "offered": terms.offered,
        "issuer_pays": terms.issuer_pays,
        "window": terms.window,
        "window_unit": terms.window_unit.value,
        "weekday": terms.weekday,
        "monthly_cut": terms.monthly_cut,
        "promise": terms.promise,
        "second_delivery": terms.second_delivery,
    }
    with transaction.atomic():
        made = Practice.objects.create(
            issuer_id=issuer_id,
            reason=terms.reason.strip(),
            at=at,
            by=by.account_id,
            **{**facts, "since": since},
        )
        record(
            Line("practice.published", N12, by.account_id, by.organisation_id, "practice", made.pk, at, facts)
        )
    return made.pk


def window_ends(terms: Terms, signed_on: date, days: Calendar) -> date:
    """Return the last day on which an application still goes with the weekly runs."""
    if terms.window_unit is Unit.WORKDAY:
        return days.after(signed_on, terms.window)
    return months_after(signed_on, terms.window)


def run_day(terms: Terms, applied_on: date, *, late: bool) -> date:
    """Return the day of the run with which an application is to go.

    In time, it goes with the next weekly run after the day of application. Late, with the run of the last week of the
    month where it came by the cut, else of the next month.
    """
    if not late:
        ahead = (terms.weekday - applied_on.isoweekday()) % _WEEK or _WEEK
        return date.fromordinal(applied_on.toordinal() + ahead)
    month = applied_on.replace(day=1)
    return _last_of(month if applied_on.day <= terms.monthly_cut else months_after(month, 1), terms.weekday)


def months_after(day: date, months: int) -> date:
    """Return the same day of a later (or, below zero, an earlier) month, or its last where it has no such day."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _last_of(month: date, weekday: int) -> date:
    """Return the last such day of the week in a month."""
    last = month.replace(day=calendar.monthrange(month.year, month.month)[1])
    return date.fromordinal(last.toordinal() - (last.isoweekday() - weekday) % _WEEK)


def _check(terms: Terms) -> None:
    art12_ways.check_ways_offered(
        set(Service) if terms.offered else {Service.ON_SITE}, reason=terms.reason.strip()
    )
    fits = (
        1 <= terms.window <= 250
        and 1 <= terms.weekday <= _WEEK
        and 1 <= terms.monthly_cut <= 28
        and 1 <= terms.promise <= 60
        and len(terms.reason) <= 200
    )
    if not fits:
        raise Incomplete(
            Words("邮寄办法中有数字超出范围。"),
            do=Words("申请期限1至250，每月截止日1至28，承诺1至60个工作日，说明不超过200字。"),
            clause=N12,
        )


def _terms(row: Practice) -> Terms:
    return Terms(
        row.offered,
        row.reason,
        row.issuer_pays,
        row.window,
        Unit(row.window_unit),
        row.weekday,
        row.monthly_cut,
        row.promise,
        row.second_delivery,
        row.since,
    )
