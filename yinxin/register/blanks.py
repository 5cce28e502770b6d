"""Read the store of numbered blanks: deliveries with how far they are used, numbers as ranges (N10)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from yinxin.parties import access
from yinxin.parties.actor import Actor
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import territory
from yinxin.register.models import BlankRange


@dataclass(frozen=True)
class BlankLine:
    """A delivery of blanks: first and last number, the next one to be used, how many are used and left."""

    first: str
    last: str
    next: str
    used: int
    left: int


def blanks(by: Actor) -> tuple[BlankLine, ...]:
    """Return the deliveries of blanks, the latest first; ``next`` is empty where all are used.

    :raises NotPermitted: ``by`` may not see printing.
    """
    seen = territory(by, Permission.PRINT_SEE)
    if not seen:
        access.require(by, Permission.PRINT_SEE)
    return tuple(
        BlankLine(
            serial(one, one.first),
            serial(one, one.last),
            serial(one, one.next) if one.next <= one.last else "",
            one.next - one.first,
            one.last - one.next + 1,
        )
        for one in BlankRange.objects.filter(organisation_id__in=seen).order_by("-id")
    )


def runs(serials: Sequence[str]) -> list[tuple[str, str, int]]:
    """Return numbers of blanks as unbroken runs: first, last, how many; sheets without a number are left out."""
    found: list[tuple[str, str, int]] = []
    for one in sorted((number for number in serials if number), key=lambda number: (len(number), number)):
        if found and _follows(found[-1][1], one):
            found[-1] = (found[-1][0], one, found[-1][2] + 1)
        else:
            found.append((one, one, 1))
    return found


def serial(one: BlankRange, number: int) -> str:
    """Return a number of a delivery as it is printed on the blank."""
    return f"{one.prefix}{number:0{one.width}d}"


def _follows(one: str, other: str) -> bool:
    """Say whether a number comes right after another: only the digits at the end differ, by one."""
    start = len(one.rstrip("0123456789"))
    same = start < len(one) == len(other) and one[:start] == other[:start]
    return same and other[start:].isdigit() and int(other[start:]) == int(one[start:]) + 1
