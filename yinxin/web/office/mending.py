"""What supervision asks of one's own organisation: faults to mend, criticism to answer (A1.3c, A2.1.4)."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from yinxin.kernel.calendar import day_of
from yinxin.kernel.words import Words
from yinxin.parties.permissions import Permission
from yinxin.supervision import checks, criticising, criticisms, finding, papers
from yinxin.web.doors import Request, staff
from yinxin.web.forms import PlainForm
from yinxin.web.office.acting import Check, check_page, done
from yinxin.web.paging import page_of
from yinxin.web.responses import pdf

HERE = "/office/supervision/mine"
_ABOVE = (HERE, Words("整改事项"))
_FOLLOWS = Words("报告后由监督机构复查；不到位的会退回，重新规定期限。")


class Answer(PlainForm):
    """What was done."""

    said = forms.CharField(label=_("整改情况"), max_length=400, min_length=4, widget=forms.Textarea)


@staff(Permission.SUPERVISION_ANSWER, "A1.3c", "A2.1.4")
@require_GET
def mine(request: Request) -> HttpResponse:
    """Show what waits for an answer of one's own organisation."""
    facts = {
        "cases": checks.to_answer(request.actor),
        "criticisms": criticisms.to_answer(request.actor),
        "page": page_of(request, criticisms.told(request.actor)),
        "today": day_of(request.now),
    }
    return render(request, "office/mending.html", facts)


@staff(Permission.SUPERVISION_ANSWER, "A2.1.4")
@require_http_methods(["GET", "POST"])
def case(request: Request, number: int) -> HttpResponse:
    """Report what was done about a fault."""
    view = checks.case_to_answer(number, request.actor)
    form = Answer(request.POST or None)
    if request.method == "POST" and form.is_valid():
        finding.answer(case_id=number, said=form.cleaned_data["said"], by=request.actor, at=request.now)
        return done(request, Words("已报告整改情况。"), HERE)
    facts = (
        (Words("管理号"), view.management_number),
        (Words("不符合之处"), view.what or "—"),
        (Words("退回原因"), view.why_back or "—"),
        (Words("整改期限"), view.due_on.isoformat() if view.due_on else "—"),
    )
    check = Check(Words("报告整改情况"), facts, _FOLLOWS, Words("报告1件"), HERE, above=_ABOVE)
    return check_page(request, check, form)


@staff(Permission.SUPERVISION_ANSWER, "A1.3c")
@require_http_methods(["GET", "POST"])
def criticism(request: Request, number: int) -> HttpResponse:
    """Report what was done about a criticism."""
    view = criticisms.criticism_to_answer(number, request.actor)
    form = Answer(request.POST or None)
    if request.method == "POST" and form.is_valid():
        criticising.answer(
            criticism_id=number, said=form.cleaned_data["said"], by=request.actor, at=request.now
        )
        return done(request, Words("已报告整改情况。"), HERE)
    facts = (
        (Words("文号"), view.number),
        (Words("查明的事实"), view.finding),
        (Words("整改要求"), view.asked),
        (Words("退回原因"), view.why_back or "—"),
        (Words("整改期限"), view.due_on.isoformat()),
    )
    check = Check(Words("报告整改情况"), facts, _FOLLOWS, Words("报告1件"), HERE, above=_ABOVE)
    return check_page(request, check, form)


@staff(Permission.SUPERVISION_ANSWER, "A1.3c")
@require_GET
def criticism_pdf(request: Request, number: int) -> HttpResponse:
    """Return the notice of a criticism of one's own organisation."""
    view = criticisms.criticism_to_answer(number, request.actor)
    return pdf(papers.notice_paper(view), f"criticism-{number}.pdf")
