"""Find people: who could do a step, and who is to be told of something."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet

from yinxin.parties import access
from yinxin.parties.actor import Actor, Body, HeldSeat
from yinxin.parties.models import Seat
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import bodies
from yinxin.parties.roles import who_can


def colleagues_who_can(
    permission: Permission, over: Body | None, by: Actor, at: datetime, *, limit: int = 3
) -> tuple[str, ...]:
    """Return the names of people who may do this and whom ``by`` may know of; none where there are too many."""
    roles = [role.code for role in who_can(permission)]
    held = (one for one in _seats(at).filter(role__in=roles) if one.account_id != by.account_id)
    names = {
        seat.account.name
        for seat, body in _with_bodies(held)
        if (over is None or access.holds(HeldSeat(seat.role, body), permission, over)) and _known_to(by, body)
    }
    return tuple(sorted(names)) if len(names) <= limit else ()


def members_of(organisation_id: int, permission: Permission, at: datetime) -> tuple[int, ...]:
    """Return the accounts that hold a permission by a seat in this very organisation."""
    roles = [role.code for role in who_can(permission)]
    rows = _seats(at).filter(organisation_id=organisation_id, role__in=roles)
    return tuple(sorted(set(rows.values_list("account_id", flat=True))))


def _seats(at: datetime) -> QuerySet[Seat]:
    open_now = Q(until__isnull=True) | Q(until__gt=at)
    seats = Seat.objects.filter(open_now, since__lte=at, account__is_active=True)
    return seats.select_related("account").order_by("account__name", "id")


def _with_bodies(seats: Iterable[Seat]) -> Iterable[tuple[Seat, Body]]:
    rows = list(seats)
    found = bodies(seat.organisation_id for seat in rows)
    return ((seat, found[seat.organisation_id]) for seat in rows)


def _known_to(by: Actor, body: Body) -> bool:
    """Say whether a person may know who works in an organisation: below their own, beside them, or above them."""
    return any(access.reaches(seat, body) or body.id in seat.body.lineage for seat in by.seats)
