"""Lines of the register of given-out certificates a second on one core, laid out as volumes; no installation.

The peer sets the same table with ReportLab's ``LongTable``: head repeated, pages counted, one font, the same columns.
"""

from __future__ import annotations

import io
import resource
from datetime import date
from typing import Any

from benchmarks.measuring import interleaved, machine, rate, ratio
from yinxin.rendering.forms import given_out
from yinxin.rendering.forms.parts import Heading, Signer

COUNT, PEER_COUNT = 20_000, 1_000
ROUNDS = 3
NAMES = ("王芳", "欧阳文", "买买提·艾力江·阿布都热合曼", "张𬱖", "李明", "周喆")


def measure() -> dict[str, Any]:
    """Return the rates of ours and of the peer, what a register of 20,000 lines weighs, and the peak of memory."""
    register = _register(COUNT)
    sizes: list[int] = []
    first = next(given_out.volumes(register))

    def ours() -> None:
        sizes[:] = [len(given_out.render(volume)) for volume in given_out.volumes(register)]

    def theirs() -> None:
        _long_table(register.lines[:PEER_COUNT])

    given_out.render(first)  # warm: fonts are found and opened
    took = {"ours": interleaved({"ours": ours}, ROUNDS)["ours"]}
    # The peer comes last, so that the peak of memory is ours alone.
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    took |= interleaved({"peer": theirs}, ROUNDS)
    rates = {"lines": rate(COUNT, took["ours"]), "reportlab_long_table": rate(PEER_COUNT, took["peer"])}
    return {
        "benchmark": "forms",
        "lines_in_all": COUNT,
        "volumes": len(sizes),
        "bytes_in_all": sum(sizes),
        "peak_megabytes": peak,
        **rates,
        "ratio_to_peer": ratio(rates["lines"], rates["reportlab_long_table"], "per_cpu_second"),
        "machine": machine(),
    }


def _register(count: int) -> given_out.Volume:
    day, ways = date(2026, 9, 1), list(given_out.Way)
    lines = tuple(
        given_out.Line(
            number=n,
            management_number=f"20260614340{n:08d}",
            name=NAMES[n % len(NAMES)],
            id_number="999101199001011234",
            subject="中级／社会工作",
            on=day,
            way=ways[n % 4],
            clerk="孙丽",
            proxy="周强" if n % 4 == 1 else "",
        )
        for n in range(1, count + 1)
    )
    heading = Heading("江城市人力资源和社会保障局", "DJ-2026-003", day)
    signers = (Signer("登记人", "孙丽", day), Signer("复核人", "赵明", day))
    return given_out.Volume(heading, 2026, "2026年度社会工作者职业资格考试", lines, signers)


def _long_table(lines: tuple[given_out.Line, ...]) -> bytes:
    from reportlab.lib.pagesizes import A4, landscape
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.lib.units import mm
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.platypus import LongTable, Paragraph, SimpleDocTemplate, TableStyle

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    style = ParagraphStyle("cell", fontName="STSong-Light", fontSize=9, leading=12, wordWrap="CJK")
    head = [
        "序号", "管理号", "姓名", "证件号码", "级别／专业", "领取日期", "方式", "代领人", "经办人", "领取人签字",
    ]  # fmt: skip
    rows = [
        [str(one.number), one.management_number, Paragraph(one.name, style), given_out.masked(one.id_number),
         Paragraph(one.subject, style), one.on.isoformat(), one.way.value, one.proxy, one.clerk, ""]
        for one in lines
    ]  # fmt: skip
    widths = [13 * mm, 40 * mm, 36 * mm, 37 * mm, 43 * mm, 22 * mm, 12 * mm, 22 * mm, 18 * mm, 26 * mm]
    table = LongTable([head, *rows], colWidths=widths, repeatRows=1)
    font = ("FONT", (0, 0), (-1, -1), "STSong-Light", 9)
    table.setStyle(TableStyle([font, ("GRID", (0, 0), (-1, -1), 0.5, "black")]))
    out = io.BytesIO()
    margins = {"leftMargin": 14 * mm, "rightMargin": 14 * mm}

    def foot(canvas: Any, _: Any) -> None:
        canvas.setFont("STSong-Light", 8)
        canvas.drawCentredString(148 * mm, 8 * mm, f"第 {canvas.getPageNumber()} 页")

    SimpleDocTemplate(out, pagesize=landscape(A4), **margins).build(
        [table], onFirstPage=foot, onLaterPages=foot
    )
    return out.getvalue()
