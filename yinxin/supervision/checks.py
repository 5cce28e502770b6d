"""Read spot checks: for who checks, for who is checked, and for everybody (A2.1.4)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, QuerySet

from yinxin.attachments import store
from yinxin.catalogue import queries as catalogue
from yinxin.kernel import regions
from yinxin.kernel.found import Found
from yinxin.kernel.words import Words
from yinxin.parties import access
from yinxin.parties.actor import Actor, Body
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import bodies, names, territory
from yinxin.register import candidates
from yinxin.register.closed_files import closed_files
from yinxin.supervision.models import SpotCase, SpotCheck
from yinxin.supervision.states import SPOT_CASE, SPOT_CHECK, CaseState, CheckState

_CODE = 6
"""Digits of a division's code."""


@dataclass(frozen=True)
class CheckView:
    """A spot check. Nothing in it names a person who is checked; ``drawn`` are rows of the public list, in order.

    :ivar frozen_by: account of who froze the list; ``frozen_name`` and ``drawn_name`` are for the office.
    :ivar found: how many cases stand in each state.
    """

    id: int
    over: Body
    exam: str
    exam_code: str
    region: str
    size: int
    candidates: int
    digest: str
    seed_source: str
    seed_on: date
    frozen_by: int
    frozen_name: str
    frozen_at: datetime
    seed: str
    seen_at: str
    drawn_name: str
    drawn_at: datetime | None
    said: str
    published_at: datetime | None
    state: CheckState
    drawn: tuple[int, ...]
    found: Counter[CaseState]

    @property
    def state_words(self) -> Words:
        """The state's name for people."""
        return SPOT_CHECK.names[self.state]

    @property
    def region_name(self) -> Words | str:
        """Where those on the list live."""
        return regions.full_name(self.region.ljust(_CODE, "0")) if self.region else Words("不限地区")

    @property
    def waiting(self) -> int:
        """Cases that nobody has looked at."""
        return self.found[CaseState.ASSIGNED]

    @property
    def conforming(self) -> int:
        """Cases in which all was well."""
        return self.found[CaseState.CONFORMS]

    @property
    def faulty(self) -> int:
        """Cases in which something did not conform, mended or not."""
        return self.found[CaseState.FAULTY] + self.found[CaseState.ANSWERED] + self.settled

    @property
    def settled(self) -> int:
        """Faults that are mended."""
        return self.found[CaseState.SETTLED]


@dataclass(frozen=True)
class CaseView:
    """A drawn case as the office sees it."""

    id: int
    check_id: int
    over: Body
    place: int
    row: int
    certificate_id: int
    management_number: str
    agency: Body
    assigned_to: int
    assigned_name: str
    what: str
    due_on: date | None
    pages: int
    found_name: str
    found_at: datetime | None
    answer: str
    answered_name: str
    answered_at: datetime | None
    why_back: str
    settled_at: datetime | None
    state: CaseState

    @property
    def state_words(self) -> Words:
        """The state's name for people."""
        return SPOT_CASE.names[self.state]

    def late(self, today: date) -> bool:
        """Say whether the agency has let the day pass."""
        return self.state is CaseState.FAULTY and self.due_on is not None and self.due_on < today


def checks_for(by: Actor) -> Found[CheckView]:
    """Return the checks of the person's territory, the latest first."""
    places = territory(by, Permission.SUPERVISION_SEE)
    return Found(SpotCheck.objects.filter(over_id__in=places).order_by("-id"), _views)


def check(number: int, by: Actor) -> CheckView:
    """Return a check.

    :raises NotFound: there is none in the person's territory.
    """
    found = next(iter(_views(SpotCheck.objects.filter(pk=number))), None)
    if found is None:
        raise access.not_here()
    access.require(by, Permission.SUPERVISION_SEE, found.over)
    return found


def public_checks() -> Found[CheckView]:
    """Return every check, the latest first: what was planned is public before anything is drawn."""
    return Found(SpotCheck.objects.order_by("-id"), _views)


def public_check(number: int) -> CheckView:
    """Return a check for everybody.

    :raises NotFound: there is none.
    """
    found = next(iter(_views(SpotCheck.objects.filter(pk=number))), None)
    if found is None:
        raise access.not_here()
    return found


def entries(number: int) -> tuple[str, ...]:
    """Return the frozen list, line by line; entries hide whom they are about."""
    return tuple(SpotCheck(pk=number).entries.order_by("number").values_list("entry", flat=True))


def cases_of(number: int, by: Actor) -> tuple[CaseView, ...]:
    """Return a check's cases in the order of the draw.

    :raises NotFound: there is no such check in the person's territory.
    """
    check(number, by)
    return _cases(SpotCase.objects.filter(check_made_id=number).order_by("place"))


def case(number: int, by: Actor) -> CaseView:
    """Return a case, for who checks.

    :raises NotFound: there is none in the person's territory.
    """
    found = next(iter(_cases(SpotCase.objects.filter(pk=number))), None)
    if found is None:
        raise access.not_here()
    access.require(by, Permission.SUPERVISION_SEE, found.over)
    return found


