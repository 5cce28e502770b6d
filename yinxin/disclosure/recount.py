"""Count the same from the ledger's lines alone, and from lists that they name by digest (N23).

No row of a batch, a duty, an exam, a certificate or a sheet is read. A slip has one line for its whole list of
sheets, with the list's digest: the list itself is brought, and counts only where it has that digest. So whoever holds
the ledger, of which every line's digest is public, can count every published figure again, and nobody can change one
alone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from yinxin.disclosure.counted import (
    BACK,
    GONE,
    HELD_BY_ISSUER,
    MAKING_DAYS,
    PLACES,
    STILL_GIVEN,
    Counted,
    Giving,
    Key,
    Making,
    giving_of,
)
from yinxin.kernel.calendar import day_of
from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import WrongState
from yinxin.kernel.words import Words
from yinxin.ledger.queries import Mark, Recorded, count_by_fact, lines
from yinxin.register import books
from yinxin.register.states import PaperState

PREFIXES: Final = (
    *("organisation.founded", "place.opened", "exam.", "duty.opened", "duty.recomputed", "batch."),
    *("print_order.made", "slip."),
)
COLLECTED: Final = "certificate.collected"
N23: Final = Clause("N23")
_SUMMED: Final = ("submitted", "accepted", "made", "released", "verifiable")
_AT_ONCE: Final = 500
"""Slips whose lists are brought together."""

Lists = Callable[[Sequence[int]], Mapping[int, Sequence[int]]]


@dataclass
class _Batch:
    """A batch as its lines tell it."""

    exam: str
    agency: int
    rows: int
    received_on: date
    reached: set[str] = field(default_factory=set)
    released_on: date | None = None
    certificates: int = 0


@dataclass
class _Part:
    """An agency's part in an exam."""

    exam: int
    agency: int
    passed: int | None
    excluded: int = 0


@dataclass
class _Sheet:
    """A sheet: the print order on which it stands, and where its slips have left it since it last came back."""

    order: str
    steps: list[tuple[str, int, date]] = field(default_factory=list)
    state: str = ""
    kind: str = ""


class Tally:
    """What lines add up to; take them in the order of the ledger, and ask at any time."""

    def __init__(self, lists: Lists) -> None:
        """Bring the lists of slips by ``lists``: sheets in ascending order, by the slip's number."""
        self._lists = lists
        self._regions: dict[int, str] = {}
        self._owners: dict[int, int] = {}
        self._codes: dict[int, str] = {}
        self._results: dict[int, date] = {}
        self._parts: dict[int, _Part] = {}
        self._batches: dict[int, _Batch] = {}
        self._due: dict[int, tuple[str, int, str]] = {}
        self._orders: dict[str, tuple[int | None, int]] = {}
        self._sheets: dict[int, _Sheet] = {}
        self.broken: list[int] = []
        """Slips whose list is not the one that the ledger names."""

    def take(self, found: Iterable[Recorded]) -> None:
        """Take lines."""
        slips: list[Recorded] = []
        for one in found:
            subject, _, verb = one.kind.partition(".")
            if subject == "slip":
                slips.append(one)
                if len(slips) == _AT_ONCE:
                    self._move(slips)
                    slips = []
                continue
            act = getattr(self, f"_{subject}_{verb}", None)
            if act:
                act(one)
        self._move(slips)

    def counted(self, older: Mapping[str, int]) -> Counted:
        """Return what the lines taken so far add up to.

        :param older: lines about older certificates that were collected, by the group that they name.
        """
        codes = {str(number): code for number, code in self._codes.items()}
        collected = {(codes[group], ""): count for group, count in older.items()}
        return Counted(self._making(), self._giving(), collected)

    def _organisation_founded(self, one: Recorded) -> None:
        self._regions[one.subject_id] = one.facts["region"]

    def _place_opened(self, one: Recorded) -> None:
        self._owners[one.subject_id] = one.facts["organisation"]

    def _exam_entered(self, one: Recorded) -> None:
        self._codes[one.subject_id] = one.facts["code"]

    def _exam_assigned(self, one: Recorded) -> None:
        self._parts[one.subject_id] = _Part(one.facts["exam"], one.facts["agency"], one.facts["passed"])

    def _exam_recounted(self, one: Recorded) -> None:
        self._parts[one.subject_id].passed = one.facts["passed"]

    def _exam_people_excluded(self, one: Recorded) -> None:
        self._parts[one.subject_id].excluded += one.facts["count"]

    def _exam_results_published(self, one: Recorded) -> None:
        self._results[one.subject_id] = date.fromisoformat(one.facts["on"])

    def _duty_opened(self, one: Recorded) -> None:
        if one.clause in ("N9.2", "N10"):
            self._due[one.subject_id] = (one.facts["subject"], one.facts["subject_id"], one.facts["due_on"])

    def _duty_recomputed(self, one: Recorded) -> None:
        if one.subject_id in self._due:
            self._due[one.subject_id] = (*self._due[one.subject_id][:2], one.facts["to"])

    def _batch_received(self, one: Recorded) -> None:
        facts = one.facts
        self._batches[one.subject_id] = _Batch(facts["exam"], one.organisation, facts["rows"], day_of(one.at))

    def _batch_accepted(self, one: Recorded) -> None:
        self._batches[one.subject_id].reached.add("accepted")

    def _batch_made(self, one: Recorded) -> None:
        self._batches[one.subject_id].reached.add("made")

    def _batch_released(self, one: Recorded) -> None:
        batch = self._batches[one.subject_id]
        batch.reached.add("released")
        batch.released_on, batch.certificates = day_of(one.at), one.facts["certificates"]

    def _batch_returned(self, one: Recorded) -> None:
        self._batches.pop(one.subject_id, None)

    _batch_withdrawn = _batch_returned

    def _print_order_made(self, one: Recorded) -> None:
        self._orders[one.facts["number"]] = (one.facts["batch"], one.facts["issuer"])

    def _move(self, slips: Sequence[Recorded]) -> None:
        """Take slips with their lists; where a list is another than the ledger names, none of it counts."""
        lists = self._lists([one.subject_id for one in slips]) if slips else {}
        for one in slips:
            copies = lists.get(one.subject_id, ())
            if books.list_digest(copies) != one.facts["list"]:
                self.broken.append(one.subject_id)
                continue
            kind = one.kind.removeprefix("slip.")
            step = (one.facts["state"], one.facts["to_place"], day_of(one.at))
            for copy in copies:
                if kind == "print_order":
                    self._sheets[copy] = _Sheet(one.facts["number"])
                sheet = self._sheets.get(copy)
                if sheet is None:
                    continue
                if kind in BACK:
                    sheet.steps.clear()
                sheet.steps.append(step)
                sheet.state, sheet.kind = step[0], kind

    def _making(self) -> dict[Key, Making]:
        batches: dict[tuple[str, int], list[tuple[int, _Batch]]] = defaultdict(list)
        for number, batch in self._batches.items():
            batches[batch.exam, batch.agency].append((number, batch))
        due = {(subject, number): day for subject, number, day in self._due.values()}
        rows: dict[Key, list[Making]] = defaultdict(list)
        for number, part in self._parts.items():
            code = self._codes[part.exam]
            own = batches.get((code, part.agency), [])
            days = {
                "results_on": _iso(self._results.get(part.exam)),
                "submit_due": due.get(("exam_agency", number), ""),
                "submitted_on": max((_iso(one.received_on) for _, one in own), default=""),
                "deliver_due": max((due.get(("batch", key), "") for key, _ in own), default=""),
                "released_on": max((_iso(one.released_on) for _, one in own), default=""),
            }
            rows[code, self._regions[part.agency]].append(_part(part, [one for _, one in own], days))
        return {key: _together(some) for key, some in rows.items()}

    def _giving(self) -> dict[Key, Giving]:
        reached: dict[Key, Counter[int]] = defaultdict(Counter)
        first: dict[Key, str] = {}
        for sheet in self._sheets.values():
            batch, issuer = self._orders.get(sheet.order, (None, 0))
            if batch is None or (sheet.state in GONE and sheet.kind != STILL_GIVEN):
                continue
            key = self._batches[batch].exam, self._regions[issuer]
            places = [(self._place(state, place, issuer), day) for state, place, day in sheet.steps]
            reached[key][max(place for place, _ in places)] += 1
            signed = [day.isoformat() for place, day in places if place == HELD_BY_ISSUER]
            if signed:
                first[key] = min([first[key], *signed] if key in first else signed)
        return {key: giving_of(places, first.get(key, "")) for key, places in reached.items()}

    def _place(self, state: str, place: int, issuer: int) -> int:
        if state == PaperState.HELD.value and self._owners.get(place) == issuer:
            return HELD_BY_ISSUER
        return PLACES.get(state, 0)


