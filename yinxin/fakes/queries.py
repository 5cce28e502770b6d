"""Read reports of fakes (N22.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, IntegerField, QuerySet, Value, When

from yinxin.fakes import reporting
from yinxin.fakes.models import Report
from yinxin.fakes.reporting import Seen
from yinxin.fakes.states import FAKE, FakeState, Outcome
from yinxin.kernel.found import Found
from yinxin.kernel.words import Words
from yinxin.parties.actor import Actor, Body
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import bodies, names, territory
from yinxin.register.vault import FAKE as SEALED
from yinxin.register.vault import vault


@dataclass(frozen=True)
class Piece:
    """A file that came with a report: its number within it, digest, size, and what verification answered about it."""

    place: int
    key: str
    digest: str
    size: int
    found: dict[str, Any]


@dataclass(frozen=True)
class FakeView:
    """A report with everything in it.

    :ivar note: what was done, in the words of whoever did it.
    """

    id: int
    number: str
    over: Body
    seen: Seen
    at: datetime
    state: FakeState
    outcome: Outcome | None
    note: str
    settled_by: str
    settled_at: datetime | None
    evidence: tuple[Piece, ...]

    @property
    def state_words(self) -> Words:
        """The state's name for people."""
        return FAKE.names[self.state]

    @property
    def waits(self) -> bool:
        """Say whether nobody has said yet what became of it."""
        return self.state is FakeState.RECEIVED


def fake(report_id: int, by: Actor) -> FakeView:
    """Return one report; raises as :func:`yinxin.fakes.reporting.of_centre` does."""
    row = reporting.of_centre(report_id, Permission.FAKE_SEE, by)
    return _views(Report.objects.filter(pk=row.pk))[0]


def fakes_for(by: Actor, *, waiting: bool = False) -> Found[FakeView]:
    """Return the reports that a person may see, those that wait first, the oldest of them first."""
    rows = Report.objects.filter(organisation_id__in=territory(by, Permission.FAKE_SEE))
    if waiting:
        rows = rows.filter(state=FakeState.RECEIVED.value)
    settled = Case(
        When(state=FakeState.RECEIVED.value, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    return Found(rows.order_by(settled, "at", "id"), _views)


def _views(rows: QuerySet[Report]) -> tuple[FakeView, ...]:
    found = list(rows.prefetch_related("evidence"))
    over, people = bodies(row.organisation_id for row in found), names(row.settled_by for row in found)
    return tuple(
        FakeView(
            row.pk,
            row.number,
            over[row.organisation_id],
            reporting.opened(row.sealed, row.what),
            row.at,
            FakeState(row.state),
            Outcome(row.outcome) if row.outcome else None,
            vault().open(bytes(row.note), SEALED).decode() if row.note else "",
            people.get(row.settled_by, ""),
            row.settled_at,
            tuple(
                Piece(one.place, one.key, one.digest, one.size, one.found)
                for one in sorted(row.evidence.all(), key=lambda piece: piece.place)
            ),
        )
        for row in found
    )
