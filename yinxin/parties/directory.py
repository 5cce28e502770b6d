"""Read organisations and people as the office's pages show them; what lies outside a territory is not there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from yinxin.kernel.words import Words
from yinxin.parties import access, queries, seating
from yinxin.parties.actor import Actor
from yinxin.parties.clients import Key, as_key
from yinxin.parties.models import Account, ApiKey, Delegation, FormerName, Invitation, Organisation, Seat
from yinxin.parties.permissions import Permission
from yinxin.parties.roles import ROLES, Role


@dataclass(frozen=True)
class OrganisationView:
    """An organisation; ``depth`` is its place in the tree that was asked for."""

    id: int
    code: str
    kind: str
    name: str
    name_en: str
    region: str
    industry: str
    parent_id: int | None
    closed_at: datetime | None
    merged_into: int | None
    depth: int = 0


@dataclass(frozen=True)
class NameView:
    """A name and when it was borne; ``since`` is None for the first, ``until`` for the present one."""

    name: str
    name_en: str
    since: datetime | None
    until: datetime | None


@dataclass(frozen=True)
class SeatView:
    """A seat with its person and its place."""

    id: int
    account_id: int
    person: str
    username: str
    organisation_id: int
    organisation: str
    role: type[Role]
    since: datetime
    until: datetime | None


@dataclass(frozen=True)
class PersonView:
    """A person with the seats that are open."""

    id: int
    username: str
    name: str
    is_open: bool
    epoch: int
    seats: tuple[SeatView, ...]


@dataclass(frozen=True)
class DelegationView:
    """A delegation with both people."""

    id: int
    seat: SeatView
    giver: int
    to: int
    giver_name: str
    to_name: str
    since: datetime
    until: datetime
    ended_at: datetime | None

    def is_over(self, at: datetime) -> bool:
        """Say whether it has ended."""
        return self.ended_at is not None or self.until <= at


@dataclass(frozen=True)
class InvitationView:
    """An invitation that still waits."""

    id: int
    name: str
    organisation: str
    role: type[Role] | None
    until: datetime


def organisations(by: Actor, *, text: str = "", closed: bool = False) -> tuple[OrganisationView, ...]:
    """Return the organisations of a person's territory as a tree, or those whose name, code or region matches."""
    seen = set(queries.territory(by, Permission.ORGANISATION_SEE))
    rows = {row.pk: row for row in Organisation.objects.filter(id__in=seen).order_by("id")}
    if not closed:
        rows = {number: row for number, row in rows.items() if row.closed_at is None}
    if text:
        found = (row for row in rows.values() if _matches(row, text))
        return tuple(_organisation(row) for row in sorted(found, key=lambda row: row.code))
    below: dict[int | None, list[Organisation]] = {}
    for row in rows.values():
        below.setdefault(row.parent_id if row.parent_id in rows else None, []).append(row)
    return tuple(_walk(below, None, 0))


def organisation(number: int, by: Actor) -> OrganisationView:
    """Return one organisation.

    :raises NotFound: there is none in the person's territory.
    """
    access.require(by, Permission.ORGANISATION_SEE, queries.body(number))
    return _organisation(Organisation.objects.get(id=number))


def organisation_names(number: int) -> tuple[NameView, ...]:
    """Return every name that an organisation bore, the present one first."""
    former = list(FormerName.objects.filter(organisation_id=number).order_by("until"))
    row = Organisation.objects.get(id=number)
    starts = [None, *(one.until for one in former)]
    names = [NameView(f.name, f.name_en, since, f.until) for f, since in zip(former, starts, strict=False)]
    return (NameView(row.name, row.name_en, starts[-1], None), *reversed(names))


def name_at(number: int, at: datetime) -> str:
    """Return the name that an organisation bore at a moment."""
    former = FormerName.objects.filter(organisation_id=number, until__gt=at).order_by("until").first()
    return former.name if former else queries.body(number).name


