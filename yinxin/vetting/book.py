"""A file that an employer brought, as it was read in a confined process: its cells, and how to write it again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import orjson

from yinxin.register.closed_files import closed_files

SUFFIXES: Final = (".xlsx", ".csv")
Cell = Any
"""A text, a number, a truth value, None, or a day or moment as ``{"t": "2026-09-14"}``."""


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook, or a CSV file as a workbook of one sheet.

    :ivar kind: ``xlsx`` or ``csv``. :ivar encoding: of a CSV file; ``utf-8-sig`` where it began with a mark.
    :ivar separator: between the cells of a CSV file; ``newline`` between its lines.
    :ivar sheets: name and rows of each; the first row of a sheet is row 1.
    """

    kind: str
    encoding: str
    separator: str
    newline: str
    sheets: list[tuple[str, list[list[Cell]]]]

    def put(self) -> str:
        """Keep it encrypted; return its key in the closed store."""
        return closed_files().put(orjson.dumps(asdict(self)))

    @classmethod
    def got(cls, key: str) -> Book:
        """Return the book that was kept.

        :raises NotFound: it is gone, or damaged.
        """
        return cls(**orjson.loads(closed_files().get(key)))


Reader = Callable[[Path], Book]
"""Reads a stranger's file in a confined process.

:raises Incomplete: it is no table, or breaks a limit.
"""
