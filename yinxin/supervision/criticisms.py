"""Read criticism: for who criticises, for who is criticised, and for everybody once it is issued (A1.3c)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from yinxin.kernel.found import Found
from yinxin.kernel.words import Words
from yinxin.law.a2013 import s1_3_bar
from yinxin.parties import access
from yinxin.parties.actor import Actor, Body
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import bodies, names, territory
from yinxin.supervision.models import Criticism
from yinxin.supervision.states import CRITICISM, CriticismState

_PUBLIC = ("issued", "answered", "ended")


@dataclass(frozen=True)
class CriticismView:
    """A criticism. The public page shows neither who drafted nor who issued it."""

    id: int
    over: Body
    body: Body
    check_id: int | None
    number: str
    decided_on: date
    finding: str
    grounds: str
    asked: str
    due_on: date
    first_due_on: date
    grave: bool
    referred_to: str
    drafted_by: int
    drafted_name: str
    drafted_at: datetime
    issued_name: str
    issued_at: datetime | None
    answer: str
    answered_at: datetime | None
    why_back: str
    ended_at: datetime | None
    state: CriticismState

    @property
    def state_words(self) -> Words:
        """The state's name for people."""
        return CRITICISM.names[self.state]

    @property
    def measure(self) -> Words:
        """What follows by the law."""
        return s1_3_bar.measure_for(grave=self.grave).label

    def late(self, today: date) -> bool:
        """Say whether the body has let the day pass."""
        return self.state is CriticismState.ISSUED and self.due_on < today


def criticisms_for(by: Actor) -> Found[CriticismView]:
    """Return the criticisms of the person's territory, the latest first."""
    places = territory(by, Permission.SUPERVISION_SEE)
    return Found(Criticism.objects.filter(over_id__in=places).order_by("-id"), _views)


def criticism(number: int, by: Actor) -> CriticismView:
    """Return a criticism.

    :raises NotFound: there is none in the person's territory.
    """
    found = _one(Criticism.objects.filter(pk=number))
    access.require(by, Permission.SUPERVISION_SEE, found.over)
    return found


def to_answer(by: Actor) -> tuple[CriticismView, ...]:
    """Return the criticisms of the person's own organisations that wait for an answer."""
    own = territory(by, Permission.SUPERVISION_ANSWER)
    return _views(Criticism.objects.filter(state="issued", body_id__in=own).order_by("due_on", "id"))


def criticism_to_answer(number: int, by: Actor) -> CriticismView:
    """Return an issued criticism, for the body that is criticised.

    :raises NotFound: there is none that the person answers for.
    """
    found = _one(Criticism.objects.filter(pk=number, state__in=_PUBLIC))
    access.require(by, Permission.SUPERVISION_ANSWER, found.body)
    return found


def waiting_for(by: Actor) -> tuple[CriticismView, ...]:
    """Return the drafts that the person may issue, and the answers that the person may judge."""
    rows = Criticism.objects.filter(state__in=("draft", "answered"))
    drafts = rows.filter(state="draft", over_id__in=territory(by, Permission.CRITICISM_ISSUE))
    answers = rows.filter(state="answered", over_id__in=territory(by, Permission.CRITICISM_DRAFT))
    views = _views((drafts | answers).order_by("id"))
    return tuple(
        one for one in views if one.answered_at or not access.same_hands(by, one.drafted_by, one.drafted_at)
    )


def let_pass(by: Actor, today: date) -> tuple[CriticismView, ...]:
    """Return the criticism of one's own body that nobody has answered by its day, the longest first."""
    own = {seat.body.id for seat in by.seats} & set(territory(by, Permission.CRITICISM_DRAFT))
    rows = Criticism.objects.filter(state="issued", over_id__in=own, due_on__lt=today)
    return _views(rows.order_by("due_on", "id"))


def told(by: Actor) -> Found[CriticismView]:
    """Return every criticism of the person's own organisations that was issued, the latest first."""
    own = territory(by, Permission.SUPERVISION_ANSWER)
    rows = Criticism.objects.filter(state__in=_PUBLIC, body_id__in=own)
    return Found(rows.order_by("-issued_at", "-id"), _views)


def published() -> Found[CriticismView]:
    """Return what was issued, the latest first, for everybody."""
    return Found(Criticism.objects.filter(state__in=_PUBLIC).order_by("-issued_at", "-id"), _views)


def public_criticism(number: int) -> CriticismView:
    """Return one that was issued, for everybody.

    :raises NotFound: there is none, or it was not issued.
    """
    return _one(Criticism.objects.filter(pk=number, state__in=_PUBLIC))


def _one(rows: QuerySet[Criticism]) -> CriticismView:
    found = next(iter(_views(rows)), None)
    if found is None:
        raise access.not_here()
    return found


def _views(rows: QuerySet[Criticism]) -> tuple[CriticismView, ...]:
    found = list(rows)
    known = bodies(one for row in found for one in (row.over_id, row.body_id))
    people = names(who for row in found for who in (row.drafted_by, row.issued_by) if who)
    return tuple(
        CriticismView(
            row.pk, known[row.over_id], known[row.body_id], row.check_made_id, row.number, row.decided_on,
            row.finding, row.grounds, row.asked, row.due_on, row.first_due_on, row.grave, row.referred_to,
            row.drafted_by, people.get(row.drafted_by, ""), row.drafted_at,
            people.get(row.issued_by, "") if row.issued_by else "", row.issued_at, row.answer, row.answered_at,
            row.why_back, row.ended_at, CriticismState(row.state),
        )
        for row in found
    )  # fmt: skip
