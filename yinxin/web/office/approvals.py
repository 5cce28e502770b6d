"""Changes that wait for a second person: the list, one with before and after, the decision (A4)."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yinxin.approvals import deciding, queries
from yinxin.approvals.states import ProposalState
from yinxin.catalogue import queries as catalogue
from yinxin.kernel.calendar import day_of
from yinxin.kernel.words import Words
from yinxin.parties.permissions import Permission
from yinxin.web.doors import Request, staff
from yinxin.web.forms import DayInput, PlainForm
from yinxin.web.office.acting import Check, check_page, done

HERE = "/office/approvals"


class Refusing(PlainForm):
    """Why a change is refused."""

    reason = forms.CharField(label=_("原因"), max_length=400, min_length=4, widget=forms.Textarea)


class Switching(PlainForm):
    """From when electronic certificates are made."""

    since = forms.DateField(
        label=_("电子证书起始日"),
        required=False,
        widget=DayInput(),
        help_text=_("不填表示不制作电子证书"),
    )


class Renaming(PlainForm):
    """Which department bears which name from when."""

    old = forms.ChoiceField(label=_("哪一个部门"))
    new = forms.CharField(label=_("新名称"), max_length=80)
    since = forms.DateField(label=_("施行日"), widget=DayInput())


@staff(None, "A4")
@require_GET
def approvals(request: Request) -> HttpResponse:
    """List what waits for this person, and what they proposed."""
    proposes = request.actor.has(Permission.CATALOGUE_PROPOSE)
    facts = {
        "waiting": queries.waiting_for(request.actor),
        "mine": queries.mine(request.actor),
        "versions": catalogue.versions_on(day_of(request.now)) if proposes else (),
    }
    return render(request, "office/approvals.html", facts)


@staff(None, "A4")
@require_GET
def proposal(request: Request, number: int) -> HttpResponse:
    """Show a proposal: before and after, and who may decide."""
    return _page(request, number, Refusing())


@staff(None, "A4", fresh=True)
@require_http_methods(["GET", "POST"])
def approve(request: Request, number: int) -> HttpResponse:
    """Approve a change: it is applied in the same moment. Who comes back from proving themselves reads it first."""
    queries.proposal(number, request.actor)
    if request.method == "GET":
        return redirect(f"{HERE}/{number}")
    deciding.approve(proposal_id=number, by=request.actor, at=request.now)
    return done(request, Words("已批准并执行。"), f"{HERE}/{number}")


@staff(None, "A4")
@require_POST
def refuse(request: Request, number: int) -> HttpResponse:
    """Refuse a change, with the reason."""
    form = Refusing(request.POST)
    if not form.is_valid():
        return _page(request, number, form)
    queries.proposal(number, request.actor)
    deciding.refuse(proposal_id=number, reason=form.cleaned_data["reason"], by=request.actor, at=request.now)
    return done(request, Words("已退回申请，提出人会看到原因。"), f"{HERE}/{number}")


@staff(None, "A4")
@require_POST
def withdraw(request: Request, number: int) -> HttpResponse:
    """Take one's own proposal back."""
    deciding.withdraw(proposal_id=number, by=request.actor, at=request.now)
    return done(request, Words("已收回申请。"), f"{HERE}/{number}")


@staff(Permission.CATALOGUE_PROPOSE, "N4")
@require_http_methods(["GET", "POST"])
def switch(request: Request, code: str) -> HttpResponse:
    """Propose from when electronic certificates of a qualification are made."""
    version = catalogue.version_on(code, day_of(request.now))
    form = Switching(
        request.POST if request.method == "POST" else None, initial={"since": version.electronic_since}
    )
    if request.method == "GET" or not form.is_valid():
        check = _catalogue_check(version.name, Words("电子证书开关"))
        return check_page(request, check, form)
    since = form.cleaned_data["since"]
    facts = {"since": since.isoformat() if since else ""}
    made = deciding.propose(
        kind="electronic_switch", subject_id=version.id, facts=facts, by=request.actor, at=request.now
    )
    return redirect(f"{HERE}/{made}")


@staff(Permission.CATALOGUE_PROPOSE, "N4", "N21.1")
@require_http_methods(["GET", "POST"])
def rename_department(request: Request, code: str) -> HttpResponse:
    """Propose another name of a qualification's department from a day on."""
    version = catalogue.version_on(code, day_of(request.now))
    form = Renaming(request.POST or None)
    form.fields["old"].choices = [(name, name) for name in version.departments]  # type: ignore[attr-defined]
    if request.method == "GET" or not form.is_valid():
        return check_page(request, _catalogue_check(version.name, Words("实施部门更名")), form)
    said = form.cleaned_data
    facts = {"old": said["old"], "new": said["new"].strip(), "since": said["since"].isoformat()}
    made = deciding.propose(
        kind="department_rename", subject_id=version.id, facts=facts, by=request.actor, at=request.now
    )
    return redirect(f"{HERE}/{made}")


def _page(request: Request, number: int, form: Refusing) -> HttpResponse:
    view = queries.proposal(number, request.actor)
    facts = {
        "view": view,
        "form": form,
        "waits": view.state is ProposalState.WAITING,
        "why_not": queries.why_not(view, request.actor),
        "own": request.actor.account_id in (view.proposed_by, view.proposed_for),
    }
    return render(request, "office/proposal.html", facts, status=422 if form.is_bound else 200)


def _catalogue_check(name: str, title: Words) -> Check:
    follows = Words("提出后由部里的目录审核员批准；批准前什么都不变。")
    return Check(title, ((Words("职业资格"), name),), follows, Words("提出1项目录变更"), HERE)
