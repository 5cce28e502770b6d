"""Whom a page is open for: declared on every view, checked before it runs, shut where nothing is said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponseBase

from yinxin.kernel.clause import Clause
from yinxin.parties.actor import Actor
from yinxin.parties.permissions import Permission

View = Callable[..., HttpResponseBase]


class Request(HttpRequest):
    """A request as the pages see it: who asks, and when; each clock is read once.

    :ivar holder: the number in the register of the holder who is signed in; None where none is.
    :ivar now: the moment of the act, which a demonstration can set.
    :ivar wall: the moment by the clock on the wall, for the age of sessions and proofs.
    """

    actor: Actor
    holder: int | None
    now: datetime
    wall: datetime
    htmx: Any


@dataclass(frozen=True)
class Door:
    """Whom a view lets in.

    :ivar public: anyone, without signing in.
    :ivar permission: what a signed-in person's seats must carry; None lets in everyone who has a seat.
    :ivar clauses: the clauses that the page serves, for the index of clauses.
    :ivar holder: holders who have proved who they are, and nobody else.
    :ivar fresh: only whoever has proved a few minutes ago who they are: for grave acts.
    :ivar early: also whoever still owes a second factor or a new password: the pages where these are set.
    """

    public: bool
    permission: Permission | None
    clauses: tuple[Clause, ...]
    holder: bool = False
    fresh: bool = False
    early: bool = False


def public(*clauses: str) -> Callable[[View], View]:
    """Open a view to everyone."""
    return _mark(Door(True, None, tuple(Clause(c) for c in clauses)))


def staff(
    permission: Permission | None = None, *clauses: str, fresh: bool = False, early: bool = False
) -> Callable[[View], View]:
    """Open a view to signed-in people whose seats carry the permission."""
    return _mark(Door(False, permission, tuple(Clause(c) for c in clauses), fresh=fresh, early=early))


def holder(*clauses: str) -> Callable[[View], View]:
    """Open a view to holders of certificates who have signed in: ``request.holder`` says who."""
    return _mark(Door(False, None, tuple(Clause(c) for c in clauses), holder=True))


def door_of(view: Callable[..., Any]) -> Door | None:
    """Return what a view is open for, or None where nobody has said so."""
    return getattr(view, "door", None)


def _mark(door: Door) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.door = door  # type: ignore[attr-defined]
        return view

    return mark
