"""A table as text, however it was read: what comes out of the confined child, and what is made of it.

The reader itself is given (`config.workshop.old_table`): files of strangers are opened by the intake's child process.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import Incomplete
from yinxin.kernel.words import Words, listed
from yinxin.legacy.cleaning import Entry, clean
from yinxin.legacy.fields import NAMES, match
from yinxin.legacy.titles import Titles

N19: Final = Clause("N19")
SUFFIXES: Final = (".xlsx", ".csv", ".dbf")
_NUMBERS: Final = ("management_number", "certificate_number", "file_number")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: its headings, and each row with its number (the header is row 1)."""

    header: tuple[str, ...]
    rows: Sequence[tuple[int, Sequence[str]]]


Reader = Callable[[Path], Sheet]
"""Reads a stranger's file in a confined process.

:raises Incomplete: it is no table, or breaks a limit.
"""


def check_header(header: Sequence[str]) -> None:
    """Go on only where the table can be one of certificates.

    :raises Incomplete: no column holds names, qualifications or numbers.
    """
    places = match(header).places
    missing = [NAMES[key] for key in ("name", "qualification") if key not in places]
    if not any(key in places for key in _NUMBERS):
        missing.append(NAMES["management_number"])
    if missing:
        raise Incomplete(
            Words("表格里找不到这些列：{missing}。", missing=listed(missing)),
            do=Words("请确认第一行是表头；列名可以用旧系统的写法。"),
            clause=N19,
        )


def entries(sheet: Sheet, *, titles: Titles, today: date) -> Iterator[Entry]:
    """Yield every row, cleaned."""
    headings = match(sheet.header)
    for number, cells in sheet.rows:
        yield clean(sheet.header, headings, number, cells, titles=titles, today=today)
