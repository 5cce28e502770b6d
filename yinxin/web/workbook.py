"""The empty workbook that an agency fills in: headings, what belongs under each, and lists to choose from."""

from __future__ import annotations

import io
from typing import Final

import xlsxwriter

from yinxin.kernel.words import Translate
from yinxin.production.intake.columns import COLUMNS

_ROWS: Final = 10_000
"""Rows for which lists to choose from are laid out."""


def empty(translate: Translate) -> bytes:
    """Return the workbook's file; every cell is text, so that no program rewrites long numbers or days."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet("合格人员")
        text = book.add_format({"num_format": "@"})
        must = book.add_format({"bold": True, "num_format": "@", "bg_color": "#DCE6EF", "bottom": 1})
        may = book.add_format({"num_format": "@", "bottom": 1})
        for place, column in enumerate(COLUMNS):
            sheet.set_column(place, place, 24 if column.longest > 30 else 14, text)
            sheet.write_string(0, place, column.name, must if column.required else may)
            sheet.write_comment(0, place, column.explanation.render(translate), {"x_scale": 1.6})
            if column.allowed:
                sheet.data_validation(
                    1, place, _ROWS, place, {"validate": "list", "source": list(column.allowed)}
                )
        sheet.freeze_panes(1, 2)
    return file.getvalue()
