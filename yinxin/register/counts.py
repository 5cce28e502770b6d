"""Read stock-takes: the list, how far one has come, what differs from the book, place by place (N11.1)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from yinxin.kernel.words import Words
from yinxin.parties import access
from yinxin.parties.actor import Actor, Body
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import bodies, names, territory
from yinxin.register import books, counting
from yinxin.register.models import Count, PaperCopy, Scan
from yinxin.register.states import COUNT, CountState


@dataclass(frozen=True)
class CountView:
    """A stock-take as pages show it.

    :ivar expected: the copies that the book has there: now, or when it was finished.
    :ivar scanned: the copies that somebody had in hand.
    """

    id: int
    place_id: int
    place: str
    over: Body
    state: CountState
    begun_by: str
    begun_at: datetime
    finished_at: datetime | None
    expected: int
    scanned: int

    @property
    def state_words(self) -> Words:
        """The state's name for people."""
        return COUNT.names[self.state]

    @property
    def is_open(self) -> bool:
        """Say whether it goes on."""
        return self.state is CountState.OPEN


@dataclass(frozen=True)
class Difference:
    """A copy that differs from the book.

    :ivar missing: it was in nobody's hand; else it was, and the book has it elsewhere.
    :ivar place_id: where the book has it; None where that is another organisation's, of which only the name is told.
    """

    copy_id: int
    management_number: str
    blank_serial: str
    number: int
    missing: bool
    place_id: int | None
    place: str


@dataclass(frozen=True)
class Scanned:
    """A copy that was scanned, the latest first."""

    management_number: str
    blank_serial: str
    at: datetime
    by: str


def count(number: int, by: Actor) -> CountView:
    """Return one stock-take.

    :raises NotFound: there is none in the person's territory.
    """
    over = counting.body_of(number)
    access.require(by, Permission.CUSTODY_SEE, over)
    return _view(Count.objects.select_related("place").get(id=number), over, {})


def counts_for(by: Actor, *, limit: int = 100) -> tuple[CountView, ...]:
    """Return the stock-takes of the person's territory, the latest first."""
    seen = territory(by, Permission.CUSTODY_SEE)
    return _views(Count.objects.filter(place__organisation_id__in=seen).order_by("-id")[:limit])


def counts_at(place_id: int, by: Actor, *, limit: int = 10) -> tuple[CountView, ...]:
    """Return the latest stock-takes of a place itself.

    :raises NotFound: there is no such place in the person's territory.
    """
    books.place(place_id, by)
    return _views(Count.objects.filter(place_id=place_id).order_by("-id")[:limit])


def open_in(organisation_id: int) -> int | None:
    """Return a stock-take that goes on in an organisation's book, or None."""
    rows = Count.objects.filter(place__organisation_id=organisation_id, state=CountState.OPEN.value)
    return rows.order_by("id").values_list("id", flat=True).first()


def latest_scans(number: int, by: Actor, *, limit: int = 12) -> tuple[Scanned, ...]:
    """Return what was scanned last.

    :raises NotFound: there is no such stock-take in the person's territory.
    """
    access.require(by, Permission.CUSTODY_SEE, counting.body_of(number))
    rows = list(
        Scan.objects.filter(count_id=number)
        .order_by("-id")
        .values_list("copy__certificate__management_number", "copy__blank_serial", "at", "by")[:limit]
    )
    people = names(row[3] for row in rows)
    return tuple(Scanned(management, serial, at, people.get(who, "")) for management, serial, at, who in rows)


def differences_of(number: int, by: Actor) -> tuple[Difference, ...]:
    """Return what a finished stock-take found, by place, the missing ones of each place first.

    :raises NotFound: there is no such stock-take in the person's territory.
    :raises WrongState: it goes on.
    """
    over = counting.body_of(number)
    access.require(by, Permission.CUSTODY_SEE, over)
    found = counting.differences(number)
    said = {**found.missing, **found.surplus}
    seen = {line.id for line in books.book(over.id, by).places}
    places = books.names_of(said.values())
    rows = PaperCopy.objects.filter(id__in=said).select_related("certificate")
    lines = [
        Difference(
            row.pk,
            row.certificate.management_number,
            row.blank_serial,
            row.number,
            row.pk in found.missing,
            said[row.pk] if said[row.pk] in seen else None,
            places[said[row.pk]],
        )
        for row in rows
    ]
    return tuple(sorted(lines, key=_order))


def _order(line: Difference) -> tuple[bool, str, str, int]:
    return (not line.missing, line.place, line.management_number, line.copy_id)


def _views(rows: QuerySet[Count]) -> tuple[CountView, ...]:
    found = list(rows.select_related("place"))
    over = bodies(row.place.organisation_id for row in found)
    people = names(row.begun_by for row in found)
    return tuple(_view(row, over[row.place.organisation_id], people) for row in found)


def _view(row: Count, over: Body, people: dict[int, str]) -> CountView:
    there = books.balance(books.inside(row.place_id), row.finished_at)
    return CountView(
        row.pk,
        row.place_id,
        row.place.name,
        over,
        CountState(row.state),
        (people or names([row.begun_by])).get(row.begun_by, ""),
        row.begun_at,
        row.finished_at,
        sum(there.values()),
        Scan.objects.filter(count_id=row.pk).count(),
    )


def by_place(lines: Iterable[Difference]) -> list[tuple[str, int | None, list[Difference]]]:
    """Return differences in groups: a place's name, its number where it may be opened, its lines."""
    groups: dict[tuple[bool, str, int | None], list[Difference]] = {}
    for line in lines:
        groups.setdefault((line.missing, line.place, line.place_id), []).append(line)
    return [(place, number, found) for (_, place, number), found in groups.items()]
