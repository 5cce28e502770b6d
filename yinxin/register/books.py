"""Read the custody book: what lies where, now and at any past moment, and where a copy has been (N11.1)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from yinxin.kernel.canonical import canonical_json, digest
from yinxin.kernel.words import Words
from yinxin.parties import access
from yinxin.parties.actor import Actor, Body
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import bodies, body, names, territory
from yinxin.register.models import PaperCopy, Place, Slip
from yinxin.register.places import KEPT, PlaceKind, SlipKind
from yinxin.register.states import PAPER, PaperState


@dataclass(frozen=True)
class PlaceLine:
    """A place of a book with its balance.

    :ivar depth: how many places it lies in.
    :ivar count: the copies at the place itself, :attr:`inside` with all the places in it.
    """

    id: int
    organisation_id: int
    kind: PlaceKind
    name: str
    depth: int
    count: int
    inside: int

    @property
    def above(self) -> range:
        """One step for each place that it lies in, for pages that indent."""
        return range(self.depth)

    @property
    def kept(self) -> bool:
        """Say whether custodians keep paper there, so that it can be counted."""
        return self.kind in KEPT


@dataclass(frozen=True)
class Book:
    """An organisation's custody book at one moment; ``states`` counts its copies by state, as they are now."""

    body: Body
    places: tuple[PlaceLine, ...]
    states: tuple[tuple[Words, int], ...]

    @property
    def total(self) -> int:
        """All copies in the book."""
        return sum(place.count for place in self.places)


@dataclass(frozen=True)
class CopyLine:
    """A copy as a place's list shows it; ``open`` says whether the reader may open its certificate."""

    id: int
    certificate_id: int
    management_number: str
    blank_serial: str
    number: int
    state: PaperState
    since: datetime
    open: bool

    @property
    def state_words(self) -> Words:
        """The state's name for people."""
        return PAPER.names[self.state]


@dataclass(frozen=True)
class Step:
    """A slip as histories show it; ``frm`` is None where the copies entered the book."""

    slip_id: int
    kind: SlipKind
    number: str
    frm: str | None
    to: str
    state: PaperState
    count: int
    at: datetime
    by: str


def balance(places: Collection[int], at: datetime | None = None) -> dict[int, int]:
    """Return how many copies lay at each of these places: what went in less what went out.

    :param at: the moment, its slips included; None for now.
    """
    rows = _rows(
        """select place, sum(count)::bigint from (
               select to_id as place, count from register_slip where to_id = any(%(places)s)
                   and (%(at)s::timestamptz is null or at <= %(at)s)
               union all
               select frm_id, -count from register_slip where frm_id = any(%(places)s)
                   and (%(at)s::timestamptz is null or at <= %(at)s)) as entries
           group by place""",
        {"places": list(places), "at": at},
    )
    return dict.fromkeys(places, 0) | dict(rows)


def contents(places: Collection[int], at: datetime) -> dict[int, int]:
    """Return the copies that lay at these places at a moment, each with its place."""
    return dict(
        _rows(
            """select copy_id, to_id from (
                   select distinct on (m.copy_id) m.copy_id, s.to_id
                   from register_movement m join register_slip s on s.id = m.slip_id
                   where s.at <= %(at)s and m.copy_id in (
                       select m.copy_id from register_movement m join register_slip s on s.id = m.slip_id
                       where s.to_id = any(%(places)s))
                   order by m.copy_id, m.sequence desc) as last
               where to_id = any(%(places)s)""",
            {"places": list(places), "at": at},
        )
    )


def where(copies: Collection[int], at: datetime | None = None) -> dict[int, int]:
    """Return the place of each copy at a moment, or now; a copy that was not in the book then is left out."""
    return dict(
        _rows(
            """select distinct on (m.copy_id) m.copy_id, s.to_id
               from register_movement m join register_slip s on s.id = m.slip_id
               where m.copy_id = any(%(copies)s) and (%(at)s::timestamptz is null or s.at <= %(at)s)
               order by m.copy_id, m.sequence desc""",
            {"copies": list(copies), "at": at},
        )
    )


