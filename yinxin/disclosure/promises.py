"""How often the centre publishes, and how figures are rounded: its own word, in dated versions (N23).

The law says “regularly” and sets no number; the number is the centre's promise, and is shown as such. Where it has said
nothing, :data:`USUAL` holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import transaction

from yinxin.disclosure.models import Promise as Row
from yinxin.disclosure.rounding import STEPS
from yinxin.kernel.calendar import day_of
from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import Incomplete, WrongState
from yinxin.kernel.words import Words
from yinxin.ledger.record import Line, record
from yinxin.parties import access
from yinxin.parties.actor import Actor
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import the_centre

N23: Final = Clause("N23")
LONGEST: Final = 92


@dataclass(frozen=True)
class Promise:
    """The promise; ``since`` is None for what is usual."""

    every_days: int = 7
    rounded_to: int = STEPS[0]
    basis: str = ""
    since: date | None = None


USUAL: Final = Promise()


def promise_on(day: date) -> Promise:
    """Return the promise as it holds on a day."""
    found = Row.objects.filter(since__lte=day).order_by("-since", "-id").first()
    return _promise(found) if found else USUAL


def versions() -> tuple[Promise, ...]:
    """Return every version, the latest first."""
    return tuple(_promise(row) for row in Row.objects.order_by("-since", "-id"))


def promise(*, every_days: int, rounded_to: int, basis: str, since: date, by: Actor, at: datetime) -> int:
    """Let a promise hold from a day on; what was before stays on record. Return the version.

    :raises NotPermitted: ``by`` does not publish for the centre.
    :raises Incomplete: a figure is out of bounds, or it is not said where the promise is made.
    :raises WrongState: the day has passed.
    """
    access.require(by, Permission.DISCLOSURE_PUBLISH, the_centre())
    fits = 1 <= every_days <= LONGEST and rounded_to in STEPS and 4 <= len(basis.strip()) <= 200
    if not fits:
        raise Incomplete(
            Words("公布承诺没有填全。"),
            do=Words("间隔1至{longest}天，取整单位从列表选择，并写明承诺的出处。", longest=LONGEST),
            clause=N23,
        )
    if since < day_of(at):
        raise WrongState(
            Words("公布承诺不能从过去的日期起改变。"), do=Words("请填写今天或以后的日期。"), clause=N23
        )
    kept = {"since": since, "every_days": every_days, "rounded_to": rounded_to, "basis": basis.strip()}
    with transaction.atomic():
        made = Row.objects.create(at=at, by=by.account_id, **kept)
        facts = {**kept, "since": since.isoformat()}
        record(
            Line(
                "disclosure.promised",
                N23,
                by.account_id,
                by.organisation_id,
                "disclosure",
                made.pk,
                at,
                facts,
            )
        )
    return made.pk


def _promise(row: Row) -> Promise:
    return Promise(row.every_days, row.rounded_to, row.basis, row.since)