def count(mark: Mark) -> tuple[Counted, tuple[int, ...]]:
    """Return what the lines of the ledger up to a mark add up to, and the slips whose list is not the ledger's.

    :raises WrongState: a line is gone, or does not say what it must: nothing can be counted from such a ledger.
    """
    tally = Tally(books.lists_of)
    with _readable():
        tally.take(one for one in lines(prefixes=PREFIXES, upto=mark.upto) if mark.has(one.id))
        return tally.counted(_older(mark)), tuple(tally.broken)


def at_marks(marks: Sequence[Mark]) -> Iterator[Counted]:
    """Yield what the lines add up to at each mark, the marks in the order of the ledger; it is read once.

    :raises WrongState: as :func:`count`.
    """
    tally, begun, waiting = Tally(books.lists_of), 0, list[Recorded]()
    for mark in marks:
        fresh = [*waiting, *lines(prefixes=PREFIXES, after=begun, upto=mark.upto)]
        waiting = [one for one in fresh if not mark.has(one.id)]
        begun = mark.upto
        with _readable():
            tally.take(one for one in fresh if mark.has(one.id))
            counted = tally.counted(_older(mark))
        yield counted


@contextmanager
def _readable() -> Iterator[None]:
    """Say in words that the ledger cannot be counted; which line it is, the ledger's own audit names."""
    try:
        yield
    except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
        raise WrongState(
            Words("账目有行缺失或被改动，不能从账目重算数字。"),
            do=Words("请审计员运行账目审计，查明后再公布。"),
            clause=N23,
        ) from error


def _older(mark: Mark) -> dict[str, int]:
    return count_by_fact(COLLECTED, "group", mark)


def _part(part: _Part, batches: Sequence[_Batch], days: Mapping[str, str]) -> Making:
    def rows(step: str) -> int:
        return sum(one.rows for one in batches if step in one.reached)

    return Making(
        None if part.passed is None else part.passed - part.excluded,
        sum(one.rows for one in batches),
        rows("accepted"),
        rows("made"),
        rows("released"),
        sum(one.certificates for one in batches),
        days,
    )


def _together(some: Sequence[Making]) -> Making:
    """Return the sum of the parts of one region; nothing is known of who passed where one of them does not say it."""
    passed = [one.passed for one in some]
    counts = {name: sum(getattr(one, name) for one in some) for name in _SUMMED}
    return Making(
        passed=None if None in passed else sum(one for one in passed if one is not None),
        days={name: max(one.days[name] for one in some) for name in MAKING_DAYS},
        **counts,
    )


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