def names_below(number: int) -> list[str]:
    """Return the names of the organisations directly below one."""
    below = Organisation.objects.filter(parent_id=number, closed_at__isnull=True)
    return list(below.order_by("id").values_list("name", flat=True))


def seats_in(number: int, at: datetime) -> tuple[SeatView, ...]:
    """Return the open seats of an organisation."""
    return _seats(seating.open_seats(at).filter(organisation_id=number).order_by("role", "id"))


def seats_of(account_id: int, at: datetime) -> tuple[SeatView, ...]:
    """Return the open seats of a person."""
    return _seats(seating.open_seats(at).filter(account_id=account_id).order_by("id"))


def seat(number: int, by: Actor, at: datetime) -> SeatView:
    """Return an open seat that the person may see.

    :raises NotFound: there is none in the territory.
    """
    found = next(iter(_seats(seating.open_seats(at).filter(id=number))), None)
    if found is None:
        raise access.not_here()
    if found.account_id != by.account_id:
        access.require(by, Permission.PERSON_SEE, queries.body(found.organisation_id))
    return found


def people(by: Actor, at: datetime, *, text: str = "") -> tuple[PersonView, ...]:
    """Return the people who sit, or last sat, in a person's territory, by name; those who sit nowhere included."""
    places = queries.territory(by, Permission.PERSON_SEE)
    rows = Account.objects.filter(seats__organisation_id__in=places)
    if any(one.kind in access.WHOLE_COUNTRY for one in queries.bodies(places).values()):
        rows = Account.objects.all()
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(username__icontains=text))
    found = list(rows.distinct().order_by("username"))
    open_now: dict[int, list[SeatView]] = {}
    for one in _seats(seating.open_seats(at).filter(account__in=found).order_by("id")):
        open_now.setdefault(one.account_id, []).append(one)
    return tuple(_person(row, open_now.get(row.pk, [])) for row in found)


def person(number: int, by: Actor, at: datetime) -> PersonView:
    """Return one person.

    :raises NotFound: there is none in the territory; oneself one may always see.
    """
    row = Account.objects.filter(id=number).first()
    if row is None:
        raise access.not_here()
    if number != by.account_id:
        homes = queries.homes(number, at) or [queries.the_centre()]
        if not any(access.may(by, Permission.PERSON_SEE, home) for home in homes):
            access.require(by, Permission.PERSON_SEE, homes[0])
    return _person(row, seats_of(number, at))


def seats_past(account_id: int, at: datetime) -> tuple[SeatView, ...]:
    """Return the seats that a person once had, the latest first."""
    return _seats(Seat.objects.filter(account_id=account_id, until__lte=at).order_by("-until"))


def colleagues(seat_id: int, at: datetime) -> tuple[tuple[int, str], ...]:
    """Return the people who sit in the same organisation as a seat's holder: id and name."""
    own = Seat.objects.get(id=seat_id)
    others = seating.open_seats(at).filter(organisation_id=own.organisation_id, account__is_active=True)
    found = others.exclude(account_id=own.account_id).values_list("account_id", "account__name").distinct()
    return tuple(sorted(found, key=lambda pair: pair[1]))


def delegations_of(account_id: int) -> tuple[DelegationView, ...]:
    """Return the delegations that a person gave or received, the latest first."""
    rows = Delegation.objects.filter(Q(giver_id=account_id) | Q(to_id=account_id))
    return tuple(_delegation(row) for row in _with_people(rows).order_by("-since", "-id"))


def invitations(by: Actor, at: datetime) -> tuple[InvitationView, ...]:
    """Return the invitations of the territory that still wait."""
    places = queries.territory(by, Permission.PERSON_INVITE)
    rows = Invitation.objects.filter(
        organisation_id__in=places, accepted_at__isnull=True, withdrawn_at__isnull=True, until__gt=at
    )
    return tuple(
        InvitationView(row.pk, row.name, row.organisation.name, ROLES.get(row.role), row.until)
        for row in rows.select_related("organisation").order_by("until")
    )


