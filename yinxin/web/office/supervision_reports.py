"""Reports of supervision: the periods, one counted now or as it was issued, as PDF and workbook, issuing (N4)."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from yinxin.kernel.calendar import day_of
from yinxin.kernel.refusal import Incomplete
from yinxin.kernel.words import Words
from yinxin.parties import access
from yinxin.parties.permissions import Permission
from yinxin.register.files import files
from yinxin.supervision import periods, reporting, reports
from yinxin.web.doors import Request, staff
from yinxin.web.forms import PlainForm
from yinxin.web.office.acting import Check, check_page, done
from yinxin.web.office.custody import tell
from yinxin.web.office.timeline import asked_length, events_of
from yinxin.web.paging import page_of
from yinxin.web.responses import pdf, xlsx

HERE = "/office/supervision/reports"
ABOVE = (HERE, Words("监督报告"))
_MONTHS, _YEARS = 7, 2


class Asking(PlainForm):
    """Whose report, and over which period."""

    over = forms.ChoiceField(label=_("哪个机构的管辖范围"))
    period = forms.CharField(label=_("期间"), max_length=20, help_text=_("年份写作2026，月份写作2026-09"))


@staff(Permission.SUPERVISION_SEE, "N4")
@require_GET
def report_list(request: Request) -> HttpResponse:
    """Show the latest periods of the person's own body and what was issued; go to the period that is asked for."""
    bodies = reports.overseers(request.actor)
    form = Asking(request.GET if "period" in request.GET else None)
    form.fields["over"].choices = [(str(one.id), one.name) for one in bodies]  # type: ignore[attr-defined]
    today = day_of(request.now)
    if form.is_bound and form.is_valid():
        asked = form.cleaned_data
        try:
            return redirect(f"{HERE}/{asked['over']}/{periods.period(asked['period'].strip(), today).text}")
        except Incomplete as refusal:
            tell(form, "period", refusal)
    issued = reports.issued_for(request.actor)
    known = {(one.over.id, one.period) for one in issued}
    first = bodies[0] if bodies else None
    facts = {
        "form": form,
        "first": first,
        "page": page_of(request, issued),
        "periods": [
            (one, first is not None and (first.id, one.text) in known)
            for one in periods.recent(today, months=_MONTHS, years=_YEARS)
        ],
    }
    return render(request, "office/supervision_reports.html", facts, status=422 if form.is_bound else 200)


@staff(Permission.SUPERVISION_SEE, "N4")
@require_GET
def report(request: Request, over: int, period: str) -> HttpResponse:
    """Show a report: every table, how it is counted, how the figures of now differ from the issued ones."""
    view = reports.report_of(over, period, request.actor, day_of(request.now))
    may = access.may(request.actor, Permission.SUPERVISION_REPORT, view.over)
    facts = {
        "view": view,
        "may_issue": may and not view.issued and not view.period.running,
        "timeline": events_of(("supervision_report", view.issued.id), length=asked_length(request))
        if view.issued
        else None,
    }
    return render(request, "office/supervision_report.html", facts)


@staff(Permission.SUPERVISION_SEE, "N4")
@require_GET
def report_pdf(request: Request, over: int, period: str) -> HttpResponse:
    """Return a report on paper: the very file that was issued, or what can be counted now."""
    data = reports.document(over, period, files(), request.actor, day_of(request.now))
    return pdf(data, f"supervision-{over}-{period}.pdf")


@staff(Permission.SUPERVISION_SEE, "N4")
@require_GET
def report_xlsx(request: Request, over: int, period: str) -> HttpResponse:
    """Return a report as a workbook with its charts."""
    data = reports.workbook(over, period, request.actor, day_of(request.now))
    return xlsx(data, f"supervision-{over}-{period}.xlsx")


@staff(Permission.SUPERVISION_REPORT, "N4")
@require_http_methods(["GET", "POST"])
def issue(request: Request, over: int, period: str) -> HttpResponse:
    """Issue a report."""
    there = f"{HERE}/{over}/{period}"
    if request.method == "POST":
        reporting.issue_report(over_id=over, text=period, store=files(), by=request.actor, at=request.now)
        return done(request, Words("报告已签发，数字和文件留存。"), there)
    view = reports.report_of(over, period, request.actor, day_of(request.now))
    access.require(request.actor, Permission.SUPERVISION_REPORT, view.over)
    facts = (
        (Words("签发机构"), view.over.name),
        (Words("期间"), view.period.words),
        (Words("逾期事项"), Words("{count}项", count=view.report.late_count)),
        (Words("数字摘要（SHA-256）"), view.report.digest),
    )
    follows = Words("报告的数字和文件从此不变，摘要记入账目；以后重算出的不同之处在报告页逐项列出。")
    check = Check(Words("签发监督报告"), facts, follows, Words("签发1份报告"), there, above=ABOVE)
    return check_page(request, check)
