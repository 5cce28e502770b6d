"""Read applications: for lists and work, for the desks, and for the holder's own timeline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from yinxin.attachments import store
from yinxin.changing import altering, filing, gate, moving, papers, wants
from yinxin.changing.evidence import Needed
from yinxin.changing.models import Application, Paper, Step
from yinxin.changing.states import APPLICATION, DESK_OF, OPEN, ApplicationState, PaperCheck
from yinxin.kernel.calendar import day_of
from yinxin.kernel.clause import Clause
from yinxin.kernel.words import Words
from yinxin.law.changes import Cause, Way
from yinxin.law.evidence import Evidence
from yinxin.law.n2023.art15_replacement import Change, Desk
from yinxin.law.precedence import Governing
from yinxin.law.regimes import Regime
from yinxin.parties import access
from yinxin.parties.actor import Actor, Body
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import bodies, names, territory, the_centre
from yinxin.register import changeable, succeeding
from yinxin.register.changeable import Changeable
from yinxin.register.closed_files import closed_files


@dataclass(frozen=True)
class Line:
    """An application as a list shows it; nothing of the person.

    :ivar with_body: whose turn it is; None where it is the applicant's, or nobody's.
    :ivar maker: who makes the certificate again: the national centre, or the province's own maker (A3.3).
    """

    id: int
    number: str
    certificate_id: int
    cause: Cause
    way: Way
    regime: Regime
    filed_on: date
    entered_at: datetime
    issuer: Body
    confirmer: Body
    state: ApplicationState
    promised_on: date | None
    with_body: Body | None
    reviewed_by: int
    taken_by: int
    successor_id: int | None
    maker: Body

    @property
    def state_words(self) -> Words:
        """The state for people."""
        return APPLICATION.names[self.state]

    @property
    def desk(self) -> Desk | None:
        """The desk at which it lies; None where it has ended."""
        return DESK_OF.get(self.state)


@dataclass(frozen=True)
class Stay:
    """An application's stay at one desk, with who has that desk."""

    desk: Desk
    body: str
    arrived_at: datetime
    promised_on: date | None
    left_at: datetime | None
    outcome: str
    reason: str
    by: str

    @property
    def late(self) -> bool:
        """Say whether it left after the day that was promised."""
        return self.promised_on is not None and bool(self.left_at) and day_of(self.left_at) > self.promised_on  # type: ignore[arg-type]


@dataclass(frozen=True)
class PaperView:
    """A paper that was handed in, and what was found of it."""

    id: int
    paper: Evidence
    pages: int
    facts: dict[str, Any]
    found: PaperCheck
    reason: str
    added_at: datetime
    checked_by: str
    checked_at: datetime | None

    @property
    def numbers(self) -> range:
        """The numbers of its pages, from 1."""
        return range(1, self.pages + 1)


@dataclass(frozen=True)
class Wanted:
    """A paper that is needed, with the one that was handed in; None where it was not."""

    needed: Needed
    paper: PaperView | None

    @property
    def open(self) -> bool:
        """Say whether it must still be handed in, or handed in better."""
        return self.needed.uploaded and (self.paper is None or self.paper.found is PaperCheck.REFUSED)


@dataclass(frozen=True)
class ApplicationView:
    """An application with everything about it."""

    line: Line
    certificate: Changeable
    governing: Governing
    fault: str
    filed_by: str
    round: int
    reason: str
    said: dict[str, str]
    changes: tuple[Change, ...]
    wanted: tuple[Wanted, ...]
    stays: tuple[Stay, ...]
    made: bool
    settled_at: datetime | None
    people: dict[str, str] = field(default_factory=dict)

    @property
    def fault_words(self) -> Words | None:
        """Whose fault it was, as the applicant says; None where the certificate is not wrong."""
        return filing.FAULTS.get(self.fault)

    @property
    def gaps(self) -> tuple[Wanted, ...]:
        """The papers that must still be handed in."""
        return tuple(one for one in self.wanted if one.open)

    @property
    def unchecked(self) -> tuple[Wanted, ...]:
        """The papers that were handed in and that nobody has found good."""
        return tuple(
            one
            for one in self.wanted
            if one.needed.uploaded and one.paper and one.paper.found is not PaperCheck.ACCEPTED
        )


def applications_for(
    by: Actor, *, state: ApplicationState | None = None, way: Way | None = None, text: str = ""
) -> tuple[Line, ...]:
    """Return the applications that a person may see, the oldest that is still going on first."""
    seen = territory(by, Permission.APPLICATION_SEE)
    rows = Application.objects.filter(Q(issuer_id__in=seen) | Q(confirmer_id__in=seen))
    if state is not None:
        rows = rows.filter(state=state.value)
    if way is not None:
        rows = rows.filter(way=way.value)
    if text.strip():
        rows = rows.filter(number__iexact=text.replace("\0", "").strip())
    return _lines(rows.order_by("settled_at", "entered_at", "id"))


def waiting_for(by: Actor) -> tuple[Line, ...]:
    """Return the applications whose next step this person may do."""
    found: list[Line] = []
    for permission, states, column in (
        (Permission.APPLICATION_REVIEW, ("filed",), "issuer_id"),
        (Permission.APPLICATION_CONFIRM, ("reviewed",), "confirmer_id"),
    ):
        if by.has(permission):
            rows = Application.objects.filter(
                state__in=states, **{f"{column}__in": territory(by, permission)}
            )
            found += _lines(rows.order_by("entered_at", "id"))
    if by.has(Permission.APPLICATION_MAKE):
        lines = _lines(Application.objects.filter(state="confirmed").order_by("entered_at", "id"))
        found += [line for line in lines if _makes(by, Permission.APPLICATION_MAKE, line)]
    if by.has(Permission.APPLICATION_RELEASE):
        rows = Application.objects.filter(state="making").exclude(taken_by=by.account_id)
        lines = _lines(rows.order_by("entered_at", "id"))
        found += [
            line
            for line in lines
            if _makes(by, Permission.APPLICATION_RELEASE, line) and _is_made(line.successor_id)
        ]
    return tuple(
        line for line in found if not (line.state.value == "reviewed" and line.reviewed_by == by.account_id)
    )


