"""What the public may know of a decision in effect: how it went from its day to every answer (N17, N18.1, N18.2)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Q

from yinxin.invalidation import cases
from yinxin.invalidation.models import Case
from yinxin.invalidation.states import CASE, CaseState
from yinxin.kernel.words import Words
from yinxin.parties import access
from yinxin.register import status_lists

_IN_PUBLIC = Q(effective_at__isnull=False)


@dataclass(frozen=True)
class Listed:
    """A published status list: its name, its version, and when it was published."""

    name: str
    version: int
    at: datetime


@dataclass(frozen=True)
class Propagation:
    """What the public may know of a decision in effect: days and counts, nothing of the person.

    :ivar lists: the first status lists that marked all of its certificates; told of one decision alone.
    """

    number: int
    code: str
    body: str
    decided_on: date
    ground: str
    certificates: int
    notified_on: date | None
    submitted_at: datetime | None
    effective_at: datetime
    restored_at: datetime | None
    state: CaseState
    lists: tuple[Listed, ...] = ()

    @property
    def state_words(self) -> Words:
        """The state's name for people."""
        return CASE.names[self.state]


def published(*, count: int = 200) -> list[Propagation]:
    """Return the decisions that took effect, the newest first; no personal data."""
    rows = Case.objects.filter(_IN_PUBLIC).select_related("body").order_by("-effective_at", "-id")[:count]
    return [_propagation(row) for row in rows]


def published_one(number: int) -> Propagation:
    """Return one decision that took effect.

    :raises NotFound: there is none.
    """
    row = Case.objects.filter(_IN_PUBLIC, pk=number).select_related("body").first()
    if row is None:
        raise access.not_here()
    told = _propagation(row)
    struck = [number for one in row.lines.values_list("struck", flat=True) for number in one]
    found = status_lists.first_marking(struck, told.effective_at)
    lists = [Listed(status_lists.name_of(one.purpose, one.shard), one.version, one.at) for one in found]
    return replace(told, lists=tuple(lists))


def _propagation(row: Case) -> Propagation:
    sent = row.letters.order_by("-sent_on").values_list("sent_on", flat=True)
    if row.decided_on is None or row.effective_at is None:
        raise access.not_here()
    return Propagation(
        row.pk,
        cases.code_of(row),
        row.body.name,
        row.decided_on,
        row.ground,
        sum(len(one) for one in row.lines.values_list("struck", flat=True)),
        sent[0] if len(sent) == 2 else None,
        row.submitted_at,
        row.effective_at,
        row.restored_at,
        CaseState(row.state),
    )
