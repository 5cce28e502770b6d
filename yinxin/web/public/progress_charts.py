"""Charts of progress, drawn by the server: one bar for each step, its name and figure written beside it.

The length says it, not the colour; a figure that is only told to be small is a hatched sliver. The table under each
chart says the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext

from yinxin.kernel.words import Words

_WIDEST: Final = 1000
_SLIVER: Final = 14


@dataclass(frozen=True)
class Bar:
    """One step: what is written, and how long its bar is, in thousandths of the longest; ``few`` is not told."""

    label: str
    told: str
    width: int
    few: bool


@dataclass(frozen=True)
class Chart:
    """A chart: its name, the same in a sentence for who does not see it, and its bars."""

    title: str
    alternative: str
    bars: tuple[Bar, ...]


def chart(title: str, row: Mapping[str, Any], steps: Mapping[str, Words]) -> Chart:
    """Draw the steps of a row; the longest bar is the largest figure."""
    most = max((row[name] for name in steps if isinstance(row[name], int)), default=0)
    bars = tuple(
        Bar(words.render(gettext), said(row[name]), _width(row[name], most), isinstance(row[name], str))
        for name, words in steps.items()
    )
    told = gettext("；").join(f"{bar.label} {bar.told}" for bar in bars)
    return Chart(title, told, bars)


def said(value: Any) -> str:
    """Return a figure as pages write it."""
    if value is None:
        return gettext("未登记")
    return f"{value:,}" if isinstance(value, int) else str(value)


def _width(value: Any, most: int) -> int:
    if isinstance(value, str):
        return _SLIVER
    return max(_WIDEST * value // most, _SLIVER) if value and most else 0
