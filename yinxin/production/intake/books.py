"""Reading a whole file for giving it back: every sheet's cells as values. Runs in the child process only.

A table is read as `tables` reads it; here all sheets are kept, and what must be known to write a CSV file again.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from yinxin.attachments.archives import Unreadable
from yinxin.production.intake.limits import Limits
from yinxin.production.intake.tables import LONGEST_CELL, OLE, ZIP, check_workbook, decode

_SHEETS = 20
_BEFORE = 20
"""Rows that a sheet may have beside those that count: a title, a header, notes below."""


def read_book(path: Path, limits: Limits) -> dict[str, Any]:
    """Return kind, encoding, separator, newline, and the sheets with their rows.

    :raises Unreadable: the file is no table, breaks a limit, or cannot be decoded.
    """
    with path.open("rb") as file:
        start = file.read(4)
    if start == OLE:
        raise Unreadable("old_excel")
    return _workbook(path, limits) if start == ZIP else _text(path, limits)


def _workbook(path: Path, limits: Limits) -> dict[str, Any]:
    check_workbook(path, limits)
    # In the child only: the parser is native code, and this process is the one that may die of it.
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        book = CalamineWorkbook.from_path(str(path))
        if len(book.sheet_names) > _SHEETS:
            raise Unreadable("too_many_sheets", limit=_SHEETS)
        sheets = [
            (name, _cut(([_cell(one) for one in row] for row in _rows_of(book, at)), limits))
            for at, name in enumerate(book.sheet_names)
        ]
    except PasswordError as error:
        raise Unreadable("encrypted") from error
    except (CalamineError, ValueError, OSError, EOFError, IndexError) as error:
        raise Unreadable("damaged_xlsx") from error
    if not any(rows for _, rows in sheets):
        raise Unreadable("empty")
    return {"kind": "xlsx", "encoding": "", "separator": "", "newline": "", "sheets": sheets}


def _rows_of(book: Any, at: int) -> Iterator[list[Any]]:
    """Return the rows of a sheet; one that holds no cells, a chart say, has none."""
    from python_calamine import WorksheetNotFound

    try:
        return iter(book.get_sheet_by_index(at).iter_rows())
    except WorksheetNotFound:
        return iter(())


def _text(path: Path, limits: Limits) -> dict[str, Any]:
    data = path.read_bytes()
    text = decode(data)
    first = text.split("\n", 1)[0]
    separator = max((",", "\t", ";"), key=first.count)
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        rows = _cut(reader, limits)
    except csv.Error as error:
        raise Unreadable("damaged_csv", line=reader.line_num) from error
    if not rows:
        raise Unreadable("empty")
    return {
        "kind": "csv",
        "encoding": _encoding(data),
        "separator": separator,
        "newline": "\r\n" if first.endswith("\r") else "\n",
        "sheets": [("", rows)],
    }


def _encoding(data: bytes) -> str:
    """Return in what a file that can be decoded is written; plain ASCII is UTF-8 too."""
    if data.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8"


def _cut(lines: Any, limits: Limits) -> list[list[Any]]:
    """Return rows without empty ends.

    :raises Unreadable: there are too many rows or columns.
    """
    rows: list[list[Any]] = []
    filled = 0
    for cells in lines:
        end = len(cells)
        while end and cells[end - 1] in (None, ""):
            end -= 1
        if end > limits.columns:
            raise Unreadable("too_many_columns", limit=limits.columns)
        rows.append(list(cells[:end]))
        filled += bool(end)
        if filled > limits.rows + _BEFORE or len(rows) > 4 * limits.rows:
            raise Unreadable("too_many_rows", limit=limits.rows)
    while rows and not rows[-1]:
        rows.pop()
    return rows


def _cell(value: Any) -> Any:
    """Return a cell as a JSON value."""
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, datetime):
        whole = value.time().isoformat() == "00:00:00"
        return {"t": value.date().isoformat() if whole else value.isoformat(" ", "seconds")}
    return {"t": value.isoformat()} if isinstance(value, date) else str(value)
