"""Read committees and sessions: for the authority, for founding bodies, for everybody (A2.2)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from yinxin.kernel.calendar import day_before
from yinxin.kernel.found import Found
from yinxin.kernel.words import Words, listed
from yinxin.law import review_committees as law
from yinxin.law.regimes import ReviewLevel
from yinxin.parties import access
from yinxin.parties.actor import Actor, Body
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import bodies, names, open_of_kind, territory
from yinxin.reviewing import procedure, turns
from yinxin.reviewing.models import Committee, Session, StepTaken
from yinxin.reviewing.procedure import Step
from yinxin.reviewing.series import series_of
from yinxin.reviewing.states import COMMITTEE, SESSION, CommitteeState, SessionState
from yinxin.reviewing.terms import RENEW_AHEAD


@dataclass(frozen=True)
class CommitteeView:
    """An approval of a committee; the public list shows nothing of who proposed and decided."""

    id: int
    over: Body
    founder: Body
    series: str
    series_name: str
    ranks: tuple[ReviewLevel, ...]
    document: str
    since: date
    until: date
    renews: int | None
    proposed_by: int
    proposed_name: str
    proposed_at: datetime
    decided_name: str
    decided_at: datetime | None
    ended_on: date | None
    reason: str
    state: CommitteeState

    @property
    def state_words(self) -> Words:
        """The state's name for people."""
        return COMMITTEE.names[self.state]

    @property
    def rank_words(self) -> Words:
        """The ranks on which it decides."""
        return listed([one.label for one in self.ranks])

    @property
    def last(self) -> date:
        """The last day on which it may decide."""
        return min(self.until, day_before(self.ended_on)) if self.ended_on else self.until

    def holds(self, day: date) -> bool:
        """Say whether it may decide on a day."""
        approved = self.state in (CommitteeState.APPROVED, CommitteeState.ENDED)
        return approved and self.since <= day <= self.last

    def ends_soon(self, today: date) -> bool:
        """Say whether it is time to renew it."""
        return self.state is CommitteeState.APPROVED and today <= self.until < today + RENEW_AHEAD


@dataclass(frozen=True)
class SessionView:
    """A session with its list in figures; ``needed`` is how many votes a candidate needs."""

    id: int
    committee: CommitteeView
    level: str
    rank: ReviewLevel
    decided_on: date
    present: int
    needed: int
    document: str
    exam_id: int | None
    exam_code: str
    round: int
    candidates: int
    passed: int
    opened_name: str
    opened_at: datetime
    listed_name: str
    listed_at: datetime | None
    reason: str
    state: SessionState

    @property
    def state_words(self) -> Words:
        """The state's name for people."""
        return SESSION.names[self.state]


@dataclass(frozen=True)
class Progress:
    """How far a session's list is.

    :ivar steps: of the procedure, in order; ``turn`` the one that is next, None where all are done.
    :ivar refused: what was refused in earlier rounds, the latest first: round, step, body, reason, day.
    :ivar why_not: why the person who asks cannot take the next step; None where they can.
    """

    steps: tuple[Step, ...]
    turn: Step | None
    refused: tuple[tuple[int, str, str, str, date], ...]
    why_not: Words | None


def committees_for(by: Actor) -> Found[CommitteeView]:
    """Return the committees of the person's territory, the latest first."""
    seen = territory(by, Permission.REVIEW_SEE)
    rows = Committee.objects.filter(Q(over_id__in=seen) | Q(founder_id__in=seen))
    return Found(rows.order_by("-id"), _committees)


def committee(number: int, by: Actor) -> CommitteeView:
    """Return an approval.

    :raises NotFound: there is none in the person's territory.
    """
    found = next(iter(_committees(Committee.objects.filter(pk=number))), None)
    if found is None:
        raise access.not_here()
    access.require_one(by, Permission.REVIEW_SEE, [found.over, found.founder])
    return found


def to_approve(by: Actor) -> tuple[CommitteeView, ...]:
    """Return the proposals of colleagues that the person may decide."""
    rows = Committee.objects.filter(state="proposed", over_id__in=territory(by, Permission.COMMITTEE_KEEP))
    return tuple(
        one
        for one in _committees(rows.order_by("id"))
        if not access.same_hands(by, one.proposed_by, one.proposed_at)
    )


def to_renew(by: Actor, today: date) -> tuple[CommitteeView, ...]:
    """Return the approvals of the person's own authority that run out soon and that no other one follows."""
    rows = Committee.objects.filter(state="approved", over_id__in=territory(by, Permission.COMMITTEE_KEEP))
    followed = Committee.objects.exclude(state="refused").exclude(renews=None).values("renews_id")
    rows = rows.exclude(id__in=followed).filter(until__gte=today)
    return tuple(one for one in _committees(rows.order_by("until", "id")) if one.ends_soon(today))


def published() -> tuple[CommitteeView, ...]:
    """Return what was approved, ended approvals among them, for everybody."""
    rows = Committee.objects.filter(state__in=("approved", "ended"))
    return _committees(rows.order_by("over_id", "founder_id", "series", "-since", "id"))


def own_committees(by: Actor) -> tuple[CommitteeView, ...]:
    """Return the approvals under which the person may open sessions, ended ones too: what counts is the day."""
    own = territory(by, Permission.REVIEW_HOLD)
    rows = Committee.objects.filter(founder_id__in=own, state__in=("approved", "ended"))
    return _committees(rows.order_by("-since", "-id"))


