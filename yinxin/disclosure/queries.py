"""Read editions as they were published, and how two of them differ (N23)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final

from django.db.models import Q

from yinxin.disclosure.composing import restored
from yinxin.disclosure.counted import GIVING, GIVING_DAYS, MAKING, MAKING_DAYS
from yinxin.disclosure.models import Cause, Edition
from yinxin.kernel.words import Words
from yinxin.parties import access
from yinxin.parties.queries import names

VERIFICATION: Final = {"certificates": Words("可查验证书")}

COLUMNS: Final[Mapping[str, Mapping[str, Words]]] = {
    "making": {**MAKING, **MAKING_DAYS},
    "giving": {**GIVING, **GIVING_DAYS},
    "verification": VERIFICATION,
}
"""What the rows of each table of figures tell, beside the exam and the region."""

TITLES: Final[Mapping[str, Words]] = {
    "making": Words("制作进度"),
    "giving": Words("发放进度"),
    "verification": Words("查询验证范围"),
    "electronic": Words("电子证书实行范围"),
}
"""The tables of an edition, in their order."""


@dataclass(frozen=True)
class EditionLine:
    """An edition in the list of all."""

    number: int
    on: date
    at: datetime
    cause: Cause
    digest: str
    by: str = ""


@dataclass(frozen=True)
class EditionView:
    """An edition with what it says; ``text`` is the very bytes whose digest it carries."""

    line: EditionLine
    text: str

    @property
    def said(self) -> dict[str, Any]:
        """What it says."""
        return _said(self.line.digest, self.text)

    @property
    def exams(self) -> dict[str, dict[str, Any]]:
        """The exams that it tells of, by code."""
        return {one["code"]: one for one in self.said["exams"]}


@dataclass(frozen=True)
class Changed:
    """A figure or a day that is another in a later edition; None where a row is not told."""

    table: str
    exam: str
    region: str
    column: str
    then: Any
    now: Any


@lru_cache(maxsize=16)
def before(line: EditionLine, count: int) -> tuple[EditionLine, ...]:
    """Return an edition's line and those of the editions before it, the latest first; each names the one before."""
    rows = Edition.objects.filter(number__lte=line.number).defer("text", "missing")
    return tuple(_line(row, {}) for row in rows.order_by("-number")[:count])


def editions(*, limit: int = 400) -> tuple[EditionLine, ...]:
    """Return the editions, the latest first."""
    rows = list(Edition.objects.defer("text", "missing").order_by("-number")[:limit])
    people = names(row.by for row in rows)
    return tuple(_line(row, people) for row in rows)


def latest() -> EditionView:
    """Return the latest edition.

    :raises NotFound: nothing has been published.
    """
    return _found(Q())


def on(day: date) -> EditionView:
    """Return the edition that held on a day: the last one of that day or before.

    :raises NotFound: nothing had been published by then.
    """
    return _found(Q(on__lte=day))


def numbered(number: int) -> EditionView:
    """Return an edition by its number.

    :raises NotFound: there is none.
    """
    return _found(Q(number=min(number, 2**31 - 1)))


def changes(old: EditionView, new: EditionView) -> tuple[Changed, ...]:
    """Return every figure and day by which two editions differ, in the order of the tables."""
    return tuple(one for table in COLUMNS for one in _changes(table, old.said[table], new.said[table]))


def _changes(table: str, old: list[dict[str, Any]], new: list[dict[str, Any]]) -> Iterator[Changed]:
    before = {(row["exam"], row["level"], row["region"]): row for row in old}
    after = {(row["exam"], row["level"], row["region"]): row for row in new}
    for key in sorted({*before, *after}):
        first, second = before.get(key, {}), after.get(key, {})
        region = (first or second)["region_name"]
        for column in COLUMNS[table]:
            if first.get(column) != second.get(column):
                yield Changed(table, key[0], region, column, first.get(column), second.get(column))


def _line(row: Edition, people: Mapping[int, str]) -> EditionLine:
    return EditionLine(row.number, row.on, row.at, Cause(row.cause), row.digest, people.get(row.by, ""))


def _found(which: Q) -> EditionView:
    """Return the last edition of some: only its number and digest are asked for, where the process has it already."""
    head = Edition.objects.filter(which).order_by("-number").values_list("number", "digest").first()
    if head is None:
        raise access.not_here()
    return _kept(*head)


@lru_cache(maxsize=16)
def _kept(number: int, _digest: str) -> EditionView:
    """Return an edition; what was published never changes, so that it is read once."""
    row = Edition.objects.get(number=number)
    return EditionView(_line(row, {}), row.text)


@lru_cache(maxsize=16)
def _said(_digest: str, text: str) -> dict[str, Any]:
    return restored(text)
