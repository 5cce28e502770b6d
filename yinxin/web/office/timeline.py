"""What happened to something, as the ledger has it: one way to read it and one part to show it, for every page.

``events_of(("batch", 3))`` for a thing, ``events_by(account)`` for what a person did; the page includes
``parts/timeline.html`` with the :class:`Timeline`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from yinxin.kernel.words import Words
from yinxin.ledger import queries as ledger
from yinxin.ledger.queries import Recorded
from yinxin.parties.queries import names, organisation_names
from yinxin.web import wording
from yinxin.web.doors import Request

A_PAGE: Final = 50


@dataclass(frozen=True)
class Event:
    """One line of the ledger in words.

    :ivar facts: what the line says beyond its kind, as far as it is for people.
    :ivar about: what it is about, where the timeline is a person's; None where it is the person's own account.
    """

    line: Recorded
    what: Words
    who: str
    organisation: str
    facts: tuple[Words, ...]
    about: Words | None


@dataclass(frozen=True)
class Timeline:
    """Some events and how many there are; ``more`` is how many to ask for next, 0 where all are shown."""

    events: tuple[Event, ...]
    count: int
    more: int


def asked_length(request: Request) -> int:
    """Return how many events the reader asked for: fifty, or more in steps of fifty."""
    asked = request.GET.get("events", "")
    return min(int(asked), 100 * A_PAGE) if asked.isdecimal() and len(asked) < 6 else A_PAGE


def events_of(*subjects: tuple[str, int], length: int = A_PAGE) -> Timeline:
    """Return the timeline of things, oldest first."""
    return _timeline(ledger.history(*subjects), length)


def events_by(account_id: int, *, length: int = A_PAGE) -> Timeline:
    """Return what a person did and what was done to their account, the latest first."""
    return _timeline(ledger.of_person(account_id), length, ("account", account_id))


def _timeline(lines: Sequence[Recorded], length: int, whose: tuple[str, int] = ("", 0)) -> Timeline:
    shown = lines[:length]
    people = names(line.actor for line in shown)
    bodies = organisation_names(line.organisation for line in shown)
    events = tuple(
        Event(
            line,
            wording.act(line.kind),
            people.get(line.actor, ""),
            bodies.get(line.organisation, ("", ""))[0],
            wording.facts_in_words(line.facts),
            None
            if (line.subject, line.subject_id) == whose
            else wording.subject(line.subject, line.subject_id),
        )
        for line in shown
    )
    return Timeline(events, len(lines), length + A_PAGE if len(lines) > length else 0)
