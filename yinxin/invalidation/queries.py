"""Read cases of invalidation, and what each would change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q

from yinxin.invalidation import cases
from yinxin.invalidation.models import Case, CaseLine, Letter
from yinxin.invalidation.states import CASE, CaseState, Hearing, Outcome, Service
from yinxin.kernel.found import Found
from yinxin.kernel.words import Words
from yinxin.law import discipline
from yinxin.law.discipline import Act, Term
from yinxin.law.parties import Party
from yinxin.law.regimes import Regime
from yinxin.parties import access
from yinxin.parties.actor import Actor, Body
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import bodies, body, names, territory
from yinxin.register import queries as register
from yinxin.register import recall_lists, striking
from yinxin.register.states import CERTIFICATE, PAPER


@dataclass(frozen=True)
class LetterView:
    """A written notice and its receipt."""

    party: Party
    number: str
    sent_on: date
    received_at: datetime | None
    received_by: str


@dataclass(frozen=True)
class CaseView:
    """A case as pages show it; ``row`` holds what is shown as it is kept.

    :ivar facts: what was found; ``statement`` and ``answer`` of the hearing; for those who may see the case only.
    :ivar people: the names of those who acted, by the column that names them.
    """

    id: int
    code: str
    row: Case
    state: CaseState
    body: Body
    agency: Body
    count: int
    settled: int
    facts: str
    statement: str
    answer: str
    letters: tuple[LetterView, ...]
    people: dict[str, str]

    @property
    def state_words(self) -> Words:
        """The state's name for people."""
        return CASE.names[self.state]

    @property
    def act(self) -> Words:
        """What was done."""
        return Act(self.row.act).label

    @property
    def record(self) -> Words:
        """What is entered in the file of integrity."""
        return Term(self.row.record).label

    @property
    def hearing(self) -> Words | None:
        """How the right to be heard was kept; None before it was."""
        return Hearing(self.row.hearing).words if self.row.hearing else None

    @property
    def intent_service(self) -> Words | None:
        """How the notice of intent was served; None before it was."""
        return Service(self.row.intent_service).words if self.row.intent_service else None

    @property
    def service(self) -> Words | None:
        """How the decision was served; None before it was."""
        return Service(self.row.service).words if self.row.service else None

    @property
    def ground(self) -> str:
        """The ground: the decision's, or the table's before there is one."""
        row = self.row
        return row.ground or discipline.ground(Act(row.act), on=row.act_on, regime=Regime(row.regime)).text

    def told(self, party: Party) -> LetterView | None:
        """Return the written notice to a party; None before there is one."""
        return next((one for one in self.letters if one.party is party), None)


@dataclass(frozen=True)
class LineView:
    """A certificate of a case."""

    certificate_id: int
    management_number: str
    name: str
    qualification: str
    outcome: Words | None
    struck: tuple[int, ...]


@dataclass(frozen=True)
class Consequences:
    """What the effect of a case would change now: counts by the certificates' state, their issuers, their paper."""

    certificates: int
    people: int
    living: int
    states: tuple[tuple[Words, int], ...]
    issuers: tuple[tuple[str, int], ...]
    papers: tuple[tuple[Words, int], ...]


def cases_for(by: Actor, *, states: Collection[str] = ()) -> Found[CaseView]:
    """Return the cases of the person's territory, the newest first; those in some states, or all."""
    seen = territory(by, Permission.INVALIDATION_SEE)
    rows = Case.objects.filter(Q(body_id__in=seen) | Q(agency_id__in=seen)).select_related("body", "agency")
    if states:
        rows = rows.filter(state__in=states)
    return Found(rows.order_by("-id"), lambda part: _views(list(part), open_texts=False))


def case(number: int, by: Actor) -> CaseView:
    """Return a case.

    :raises NotFound: there is none in the person's territory.
    """
    return _views([cases.seen(number, by)], open_texts=True)[0]


def lines_of(number: int, by: Actor, *, start: int = 0, count: int = 100) -> list[LineView]:
    """Return some of a case's certificates, in order."""
    cases.seen(number, by)
    rows = list(CaseLine.objects.filter(case_id=number).order_by("id")[start : start + count])
    faces = {one.certificate_id: one.face for one in striking.concerned([row.certificate_id for row in rows])}
    return [
        LineView(
            row.certificate_id,
            faces[row.certificate_id].management_number,
            faces[row.certificate_id].name,
            faces[row.certificate_id].qualification,
            Outcome(row.outcome).words if row.outcome else None,
            tuple(row.struck),
        )
        for row in rows
    ]


