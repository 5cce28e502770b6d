"""Read the lists of paper to be destroyed, and make their papers (N26)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet

from yinxin.closing.listing import WAITING
from yinxin.closing.models import DestructionList, ListedCopy
from yinxin.closing.reasons import Reason
from yinxin.closing.states import DESTRUCTION, ListState
from yinxin.kernel.words import Words
from yinxin.parties import access
from yinxin.parties.actor import Actor, Body
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import bodies, body, names, territory, the_centre
from yinxin.register import endings
from yinxin.register.endings import Ending


@dataclass(frozen=True)
class SheetView:
    """A sheet of a list."""

    number: int
    copy_id: int
    management_number: str
    blank_serial: str
    exam: str
    reason: Reason
    listed_at: datetime
    counted_at: datetime | None
    counted_by: str
    missing: str
    at_centre: bool


@dataclass(frozen=True)
class ListView:
    """A list as pages show it; ``gone`` of its sheets are missing, ``counted`` have been in hand at the centre."""

    id: int
    over: Body
    year: int
    number: int
    state: ListState
    sheets: int
    gone: int
    gone_before: int
    counted: int
    digest: str
    opened_at: datetime
    closed_at: datetime | None
    closed_by: str
    handed_at: datetime | None
    handed_by: str
    first_id: int
    first: str
    recorded_at: datetime | None
    second: str
    confirmed_at: datetime | None
    destroyed_on: date | None
    place: str
    way: str
    witness: str
    sent_back: str

    @property
    def state_words(self) -> Words:
        """The state's name for people."""
        return DESTRUCTION.names[self.state]

    @property
    def code(self) -> str:
        """Its number on paper: year and place in the year."""
        return f"{self.over.id}-{self.year}-{self.number}"

    @property
    def handed(self) -> int:
        """How many sheets were handed over."""
        return self.sheets - self.gone_before if self.handed_at else 0

    @property
    def left(self) -> int:
        """How many sheets are still to be counted or declared missing."""
        return self.sheets - self.gone - self.counted


@dataclass(frozen=True)
class Waiting:
    """Paper of an issuer that can come onto a list, and the list that is open for it."""

    over: Body
    recalled: int
    past_custody: int
    open_list: int | None

    @property
    def count(self) -> int:
        """All of it."""
        return self.recalled + self.past_custody


def lists_for(by: Actor) -> tuple[ListView, ...]:
    """Return the lists of the issuers whose paper the person may see, the latest first."""
    seen = territory(by, Permission.CUSTODY_SEE)
    return _views(DestructionList.objects.filter(issuer_id__in=seen).order_by("-id"))


def every_list() -> tuple[ListView, ...]:
    """Return every list, for whoever runs the installation."""
    return _views(DestructionList.objects.order_by("-id"))


def destruction_list(number: int, by: Actor) -> ListView:
    """Return one list.

    :raises NotFound: there is none in the person's territory.
    """
    found = next(iter(_views(DestructionList.objects.filter(pk=number))), None)
    if found is None:
        raise access.not_here()
    access.require(by, Permission.CUSTODY_SEE, found.over)
    return found


def sheets_of(number: int, by: Actor) -> tuple[SheetView, ...]:
    """Return the sheets of a list, in their order.

    :raises NotFound: there is no such list in the person's territory.
    """
    destruction_list(number, by)
    rows = list(ListedCopy.objects.filter(list_id=number).order_by("number"))
    papers = {one.copy_id: one for one in endings.endings([row.copy_id for row in rows])}
    people = names(row.counted_by for row in rows)
    return tuple(_sheet(row, papers[row.copy_id], people.get(row.counted_by, "")) for row in rows)


def waiting_for(by: Actor) -> tuple[Waiting, ...]:
    """Return the issuers for which the person lists paper, with what waits there."""
    over = bodies(territory(by, Permission.DESTRUCTION_LIST))
    opened = dict(
        DestructionList.objects.filter(issuer_id__in=over, state=ListState.OPEN.value).values_list(
            "issuer_id", "id"
        )
    )
    found = []
    for number, one in sorted(over.items()):
        if one.id != the_centre().id:
            kinds = Counter(paper.state.value for paper in endings.lying_at(number, WAITING))
            found.append(Waiting(one, kinds["recalled"], kinds["past_custody"], opened.get(number)))
    return tuple(found)


def may_list(by: Actor, view: ListView) -> bool:
    """Say whether a person does the issuer's part of a list."""
    return access.may(by, Permission.DESTRUCTION_LIST, body(view.over.id))


def may_destroy(by: Actor) -> bool:
    """Say whether a person does the centre's part."""
    return access.may(by, Permission.DESTRUCTION_CARRY_OUT, the_centre())


def _sheet(row: ListedCopy, paper: Ending, counted_by: str) -> SheetView:
    return SheetView(
        row.number,
        row.copy_id,
        paper.management_number,
        paper.blank_serial,
        paper.exam_name,
        Reason(row.reason),
        row.listed_at,
        row.counted_at,
        counted_by,
        row.missing,
        row.at_centre,
    )


def _views(rows: QuerySet[DestructionList]) -> tuple[ListView, ...]:
    found = list(rows)
    counts = (
        ListedCopy.objects.filter(list_id__in=[row.pk for row in found])
        .values("list_id")
        .annotate(
            sheets=Count("id"),
            gone=Count("id", filter=~Q(missing="")),
            gone_before=Count("id", filter=~Q(missing="") & Q(at_centre=False)),
            counted=Count("id", filter=Q(counted_at__isnull=False)),
        )
    )
    tallies = {one["list_id"]: one for one in counts}
    over = bodies(row.issuer_id for row in found)
    people = names(
        who for row in found for who in (row.closed_by, row.handed_by, row.first_id, row.second_id) if who
    )
    people.pop(0, None)  # who has not signed yet is nobody, and not the system
    views = []
    for row in found:
        tally = tallies.get(row.pk, {"sheets": 0, "gone": 0, "gone_before": 0, "counted": 0})
        views.append(
            ListView(
                row.pk, over[row.issuer_id], row.year, row.number, ListState(row.state),
                tally["sheets"], tally["gone"], tally["gone_before"], tally["counted"],
                row.digest, row.opened_at, row.closed_at, people.get(row.closed_by, ""),
                row.handed_at, people.get(row.handed_by, ""), row.first_id, people.get(row.first_id, ""),
                row.recorded_at, people.get(row.second_id, ""), row.confirmed_at, row.destroyed_on,
                row.place, row.way, row.witness, row.sent_back,
            )
        )  # fmt: skip
    return tuple(views)
