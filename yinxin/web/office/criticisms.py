"""Criticism of careless bodies: drafting, issuing, following up (A1.3c)."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from yinxin.kernel.calendar import day_of
from yinxin.kernel.refusal import AlreadyDone, Incomplete, NotApplicable
from yinxin.kernel.words import Words
from yinxin.parties import access
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import bodies, territory
from yinxin.supervision import criticising, criticisms, papers
from yinxin.supervision.criticising import Draft
from yinxin.supervision.criticisms import CriticismView
from yinxin.web.doors import Request, staff
from yinxin.web.forms import DayInput, PlainForm
from yinxin.web.office.acting import Check, Fact, check_page, done
from yinxin.web.office.custody import tell
from yinxin.web.office.spot_checks import Reason, SendingBack
from yinxin.web.office.timeline import asked_length, events_of
from yinxin.web.paging import page_of
from yinxin.web.responses import pdf

HERE = "/office/criticisms"
ABOVE = (HERE, Words("通报批评"))


class Entry(PlainForm):
    """What a criticism says."""

    over = forms.ChoiceField(label=_("作出通报的机构"))
    body = forms.ChoiceField(label=_("被通报的机构"))
    number = forms.CharField(label=_("文号"), max_length=60, min_length=4)
    decided_on = forms.DateField(label=_("文件日期"), widget=DayInput())
    finding = forms.CharField(
        label=_("查明的事实"),
        max_length=800,
        min_length=4,
        widget=forms.Textarea,
        help_text=_("对外公开，不写个人信息"),
    )
    grounds = forms.CharField(label=_("依据"), max_length=400, min_length=4)
    asked = forms.CharField(label=_("整改要求"), max_length=400, min_length=4, widget=forms.Textarea)
    due_on = forms.DateField(label=_("整改期限"), widget=DayInput())
    referred_to = forms.CharField(
        label=_("移送追责的机关"), max_length=120, required=False, help_text=_("造成严重后果的才填")
    )


@staff(Permission.SUPERVISION_SEE, "A1.3c")
@require_GET
def criticism_list(request: Request) -> HttpResponse:
    """Show the criticisms of the territory."""
    return render(
        request,
        "office/criticisms.html",
        {"page": page_of(request, criticisms.criticisms_for(request.actor))},
    )


@staff(Permission.CRITICISM_DRAFT, "A1.3c")
@require_http_methods(["GET", "POST"])
def draft(request: Request) -> HttpResponse:
    """Draft a criticism."""
    form = Entry(request.POST or None)
    own = [s.body for s in request.actor.seats if Permission.CRITICISM_DRAFT in s.permissions]
    reached = bodies(territory(request.actor, Permission.CRITICISM_DRAFT))
    form.fields["over"].choices = [(str(one.id), one.name) for one in own]  # type: ignore[attr-defined]
    form.fields["body"].choices = [  # type: ignore[attr-defined]
        (str(number), one.name) for number, one in sorted(reached.items())
    ]
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        over, body = int(said.pop("over")), int(said.pop("body"))
        try:
            made = criticising.draft(
                over_id=over, body_id=body, said=Draft(**said, grave=bool(said["referred_to"])),
                by=request.actor, at=request.now,
            )  # fmt: skip
        except (AlreadyDone, Incomplete, NotApplicable) as refusal:
            tell(form, "number", refusal)
        else:
            return done(request, Words("已起草，由另一人签发后公布。"), f"{HERE}/{made}")
    follows = Words("由另一人签发；签发后对外公布，并通知该机构整改。填写移送机关的，同时移送追究责任。")
    return check_page(
        request, Check(Words("起草通报批评"), (), follows, Words("起草1份"), HERE, above=ABOVE), form
    )


@staff(Permission.SUPERVISION_SEE, "A1.3c")
@require_GET
def criticism(request: Request, number: int) -> HttpResponse:
    """Show one criticism."""
    view = criticisms.criticism(number, request.actor)
    facts = {
        "one": view,
        "late": view.late(day_of(request.now)),
        "own": access.same_hands(request.actor, view.drafted_by, view.drafted_at),
        "may_issue": access.may(request.actor, Permission.CRITICISM_ISSUE, view.over),
        "may_end": access.may(request.actor, Permission.CRITICISM_DRAFT, view.over),
        "timeline": events_of(("criticism", number), length=asked_length(request)),
    }
    return render(request, "office/criticism.html", facts)


@staff(Permission.SUPERVISION_SEE, "A1.3c")
@require_GET
def criticism_pdf(request: Request, number: int) -> HttpResponse:
    """Return a criticism as its notice, a draft as a draft."""
    view = criticisms.criticism(number, request.actor)
    return pdf(papers.notice_paper(view), f"criticism-{number}.pdf")


@staff(Permission.CRITICISM_ISSUE, "A1.3c", fresh=True)
@require_http_methods(["GET", "POST"])
def issue(request: Request, number: int) -> HttpResponse:
    """Issue a criticism."""
    view = _under(request, number, Permission.CRITICISM_ISSUE)
    if request.method == "POST":
        criticising.issue(criticism_id=number, by=request.actor, at=request.now)
        return done(request, Words("已签发并公布。"), f"{HERE}/{number}")
    follows = Words("通报立即公布在网站上，该机构收到通知；签发后不能收回。")
    return _check(request, view, Words("签发通报批评"), follows, Words("签发1份通报"), grave=True)


@staff(Permission.CRITICISM_ISSUE, "A1.3c")
@require_http_methods(["GET", "POST"])
def drop(request: Request, number: int) -> HttpResponse:
    """Do not issue a draft."""
    view = _under(request, number, Permission.CRITICISM_ISSUE)
    form = Reason(request.POST or None)
    if request.method == "POST" and form.is_valid():
        criticising.drop(
            criticism_id=number, reason=form.cleaned_data["reason"], by=request.actor, at=request.now
        )
        return done(request, Words("未签发，草稿留存。"), f"{HERE}/{number}")
    follows = Words("草稿和原因留存，不公布。")
    return _check(request, view, Words("不签发"), follows, Words("不签发1份通报"), form)


@staff(Permission.CRITICISM_DRAFT, "A1.3c")
@require_http_methods(["GET", "POST"])
def end(request: Request, number: int) -> HttpResponse:
    """End a criticism."""
    view = _under(request, number, Permission.CRITICISM_DRAFT)
    if request.method == "POST":
        criticising.end(criticism_id=number, by=request.actor, at=request.now)
        return done(request, Words("已办结。"), f"{HERE}/{number}")
    follows = Words("通报保留公开，并注明已办结。")
    return _check(request, view, Words("办结通报批评"), follows, Words("办结1份通报"))


@staff(Permission.CRITICISM_DRAFT, "A1.3c")
@require_http_methods(["GET", "POST"])
def send_back(request: Request, number: int) -> HttpResponse:
    """Find that what was done is not enough."""
    view = _under(request, number, Permission.CRITICISM_DRAFT)
    form = SendingBack(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            criticising.send_back(criticism_id=number, by=request.actor, at=request.now, **form.cleaned_data)
        except Incomplete as refusal:
            tell(form, "due_on", refusal)
        else:
            return done(request, Words("已退回，请该机构继续整改。"), f"{HERE}/{number}")
    follows = Words("该机构在新的期限前继续整改。")
    return _check(request, view, Words("退回整改"), follows, Words("退回1份"), form, grave=True)


def _under(request: Request, number: int, permission: Permission) -> CriticismView:
    view = criticisms.criticism(number, request.actor)
    access.require(request.actor, permission, view.over)
    return view


def _check(
    request: Request,
    view: CriticismView,
    title: Words,
    follows: Words,
    button: Words,
    form: forms.Form | None = None,
    *,
    grave: bool = False,
) -> HttpResponse:
    facts: tuple[Fact, ...] = (
        (Words("被通报的机构"), view.body.name),
        (Words("文号"), view.number),
        (Words("查明的事实"), view.finding),
        (Words("处理"), view.measure),
        (Words("整改情况"), view.answer or "—"),
    )
    return check_page(request, Check(title, facts, follows, button, f"{HERE}/{view.id}", grave, ABOVE), form)
