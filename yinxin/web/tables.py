"""What a list shows, as a file: CSV for programs, a workbook for people, both with the same rows as the screen."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import xlsxwriter
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext

from yinxin.kernel.words import Words

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_WIDEST: Final = 48
"""Characters: a column is never wider."""


@dataclass(frozen=True)
class Table:
    """A list to be taken away; cells are texts, sentences, numbers, days, moments, or None for an empty one."""

    name: str
    heads: Sequence[Words]
    rows: Sequence[Sequence[Any]]

    def csv(self) -> HttpResponse:
        """Return the table as CSV with a byte order mark, which spreadsheets need to read Chinese."""
        file = io.StringIO()
        writer = csv.writer(file)
        writer.writerow([head.render(gettext) for head in self.heads])
        writer.writerows([_cell(value) for value in row] for row in self.rows)
        return _download("\ufeff" + file.getvalue(), "text/csv; charset=utf-8", f"{self.name}.csv")

    def xlsx(self) -> HttpResponse:
        """Return the table as a workbook; texts are written as texts, so that none is taken for a formula."""
        file = io.BytesIO()
        lines = [[_cell(value, guarded=False) for value in row] for row in self.rows]
        with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
            sheet = book.add_worksheet()
            bold = book.add_format({"bold": True, "bottom": 1})
            for place, head in enumerate(self.heads):
                sheet.write_string(0, place, head.render(gettext), bold)
                sheet.set_column(
                    place, place, _width([head.render(gettext), *(line[place] for line in lines)])
                )
            for number, line in enumerate(lines, start=1):
                for place, value in enumerate(line):
                    write = sheet.write_number if isinstance(value, int) else sheet.write_string
                    write(number, place, value)
            sheet.freeze_panes(1, 1)
            sheet.autofilter(0, 0, max(len(lines), 1), len(self.heads) - 1)
        return _download(file.getvalue(), _XLSX, f"{self.name}.xlsx")


def plain(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return "'" + text if text.startswith(_FORMULA) else text


def _cell(value: Any, *, guarded: bool = True) -> str | int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat(timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    text = value.render(gettext) if isinstance(value, Words) else str(value if value is not None else "")
    return plain(text) if guarded else text


def _width(cells: Iterable[Any]) -> int:
    """Return a column's width in characters; a Chinese one takes two."""
    lengths = (sum(2 if ord(letter) > 0x2E80 else 1 for letter in str(cell)) for cell in cells)
    return min(max(lengths) + 2, _WIDEST)


def _download(content: str | bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
