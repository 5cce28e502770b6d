"""Who acts, with what seats: the ``by`` of every verb."""

from __future__ import annotations

from dataclasses import dataclass

from yinxin.kernel.words import Words
from yinxin.parties.permissions import Permission
from yinxin.parties.roles import ROLES


@dataclass(frozen=True)
class Body:
    """An organisation as access sees it; ``lineage`` holds its own id and those of all above it."""

    id: int
    kind: str
    name: str
    region: str
    lineage: frozenset[int]


@dataclass(frozen=True)
class HeldSeat:
    """A seat that is open now."""

    role: str
    body: Body

    @property
    def permissions(self) -> frozenset[Permission]:
        """What the role allows."""
        return ROLES[self.role].permissions


@dataclass(frozen=True)
class Actor:
    """A person who acts, or the system itself where work goes on without one.

    :ivar account_id: 0 for the system.
    :ivar acting_for: the organisation in whose name the person acts: that of the first seat.
    """

    account_id: int
    username: str
    name: str
    seats: tuple[HeldSeat, ...]

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
