"""Write a list again as it came, with the answers beside it: CSV in its encoding, a workbook with all its sheets.

Cells are written as values. What a spreadsheet would take for a formula is made plain text first: the file goes back
to people who open it with one.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

import xlsxwriter

from yinxin.kernel.calendar import CHINA
from yinxin.vetting.book import Book, Cell
from yinxin.vetting.columns import Place, text_of
from yinxin.vetting.outcomes import Told

COLUMNS: Final = ("核验结果", "证书状态", "核验时间", "说明")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NUMBER: Final = re.compile(r"[+-]?\d+(\.\d+)?")
_LONGEST: Final = 32_767
"""Characters: no cell of a workbook holds more."""
_NOT_IN_NAMES: Final = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_LONGEST_NAME: Final = 31


def filled(book: Book, place: Place, told: Mapping[int, Told]) -> bytes:
    """Return the file with the answers.

    :param told: what is told of each row, by the row's number.
    """
    sheets = list(book.sheets)
    name, rows = sheets[place.sheet]
    sheets[place.sheet] = name, list(_with_answers(rows, place, told))
    return _csv(book, sheets[0][1]) if book.kind == "csv" else _xlsx(sheets, place)


def guarded(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula; plain numbers stay as they are."""
    return "'" + text if text.startswith(_FORMULA) and not _NUMBER.fullmatch(text) else text


def answers(told: Told) -> list[str]:
    """Return the cells of the appended columns."""
    return [
        str(told.outcome.result),
        str(told.outcome.status or ""),
        told.at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S"),
        "".join(str(words) for words in told.remarks),
    ]


def _with_answers(
    rows: Sequence[Sequence[Cell]], place: Place, told: Mapping[int, Told]
) -> Iterator[list[Cell]]:
    width = max(len(cells) for cells in rows)
    for number, cells in enumerate(rows, start=1):
        added: Sequence[Cell] = ()
        if number == place.header + 1:
            added = COLUMNS
        elif number in told:
            added = answers(told[number])
        yield [*cells, *([None] * (width - len(cells))), *added] if added else list(cells)


def _csv(book: Book, rows: Sequence[Sequence[Cell]]) -> bytes:
    file = io.StringIO()
    writer = csv.writer(file, delimiter=book.separator, lineterminator=book.newline)
    for cells in rows:
        writer.writerow([guarded(cell if isinstance(cell, str) else text_of(cell)) for cell in cells])
    return file.getvalue().encode(book.encoding)


def _xlsx(sheets: Sequence[tuple[str, Sequence[Sequence[Cell]]]], place: Place) -> bytes:
    file = io.BytesIO()
    taken: set[str] = set()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        formats = {
            "day": book.add_format({"num_format": "yyyy-mm-dd"}),
            "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
            "head": book.add_format({"bold": True, "bottom": 1}),
        }
        for at, (name, rows) in enumerate(sheets):
            sheet = book.add_worksheet(_sheet_name(name, taken))
            for row, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    _write(sheet, row, column, cell, formats)
            if at == place.sheet:
                width = max(len(cells) for cells in rows)
                sheet.set_column(width - len(COLUMNS), width - 1, 18)
                sheet.set_row(place.header, None, formats["head"])
                sheet.activate()
    return file.getvalue()


def _write(sheet: Any, row: int, column: int, cell: Cell, formats: Mapping[str, Any]) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, bool):
        sheet.write_boolean(row, column, cell)
    elif isinstance(cell, int | float) and math.isfinite(cell):
        sheet.write_number(row, column, cell)
    elif isinstance(cell, dict):
        _write_day(sheet, row, column, str(cell["t"]), formats)
    else:
        sheet.write_string(row, column, str(cell)[:_LONGEST])


def _write_day(sheet: Any, row: int, column: int, text: str, formats: Mapping[str, Any]) -> None:
    try:
        if len(text) == len("2026-09-14"):
            sheet.write_datetime(row, column, date.fromisoformat(text), formats["day"])
        else:
            sheet.write_datetime(row, column, datetime.fromisoformat(text), formats["moment"])
    except ValueError:  # a time of the day alone, or a day before spreadsheets begin
        sheet.write_string(row, column, text)


def _sheet_name(name: str, taken: set[str]) -> str:
    """Return a name that workbooks allow and that no sheet before has."""
    wanted = _NOT_IN_NAMES.sub("_", name).strip("'")[:_LONGEST_NAME] or "Sheet"
    made, turn = wanted, 1
    while made.lower() in taken or made.lower() == "history":
        turn += 1
        made = f"{wanted[: _LONGEST_NAME - 4]}_{turn}"
    taken.add(made.lower())
    return made
