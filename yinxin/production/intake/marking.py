"""Handing a file back: its own rows, the bad cells coloured, each with what is wrong and how to mend it.

Every cell is written as text: what looks like a formula stays what the agency wrote and is never computed.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any, Final

import xlsxwriter

from yinxin.kernel.words import Translate, as_written
from yinxin.production.intake.columns import RESULT_COLUMN, heading
from yinxin.production.intake.examine import Examined
from yinxin.production.intake.findings import Finding, Level

_COLOURS: Final = {Level.ERROR: "#F8CBAD", Level.FLAG: "#FFE699", Level.NOTICE: "#DDEBF7"}
_LEVELS: Final = {Level.ERROR: "须改正", Level.FLAG: "请核实", Level.NOTICE: "提示"}
_HEADINGS: Final = ("行", "列", "问题", "怎样改", "内容", "级别", "代码")
_WIDTHS: Final = (8, 14, 52, 60, 26, 10, 26)
_GOOD: Final = "通过"


def mark(examined: Examined, target: Path, *, translate: Translate = as_written) -> None:
    """Write the marked workbook: a sheet of findings, then the agency's rows with a last column of results.

    :raises OSError: the target cannot be written.
    """
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(target), options) as book:
        formats = {level: book.add_format({"bg_color": colour}) for level, colour in _COLOURS.items()}
        bold = book.add_format({"bold": True})
        _write_findings(book.add_worksheet("问题清单"), examined.findings, formats, bold, translate)
        _write_rows(book.add_worksheet("合格人员"), examined, formats, bold, translate)


def _write_findings(
    sheet: Any, findings: tuple[Finding, ...], formats: dict[Level, Any], bold: Any, translate: Translate
) -> None:
    for place, (name, width) in enumerate(zip(_HEADINGS, _WIDTHS, strict=True)):
        sheet.write_string(0, place, translate(name), bold)
        sheet.set_column(place, place, width)
    for line, finding in enumerate(findings, start=1):
        texts = (
            str(finding.row),
            finding.field,
            finding.message.render(translate),
            finding.fix.render(translate),
            finding.value,
            translate(_LEVELS[finding.level]),
            finding.code,
        )
        for place, text in enumerate(texts):
            sheet.write_string(line, place, text, formats[finding.level] if place == 0 else None)
    sheet.freeze_panes(1, 0)


def _write_rows(
    sheet: Any, examined: Examined, formats: dict[Level, Any], bold: Any, translate: Translate
) -> None:
    """Write the rows at the numbers that they had, so that the two sheets and the agency's own file agree."""
    header = examined.table.header
    kept = [place for place, name in enumerate(header) if heading(name) != RESULT_COLUMN]
    columns = {heading(header[place]): at for at, place in enumerate(kept)}
    cells, rows = _by_cell(examined.findings)
    for at, place in enumerate(kept):
        _write_cell(
            sheet, 0, at, header[place], cells.get((1, heading(header[place]))), formats, translate, bold
        )
    sheet.write_string(0, len(kept), RESULT_COLUMN, bold)
    names = {at: name for name, at in columns.items()}
    for row, *texts in examined.table.frame.iter_rows():
        for at, place in enumerate(kept):
            _write_cell(
                sheet, row - 1, at, texts[place], cells.get((row, names.get(at, ""))), formats, translate
            )
        told = "；".join(finding.message.render(translate) for finding in rows.get(row, ()))
        sheet.write_string(row - 1, len(kept), told or translate(_GOOD))
    sheet.set_column(0, max(len(kept) - 1, 0), 16)
    sheet.set_column(len(kept), len(kept), 60)
    sheet.freeze_panes(1, 0)


def _by_cell(
    findings: tuple[Finding, ...],
) -> tuple[dict[tuple[int, str], list[Finding]], dict[int, list[Finding]]]:
    cells, rows = defaultdict[tuple[int, str], list[Finding]](list), defaultdict[int, list[Finding]](list)
    for finding in findings:
        cells[finding.row, finding.field].append(finding)
        rows[finding.row].append(finding)
    return cells, rows


def _write_cell(
    sheet: Any,
    row: int,
    column: int,
    text: str,
    findings: list[Finding] | None,
    formats: dict[Level, Any],
    translate: Translate,
    usual: Any = None,
) -> None:
    if not findings:
        sheet.write_string(row, column, text, usual)
        return
    sheet.write_string(row, column, text, formats[findings[0].level])
    told = "\n".join(
        f"{finding.message.render(translate)}\n{finding.fix.render(translate)}" for finding in findings
    )
    sheet.write_comment(row, column, told, {"x_scale": 2, "y_scale": 1.2})