def inside(place_id: int) -> list[int]:
    """Return a place and every place in it."""
    rows = _rows(
        """with recursive within(id) as (select %(place)s::bigint union
               select p.id from register_place p join within w on p.parent_id = w.id)
           select id from within""",
        {"place": place_id},
    )
    return [number for (number,) in rows]


def book(organisation_id: int, by: Actor, *, at: datetime | None = None) -> Book:
    """Return an organisation's book; its places in order, each below the one that it lies in.

    :raises NotPermitted: ``by`` may not see custody books; NotFound where the organisation is out of reach.
    """
    over = body(organisation_id)
    access.require(by, Permission.CUSTODY_SEE, over)
    return _book(over, at)


def books_for(by: Actor) -> tuple[Book, ...]:
    """Return the books of the organisations that the person may see and that have places, as they are now."""
    seen = territory(by, Permission.CUSTODY_SEE)
    kept = Place.objects.filter(organisation_id__in=seen).values_list("organisation_id", flat=True).distinct()
    return tuple(_book(over, None) for _, over in sorted(bodies(kept).items()))


def balances(organisation_id: int | None, *, at: datetime | None = None) -> tuple[Book, ...]:
    """Return the book of an organisation, or every book there is: for whoever runs the installation."""
    kept = Place.objects.values_list("organisation_id", flat=True).distinct()
    found = bodies(kept if organisation_id is None else [organisation_id])
    return tuple(_book(over, at) for _, over in sorted(found.items()))


def place(place_id: int, by: Actor) -> tuple[Body, PlaceLine, tuple[PlaceLine, ...]]:
    """Return a place with its organisation, and the places in it.

    :raises NotFound: there is none, or it lies outside the person's territory.
    """
    found = Place.objects.filter(id=place_id).first()
    if found is None:
        raise access.not_here()
    seen = book(found.organisation_id, by)
    numbers = set(inside(place_id))
    lines = {line.id: line for line in seen.places if line.id in numbers}
    this = lines.pop(place_id)
    return seen.body, this, tuple(lines.values())


def copies_at(place_id: int, by: Actor, *, start: int = 0, count: int = 50) -> tuple[CopyLine, ...]:
    """Return some of the copies at a place itself, by management number.

    :raises NotFound: there is no such place in the person's territory.
    """
    place(place_id, by)
    rows = _rows(
        """select p.id, c.id, c.management_number, p.blank_serial, p.number, p.state,
                  (select max(s.at) from register_movement m join register_slip s on s.id = m.slip_id
                   where m.copy_id = p.id), c.agency_id = any(%(seen)s) or c.issuer_id = any(%(seen)s)
           from register_paper_copy p join register_certificate c on c.id = p.certificate_id
           where p.place_id = %(place)s order by c.management_number, p.id offset %(start)s limit %(count)s""",
        {
            "place": place_id,
            "start": start,
            "count": count,
            "seen": territory(by, Permission.CERTIFICATE_SEE),
        },
    )
    return tuple(
        CopyLine(one, certificate, number, serial, sheet, PaperState(state), since, seen)
        for one, certificate, number, serial, sheet, state, since, seen in rows
    )


def slips_at(place_id: int, by: Actor, *, count: int = 50) -> tuple[Step, ...]:
    """Return the latest slips that took copies out of a place or into it.

    :raises NotFound: there is no such place in the person's territory.
    """
    place(place_id, by)
    return _steps("s.frm_id = %(key)s or s.to_id = %(key)s", place_id, "s.at desc, s.id desc", count)


def history_of(copy_id: int) -> tuple[Step, ...]:
    """Return the slips on which a copy stands, the first one first."""
    copy = "exists (select 1 from register_movement m where m.slip_id = s.id and m.copy_id = %(key)s)"
    return _steps(copy, copy_id, "s.at, s.id", None)


