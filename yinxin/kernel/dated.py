"""A value that the law sets from a day on, with its source: no number without a date and a source."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Generic, TypeVar

V = TypeVar("V")


class Dated(Generic[V]):
    """Values by their first day: ``Dated({date(2023, 6, 15): 25}, source="第九条第二款")``.

    :raises ValueError: there is no value at all.
    """

    __slots__ = ("_values", "source")

    def __init__(self, values: Mapping[date, V], *, source: str) -> None:
        if not values:
            raise ValueError("a dated value needs at least one day")
        self._values = tuple(sorted(values.items(), key=lambda item: item[0]))
        self.source = source

    @property
    def first_day(self) -> date:
        """The first day on which any value holds."""
        return self._values[0][0]

    @property
    def history(self) -> tuple[tuple[date, V], ...]:
        """Every value with its first day, oldest first."""
        return self._values

    def on(self, day: date) -> V:
        """Return the value that holds on ``day``.

        :raises LookupError: ``day`` is before the first value.
        """
        for first, value in reversed(self._values):
            if first <= day:
                return value
        raise LookupError(f"{self.source}: no value before {self.first_day}, asked for {day}")

    def on_or_first(self, day: date) -> V:
        """Return the value that holds on ``day``; for an earlier day the first value.

        For things that were still open when the rule came into force: it then governs them too.
        """
        return self.on(max(day, self.first_day))
