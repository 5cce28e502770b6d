"""Summaries of replacements and reissues: the list, one, its file and table, handing in, taking (A3.2, A3.3)."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from yinxin.annexes.states import SummaryState
from yinxin.changing import summaries, summary_queries
from yinxin.changing.summary_queries import SummaryView
from yinxin.kernel.calendar import day_of
from yinxin.kernel.refusal import Incomplete
from yinxin.kernel.words import Words
from yinxin.parties import access
from yinxin.parties.permissions import Permission
from yinxin.register.closed_files import closed_files
from yinxin.web.doors import Request, staff
from yinxin.web.forms import PlainForm
from yinxin.web.office.acting import Check, Fact, check_page, done
from yinxin.web.office.custody import tell
from yinxin.web.office.timeline import asked_length, events_of
from yinxin.web.responses import pdf, xlsx

HERE = "/office/summaries"
_ABOVE = (HERE, Words("补换发汇总"))


class HandingIn(PlainForm):
    """Where the body that hands in can be asked."""

    phone = forms.CharField(label=_("联系电话"), min_length=5, max_length=20)


@staff(Permission.SUMMARY_SEE, "A3.2", "A3.3", "A.annex3", "A.annex4")
@require_GET
def summary_list(request: Request) -> HttpResponse:
    """Show the summaries of the territory."""
    found = summary_queries.summaries_for(request.actor)
    return render(request, "office/summaries.html", {"summaries": found, "today": day_of(request.now)})


@staff(Permission.SUMMARY_SEE, "A3.2", "A3.3", "A.annex3", "A.annex4")
@require_GET
def summary(request: Request, number: int) -> HttpResponse:
    """Show one summary: its lines with the rule that each goes by, where it stands, what can be done."""
    view = summary_queries.summary(number, request.actor)
    draft = view.state is SummaryState.DRAFT
    facts = {
        "summary": view,
        "lines": summary_queries.lines_of(number, request.actor),
        "unaudited": summary_queries.unaudited(number, request.actor),
        "late": draft and view.due_on < day_of(request.now),
        "may_hand_in": draft and access.may(request.actor, Permission.SUMMARY_HAND_IN, view.over),
        "may_take": view.state is SummaryState.HANDED_IN
        and view.receiver is not None
        and access.may(request.actor, Permission.SUMMARY_TAKE, view.over),
        "timeline": events_of(("summary", number), length=asked_length(request)),
    }
    return render(request, "office/summary.html", facts)


@staff(Permission.SUMMARY_HAND_IN, "A3.2", "A3.3")
@require_http_methods(["GET", "POST"])
def hand_in(request: Request, number: int) -> HttpResponse:
    """Hand a summary in."""
    view = summary_queries.summary(number, request.actor)
    access.require(request.actor, Permission.SUMMARY_HAND_IN, view.over)
    form = HandingIn(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = summaries.hand_in(
                summary_id=number,
                phone=form.cleaned_data["phone"],
                store=closed_files(),
                by=request.actor,
                at=request.now,
            )
        except Incomplete as refusal:
            tell(form, "phone", refusal)
        else:
            return done(request, Words("已报送，编号{number}。", number=made), f"{HERE}/{number}")
    count = len(summary_queries.lines_of(number, request.actor))
    facts = (*_about(view), (Words("申请"), Words("{count}件", count=count)))
    follows = Words("报送后内容不再变化，重印是同一份文件；以后审完的申请列入下一份汇总。")
    button = Words("报送{count}件的汇总表", count=count)
    return check_page(
        request, Check(Words("报送汇总表"), facts, follows, button, f"{HERE}/{number}", above=_ABOVE), form
    )


@staff(Permission.SUMMARY_TAKE, "A3.3")
@require_http_methods(["GET", "POST"])
def take(request: Request, number: int) -> HttpResponse:
    """Take a city's summary."""
    view = summary_queries.summary(number, request.actor)
    access.require(request.actor, Permission.SUMMARY_TAKE, view.over)
    if request.method == "POST":
        summaries.take(summary_id=number, by=request.actor, at=request.now)
        return done(request, Words("已接收。"), f"{HERE}/{number}")
    facts = (*_about(view), (Words("编号"), view.number), (Words("报送人"), view.handed_by))
    follows = Words("接收后报送单位收到通知；全国统考的申请列入全省11月报部的汇总。")
    button = Words("接收1份汇总表")
    return check_page(
        request, Check(Words("接收汇总表"), facts, follows, button, f"{HERE}/{number}", above=_ABOVE)
    )


@staff(Permission.SUMMARY_SEE, "A.annex3", "A.annex4")
@require_GET
def summary_pdf(request: Request, number: int) -> HttpResponse:
    """Return a summary on paper: the very file that was handed in, or a draft."""
    name, data = summary_queries.document(number, closed_files(), request.actor, request.now)
    return pdf(data, name)


@staff(Permission.SUMMARY_SEE, "A.annex3", "A.annex4")
@require_GET
def summary_xlsx(request: Request, number: int) -> HttpResponse:
    """Return a summary as a table; nothing in it is a formula."""
    name, data = summary_queries.table(number, request.actor, request.now)
    return xlsx(data, name)


def _about(view: SummaryView) -> tuple[Fact, ...]:
    return (
        (Words("汇总表"), view.title),
        (Words("填报单位"), view.over.name),
        (Words("报送"), view.receiver.name if view.receiver else Words("人力资源和社会保障部")),
        (Words("期间"), view.period),
        (Words("最后一天"), view.due_on),
    )