def _makes(by: Actor, permission: Permission, line: Line) -> bool:
    return access.sits(by, permission, line.maker.id)


def application(number: int, by: Actor) -> ApplicationView:
    """Return an application.

    :raises NotFound: there is none, or it lies outside the person's territory.
    """
    return _view(moving.seen(number, by))


def own(holder_id: int, number: int) -> ApplicationView:
    """Return a holder's own application.

    :raises NotFound: there is none, or it is somebody else's.
    """
    return _view(papers.own(holder_id, number))


def of_holder(holder_id: int) -> tuple[Line, ...]:
    """Return a holder's applications, the latest first."""
    return _lines(Application.objects.filter(holder_id=holder_id).order_by("-entered_at", "-id"))


def of_certificate(certificate_id: int) -> tuple[Line, ...]:
    """Return a certificate's applications, the latest first; the caller has asked who may see it."""
    rows = Application.objects.filter(Q(certificate_id=certificate_id) | Q(successor_id=certificate_id))
    return _lines(rows.order_by("-entered_at", "-id"))


def is_open(line: Line) -> bool:
    """Say whether an application is still going on."""
    return line.state in OPEN


def page_for(paper_id: int, page: int, by: Actor) -> bytes:
    """Return one page of a paper as a JPEG picture, to who works at one of the application's desks.

    :raises NotFound: there is no such page in the person's territory.
    """
    row = Paper.objects.filter(id=paper_id).first()
    if row is None:
        raise access.not_here()
    moving.seen(row.application_id, by)
    return store.page(row.key, page, store=closed_files())


def own_page(holder_id: int, paper_id: int, page: int) -> bytes:
    """Return one page of a paper of one's own as a JPEG picture.

    :raises NotFound: there is none, or it is somebody else's.
    """
    row = Paper.objects.filter(id=paper_id, application__holder_id=holder_id).first()
    if row is None:
        raise access.not_here()
    return store.page(row.key, page, store=closed_files())


def _view(row: Application) -> ApplicationView:
    people = names([row.filed_by, row.reviewed_by, row.confirmed_by, row.taken_by, row.released_by])
    regime, cause = Regime(row.regime), Cause(row.cause)
    return ApplicationView(
        _lines(Application.objects.filter(pk=row.pk))[0],
        changeable.of(row.certificate_id),
        gate.governing_change(regime, cause, row.filed_on, row.issuer_id),
        row.fault,
        people.get(row.filed_by, "") if row.filed_by else "",
        row.round,
        row.reason,
        filing.opened(row.sealed),
        altering.kept(row.pk),
        _wanted(row),
        _stays(row),
        _is_made(row.successor_id),
        row.settled_at,
    )


def _is_made(successor: int | None) -> bool:
    return successor is not None and succeeding.is_made(successor)


def _wanted(row: Application) -> tuple[Wanted, ...]:
    there = papers.of_application(row.pk)
    people = names(paper.checked_by for paper in there.values())
    return tuple(
        Wanted(one, _paper(there[one.paper], people) if one.paper in there else None) for one in wants.of(row)
    )


def _paper(row: Paper, people: dict[int, str]) -> PaperView:
    return PaperView(
        row.pk,
        Evidence(row.kind),
        row.pages,
        row.facts,
        PaperCheck(row.check_result),
        row.reason,
        row.added_at,
        people.get(row.checked_by, "") if row.checked_by else "",
        row.checked_at,
    )


def _stays(row: Application) -> tuple[Stay, ...]:
    rows = list(Step.objects.filter(application=row).order_by("id"))
    people = names(step.by for step in rows)
    return tuple(
        Stay(
            Desk(step.desk),
            "" if step.desk == Desk.APPLICATION.value else moving.desk_body(row, Desk(step.desk)).name,
            step.arrived_at,
            step.promised_on,
            step.left_at,
            step.outcome,
            step.reason,
            people.get(step.by, "") if step.by else "",
        )
        for step in rows
    )


def _lines(rows: QuerySet[Application] | Sequence[Application]) -> tuple[Line, ...]:
    found = list(rows)
    makers = changeable.makers_of(row.certificate_id for row in found)
    known = bodies([*makers.values(), *(n for row in found for n in (row.issuer_id, row.confirmer_id))])
    centre = the_centre()
    known[centre.id] = centre
    return tuple(_line(row, known, known[makers.get(row.certificate_id, centre.id)]) for row in found)


def _line(row: Application, known: dict[int, Body], maker: Body) -> Line:
    state = ApplicationState(row.state)
    issuer, confirmer = known[row.issuer_id], known[row.confirmer_id]
    turn = {Desk.REVIEW: issuer, Desk.CONFIRMATION: confirmer, Desk.MAKING: maker}
    desk = DESK_OF.get(state)
    return Line(
        row.pk,
        row.number,
        row.certificate_id,
        Cause(row.cause),
        Way(row.way),
        Regime(row.regime),
        row.filed_on,
        row.entered_at,
        issuer,
        confirmer,
        state,
        row.promised_on,
        turn.get(desk) if desk else None,
        row.reviewed_by,
        row.taken_by,
        row.successor_id,
        maker,
    )


def governing_clause(line: Line) -> Clause | None:
    """Return the clause that governs an application."""
    return gate.governing_change(line.regime, line.cause, line.filed_on, line.issuer.id).clause
