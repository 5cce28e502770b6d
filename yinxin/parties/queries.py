"""Read accounts, seats and organisations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import Q

from yinxin.parties import access
from yinxin.parties.actor import Actor, Body, HeldSeat
from yinxin.parties.models import Account, Organisation, Seat
from yinxin.parties.permissions import Permission
from yinxin.parties.roles import ROLES


def body(organisation_id: int) -> Body:
    """Return an organisation with its lineage.

    :raises NotFound: there is no such organisation.
    """
    found = bodies([organisation_id])
    if organisation_id not in found:
        raise access.not_here()
    return found[organisation_id]


def bodies(ids: Iterable[int]) -> dict[int, Body]:
    """Return organisations with their lineages, by id; the tree is a few thousand rows at most."""
    parents = dict(Organisation.objects.values_list("id", "parent_id"))
    rows = Organisation.objects.filter(id__in=set(ids)).values_list("id", "kind", "name", "region")
    return {row[0]: Body(*row, lineage=frozenset(_upwards(row[0], parents))) for row in rows}


def territory(by: Actor, permission: Permission) -> list[int]:
    """Return the organisations over which a person holds a permission, for queries that must filter before they cut."""
    found = bodies(Organisation.objects.values_list("id", flat=True))
    return [number for number, over in found.items() if access.may(by, permission, over)]


def body_by_code(code: str) -> Body:
    """Return an organisation by its code.

    :raises NotFound: there is no such organisation.
    """
    number = Organisation.objects.filter(code=code).values_list("id", flat=True).first()
    if number is None:
        raise access.not_here()
    return body(number)


def the_centre() -> Body:
    """Return the national centre.

    :raises NotFound: none has been founded yet.
    """
    number = Organisation.objects.filter(kind="center").order_by("id").values_list("id", flat=True).first()
    if number is None:
        raise access.not_here()
    return body(number)


def actor(account: Account, at: datetime) -> Actor:
    """Return who acts when this account signs in at this moment."""
    open_now = Q(until__isnull=True) | Q(until__gt=at)
    seats = list(Seat.objects.filter(open_now, account=account, since__lte=at).order_by("id"))
    found = bodies(seat.organisation_id for seat in seats)
    held = tuple(HeldSeat(seat.role, found[seat.organisation_id]) for seat in seats if seat.role in ROLES)
    return Actor(account.pk, account.username, account.name, held)


def actor_of(account_id: int, at: datetime) -> Actor:
    """Return who acts with this account, as when a worker carries on what a person asked for.

    :raises NotFound: the account is closed.
    """
    account = Account.objects.filter(id=account_id, is_active=True).first()
    if account is None:
        raise access.not_here()
    return actor(account, at)


def actor_named(username: str, at: datetime) -> Actor:
    """Return who acts under this user name.

    :raises NotFound: there is no active account of that name.
    """
    account = Account.objects.filter(username__iexact=username, is_active=True).first()
    if account is None:
        raise access.not_here()
    return actor(account, at)


def account(account_id: int) -> Account | None:
    """Return an active account, or None."""
    return Account.objects.filter(id=account_id, is_active=True).first()


def names(account_ids: Iterable[int]) -> dict[int, str]:
    """Return people's names by account; the system itself is 0."""
    found = dict(Account.objects.filter(id__in=set(account_ids)).values_list("id", "name"))
    return {0: "系统", **found}


def organisation_names(ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Return the Chinese and English names of organisations by id."""
    rows = Organisation.objects.filter(id__in=set(ids)).values_list("id", "name", "name_en")
    return {number: (name, name_en) for number, name, name_en in rows}


def _upwards(number: int | None, parents: Mapping[int, int | None]) -> Iterable[int]:
    seen: set[int] = set()
    while number is not None and number not in seen:
        seen.add(number)
        yield number
        number = parents.get(number)
