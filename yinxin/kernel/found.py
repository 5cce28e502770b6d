"""What a query has found: counted at once, and read only as far as somebody looks at it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, Generic, Protocol, TypeVar, overload

_AT_ONCE: Final = 200

View = TypeVar("View", covariant=True)
Rows = TypeVar("Rows", bound="Readable")


class Readable(Protocol):
    """Rows that can be counted, and of which a part can be taken, as of Django's query sets."""

    def count(self) -> int:
        """Return how many there are."""

    def __getitem__(self, part: Any, /) -> Any:
        """Return a part of them."""


class Found(Sequence[View], Generic[View]):
    """A sequence without end to it: a page of it costs a page, however long it is.

    Going through all of it reads it piece by piece; what comes in between may be seen twice or not at all, as on any
    list that others work on.

    :param rows: in a definite order. :param views: what is shown of a part of them, in the same order.
    """

    def __init__(self, rows: Rows, views: Callable[[Rows], Sequence[View]]) -> None:
        self._read: Callable[[int, int], Sequence[View]] = lambda start, stop: views(rows[start:stop])
        self._counted = rows.count
        self._count: int | None = None

    def __len__(self) -> int:
        if self._count is None:
            self._count = self._counted()
        return self._count

    @overload
    def __getitem__(self, at: int) -> View: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[View, ...]: ...
    def __getitem__(self, at: int | slice) -> View | tuple[View, ...]:
        if isinstance(at, slice):
            start, stop, step = at.indices(len(self))
            return tuple(self._read(start, stop))[::step] if stop > start and step > 0 else ()
        place = range(len(self))[at]
        return self._read(place, place + 1)[0]

    def __iter__(self) -> Iterator[View]:
        start = 0
        while piece := self._read(start, start + _AT_ONCE):
            yield from piece
            start += _AT_ONCE
