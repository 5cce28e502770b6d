"""What supervision puts on paper: reports, and notices of criticism (N4, A1.3c)."""

from __future__ import annotations

from datetime import date

from yinxin.kernel.clause import Clause
from yinxin.law import index
from yinxin.rendering.forms import criticism as notice
from yinxin.rendering.forms import supervision as forms
from yinxin.rendering.forms.parts import Heading
from yinxin.supervision import periods
from yinxin.supervision.criticisms import CriticismView
from yinxin.supervision.report import Report
from yinxin.supervision.sheets import SHEETS, Sheet
from yinxin.supervision.states import CriticismState


def report_number(over_id: int, period: str) -> str:
    """Return the number of a body's report over a period."""
    return f"JD-{over_id}-{period.replace('-', '')}"


def form_of(report: Report, *, over_id: int, on: date) -> forms.Report:
    """Return a report as the form prints it, on a day."""
    until = date.fromisoformat(report.until)
    period = periods.period(report.period, date.max)
    return forms.Report(
        heading=Heading(report.over, report_number(over_id, report.period), on),
        period=str(period.words),
        until=until,
        running=until < period.last,
        year=period.is_year,
        tables=tuple(_table(report, sheet) for sheet in SHEETS),
        late=tuple(
            forms.Late(one.body, one.clause, one.due_on, one.done_on or "未办结", one.reason)
            for one in report.late
        ),
        late_count=report.late_count,
        digest=report.digest,
    )


def report_paper(report: Report, *, over_id: int, on: date) -> bytes:
    """Return a report as PDF."""
    return forms.render(form_of(report, over_id=over_id, on=on))


def report_table(report: Report, *, over_id: int, on: date) -> bytes:
    """Return a report as a workbook with its charts."""
    return forms.table(form_of(report, over_id=over_id, on=on))


def notice_paper(one: CriticismView) -> bytes:
    """Return a criticism as the notice that its body gets; a draft says that it is one."""
    clause = Clause("A1.3c")
    return notice.render(
        notice.Criticism(
            heading=Heading(one.over.name, one.number, one.decided_on),
            to=one.body.name,
            finding=_paragraphs(one.finding),
            clause=f"{clause} {index.entry(str(clause)).title}",
            grounds=one.grounds,
            measure=str(one.measure),
            referred_to=one.referred_to,
            asked=_paragraphs(one.asked),
            due_on=one.first_due_on,
            check=one.check_id or 0,
            draft=one.state in (CriticismState.DRAFT, CriticismState.DROPPED),
        )
    )


def _table(report: Report, sheet: Sheet) -> forms.Table:
    return forms.Table(
        key=sheet.key,
        title=str(sheet.title),
        first=str(sheet.rows),
        columns=tuple(forms.Column(str(one.name), str(one.how)) for one in sheet.columns),
        rows=tuple(forms.Row(row.label, row.counts) for row in report.rows[sheet.key]),
        totals=report.totals(sheet),
        drawn=tuple([one.key for one in sheet.columns].index(key) for key in sheet.drawn),
        stacked=sheet.stacked,
    )


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(" ".join(line.split()) for line in text.splitlines() if line.strip())
