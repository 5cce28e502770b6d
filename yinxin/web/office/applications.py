"""Applications at the desks: the list, one of them with its papers side by side, and every decision (N15, N16)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from config.workshop import keyring
from yinxin.changing import deciding, filing, finishing, gate, moving, papers, queries
from yinxin.changing.queries import ApplicationView
from yinxin.changing.states import APPLICATION, ApplicationState
from yinxin.desk import queries as desk
from yinxin.kernel.calendar import day_of
from yinxin.kernel.words import Words
from yinxin.law.changes import Way
from yinxin.law.loss_notice import PaperLevel
from yinxin.law.n2023.art07_content import ITEMS
from yinxin.parties import access
from yinxin.parties.permissions import Permission
from yinxin.register import succeeding
from yinxin.web import changes, wording
from yinxin.web.doors import Request, staff
from yinxin.web.forms import PlainForm, number_in
from yinxin.web.office.acting import Check, Fact, check_page, done
from yinxin.web.office.timeline import asked_length, events_of
from yinxin.web.tables import Table

HERE = "/office/applications"
ABOVE = (HERE, Words("换发补发"))
FACT_NAMES = {
    "newspaper": Words("报纸名称"),
    "serial": Words("国内统一刊号"),
    "level": Words("报纸级别"),
    "published_on": Words("刊登日期"),
    "page": Words("版面"),
    "proved_by": Words("出具证明的机关"),
    "extract": Words("登记表已丢失，上传的是加盖公章的合格名单"),
}
_PAGE = 50
_HEADS = (
    Words("编号"),
    Words("办理"),
    Words("原因"),
    Words("申请日期"),
    Words("发放机构"),
    Words("状态"),
    Words("承诺最晚"),
)


class Why(PlainForm):
    """Why something is given back, declined or found wanting."""

    reason = forms.CharField(
        label=_("原因"), max_length=400, min_length=4, widget=forms.Textarea, help_text=_("申请人会看到")
    )


@staff(Permission.APPLICATION_SEE, "N15", "N16")
@require_GET
def applications(request: Request) -> HttpResponse:
    """List applications by state and way."""
    state, way = _chosen(request)
    found = queries.applications_for(request.actor, state=state, way=way, text=request.GET.get("number", ""))
    filters = {"state": state.value if state else "", "way": way.value if way else ""}
    facts = {
        "page": Paginator(found, _PAGE).get_page(request.GET.get("page")),
        "count": len(found),
        "states": APPLICATION.names,
        "ways": Way,
        "state": state,
        "way": way,
        "filters": filters,
        "query": "&".join(f"{name}={value}" for name, value in filters.items() if value),
        "saved": desk.filters_of(request.actor, "applications"),
        "list": "applications",
    }
    return render(request, "office/applications.html", facts)


@staff(Permission.APPLICATION_SEE, "N15", "N16")
@require_GET
def export(request: Request) -> HttpResponse:
    """Return what the list shows as a workbook; nothing of the persons."""
    state, way = _chosen(request)
    rows = [
        (
            one.number,
            one.way.label,
            one.cause.label,
            one.filed_on,
            one.issuer.name,
            one.state_words,
            one.promised_on,
        )
        for one in queries.applications_for(request.actor, state=state, way=way)
    ]
    return Table("applications", _HEADS, rows).xlsx()


@staff(Permission.APPLICATION_SEE, "N15", "N16", "A3.1")
@require_GET
def application(request: Request, number: int) -> HttpResponse:
    """Show one application with its papers, its desks, and what this person may do now."""
    return _page(request, number)


@staff(None, "N15", "A3.1")
@require_POST
def check_paper(request: Request, number: int) -> HttpResponse:
    """Find a paper good, or say why it will not do."""
    view = queries.application(number, request.actor)
    paper = number_in(request, "paper")
    if paper not in {one.paper.id for one in view.wanted if one.paper}:
        raise access.not_here()
    if request.POST.get("found") == "accepted":
        papers.accept(paper_id=paper, by=request.actor, at=request.now)
        return done(request, Words("已核对这份材料。"), f"{HERE}/{number}#papers")
    reason = request.POST.get("reason", "")
    papers.refuse(paper_id=paper, reason=reason, by=request.actor, at=request.now)
    return done(request, Words("已记下不合要求的原因。"), f"{HERE}/{number}#papers")


@staff(Permission.APPLICATION_REVIEW, "N15")
@require_POST
def review(request: Request, number: int) -> HttpResponse:
    """Let an application pass the first review."""
    deciding.review(
        application_id=number, weighed="weighed" in request.POST, by=request.actor, at=request.now
    )
    return done(request, Words("初审通过，已转审核确认。"), f"{HERE}/{number}")


@staff(Permission.APPLICATION_CONFIRM, "N15")
@require_POST
def confirm(request: Request, number: int) -> HttpResponse:
    """Confirm an application."""
    deciding.confirm(
        application_id=number, weighed="weighed" in request.POST, by=request.actor, at=request.now
    )
    return done(request, Words("已审核确认，转人事考试中心制证。"), f"{HERE}/{number}")


@staff(None, "N15")
@require_http_methods(["GET", "POST"])
def give_back(request: Request, number: int) -> HttpResponse:
    """Give an application back to be put right."""
    row = deciding.at_desk(number, request.actor)
    form = Why(request.POST or None)
    if request.method == "POST" and form.is_valid():
        deciding.give_back(
            application_id=number, reason=form.cleaned_data["reason"], by=request.actor, at=request.now
        )
        return done(request, Words("已退回申请人补正。"), f"{HERE}/{number}")
    follows = Words("申请人会看到原因和每份材料的核对结果；补正后重新提交，从初审开始。")
    facts = ((Words("编号"), row.number),)
    check = Check(Words("退回补正"), facts, follows, Words("退回1份申请"), f"{HERE}/{number}", True, ABOVE)
    return check_page(request, check, form)


@staff(None, "N15")
@require_http_methods(["GET", "POST"])
def reject(request: Request, number: int) -> HttpResponse:
    """Decline an application."""
    row = deciding.at_desk(number, request.actor)
    form = Why(request.POST or None)
    if request.method == "POST" and form.is_valid():
        deciding.reject(
            application_id=number, reason=form.cleaned_data["reason"], by=request.actor, at=request.now
        )
        return done(request, Words("已决定不予办理，申请人会看到原因。"), f"{HERE}/{number}")
    follows = Words("这份申请到此结束；情况有变化时，申请人可以重新申请。")
    facts = ((Words("编号"), row.number),)
    check = Check(
        Words("不予办理"), facts, follows, Words("不予办理1份申请"), f"{HERE}/{number}", True, ABOVE
    )
    return check_page(request, check, form)


@staff(Permission.APPLICATION_MAKE, "N15", "N16", "N21.1", "N24.1")
@require_http_methods(["GET", "POST"])
def take(request: Request, number: int) -> HttpResponse:
    """Take a confirmed application for making."""
    view = queries.application(number, request.actor)
    moving.require_maker(request.actor, Permission.APPLICATION_MAKE, view.line.maker)
    if request.method == "POST":
        finishing.take_for_making(application_id=number, keyring=keyring(), by=request.actor, at=request.now)
        return done(request, Words("已安排制证，做好后由另一人发布。"), f"{HERE}/{number}")
    follows = Words("开立新证书并制作电子证书；旧证书在发布之前照常有效。名称有调整的，用调整后的名称。")
    check = Check(
        Words("安排制证"), _about(view), follows, Words("安排1本证书"), f"{HERE}/{number}", above=ABOVE
    )
    return check_page(request, check)


@staff(Permission.APPLICATION_MAKE, "N15")
@require_http_methods(["GET", "POST"])
def send_back(request: Request, number: int) -> HttpResponse:
    """Send an application back to who confirmed it."""
    view = queries.application(number, request.actor)
    moving.require_maker(request.actor, Permission.APPLICATION_MAKE, view.line.maker)
    form = Why(request.POST or None)
    if request.method == "POST" and form.is_valid():
        finishing.send_back(
            application_id=number, reason=form.cleaned_data["reason"], by=request.actor, at=request.now
        )
        return done(request, Words("已退回审核环节。"), f"{HERE}/{number}")
    follows = Words("已开立的新证书不再制作；由审核确认的机构重新处理。")
    check = Check(
        Words("退回审核环节"),
        _about(view),
        follows,
        Words("退回1份申请"),
        f"{HERE}/{number}",
        True,
        ABOVE,
    )
    return check_page(request, check, form)


@staff(Permission.APPLICATION_MAKE, "N15")
@require_POST
def try_again(request: Request, number: int) -> HttpResponse:
    """Let the making try again after its trouble was seen to."""
    view = queries.application(number, request.actor)
    moving.require_maker(request.actor, Permission.APPLICATION_MAKE, view.line.maker)
    if view.line.successor_id is not None:
        succeeding.try_again(view.line.successor_id)
    return done(request, Words("将重新制作。"), f"{HERE}/{number}")


@staff(Permission.APPLICATION_RELEASE, "N5", "N15")
@require_http_methods(["GET", "POST"])
def release(request: Request, number: int) -> HttpResponse:
    """Release what was made."""
    view = queries.application(number, request.actor)
    moving.require_maker(request.actor, Permission.APPLICATION_RELEASE, view.line.maker)
    if request.method == "POST":
        finishing.release(application_id=number, by=request.actor, at=request.now)
        return done(request, Words("已发布，旧证书同时失效。"), f"{HERE}/{number}")
    follows = (
        Words("职业资格证明立即可以查验和下载，原证书不变。")
        if view.line.way is Way.PROOF
        else Words("新证书生效，旧证书和旧电子证书在同一时刻失效；旧纸质证书由发放机构收回。")
    )
    check = Check(
        Words("发布新证书"), _about(view), follows, Words("发布1本证书"), f"{HERE}/{number}", above=ABOVE
    )
    return check_page(request, check)


@staff(Permission.APPLICATION_FILE, "N12", "A3.1")
@require_POST
def hand_in(request: Request, number: int) -> HttpResponse:
    """Take a paper in that somebody brought to the window."""
    view = queries.application(number, request.actor)
    access.require(request.actor, Permission.APPLICATION_FILE, view.line.issuer)
    wanted = tuple(one.needed for one in view.wanted)
    paper, form = changes.uploaded(request, wanted, day_of(request.now))
    if paper is None:
        return _page(request, number, form)
    papers.take_in(application_id=number, paper=paper, by=request.actor, at=request.now)
    return done(request, Words("已收到这份材料。"), f"{HERE}/{number}#papers")


@staff(Permission.APPLICATION_FILE, "N12", "N15")
@require_POST
def resubmit(request: Request, number: int) -> HttpResponse:
    """Submit an application again for whoever came to the window."""
    filing.resubmit_at_window(application_id=number, by=request.actor, at=request.now)
    return done(request, Words("已重新提交。"), f"{HERE}/{number}")


@staff(Permission.APPLICATION_FILE, "N12", "N15")
@require_http_methods(["GET", "POST"])
def withdraw(request: Request, number: int) -> HttpResponse:
    """Take an application back for whoever came to the window."""
    view = queries.application(number, request.actor)
    access.require(request.actor, Permission.APPLICATION_FILE, view.line.issuer)
    if request.method == "POST":
        finishing.withdraw_at_window(application_id=number, by=request.actor, at=request.now)
        return done(request, Words("已撤回申请，证书保持不变。"), f"{HERE}/{number}")
    follows = Words("这份申请不再办理，现在的证书保持不变；请先核对来人的身份证件。")
    check = Check(
        Words("撤回申请"), _about(view), follows, Words("撤回1份申请"), f"{HERE}/{number}", True, ABOVE
    )
    return check_page(request, check)


def _page(request: Request, number: int, bound: changes.PaperForm | None = None) -> HttpResponse:
    view = queries.application(number, request.actor)
    line, by = view.line, request.actor
    on_desk = _on_desk(request, view)
    answer = gate.ask(
        line.certificate_id,
        line.cause,
        applied_on=line.filed_on,
        today_=day_of(request.now),
        proof=line.way is Way.PROOF,
        going_on=line.id,
    )
    files = access.may(by, Permission.APPLICATION_FILE, line.issuer)
    takes_in = files and line.state in (ApplicationState.FILED, ApplicationState.RETURNED)
    forms_ = {one.needed.paper: changes.PaperForm(one.needed.paper) for one in view.wanted if one.open}
    if bound is not None:
        forms_[bound.paper] = bound
    facts: dict[str, Any] = {
        "view": view,
        "line": line,
        "face": view.certificate.face,
        "answer": answer if queries.is_open(line) else None,
        "papers": [(one, forms_.get(one.needed.paper) if takes_in else None) for one in view.wanted],
        "stays": view.stays,
        "items": ITEMS,
        "outcomes": wording.ACTS,
        "fact_names": FACT_NAMES,
        "fact_values": {level.value: level.label for level in PaperLevel} | {"1": Words("是")},
        "show_names": True,
        "here": f"{HERE}/{number}",
        "papers_at": f"{HERE}/{number}/hand-in",
        "may_see_certificate": access.may(by, Permission.CERTIFICATE_SEE, line.issuer),
        "may_check": on_desk in ("review", "confirm"),
        "on_desk": on_desk,
        "may_resubmit": files and line.state is ApplicationState.RETURNED,
        "may_withdraw": files and (line.state, ApplicationState.WITHDRAWN) in APPLICATION.edges,
        "trouble": succeeding.trouble_of(line.successor_id) if line.successor_id else "",
        "timeline": events_of(
            ("application", line.id),
            *(("application_paper", one.paper.id) for one in view.wanted if one.paper),
            length=asked_length(request),
        ),
        "form": bound,
    }
    return render(request, "office/application.html", facts, status=422 if bound else 200)


def _on_desk(request: Request, view: ApplicationView) -> str:
    """Return the name of the act that is this person's turn; empty where none is."""
    line, by = view.line, request.actor
    turns = {
        ApplicationState.FILED: ("review", Permission.APPLICATION_REVIEW, line.issuer, 0),
        ApplicationState.REVIEWED: (
            "confirm",
            Permission.APPLICATION_CONFIRM,
            line.confirmer,
            line.reviewed_by,
        ),
        ApplicationState.CONFIRMED: ("take", Permission.APPLICATION_MAKE, line.maker, 0),
    }
    if line.state is ApplicationState.MAKING:
        if access.sits(by, Permission.APPLICATION_RELEASE, line.maker.id):
            return "release" if view.made and not access.same_hands(by, line.taken_by) else ""
        return "making" if access.sits(by, Permission.APPLICATION_MAKE, line.maker.id) else ""
    if line.state not in turns:
        return ""
    name, permission, over, earlier = turns[line.state]
    may = access.sits(by, permission, over.id) if name == "take" else access.may(by, permission, over)
    mine = may and not (earlier and access.same_hands(by, earlier))
    return name if mine else ""


def _about(view: ApplicationView) -> tuple[Fact, ...]:
    return (
        (Words("编号"), view.line.number),
        (Words("办理"), view.line.way.label),
        (Words("原因"), view.line.cause.label),
        (Words("持证人"), view.certificate.face.name),
        (Words("管理号"), view.certificate.face.management_number),
    )


def _chosen(request: Request) -> tuple[ApplicationState | None, Way | None]:
    state, way = request.GET.get("state", ""), request.GET.get("way", "")
    return (
        next((one for one in ApplicationState if one.value == state), None),
        next((one for one in Way if one.value == way), None),
    )