def case_to_answer(number: int, by: Actor) -> CaseView:
    """Return a case, for the agency whose audit it is.

    :raises NotFound: there is none that the person answers for.
    """
    found = next(iter(_cases(SpotCase.objects.filter(pk=number))), None)
    if found is None:
        raise access.not_here()
    access.require(by, Permission.SUPERVISION_ANSWER, found.agency)
    return found


def to_answer(by: Actor) -> tuple[CaseView, ...]:
    """Return the faults that wait for an answer of the person's own organisations, the nearest day first."""
    own = territory(by, Permission.SUPERVISION_ANSWER)
    rows = SpotCase.objects.filter(state=CaseState.FAULTY.value, candidate__agency_id__in=own)
    return _cases(rows.order_by("due_on", "id"))


def to_look_at(by: Actor) -> tuple[CaseView, ...]:
    """Return the cases whose next step is the person's: their own to look at, and answers to be judged."""
    places = territory(by, Permission.SPOT_CHECK_FIND)
    rows = SpotCase.objects.filter(check_made__over_id__in=places)
    own = rows.filter(state=CaseState.ASSIGNED.value, assigned_to=by.account_id)
    judged = rows.filter(state=CaseState.ANSWERED.value, found_by=by.account_id)
    return _cases((own | judged).order_by("check_made_id", "place"))


def let_pass(by: Actor, today: date) -> tuple[CaseView, ...]:
    """Return the faults that the person found and whose agency has let the day pass, the longest first."""
    places = territory(by, Permission.SPOT_CHECK_FIND)
    rows = SpotCase.objects.filter(
        check_made__over_id__in=places, found_by=by.account_id, state=CaseState.FAULTY.value, due_on__lt=today
    )
    return _cases(rows.order_by("due_on", "id"))


def waiting_for(by: Actor, today: date) -> tuple[CheckView, ...]:
    """Return the checks of one's own body that can go on: the seed is public, or every case was looked at."""
    own = {seat.body.id for seat in by.seats} & set(territory(by, Permission.SPOT_CHECK_SEED))
    rows = SpotCheck.objects.filter(over_id__in=own)
    unseen = SpotCase.objects.filter(check_made=OuterRef("pk"), state=CaseState.ASSIGNED.value)
    frozen = rows.filter(state=CheckState.FROZEN.value, seed_on__lte=today)
    looked_at = rows.filter(~Exists(unseen), state=CheckState.DRAWN.value)
    return _views((frozen | looked_at).order_by("id"))


def evidence_page(number: int, page: int, by: Actor) -> bytes:
    """Return a page of what was attached to a case, as JPEG.

    :raises NotFound: there is no such page, or the case is out of reach.
    """
    case(number, by)
    row = SpotCase.objects.get(pk=number)
    if not row.evidence:
        raise access.not_here()
    return store.page(row.evidence, page, store=closed_files())


def _views(rows: QuerySet[SpotCheck]) -> tuple[CheckView, ...]:
    found = list(rows)
    over = bodies(row.over_id for row in found)
    exams = {number: catalogue.exam_by_id(number) for number in {row.exam_id for row in found}}
    people = names(who for row in found for who in (row.frozen_by, row.drawn_by))
    drawn: dict[int, list[tuple[int, str]]] = {row.pk: [] for row in found}
    cases = SpotCase.objects.filter(check_made_id__in=drawn).order_by("check_made_id", "place")
    for check_id, number, state in cases.values_list("check_made_id", "candidate__number", "state"):
        drawn[check_id].append((number, state))
    return tuple(
        CheckView(
            row.pk, over[row.over_id], exams[row.exam_id].name, exams[row.exam_id].code, row.region, row.size,
            row.candidates, row.digest, row.seed_source, row.seed_on, row.frozen_by,
            people.get(row.frozen_by, ""), row.frozen_at, row.seed, row.seen_at,
            people.get(row.drawn_by, "") if row.drawn_by else "", row.drawn_at, row.said, row.published_at,
            CheckState(row.state), tuple(number for number, _ in drawn[row.pk]),
            Counter(CaseState(state) for _, state in drawn[row.pk]),
        )
        for row in found
    )  # fmt: skip


def _cases(rows: QuerySet[SpotCase]) -> tuple[CaseView, ...]:
    found = list(rows.select_related("check_made", "candidate"))
    known = bodies(one for row in found for one in (row.check_made.over_id, row.candidate.agency_id))
    people = names(who for row in found for who in (row.assigned_to, row.found_by, row.answered_by))
    people.pop(0, None)  # who has not acted yet is nobody, and not the system
    told = candidates.numbers([row.candidate.certificate_id for row in found])
    return tuple(
        CaseView(
            row.pk, row.check_made_id, known[row.check_made.over_id], row.place, row.candidate.number,
            row.candidate.certificate_id, told[row.candidate.certificate_id], known[row.candidate.agency_id],
            row.assigned_to, people.get(row.assigned_to, ""), row.what, row.due_on, row.pages,
            people.get(row.found_by, ""), row.found_at, row.answer, people.get(row.answered_by, ""),
            row.answered_at, row.why_back, row.settled_at, CaseState(row.state),
        )
        for row in found
    )  # fmt: skip
