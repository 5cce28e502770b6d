"""How long watches last and how many there may be. No rule sets these: they are the office's own, shown as such."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from yinxin.kernel.clause import Clause

N22_1: Final = Clause("N22.1")
LONGEST_DAYS: Final = 365
"""How many days after it was asked for a watch may run at most."""

USUAL_DAYS: Final = 180
"""The term that the form suggests."""

ANSWER_DAYS: Final = 30
"""For how many days the holder may answer; after them the ask lapses."""

KEPT_DAYS: Final = 30
"""How many days after its end the texts of a watch are kept."""

MOST_OPEN: Final = 500
"""How many watches of one employer may be open at the same time."""

MOST_A_DAY: Final = 200
"""How many watches one employer may ask for on one day."""


def last_day(asked_on: date) -> date:
    """Return the last day that a watch asked for on a day may have."""
    return asked_on + timedelta(days=LONGEST_DAYS)


def usual_day(asked_on: date) -> date:
    """Return the last day that the form suggests."""
    return asked_on + timedelta(days=USUAL_DAYS)


def answer_by(asked_on: date, until: date) -> date:
    """Return the last day on which the holder may answer."""
    return min(asked_on + timedelta(days=ANSWER_DAYS), until)


def kept_since(today: date) -> date:
    """Return the first day of whose ended watches the texts are still kept."""
    return today - timedelta(days=KEPT_DAYS)