def copies_on(kind: SlipKind, number: str) -> list[int]:
    """Return the copies on a slip's list, ascending; empty where there is no such slip."""
    lines = PaperCopy.objects.filter(movements__slip__kind=kind.value, movements__slip__number=number)
    return list(lines.order_by("id").values_list("id", flat=True))


def numbers_of(kind: SlipKind, copies: Collection[int]) -> tuple[tuple[str, int], ...]:
    """Return the numbers of the slips of a kind on which copies stand, each with how many of them."""
    rows = _rows(
        """select s.number, count(*) from register_movement m join register_slip s on s.id = m.slip_id
           where s.kind = %(kind)s and m.copy_id = any(%(copies)s) group by s.number order by s.number""",
        {"kind": kind.value, "copies": list(copies)},
    )
    return tuple((number, count) for number, count in rows)


def slips_of_kind(kind: SlipKind) -> dict[str, int]:
    """Return how many copies each slip of a kind lists, by its number."""
    return dict(Slip.objects.filter(kind=kind.value).values_list("number", "count"))


def lists_of(slips: Sequence[int]) -> dict[int, list[int]]:
    """Return the copies on each of the slips, in ascending order; a slip that is not in the book is left out."""
    found = _rows(
        """select slip_id, array_agg(copy_id order by copy_id) from register_movement
           where slip_id = any(%(slips)s) group by slip_id""",
        {"slips": list(slips)},
    )
    return dict(found)


def list_digest(copies: Sequence[int]) -> str:
    """Return the digest of a slip's list, as its line in the ledger says it; ``copies`` in ascending order."""
    return digest(canonical_json({"copies": list(copies)}))


def names_of(places: Collection[int]) -> dict[int, str]:
    """Return the names of places."""
    return dict(Place.objects.filter(id__in=set(places)).values_list("id", "name"))


def _steps(condition: str, key: int, order: str, count: int | None) -> tuple[Step, ...]:
    rows = _rows(
        f"""select s.id, s.kind, s.number, f.name, t.name, s.state, s.count, s.at, s.by from register_slip s
            left join register_place f on f.id = s.frm_id join register_place t on t.id = s.to_id
            where {condition} order by {order} limit %(count)s""",  # noqa: S608
        {"key": key, "count": count},
    )
    people = names(row[8] for row in rows)
    return tuple(
        Step(one, SlipKind(kind), number, frm, to, PaperState(state), listed, at, people.get(who, ""))
        for one, kind, number, frm, to, state, listed, at, who in rows
    )


def _book(over: Body, at: datetime | None) -> Book:
    rows = list(Place.objects.filter(organisation_id=over.id).order_by("id"))
    counts = balance([row.pk for row in rows], at)
    below: dict[int | None, list[Place]] = {}
    for row in rows:
        below.setdefault(row.parent_id, []).append(row)
    lines: list[PlaceLine] = []

    def walk(parent: int | None, depth: int) -> int:
        total = 0
        for row in below.get(parent, ()):
            spot, own = len(lines), counts[row.pk]
            whole = own + walk(row.pk, depth + 1)
            kind = PlaceKind(row.kind)
            lines.insert(spot, PlaceLine(row.pk, over.id, kind, row.name, depth, own, whole))
            total += whole
        return total

    walk(None, 0)
    return Book(over, tuple(lines), _states([row.pk for row in rows]))


def _states(places: Collection[int]) -> tuple[tuple[Words, int], ...]:
    rows = _rows(
        "select state, count(*) from register_paper_copy where place_id = any(%(places)s) group by state",
        {"places": list(places)},
    )
    counts = dict(rows)
    return tuple((PAPER.names[state], counts[state.value]) for state in PaperState if state.value in counts)


def _rows(query: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
