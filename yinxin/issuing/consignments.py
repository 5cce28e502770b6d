"""Read consignments: which are on their way, what is in their boxes, how far counting is, what is still unsolved."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from yinxin.catalogue import queries as catalogue
from yinxin.catalogue.queries import ExamView
from yinxin.issuing.differences import ways_out
from yinxin.issuing.findings import Finding
from yinxin.issuing.models import Arrival, Consignment, Difference
from yinxin.issuing.packing import box_name
from yinxin.issuing.receiving import Tally, tally
from yinxin.issuing.states import CONSIGNMENT, DIFFERENCE, ConsignmentState, DifferenceState
from yinxin.kernel.found import Found
from yinxin.kernel.words import Words
from yinxin.parties import access
from yinxin.parties.actor import Actor, Body
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import bodies, names, territory
from yinxin.register import books, stock
from yinxin.register.places import SlipKind
from yinxin.register.stock import Sheet


@dataclass(frozen=True)
class BoxView:
    """A box: its name, for whom it is, its sheets in order, how many of them the receiver has had in hand."""

    number: int
    name: str
    issuer: Body
    sheets: tuple[Sheet, ...]
    arrived: int

    @property
    def count(self) -> int:
        """How many certificates it holds by the list."""
        return len(self.sheets)

    @property
    def first(self) -> str:
        """Its first management number."""
        return self.sheets[0].management_number

    @property
    def last(self) -> str:
        """Its last management number."""
        return self.sheets[-1].management_number


@dataclass(frozen=True)
class DifferenceView:
    """A difference with what it is about; ``ways`` are the ways in which it can be solved."""

    id: int
    finding: Finding
    management_number: str
    box: str
    note: str
    solution: str
    solved_by: str
    solved_at: datetime | None
    state: DifferenceState
    consignment_id: int
    sender_id: int
    receiver_id: int

    @property
    def state_words(self) -> Words:
        """The state's name for people."""
        return DIFFERENCE.names[self.state]

    @property
    def ways(self) -> tuple[DifferenceState, ...]:
        """How it can be solved."""
        return ways_out(self.finding)

    @property
    def is_open(self) -> bool:
        """Say whether it waits to be solved."""
        return self.state is DifferenceState.OPEN


@dataclass(frozen=True)
class ArrivalView:
    """A copy that the receiver had in hand; ``finding`` is None where nothing is wrong with it."""

    copy_id: int
    management_number: str
    finding: Finding | None
    note: str
    at: datetime


@dataclass(frozen=True)
class ConsignmentLine:
    """A consignment as lists show it; ``unsolved`` counts its open differences."""

    id: int
    sender: Body
    receiver: Body
    exam: ExamView
    papers: int
    state: ConsignmentState
    packed_at: datetime
    sent_at: datetime | None
    signed_at: datetime | None
    unsolved: int

    @property
    def state_words(self) -> Words:
        """The state's name for people."""
        return CONSIGNMENT.names[self.state]


@dataclass(frozen=True)
class ConsignmentView:
    """A consignment as its page and its papers show it; ``orders`` are the print orders that it comes from."""

    line: ConsignmentLine
    boxes: tuple[BoxView, ...]
    orders: tuple[tuple[str, int], ...]
    tally: Tally
    differences: tuple[DifferenceView, ...]
    packed_by: str
    sent_by: str
    sent_by_id: int
    signed_by: str
    place: str


def consignments_for(by: Actor) -> Found[ConsignmentLine]:
    """Return the consignments that somebody in the person's territory sends or receives, the latest first."""
    seen = territory(by, Permission.CUSTODY_SEE)
    rows = Consignment.objects.filter(Q(sender_id__in=seen) | Q(receiver_id__in=seen)).order_by("-id")
    return Found(rows, _lines)


def to_receive(by: Actor) -> tuple[ConsignmentLine, ...]:
    """Return the consignments that this person may count and sign for."""
    own = territory(by, Permission.CUSTODY_KEEP)
    rows = Consignment.objects.filter(receiver_id__in=own, state=ConsignmentState.SENT.value)
    return _lines(rows.exclude(sent_by=by.account_id).order_by("id"))


def to_solve(by: Actor) -> tuple[DifferenceView, ...]:
    """Return the open differences in consignments that this person's bodies sent."""
    own = territory(by, Permission.CUSTODY_KEEP)
    rows = Difference.objects.filter(
        consignment__sender_id__in=own,
        state=DifferenceState.OPEN.value,
        consignment__state=ConsignmentState.SIGNED.value,
    )
    return _differences(rows.order_by("id")[:50])