def levels_of(found: CommitteeView) -> tuple[str, ...]:
    """Return the levels of a committee's series on whose rank it decides."""
    series = series_of(found.founder.region, found.series)
    return tuple(level for level, rank in series.ranks.items() if rank in found.ranks) if series else ()


def sessions_for(by: Actor) -> Found[SessionView]:
    """Return the sessions of the person's territory, the latest first."""
    seen = territory(by, Permission.REVIEW_SEE)
    rows = Session.objects.filter(Q(committee__founder_id__in=seen) | Q(committee__over_id__in=seen))
    return Found(rows.order_by("-id"), _sessions)


def session(number: int, by: Actor) -> SessionView:
    """Return a session.

    :raises NotFound: there is none in the person's territory.
    """
    found = next(iter(_sessions(Session.objects.filter(pk=number))), None)
    if found is None:
        raise access.not_here()
    access.require(by, Permission.REVIEW_SEE, found.committee.founder)
    return found


def progress(number: int, by: Actor, *, notice_over_on: date | None, on: date) -> Progress:
    """Return how far a session's list is, and whether the person may take the next step.

    :raises NotFound: there is none in the person's territory.
    """
    view = session(number, by)
    row = Session.objects.select_related("committee").get(pk=number)
    found = procedure.steps(row, notice_over_on=notice_over_on, on=on)
    turn = procedure.next_of(found) if view.state is SessionState.LISTED else None
    refused = StepTaken.objects.filter(session_id=number, taken=False).order_by("-id")
    known = bodies(one.body_id for one in refused)
    said = row.procedure["steps"]
    return Progress(
        found,
        turn,
        tuple(
            (one.round, said[one.place]["words"], known[one.body_id].name, one.reason, one.on)
            for one in refused
        ),
        turns.why_not(row, turn, by) if turn else None,
    )


def exam_of(number: int) -> int | None:
    """Return the exam that a session has become, None before its first results."""
    return Session.objects.filter(pk=number).values_list("exam_id", flat=True).first()


def waiting_for_results(by: Actor) -> tuple[SessionView, ...]:
    """Return the open sessions of the person's own bodies: their results are still to come."""
    own = territory(by, Permission.REVIEW_HOLD)
    return _sessions(Session.objects.filter(state="open", committee__founder_id__in=own).order_by("id"))


def on_their_way(by: Actor) -> tuple[SessionView, ...]:
    """Return the sessions whose procedure runs and that the person may see, for whoever takes steps in it."""
    if not by.has(Permission.REVIEW_DECIDE):
        return ()
    seen = territory(by, Permission.REVIEW_SEE)
    return _sessions(Session.objects.filter(state="listed", committee__founder_id__in=seen).order_by("id"))


def session_of_exam(exam_id: int) -> int | None:
    """Return the number of the session that an exam stands for, None where it is none."""
    return Session.objects.filter(exam_id=exam_id).values_list("id", flat=True).first()


def founders(by: Actor) -> tuple[Body, ...]:
    """Return the founding bodies whose committees the person may propose."""
    own = {
        seat.body.region[:2]
        for seat in by.seats
        if Permission.COMMITTEE_KEEP in seat.permissions and seat.body.kind == "authority"
    }
    return tuple(one for one in open_of_kind("committee") if one.region[:2] in own)


def _committees(rows: QuerySet[Committee] | Iterable[Committee]) -> tuple[CommitteeView, ...]:
    found = list(rows)
    known = bodies(one for row in found for one in (row.over_id, row.founder_id))
    people = names(who for row in found for who in (row.proposed_by, row.decided_by) if who)
    return tuple(
        CommitteeView(
            row.pk, known[row.over_id], known[row.founder_id], row.series, _series_name(known[row.founder_id], row),
            tuple(rank for rank in ReviewLevel if rank.value in row.ranks), row.document, row.since, row.until,
            row.renews_id, row.proposed_by, people.get(row.proposed_by, ""), row.proposed_at,
            people.get(row.decided_by, "") if row.decided_by else "", row.decided_at, row.ended_on, row.reason,
            CommitteeState(row.state),
        )
        for row in found
    )  # fmt: skip


def _series_name(founder: Body, row: Committee) -> str:
    series = series_of(founder.region, row.series)
    return series.name if series else row.series


def _sessions(rows: QuerySet[Session]) -> tuple[SessionView, ...]:
    found = list(rows.select_related("committee", "exam"))
    known = {one.id: one for one in _committees({row.committee_id: row.committee for row in found}.values())}
    people = names(who for row in found for who in (row.opened_by, row.listed_by) if who)
    return tuple(
        SessionView(
            row.pk, known[row.committee_id], row.level, ReviewLevel(row.rank), row.decided_on, row.present,
            law.needed(row.present, row.decided_on), row.procedure["document"], row.exam_id,
            row.exam.code if row.exam else "", row.round, row.candidates_count, row.passed,
            people.get(row.opened_by, ""), row.opened_at, people.get(row.listed_by, "") if row.listed_by else "",
            row.listed_at, row.reason, SessionState(row.state),
        )
        for row in found
    )  # fmt: skip
