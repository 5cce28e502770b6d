"""What the public is told of a count: rounded down, so that no few persons can be found by subtraction (N23).

Every figure is rounded down to a multiple of one number; below it nothing is told but that it is fewer. A figure that
hides nobody is rounded as well: where one city's three are hidden, the other cities would tell them together with what
is known of their province, in this edition or when the three have become eight in the next. A sum is the sum of what
is told of its parts, so that it tells nothing that they do not (ADR 0027).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

STEPS: Final = (5, 10, 20)
"""What figures may be rounded to. Each divides the next: two editions with different numbers tell no more together
than the one with the smaller number alone."""

Told = int | str | None
"""A figure as it is told: a multiple; ``<5`` for fewer than that; None where it is not known at all."""


def told(count: int | None, *, to: int, whole: int | None) -> Told:
    """Return what is told of a count.

    :param to: what is rounded down to.
    :param whole: the sum that the count is part of: nobody at all is told only where the sum is nobody.
    """
    if count is None:
        return None
    if whole == 0:
        return 0
    return count - count % to or f"<{to}"


def told_sum(parts: Sequence[Told], *, to: int) -> Told:
    """Return what is told of a sum: what is told of its parts, together; never more than the sum itself."""
    if None in parts:
        return None
    known = sum(one for one in parts if isinstance(one, int))
    few = [one for one in parts if isinstance(one, str)]
    return known if known or not few else f"<{(to - 1) * len(few) + 1}"


def bounds(value: Told, to: int) -> tuple[int, int]:
    """Return the smallest and the largest count that a told figure may stand for.

    :raises ValueError: nothing is told.
    """
    if value is None:
        raise ValueError("nothing is told")
    if isinstance(value, str):
        return 0, int(value.removeprefix("<")) - 1
    return value, value + to - 1 if value else 0


def total(parts: Iterable[int | None]) -> int | None:
    """Return the sum of a step over all regions; None where one of them does not say it."""
    known = list(parts)
    return None if None in known else sum(one for one in known if one is not None)