def consignment(number: int, by: Actor) -> ConsignmentView:
    """Return a consignment.

    :raises NotFound: there is none that somebody in the person's territory sends or receives.
    """
    found = Consignment.objects.filter(id=number).first()
    if found is None:
        raise access.not_here()
    ends = bodies([found.sender_id, found.receiver_id])
    access.require_one(by, Permission.CUSTODY_SEE, [ends[found.receiver_id], ends[found.sender_id]])
    line = _lines(Consignment.objects.filter(pk=found.pk))[0]
    count = tally(found)
    people = names([found.packed_by, found.sent_by, found.signed_by])
    people.pop(0, None)  # nobody has signed yet
    return ConsignmentView(
        line,
        _boxes(found, count.boxes),
        books.numbers_of(SlipKind.PRINT_ORDER, [copy for box in found.boxes.all() for copy in box.copies]),
        count,
        _differences(found.differences.order_by("id")),
        people.get(found.packed_by, ""),
        people.get(found.sent_by, ""),
        found.sent_by,
        people.get(found.signed_by, ""),
        books.names_of([found.place_id]).get(found.place_id, "") if found.place_id else "",
    )


def difference(number: int, by: Actor) -> DifferenceView:
    """Return a difference.

    :raises NotFound: there is none in a consignment that the person may see.
    """
    found = Difference.objects.filter(id=number).values_list("consignment_id", flat=True).first()
    if found is None:
        raise access.not_here()
    return next(one for one in consignment(found, by).differences if one.id == number)


def latest_arrivals(number: int, count: int) -> tuple[ArrivalView, ...]:
    """Return the copies that were noted last."""
    rows = list(Arrival.objects.filter(consignment_id=number).order_by("-at", "-id")[:count])
    numbers = {sheet.id: sheet.management_number for sheet in stock.sheets([row.copy_id for row in rows])}
    return tuple(
        ArrivalView(
            row.copy_id,
            numbers[row.copy_id],
            Finding(row.finding) if row.finding else None,
            row.note,
            row.at,
        )
        for row in rows
    )


def box_of(text: str, view: ConsignmentView) -> int | None:
    """Return the number of the box whose label was scanned; None where it is none of this consignment's."""
    wanted = text.strip().upper()
    return next((box.number for box in view.boxes if box.name == wanted), None)


def _lines(rows: QuerySet[Consignment]) -> tuple[ConsignmentLine, ...]:
    found = list(rows)
    ends = bodies({end for row in found for end in (row.sender_id, row.receiver_id)})
    exams = {number: catalogue.exam_by_id(number) for number in {row.exam_id for row in found}}
    unsolved: dict[int, int] = {}
    rows_open = Difference.objects.filter(consignment__in=found, state=DifferenceState.OPEN.value)
    for number in rows_open.values_list("consignment_id", flat=True):
        unsolved[number] = unsolved.get(number, 0) + 1
    return tuple(
        ConsignmentLine(
            row.pk,
            ends[row.sender_id],
            ends[row.receiver_id],
            exams[row.exam_id],
            row.papers,
            ConsignmentState(row.state),
            row.packed_at,
            row.sent_at,
            row.signed_at,
            unsolved.get(row.pk, 0),
        )
        for row in found
    )


def _boxes(found: Consignment, arrived: Mapping[int, int]) -> tuple[BoxView, ...]:
    rows = list(found.boxes.order_by("number"))
    known = {sheet.id: sheet for sheet in stock.sheets([copy for row in rows for copy in row.copies])}
    issuers = bodies({row.issuer_id for row in rows})
    return tuple(
        BoxView(
            row.number,
            box_name(found.pk, row.number),
            issuers[row.issuer_id],
            tuple(known[copy] for copy in row.copies),
            arrived.get(row.number, 0),
        )
        for row in rows
    )


def _differences(rows: QuerySet[Difference] | Collection[Difference]) -> tuple[DifferenceView, ...]:
    found = list(rows.select_related("consignment", "box") if isinstance(rows, QuerySet) else rows)
    numbers = {
        sheet.id: sheet.management_number
        for sheet in stock.sheets([row.copy_id for row in found if row.copy_id])
    }
    people = names(row.solved_by for row in found)
    return tuple(
        DifferenceView(
            row.pk,
            Finding(row.finding),
            numbers.get(row.copy_id or 0, ""),
            box_name(row.consignment_id, row.box.number) if row.box else "",
            row.note,
            row.solution,
            people.get(row.solved_by, ""),
            row.solved_at,
            DifferenceState(row.state),
            row.consignment_id,
            row.consignment.sender_id,
            row.consignment.receiver_id,
        )
        for row in found
    )
