"""监督报告 — a body's territory in a month or a year, as PDF with drawn charts and as a workbook with its own (N4).

Every chart stands beside the table of its numbers, and the last page says of every figure how it is counted.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final

import xlsxwriter

from yinxin.rendering.forms.parts import Heading, Signer
from yinxin.rendering.forms.press import chinese, press

_MOST_DRAWN: Final = 15
"""Rows that a chart shows; the table has them all."""

_FILLS: Final = ("#1f2933", "#7b8794", "#cbd2d9")
"""Of a chart's parts, the grave one darkest: told apart on grey paper too."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of figures, and in words how they are counted."""

    name: str
    how: str


@dataclass(frozen=True, slots=True)
class Row:
    """What a row is about, and its figures."""

    label: str
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of figures, and how it is drawn.

    :ivar first: what a row is.
    :ivar drawn: the places of the columns in its chart, the grave ones first; none where it has no chart.
    :ivar stacked: they are parts of one bar, else bars beside each other.
    """

    key: str
    title: str
    first: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    totals: tuple[int, ...]
    drawn: tuple[int, ...] = ()
    stacked: bool = True


@dataclass(frozen=True, slots=True)
class Late:
    """A duty that was late."""

    body: str
    clause: str
    due_on: str
    done_on: str
    reason: str


@dataclass(frozen=True, slots=True)
class Report:
    """A report.

    :ivar period: ``2026年9月``; ``until`` the last day that is counted.
    :ivar running: the period has not ended: the report says up to when it counts.
    :ivar late: the late duties one by one; ``late_count`` how many there are in all.
    :ivar digest: the SHA-256 of the figures.
    """

    heading: Heading
    period: str
    until: date
    running: bool
    year: bool
    tables: tuple[Table, ...]
    late: tuple[Late, ...]
    late_count: int
    digest: str

    @property
    def name(self) -> str:
        """What the report is called."""
        return "年度监督报告" if self.year else "月度监督报告"

    @property
    def subtitle(self) -> str:
        """The period, and up to when it counts where it runs."""
        return f"{self.period}　截至{chinese(self.until)}" if self.running else self.period

    @property
    def summary(self) -> tuple[tuple[str, str], ...]:
        """The most asked figures, label and value."""
        sums = {
            one.key: dict(zip((c.name for c in one.columns), one.totals, strict=True)) for one in self.tables
        }
        duties, made = sums["bodies"], sums["certificates"]
        well, due = duties["按期办结"], duties["到期"]
        return (
            ("到期时限事项", str(due)),
            ("按期办结", f"{well}（{share(well, due)}）"),
            ("逾期", f"{due - well}，已说明原因{duties['已说明原因']}"),
            ("前期遗留未办", str(duties["前期遗留"])),
            ("制发证书", str(made["制发"])),
            ("发出纸质证书", str(made["发出"])),
            ("换发补发", str(made["换发补发"])),
            ("无效／恢复", f"{made['作无效处理']}／{made['恢复有效']}"),
            ("抽查不符合", f"{sums['checks']['不符合']}（已检查{sums['checks']['已检查']}）"),
            ("通报批评", str(sums["criticisms"]["通报"])),
            ("异议收到／答复", f"{sums['objections']['收到']}／{sums['objections']['答复']}"),
            ("承诺期内答复", str(sums["objections"]["承诺期内答复"])),
        )

    @property
    def counted(self) -> tuple[tuple[str, str, str], ...]:
        """Every figure once: its name, how it is counted, the tables that it stands in."""
        tables: dict[tuple[str, str], list[str]] = {}
        for one in self.tables:
            for column in one.columns:
                tables.setdefault((column.name, column.how), []).append(one.title)
        return tuple((name, how, "、".join(titles)) for (name, how), titles in tables.items())


def share(part: int, whole: int) -> str:
    """Return a share as people read it, a dash of nothing."""
    if not whole:
        return "—"
    tenths = (2000 * part + whole) // (2 * whole)
    return f"{tenths // 10}.{tenths % 10}%"


def render(report: Report) -> bytes:
    """Return the report as PDF, its structure marked for readers of the screen.

    :raises MissingGlyphs: names the characters that no font has.
    """
    facts = {
        "subtitle": report.subtitle, "running": report.running, "digest": report.digest,
        "summary": [list(pair) for pair in report.summary], "tables": [_printed(one) for one in report.tables],
        "late": report.late, "late_count": report.late_count, "counted": [list(one) for one in report.counted],
        "fills": list(_FILLS),
        "signers": (Signer("签发机构", body=report.heading.body, stamped=True),),
    }  # fmt: skip
    return press("supervision", report.name, report.heading, facts, tagged=True)


def _printed(table: Table) -> dict[str, Any]:
    return {
        "title": table.title,
        "first": table.first,
        "columns": table.columns,
        "rows": [[row.label, *map(str, row.counts)] for row in table.rows],
        "totals": [str(one) for one in table.totals],
        "stacked": table.stacked,
        "chart": _chart(table),
    }


def _chart(table: Table) -> dict[str, Any] | None:
    """Return what is drawn: names of the parts, and for each row the length of its bars in thousandths."""
    rows = table.rows[:_MOST_DRAWN]
    counts = [[row.counts[place] for place in table.drawn] for row in rows]
    lengths = [sum(one) if table.stacked else max(one, default=0) for one in counts]
    most = max(lengths, default=0)
    if not most:
        return None
    return {
        "names": [table.columns[place].name for place in table.drawn],
        "bars": [
            {
                "label": row.label,
                "parts": [max(one, 0) * 1000 // most for one in some],
                "counts": "／".join(map(str, some)),
            }
            for row, some in zip(rows, counts, strict=True)
        ],
        "left": len(table.rows) - len(rows),
    }


def table(report: Report) -> bytes:
    """Return the report as a workbook: a sheet for each table with its chart, the late duties, how all is counted."""
    out = io.BytesIO()
    safe = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(out, safe)
    noon = datetime.combine(report.heading.on, time(12))
    book.set_properties(
        {"created": noon, "title": f"{report.name} {report.subtitle}", "author": report.heading.body}
    )
    _summary(book, report)
    for one in report.tables:
        _sheet(book, one)
    _texts(
        book, "逾期事项", ("责任机构", "条款", "最后一天", "办结", "逾期原因"),
        [(o.body, o.clause, o.due_on, o.done_on, o.reason) for o in report.late], (36, 10, 14, 14, 60),
    )  # fmt: skip
    _texts(book, "统计口径", ("指标", "怎样计数", "所在的表"), report.counted, (16, 80, 50))
    book.close()
    return out.getvalue()


def _summary(book: Any, report: Report) -> None:
    sheet = book.add_worksheet("概况")
    bold = book.add_format({"bold": True, "font_size": 16})
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 70)
    sheet.write_string(0, 0, report.name, bold)
    head = (
        ("签发机构", report.heading.body), ("编号", report.heading.number), ("期间", report.subtitle),
        ("制作日期", chinese(report.heading.on)), *report.summary, ("数字摘要（SHA-256）", report.digest),
    )  # fmt: skip
    for place, (label, value) in enumerate(head, 2):
        sheet.write_string(place, 0, label)
        sheet.write_string(place, 1, value)


def _sheet(book: Any, one: Table) -> None:
    name = one.title.replace("：", "")
    sheet = book.add_worksheet(name)
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
    total = book.add_format({"bold": True, "top": 1})
    sheet.set_column(0, 0, 36)
    sheet.set_column(1, len(one.columns), 12)
    sheet.write_row(0, 0, [one.first, *(column.name for column in one.columns)], head)
    for place, row in enumerate(one.rows, 1):
        sheet.write_string(place, 0, row.label)
        for at, count in enumerate(row.counts, 1):
            sheet.write_number(place, at, count)
    end = len(one.rows) + 1
    sheet.write_string(end, 0, "合计", total)
    for at, count in enumerate(one.totals, 1):
        sheet.write_number(end, at, count, total)
    sheet.freeze_panes(1, 1)
    if one.drawn and one.rows:
        _native_chart(book, sheet, name, one)


def _native_chart(book: Any, sheet: Any, name: str, one: Table) -> None:
    """Draw a chart of the sheet's own cells below its table."""
    chart = book.add_chart({"type": "column", **({"subtype": "stacked"} if one.stacked else {})})
    last = min(len(one.rows), _MOST_DRAWN)
    for place, fill in zip(one.drawn, _FILLS, strict=False):
        chart.add_series(
            {
                "name": [name, 0, place + 1],
                "categories": [name, 1, 0, last, 0],
                "values": [name, 1, place + 1, last, place + 1],
                "fill": {"color": fill},
                "border": {"color": _FILLS[0]},
            }
        )
    chart.set_title({"name": one.title, "overlay": False})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 760, "height": 360})
    sheet.insert_chart(
        len(one.rows) + 3, 0, chart, {"description": f"{one.title}的图；数字就是上面表中前{last}行。"}
    )


def _texts(
    book: Any, name: str, heads: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]
) -> None:
    sheet = book.add_worksheet(name)
    head = book.add_format({"bold": True, "bottom": 1})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.write_row(0, 0, heads, head)
    for at, width in enumerate(widths):
        sheet.set_column(at, at, width)
    for place, row in enumerate(rows, 1):
        for at, text in enumerate(row):
            sheet.write_string(place, at, text, wrapped)
    sheet.freeze_panes(1, 0)
