"""Reading a table (XLSX, CSV or DBF) into text, row by row. Runs in the child process only.

What a file is, is decided by its content, never by its name. Formulas are read as the values that were saved
with them; nothing is computed.
"""

from __future__ import annotations

import csv
import io
import re
import struct
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zipfile import ZipInfo

from yinxin.attachments.archives import Unreadable, open_archive, read_start
from yinxin.kernel.names import LEFTOVERS
from yinxin.production.intake.columns import COLUMNS, heading
from yinxin.production.intake.limits import Limits

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_DBF = frozenset(b"\x03\x30\x31\x32\x83\x8b\xf5")
"""The first byte of dBase and FoxPro tables; no text begins with one of them."""
_XLSX_ENTRIES = 2_000
_MB = 1024 * 1024
_BEFORE_THE_ROWS = 4_096
_EXACT = 1e15
"""Excel keeps 15 digits: a whole number from here on may have lost its end."""
_DIMENSION = re.compile(rb'<dimension ref="[A-Z]+\d+:([A-Z]+)(\d+)"')
LONGEST_CELL = 100_000

Row = tuple[int, list[str]]


def read_table(path: Path, limits: Limits) -> tuple[list[str], list[Row]]:
    """Return the header's cells and the rows that hold anything, each with its number (the header is row 1).

    :raises Unreadable: the file is no table, breaks a limit, or cannot be decoded.
    """
    with path.open("rb") as file:
        start = file.read(4)
    if start == OLE:
        raise Unreadable("old_excel")
    is_dbf = bool(start) and start[0] in _DBF
    lines = _xlsx(path, limits) if start == ZIP else _dbf(path) if is_dbf else _csv(path)
    header: list[str] = []
    rows: list[Row] = []
    for number, cells in enumerate(lines, start=1):
        if len(cells) > limits.columns and any(cell.strip() for cell in cells[limits.columns :]):
            raise Unreadable("too_many_columns", limit=limits.columns)
        if number == 1:
            header = _without_empty_end(cells[: limits.columns])
        elif "".join(cells).strip():
            if len(cells) > len(header) and any(cell.strip() for cell in cells[len(header) :]):
                raise Unreadable("wider_than_header", row=number)
            rows.append((number, cells))
        if len(rows) > limits.rows:
            raise Unreadable("too_many_rows", limit=limits.rows)
    if not header:
        raise Unreadable("empty")
    return header, rows


def _without_empty_end(cells: list[str]) -> list[str]:
    end = len(cells)
    while end and not cells[end - 1].strip():
        end -= 1
    return cells[:end]


def _xlsx(path: Path, limits: Limits) -> Iterator[list[str]]:
    check_workbook(path, limits)
    # In the child only: the parser is native code, and this process is the one that may die of it.
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        book = CalamineWorkbook.from_path(str(path))
        rows = _sheet(book).iter_rows()
    except PasswordError as error:
        raise Unreadable("encrypted") from error
    except (CalamineError, ValueError, OSError, EOFError, IndexError) as error:
        raise Unreadable("damaged_xlsx") from error
    return ([_text(cell) for cell in row] for row in rows)


def _sheet(book: Any) -> Any:
    """Return the first sheet whose first row is the standard's header, or else the first sheet."""
    first = book.get_sheet_by_index(0)
    if _is_header(first):
        return first
    others = (book.get_sheet_by_index(index) for index in range(1, len(book.sheet_names)))
    return next((sheet for sheet in others if _is_header(sheet)), first)


def _is_header(sheet: Any) -> bool:
    cells: list[Any] = next(iter(sheet.iter_rows()), [])
    names = {column.name for column in COLUMNS}
    return len(names & {heading(str(cell)) for cell in cells}) * 2 >= len(names)


def check_workbook(path: Path, limits: Limits) -> None:
    """Refuse what is no workbook, and sheets that declare more rows or columns than may come."""
    with open_archive(path, entries=_XLSX_ENTRIES, unpacked=limits.unpacked) as archive:
        names = archive.namelist()
        if "xl/workbook.xml" not in names:
            raise Unreadable("not_xlsx")
        if any(_is_bomb(info, limits) for info in archive.infolist()):
            raise Unreadable("unpacks_too_large", limit=limits.unpacked // _MB)
        for info in archive.infolist():
            if not info.filename.startswith("xl/worksheets/") or not info.filename.endswith(".xml"):
                continue
            found = _DIMENSION.search(read_start(archive, info, _BEFORE_THE_ROWS))
            if found and int(found[2]) > limits.rows + 1_000:
                raise Unreadable("too_many_rows", limit=limits.rows)


def _is_bomb(part: ZipInfo, limits: Limits) -> bool:
    return part.file_size > max(_MB, part.compress_size * limits.workbook_ratio)


def _text(value: Any) -> str:
    """Return a cell as the text that stands for it; numbers that Excel no longer knows exactly as 1.5E+17."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        if abs(value) >= _EXACT:
            return f"{value:.14E}"
        return str(int(value)) if value == int(value) else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time().isoformat() == "00:00:00" else value.isoformat(" ")
    return value.isoformat() if isinstance(value, date) else str(value)


def _csv(path: Path) -> Iterator[list[str]]:
    text = decode(path.read_bytes())
    csv.field_size_limit(LONGEST_CELL)
    first = text.split("\n", 1)[0]
    separator = max((",", "\t", ";"), key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        yield from reader
    except csv.Error as error:
        raise Unreadable("damaged_csv", line=reader.line_num) from error


def _dbf(path: Path) -> Iterator[list[str]]:
    """Yield the fields' names and the records that are not struck out; memo fields lie in other files and stay empty.

    Tables made in China rarely say how they are encoded, and often say it wrongly: they are read as GB 18030.
    """
    import dbf  # in the child only

    table = None
    try:
        table = dbf.Table(str(path), codepage="cp936", ignore_memos=True)
        table._meta.decoder = _gb18030  # the library's own table of code pages ends with GBK
        table.open(dbf.READ_ONLY)
        yield [str(name) for name in table.field_names]
        for record in table:
            if not dbf.is_deleted(record):
                yield [_text(value).strip() for value in record]
    except (dbf.DbfError, ValueError, TypeError, LookupError, OSError, struct.error) as error:
        raise Unreadable("damaged_dbf") from error
    finally:
        if table is not None:
            table.close()


def _gb18030(data: bytes, errors: str = "strict") -> tuple[str, int]:
    """Decode a field; what is no character becomes the mark of a lost one, which a person is then asked for."""
    return bytes(data).decode("gb18030", "replace").translate(LEFTOVERS), len(data)


def decode(data: bytes) -> str:
    """Return the text of a CSV file: UTF-8 with or without a mark, or GB 18030 in its edition of 2022.

    The codec at hand has the mapping of 2000; what it still decodes to private use is translated after it.

    :raises Unreadable: neither encoding fits; the place of the first byte that does not is named.
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise Unreadable("utf16")
    if b"\0" in data:
        raise Unreadable("binary", line=data.count(b"\n", 0, data.index(b"\0")) + 1)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as in_utf8:
        try:
            return data.decode("gb18030").translate(LEFTOVERS)
        except UnicodeDecodeError as error:
            at = max(error.start, in_utf8.start)
            line = data.count(b"\n", 0, at) + 1
            raise Unreadable("encoding", line=line, byte=at - data.rfind(b"\n", 0, at)) from error