def check_may_step(number: int, permission: Permission, by: Actor) -> None:
    """Let a person open the page of a step that is theirs.

    :raises NotPermitted: it is somebody else's; NotFound: the case is out of reach.
    """
    if permission in (Permission.INVALIDATION_PREPARE, Permission.INVALIDATION_EFFECT):
        cases.at_centre(number, by, permission)
    elif permission is Permission.INVALIDATION_SUBMIT:
        cases.of_agency(number, by, permission)
    else:
        cases.of_decider(number, by, permission)


def consequences(number: int, by: Actor) -> Consequences:
    """Return what the effect of a case would change now; nothing is changed by asking."""
    cases.seen(number, by)
    return consequences_of(
        list(CaseLine.objects.filter(case_id=number).values_list("certificate_id", flat=True))
    )


def consequences_for(certificates: Sequence[int], by: Actor) -> Consequences:
    """Return what declaring these certificates invalid would change now, where all lie in the person's territory.

    :raises NotFound: one does not.
    """
    for agency in {one.agency_id for one in striking.concerned(certificates)}:
        access.require(by, Permission.INVALIDATION_SEE, body(agency))
    return consequences_of(certificates)


def consequences_of(certificates: Sequence[int]) -> Consequences:
    """Return what declaring these certificates invalid would change now."""
    found = striking.concerned(list(certificates))
    living = {alive for one in found for alive in striking.living(one.certificate_id)}
    issuers = Counter(one.issuer_id for one in found)
    known = bodies(issuers)
    papers = recall_lists.papers_of(living)
    return Consequences(
        len(found),
        len({one.holder_id for one in found}),
        len(living),
        tuple((CERTIFICATE.names[state], n) for state, n in Counter(one.state for one in found).items()),
        tuple((known[number].name, n) for number, n in issuers.most_common()),
        tuple((PAPER.names[state], n) for state, n in papers.items()),
    )


def of_certificate(certificate_id: int, by: Actor) -> list[CaseView]:
    """Return the cases that name a certificate or struck it, the newest first.

    :raises NotFound: the certificate lies outside the person's territory.
    """
    register.certificate(certificate_id, by)
    named = Q(lines__certificate_id=certificate_id) | Q(lines__struck__contains=[certificate_id])
    rows = Case.objects.filter(named).select_related("body", "agency").distinct().order_by("-id")
    return [one for one in _views(list(rows), open_texts=False) if _may_see(by, one)]


def _may_see(by: Actor, view: CaseView) -> bool:
    return any(access.may(by, Permission.INVALIDATION_SEE, over) for over in (view.body, view.agency))


_ACTORS = (
    "proposed_by",
    "heard_by",
    "decided_by",
    "submitted_by",
    "prepared_by",
    "effective_by",
    "undone_by",
)


def _views(rows: Sequence[Case], *, open_texts: bool) -> list[CaseView]:
    known = bodies({number for row in rows for number in (row.body_id, row.agency_id)})
    letters: dict[int, list[Letter]] = {}
    for one in Letter.objects.filter(case__in=rows).order_by("party"):
        letters.setdefault(one.case_id, []).append(one)
    people = names(
        {getattr(row, column) for row in rows for column in _ACTORS}
        | {one.received_by for found in letters.values() for one in found}
    )
    counts: dict[int, Any] = {
        line["case_id"]: line
        for line in CaseLine.objects.filter(case__in=rows)
        .values("case_id")
        .annotate(n=Count("id"), settled=Count("id", filter=~Q(outcome="")))
    }
    return [_view(row, known, letters.get(row.pk, []), people, counts[row.pk], open_texts) for row in rows]


def _view(
    row: Case,
    known: dict[int, Body],
    letters: Sequence[Letter],
    people: dict[int, str],
    count: Any,
    open_texts: bool,
) -> CaseView:
    statement, _, answer = (cases.opened(row.statement) if open_texts else "").partition("\0")
    return CaseView(
        row.pk,
        cases.code_of(row),
        row,
        CaseState(row.state),
        known[row.body_id],
        known[row.agency_id],
        count["n"],
        count["settled"],
        cases.opened(row.sealed) if open_texts else "",
        statement,
        answer,
        tuple(
            LetterView(
                Party(one.party),
                one.number,
                one.sent_on,
                one.received_at,
                people[one.received_by] if one.received_at else "",
            )
            for one in letters
        ),
        {column: people.get(getattr(row, column), "") for column in _ACTORS if getattr(row, column)},
    )


def bodies_for(by: Actor) -> list[Body]:
    """Return the bodies in whose name a person may open cases."""
    found = {seat.body.id for seat in by.seats}
    return [
        over for over in map(body, sorted(found)) if access.may(by, Permission.INVALIDATION_PROPOSE, over)
    ]
