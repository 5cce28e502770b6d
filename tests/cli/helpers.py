"""Reading the sample files that commands are given."""

from __future__ import annotations

from pathlib import Path

from python_calamine import CalamineWorkbook


def rows_of(table: Path) -> list[dict[str, str]]:
    """Return the rows of a sample table by their headings."""
    header, *rows = CalamineWorkbook.from_path(table).get_sheet_by_index(0).to_python()
    return [dict(zip(header, row, strict=True)) for row in rows]
