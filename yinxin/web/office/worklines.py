"""One line of somebody's work, whatever it is about, and the order in which lines stand."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from yinxin.duties import queries as duties
from yinxin.duties.queries import OwedDuty
from yinxin.kernel.words import Words
from yinxin.parties.actor import Actor


@dataclass(frozen=True)
class WorkLine:
    """Something to be done.

    :ivar title: what it is: the clause's title, or “批次3”.
    :ivar about: what it concerns: an exam, a file.
    :ivar state: where it stands; ``tone`` is the look of its tag.
    :ivar mine: the next step is this person's own.
    :ivar body: the organisation that owes it or whose it is, by id; ``body_name`` its name.
    :ivar due: the duty that sets the last day, None where no clause does.
    :ivar since: when it came, where no clause sets a last day.
    """

    title: Words
    about: Words
    address: str
    state: Words | None
    tone: str
    mine: bool
    body: int
    body_name: str
    due: OwedDuty | None = None
    since: datetime | None = None

    @property
    def urgency(self) -> str:
        """``late``, ``soon`` or ``open``."""
        return duties.urgency(self.due.days_left, self.due.working_days) if self.due else "open"

    @property
    def clause(self) -> str:
        """The clause that sets the last day, or nothing."""
        return self.due.clause if self.due else ""


Source = Callable[[Actor, date], Iterable[WorkLine]]
"""Where lines come from: given who asks and the day, the lines that this person may see."""


def in_order(lines: Iterable[WorkLine]) -> list[WorkLine]:
    """Return lines by their last day, those without one after them, the older first."""

    def place(line: WorkLine) -> tuple[date, str, str]:
        since = line.since.isoformat() if line.since else ""
        return (line.due.due_on if line.due else date.max, since, line.address)

    return sorted(lines, key=place)
