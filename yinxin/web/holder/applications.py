"""The holder's own applications: where each stands, what was promised, what must be put right (N15, N16)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yinxin.changing import filing, finishing, papers, printed, queries
from yinxin.changing.states import APPLICATION, ApplicationState
from yinxin.kernel.calendar import day_of
from yinxin.kernel.words import Words
from yinxin.law.n2023.art07_content import ITEMS
from yinxin.register.files import files
from yinxin.web import changes, wording
from yinxin.web.changes import PaperForm
from yinxin.web.doors import Request, holder
from yinxin.web.responses import pdf, picture

_TAKEN_IN = (ApplicationState.FILED, ApplicationState.RETURNED)


@holder("N15", "N16")
@require_GET
def application(request: Request, number: int) -> HttpResponse:
    """Show one application: its desks with their promises, its papers, what is to be done."""
    return _page(request, number)


@holder("N15", "A3.1")
@require_POST
def hand_in(request: Request, number: int) -> HttpResponse:
    """Hand a paper in that was missing, or a better one."""
    who = request.holder or 0
    view = queries.own(who, number)
    wanted = tuple(one.needed for one in view.wanted)
    paper, form = changes.uploaded(request, wanted, day_of(request.now))
    if paper is None:
        return _page(request, number, form)
    papers.hand_in(holder_id=who, application_id=number, paper=paper, at=request.now)
    messages.success(request, Words("已收到这份材料。").render(gettext))
    return redirect(f"/me/applications/{number}")


@holder("N15")
@require_POST
def resubmit(request: Request, number: int) -> HttpResponse:
    """Submit an application again after it was given back."""
    filing.resubmit(holder_id=request.holder or 0, application_id=number, at=request.now)
    messages.success(request, Words("已重新提交。").render(gettext))
    return redirect(f"/me/applications/{number}")


@holder("N15")
@require_http_methods(["GET", "POST"])
def withdraw(request: Request, number: int) -> HttpResponse:
    """Take an application back, after one look at what follows."""
    view = queries.own(request.holder or 0, number)
    if request.method == "POST":
        finishing.withdraw(holder_id=request.holder or 0, application_id=number, at=request.now)
        messages.success(request, Words("已撤回申请，证书保持不变。").render(gettext))
        return redirect(f"/me/applications/{number}")
    return render(request, "holder/application_withdraw.html", {"view": view})


@holder("N15")
@require_GET
def page(request: Request, number: int, sheet: int) -> HttpResponse:
    """Show one page of a paper, as the picture that was made of it."""
    return picture(queries.own_page(request.holder or 0, number, sheet))


@holder("A3.1", "A.annex2")
@require_GET
def form_pdf(request: Request, number: int) -> HttpResponse:
    """Return the reissue form of one's own application, filled in (annex 2)."""
    view = queries.own(request.holder or 0, number)
    return pdf(printed.form(view, store=files()), f"annex2-{number}.pdf")


@holder("N15", "N16")
@require_GET
def receipt_pdf(request: Request, number: int) -> HttpResponse:
    """Return the receipt of one's own application."""
    view = queries.own(request.holder or 0, number)
    return pdf(printed.receipt(view, ask=changes.where_to_ask(view, request.now)), f"receipt-{number}.pdf")


def _page(request: Request, number: int, bound: PaperForm | None = None) -> HttpResponse:
    view = queries.own(request.holder or 0, number)
    taken_in = view.line.state in _TAKEN_IN
    facts = {
        "view": view,
        "line": view.line,
        "stays": view.stays,
        "wishes": [(one, _form(one, bound) if taken_in and one.open else None) for one in view.wanted],
        "returned": view.line.state is ApplicationState.RETURNED,
        "may_withdraw": (view.line.state, ApplicationState.WITHDRAWN) in APPLICATION.edges,
        "new": view.line.successor_id if view.line.state is ApplicationState.RELEASED else None,
        "here": f"/me/applications/{number}",
        "papers_at": f"/me/applications/{number}/papers",
        "items": ITEMS,
        "outcomes": wording.ACTS,
        "form": bound,
    }
    return render(request, "holder/application.html", facts, status=422 if bound else 200)


def _form(one: queries.Wanted, bound: PaperForm | None) -> PaperForm:
    paper = one.needed.paper
    return bound if bound is not None and bound.paper is paper else PaperForm(paper)
