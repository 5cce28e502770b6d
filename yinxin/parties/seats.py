"""Change and end seats; give weighty seats and several seats at once, with four eyes (N4, A4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from django.db import connection, transaction

from yinxin.kernel.refusal import Incomplete, WrongState
from yinxin.kernel.words import Words
from yinxin.parties import access, queries, seating
from yinxin.parties.actor import Actor
from yinxin.parties.models import Seat
from yinxin.parties.noting import A4, N4
from yinxin.parties.permissions import Permission

GUARD: Final = "security_admin"
"""The role without which nobody could give a seat any more."""


class Place(NamedTuple):
    """A seat to be given: to whom, as what."""

    account_id: int
    role: str


def change_seat(*, seat_id: int, role: str, by: Actor, at: datetime) -> None:
    """Let a person hold another role in the same organisation: one seat ends, the other begins, at one moment.

    :raises NotPermitted: ``by`` may not, or is the person.
    :raises NotApplicable: the new role is weighty.
    :raises Incomplete: the role cannot be held there, or not beside the person's others.
    :raises WrongState: the seat has ended.
    """
    old, behalf = _managed(seat_id, by)
    seating.refuse_weighty(role)
    if role == old.role:
        raise Incomplete(Words("岗位没有变化。"), do=Words("请选择另一个岗位。"), clause=N4)
    with transaction.atomic():
        seating.locked(old.account_id)
        keep_a_guard([old], at)
        seating.finish(old, by=by, at=at, **behalf)
        seating.give(old.account_id, old.organisation_id, role, by=by, at=at, **behalf)
        seating.settle(old.account_id, by=by, at=at)


def end_seat(*, seat_id: int, by: Actor, at: datetime) -> None:
    """End a seat. What hung on it ends in the same moment: sessions, keys, delegations, pending proposals.

    :raises NotPermitted: ``by`` may not, or is the person.
    :raises WrongState: it has ended, or nobody would be left to give seats.
    """
    seat, behalf = _managed(seat_id, by)
    with transaction.atomic():
        seating.locked(seat.account_id)
        keep_a_guard([seat], at)
        seating.end([seat], by=by, at=at, **behalf)


def give_weighty(
    *, account_id: int, organisation_id: int, role: str, proposed_by: int, by: Actor, at: datetime
) -> None:
    """Give a weighty role that somebody else has proposed.

    :raises NotPermitted: ``by`` may not approve, proposed it, or would get the seat.
    """
    _second(by, proposed_by, organisation_id, [account_id])
    with transaction.atomic():
        seating.give(account_id, organisation_id, role, by=by, at=at, proposed_by=proposed_by)


def give_several(
    *, organisation_id: int, places: Sequence[Place], proposed_by: int, by: Actor, at: datetime
) -> int:
    """Give several seats in one organisation that somebody else has proposed, all or none; return how many.

    :raises NotPermitted: ``by`` may not approve, proposed it, or would get one of them.
    :raises NotApplicable: one of the roles is weighty.
    """
    _second(by, proposed_by, organisation_id, [place.account_id for place in places])
    with transaction.atomic():
        for account_id, role in sorted(places):
            seating.refuse_weighty(role)
            seating.give(account_id, organisation_id, role, by=by, at=at, proposed_by=proposed_by)
    return len(places)


def keep_a_guard(going: Iterable[Seat], at: datetime) -> None:
    """Refuse to end the last seat of the whole country that can give seats.

    :raises WrongState: nobody else holds one.
    """
    ids = [seat.pk for seat in going if seat.role == GUARD]
    if not ids:
        return
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('yinxin guards'))")
    left = seating.open_seats(at).filter(role=GUARD, organisation__kind__in=access.WHOLE_COUNTRY)
    if not left.exclude(id__in=ids).exists():
        raise WrongState(
            Words("这是最后一名全国安全管理员，终止后将无人能授予岗位。"),
            do=Words("请先授予另一名安全管理员岗位。"),
            clause=A4,
        )


def _second(by: Actor, proposed_by: int, organisation_id: int, gaining: Sequence[int]) -> None:
    access.require(by, Permission.ACCESS_APPROVE, queries.body(organisation_id))
    access.require_other_person(by, proposed_by, act=Words("批准权限变更"), clause=A4)
    for account_id in gaining:
        seating.refuse_oneself(by, account_id)


def _managed(seat_id: int, by: Actor) -> tuple[Seat, dict[str, int]]:
    """Return a seat that ``by`` may manage, and on whose behalf that would be."""
    seat = Seat.objects.filter(id=seat_id).first()
    if seat is None:
        raise access.not_here()
    place = queries.body(seat.organisation_id)
    access.require_unless_system(by, Permission.SEAT_MANAGE, place)
    seating.refuse_oneself(by, seat.account_id)
    return seat, access.on_behalf(by, Permission.SEAT_MANAGE, place)
