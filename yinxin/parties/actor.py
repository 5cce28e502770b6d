"""Who acts, with what seats: the ``by`` of every verb."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from yinxin.kernel.words import Words
from yinxin.parties.permissions import Permission
from yinxin.parties.roles import ROLES


@dataclass(frozen=True)
class Body:
    """An organisation as access sees it.

    :ivar lineage: its own id and those of all above it; above what was merged stands what carries it on.
    """

    id: int
    kind: str
    name: str
    region: str
    lineage: frozenset[int]
    industry: str = ""


@dataclass(frozen=True)
class HeldSeat:
    """A seat that is open now.

    :ivar delegated_by: the account whose seat it is where it is lent; 0 where it is the person's own.
    :ivar scopes: what an API key cuts it down to; None where a person sits on it.
    """

    role: str
    body: Body
    delegated_by: int = 0
    scopes: frozenset[Permission] | None = None

    @property
    def permissions(self) -> frozenset[Permission]:
        """What the role allows, within the scopes."""
        allowed = ROLES[self.role].permissions
        return allowed if self.scopes is None else allowed & self.scopes


@dataclass(frozen=True)
class Bond:
    """A delegation between the actor and another person, whoever gave it.

    :ivar until: when it ran out or was ended.
    :ivar running: it runs now.
    """

    account_id: int
    since: datetime
    until: datetime
    running: bool

    def held(self, when: datetime | None) -> bool:
        """Say whether it binds now, or bound when an earlier step was taken; any time at all where none is known."""
        return self.running or when is None or self.since <= when < self.until


@dataclass(frozen=True)
class Actor:
    """A person who acts, or the system itself where work goes on without one.

    :ivar account_id: 0 for the system.
    :ivar seats: the person's own seats first, then those lent to them.
    :ivar bonds: the delegations, past and running, that tie the person to others.
    """

    account_id: int
    username: str
    name: str
    seats: tuple[HeldSeat, ...]
    bonds: tuple[Bond, ...] = ()

    @property
    def organisation_id(self) -> int:
        """The organisation that the ledger names beside the person; 0 for the system."""
        return self.seats[0].body.id if self.seats else 0

    @property
    def is_system(self) -> bool:
        """Say whether nobody in particular acts."""
        return self.account_id == 0

    @property
    def titles(self) -> tuple[Words, ...]:
        """The names of the roles that the person holds."""
        return tuple(ROLES[seat.role].title for seat in self.seats)

    def has(self, permission: Permission) -> bool:
        """Say whether any seat carries the permission, wherever it may hold."""
        return any(permission in seat.permissions for seat in self.seats)


SYSTEM = Actor(0, "system", "系统", ())
