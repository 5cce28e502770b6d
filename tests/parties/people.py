"""Shorthands for tests of people: who is who, and what they may do."""

from __future__ import annotations

from datetime import timedelta

from tests.cast import AT
from yinxin.parties import founding, queries
from yinxin.parties.actor import SYSTEM, Actor
from yinxin.parties.models import Seat

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def who(username: str, at=AT) -> Actor:
    return queries.actor_named(username, at)


def place(code: str) -> int:
    return queries.body_by_code(code).id


def account(username: str) -> int:
    return who(username).account_id


def seat_of(username: str) -> int:
    return (
        Seat.objects.filter(account__username=username, until__isnull=True).values_list("id", flat=True).get()
    )


def newcomer(username: str, code: str = "", role: str = "", at=AT - 9 * DAY) -> int:
    """Open an account, with a seat where one is named."""
    made = founding.enrol(username=username, name=f"新{username}", password="any", by=SYSTEM, at=at)
    if role:
        founding.seat(account_id=made, organisation_id=place(code), role=role, by=SYSTEM, at=at)
    return made
