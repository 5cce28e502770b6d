"""How long things of this chapter last. The regulation sets none of these: they are the office's own, shown as such."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

LONGEST_DAYS: Final = 90
"""A grant's longest term, both days counted from the day on which it is made: what the national system offers."""

USUAL_DAYS: Final = 30
"""The term that the form suggests."""

MOST_OPEN: Final = 20
"""How many grants of one certificate may run at the same time."""

MOST_CREDENTIALS: Final = 10
"""How many credentials of one certificate may be issued on one day."""

LOOKS_KEPT_DAYS: Final = 365
"""How long it is kept, and shown to the holder, that somebody looked."""

ANSWER_WORKDAYS: Final = 5
"""Within how many working days the office means to answer a report of an error."""


def last_day(made_on: date) -> date:
    """Return the last day that a grant made on a day may have."""
    return made_on + timedelta(days=LONGEST_DAYS)


def usual_day(made_on: date) -> date:
    """Return the last day that the form suggests."""
    return made_on + timedelta(days=USUAL_DAYS)


def looks_since(today: date) -> date:
    """Return the first day whose looks are still kept."""
    return today - timedelta(days=LOOKS_KEPT_DAYS)