def keys_for(by: Actor) -> tuple[Key, ...]:
    """Return one's own keys and those that one may revoke, the newest first."""
    places = queries.territory(by, Permission.KEY_REVOKE) if by.has(Permission.KEY_REVOKE) else []
    rows = ApiKey.objects.filter(Q(owner_id=by.account_id) | Q(organisation_id__in=places))
    return tuple(
        as_key(row) for row in rows.select_related("owner", "organisation").order_by("-made_at", "-id")
    )


def key_for(key_id: int, by: Actor) -> Key:
    """Return one key.

    :raises NotFound: there is none that ``by`` may see.
    """
    found = next((key for key in keys_for(by) if key.id == key_id), None)
    if found is None:
        raise access.not_here()
    return found


def require_over_person(by: Actor, permission: Permission, account_id: int, at: datetime) -> None:
    """Ask for a permission over a person: over every organisation where they sit, or last sat.

    Where a person has no seat at all, the permission over the whole country is asked for.

    :raises NotFound: none of it lies in the territory.
    :raises NotPermitted: some of it lies outside.
    """
    if by.is_system:
        return
    if not Account.objects.filter(id=account_id).exists():
        raise access.not_here()
    homes = queries.homes(account_id, at)
    for over in homes or [queries.the_centre()]:
        access.require(by, permission, over)


def account_name(number: int) -> str:
    """Return a person's name.

    :raises NotFound: there is no such account.
    """
    name = Account.objects.filter(id=number).values_list("name", flat=True).first()
    if name is None:
        raise access.not_here()
    return name


def account_named(username: str) -> int | None:
    """Return the account of a user name, or None."""
    return Account.objects.filter(username__iexact=username.strip()).values_list("id", flat=True).first()


def seat_words(one: SeatView) -> Words:
    """Return a seat as a list of an organisation's people names it."""
    return Words("{name}（{role}）", name=one.person, role=one.role.title)


def seat_words_of_account(one: SeatView) -> Words:
    """Return a seat as a list of a person's seats names it."""
    return Words("{place}的{role}", role=one.role.title, place=one.organisation)


def _matches(row: Organisation, text: str) -> bool:
    wanted = text.lower()
    return any(wanted in value.lower() for value in (row.name, row.name_en, row.code)) or row.region == text


def _walk(
    below: dict[int | None, list[Organisation]], parent: int | None, depth: int
) -> list[OrganisationView]:
    found = []
    for row in sorted(below.get(parent, []), key=lambda row: (row.region, row.code)):
        found += [_organisation(row, depth), *_walk(below, row.pk, depth + 1)]
    return found


def _organisation(row: Organisation, depth: int = 0) -> OrganisationView:
    return OrganisationView(
        row.pk,
        row.code,
        row.kind,
        row.name,
        row.name_en,
        row.region,
        row.industry,
        row.parent_id,
        row.closed_at,
        row.merged_into_id,
        depth,
    )


def _seats(rows: QuerySet[Seat]) -> tuple[SeatView, ...]:
    return tuple(_seat(row) for row in rows.select_related("account", "organisation") if row.role in ROLES)


def _seat(row: Seat) -> SeatView:
    return SeatView(
        row.pk,
        row.account_id,
        row.account.name,
        row.account.username,
        row.organisation_id,
        row.organisation.name,
        ROLES[row.role],
        row.since,
        row.until,
    )


def _person(row: Account, seats: tuple[SeatView, ...] | list[SeatView]) -> PersonView:
    return PersonView(row.pk, row.username, row.name, row.is_active, row.epoch, tuple(seats))


def _with_people(rows: QuerySet[Delegation]) -> QuerySet[Delegation]:
    return rows.select_related("seat__account", "seat__organisation", "giver", "to")


def _delegation(row: Delegation) -> DelegationView:
    return DelegationView(
        row.pk,
        _seat(row.seat),
        row.giver_id,
        row.to_id,
        row.giver.name,
        row.to.name,
        row.since,
        row.until,
        row.ended_at,
    )
