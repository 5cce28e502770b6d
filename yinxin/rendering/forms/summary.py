"""附件3、附件4 补（换）发情况汇总表 — what a city hands in to the province, as PDF and as a table (A.annex3, A.annex4).

Identity numbers are printed whole: the province looks each certificate up by them.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

import xlsxwriter

from yinxin.kernel.canonical import canonical_json, digest
from yinxin.kernel.clause import Clause
from yinxin.law.a2013 import annexes
from yinxin.rendering.forms.parts import Heading, Signer
from yinxin.rendering.forms.press import chinese, plain, press

_WIDTHS = {
    "row": 6, "name": 16, "sex": 6, "id_number": 21, "employer": 26, "qualification": 26, "level": 8,
    "specialty": 14, "management_number": 24, "approved_on": 14, "way": 10, "cause": 16, "remarks": 26,
}  # fmt: skip
"""How wide the columns of the table are, in characters."""
_LINE = 17
"""How high a line of the table is, in points."""


@dataclass(frozen=True, slots=True)
class Line:
    """One application: the items of the annex by their keys in law, the running number left out."""

    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Summary:
    """A summary of one annex.

    :ivar heading: the body that fills it in, the summary's number, the day on which it was drawn up or handed in.
    :ivar annex: annex 3 or annex 4.
    :ivar title: its title; empty for the law's own.
    :ivar period: what it covers: ``2026年度`` or ``2026年3月``.
    :ivar to: the body that it is handed in to.
    :ivar shown: the keys of the items that are asked; the law's required ones always are.
    :ivar filler: who filled it in; ``phone`` where the body is reached.
    :ivar draft: printed with 草稿 across the page.
    """

    heading: Heading
    annex: Clause
    period: str
    to: str
    lines: tuple[Line, ...]
    shown: frozenset[str]
    title: str = ""
    filler: str = ""
    phone: str = ""
    copies: int = 1
    draft: bool = False

    @property
    def digest(self) -> str:
        """The SHA-256 of what the summary says, hexadecimal: equal for equal lines, number, period and day."""
        said = plain({"heading": self.heading, "annex": str(self.annex), "period": self.period,
                      "lines": [dict(one.values) for one in self.lines]})  # fmt: skip
        return digest(canonical_json(said))

    @property
    def totals(self) -> tuple[tuple[str, int], ...]:
        """How many of each way, in the order in which they first stand, and all together."""
        ways = Counter(one.values["way"] for one in self.lines)
        return (*ways.items(), ("合计", len(self.lines)))


def render(summary: Summary) -> bytes:
    """Return the summary as PDF, landscape A4, the head of its table on every page.

    :raises MissingGlyphs: names the characters that no font has.
    """
    law = annexes.form_of(summary.annex)
    columns = _columns(summary)
    rows = [
        [str(place), *(one.values.get(key, "") for key in columns[1:])]
        for place, one in enumerate(summary.lines, 1)
    ]
    signers = (
        Signer("填报人", summary.filler),
        Signer("审核人"),
        Signer("负责人", body=summary.heading.body, stamped=True),
    )
    facts = {
        "period": summary.period, "to": summary.to, "phone": summary.phone, "copies": summary.copies,
        "draft": summary.draft, "keys": columns, "rows": rows, "signers": signers, "digest": summary.digest,
        "labels": {item.key: str(item.name) for item in law.items},
        "totals": [[way, str(count)] for way, count in summary.totals],
    }  # fmt: skip
    return press("summary", summary.title or str(law.title), summary.heading, facts)


def table(summary: Summary) -> bytes:
    """Return the summary as an XLSX table; every cell is text, whatever stands in it, and none is a formula."""
    law = annexes.form_of(summary.annex)
    names, columns = {item.key: str(item.name) for item in law.items}, _columns(summary)
    out = io.BytesIO()
    safe = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(out, safe)
    on = summary.heading.on
    book.set_properties(
        {"created": _noon(on), "title": summary.title or str(law.title), "author": summary.heading.body}
    )
    text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "vcenter", "border": 1})
    head = book.add_format(
        {"bold": True, "text_wrap": True, "align": "center", "valign": "vcenter", "border": 1}
    )
    title = book.add_format({"bold": True, "font_size": 16, "align": "center"})
    sheet = book.add_worksheet("汇总表")
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(3)
    sheet.freeze_panes(4, 0)
    sheet.merge_range(0, 0, 0, len(columns) - 1, "", title)
    sheet.write_string(0, 0, (summary.title or str(law.title)) + ("（草稿）" if summary.draft else ""), title)
    sheet.write_string(1, 0, f"填报单位：{summary.heading.body}　报送：{summary.to}")
    sheet.write_string(
        2,
        0,
        f"{summary.period}　编号：{summary.heading.number}　填报日期：{chinese(on)}　联系电话：{summary.phone}",
    )
    for at, key in enumerate(columns):
        sheet.set_column(at, at, _WIDTHS[key])
        sheet.write_string(3, at, names[key], head)
    for place, one in enumerate(summary.lines, 1):
        sheet.write_string(3 + place, 0, str(place), text)
        for at, key in enumerate(columns[1:], 1):
            sheet.write_string(3 + place, at, one.values.get(key, ""), text)
        lines = max(_lines(one.values.get(key, ""), _WIDTHS[key]) for key in columns)
        if lines > 1:
            # Not every program makes room for wrapped text by itself.
            sheet.set_row(3 + place, _LINE * lines)
    said = "　".join(f"{way}{count}件" for way, count in summary.totals)
    sheet.write_string(4 + len(summary.lines), 0, said)
    sheet.set_footer("&L" + summary.heading.body.replace("&", "&&") + "&C第 &P 页　共 &N 页")
    book.close()
    return out.getvalue()


def _lines(text: str, width: int) -> int:
    """Return how many lines a text takes in a column of so many digits' width; a Chinese character is two wide."""
    taken = sum(2 if ord(one) > 0x2E7F else 1 for one in text)
    return -(-taken // (width - 1)) if taken else 1


def _columns(summary: Summary) -> list[str]:
    """Return the keys of the columns in the order of the form."""
    form = annexes.form_of(summary.annex)
    return [item.key for item in form.items if item.required or item.key in summary.shown]


def _noon(on: date) -> datetime:
    """Return a moment of the day, so that the same summary is the same file."""
    return datetime.combine(on, time(12))
