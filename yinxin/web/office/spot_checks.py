"""Random spot checks: freezing a list, drawing by a public seed, looking at cases, publishing (A2.1.4)."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from yinxin.catalogue import queries as catalogue
from yinxin.kernel.calendar import day_of
from yinxin.kernel.refusal import Incomplete, NotApplicable
from yinxin.kernel.words import Words
from yinxin.parties import access
from yinxin.parties.finding import members_of
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import names
from yinxin.supervision import checks, drawing, finding
from yinxin.supervision.checks import CaseView, CheckView
from yinxin.web.doors import Request, staff
from yinxin.web.forms import DayInput, PlainForm, number_in
from yinxin.web.office.acting import Check, Choices, Fact, check_page, done
from yinxin.web.office.custody import tell
from yinxin.web.office.timeline import asked_length, events_of
from yinxin.web.paging import page_of
from yinxin.web.responses import picture

HERE = "/office/spot-checks"
ABOVE = (HERE, Words("随机抽查"))


class Plan(PlainForm):
    """What is to be checked, and which event will give the seed."""

    over = forms.ChoiceField(label=_("由哪个机构抽查"))
    exam = forms.ChoiceField(label=_("考试"))
    region = forms.CharField(
        label=_("地区代码"),
        max_length=6,
        required=False,
        help_text=_("6位行政区划代码，例如340100；不填为全部"),
    )
    size = forms.IntegerField(label=_("抽取件数"), min_value=1, max_value=10_000)
    seed_source = forms.CharField(
        label=_("种子来自哪一个公开事件"),
        max_length=200,
        help_text=_("封存时还没有结果的，例如某彩票某一期的开奖号码"),
    )
    seed_on = forms.DateField(label=_("该事件公开的日期"), widget=DayInput(), help_text=_("须在今天以后"))


class Seed(PlainForm):
    """The outcome of the announced event, and where anybody can read it."""

    seed = forms.CharField(label=_("种子"), max_length=200, help_text=_("一字不差地照录公开结果"))
    seen_at = forms.CharField(label=_("出处"), max_length=200, help_text=_("公告网址或刊载之处"))


class Reason(PlainForm):
    """Why."""

    reason = forms.CharField(label=_("原因"), max_length=200, min_length=4)


class Said(PlainForm):
    """A sentence about the result."""

    said = forms.CharField(
        label=_("对结果的说明"), max_length=200, min_length=4, help_text=_("对外公开，不写个人信息")
    )


class Finding(PlainForm):
    """What was found in a case."""

    conforms = forms.ChoiceField(
        label=_("结论"), choices=[("yes", _("符合")), ("no", _("不符合"))], widget=forms.RadioSelect
    )
    what = forms.CharField(label=_("检查情况"), max_length=400, min_length=4, widget=forms.Textarea)
    due_on = forms.DateField(
        label=_("整改期限"), widget=DayInput(), required=False, help_text=_("不符合的才填")
    )
    evidence = forms.FileField(label=_("证明材料"), required=False, help_text=_("JPEG、PNG或PDF；没有的不传"))


class Assigning(PlainForm):
    """To whom a case goes."""

    to = forms.ChoiceField(label=_("检查人"))


class SendingBack(Reason):
    """Why a fault is not mended, and by when it is to be."""

    due_on = forms.DateField(label=_("整改期限"), widget=DayInput())


@staff(Permission.SUPERVISION_SEE, "A2.1.4")
@require_GET
def check_list(request: Request) -> HttpResponse:
    """Show the checks of the territory, and the cases that wait for this person."""
    facts = {
        "page": page_of(request, checks.checks_for(request.actor)),
        "mine": checks.to_look_at(request.actor) if request.actor.has(Permission.SPOT_CHECK_FIND) else (),
    }
    return render(request, "office/spot_checks.html", facts)


@staff(Permission.SPOT_CHECK_PLAN, "A2.1.4")
@require_http_methods(["GET", "POST"])
def plan(request: Request) -> HttpResponse:
    """Freeze a list."""
    form = Plan(request.POST or None)
    exams = {str(one.id): one for one in catalogue.exams_for(request.actor)}
    form.fields["over"].choices = [  # type: ignore[attr-defined]
        (str(seat.body.id), seat.body.name)
        for seat in request.actor.seats
        if Permission.SPOT_CHECK_PLAN in seat.permissions
    ]
    form.fields["exam"].choices = [(number, one.name) for number, one in exams.items()]  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = drawing.freeze(
                over_id=int(said["over"]), exam_id=int(said["exam"]), region=said["region"], size=said["size"],
                seed_source=said["seed_source"], seed_on=said["seed_on"], by=request.actor, at=request.now,
            )  # fmt: skip
        except (Incomplete, NotApplicable) as refusal:
            tell(form, "exam", refusal)
        else:
            return done(request, Words("名单已封存，摘要已公布。"), f"{HERE}/{made}")
    follows = Words(
        "名单立即封存，摘要和计划对外公布；种子公开后由另一人登记并抽取。种子公开前可以撤回，公开后不能。"
    )
    return check_page(
        request, Check(Words("封存抽查名单"), (), follows, Words("封存名单"), HERE, above=ABOVE), form
    )


@staff(Permission.SUPERVISION_SEE, "A2.1.4")
@require_GET
def check(request: Request, number: int) -> HttpResponse:
    """Show one check: list, seed, cases, what can be done."""
    view = checks.check(number, request.actor)
    facts = {
        "check": view,
        "cases": checks.cases_of(number, request.actor),
        "own": access.same_hands(request.actor, view.frozen_by, view.frozen_at),
        "may_plan": access.may(request.actor, Permission.SPOT_CHECK_PLAN, view.over),
        "may_draw": access.may(request.actor, Permission.SPOT_CHECK_SEED, view.over),
        "timeline": events_of(("spot_check", number), length=asked_length(request)),
    }
    return render(request, "office/spot_check.html", facts)


@staff(Permission.SPOT_CHECK_PLAN, "A2.1.4")
@require_http_methods(["GET", "POST"])
def withdraw(request: Request, number: int) -> HttpResponse:
    """Withdraw a list before its seed is public."""
    view = _under(request, number, Permission.SPOT_CHECK_PLAN)
    form = Reason(request.POST or None)
    if request.method == "POST" and form.is_valid():
        drawing.withdraw(
            check_id=number, reason=form.cleaned_data["reason"], by=request.actor, at=request.now
        )
        return done(request, Words("已撤回，计划和原因仍然公开。"), f"{HERE}/{number}")
    follows = Words("这份名单不再抽取；计划、摘要和撤回原因继续公开。")
    return check_page(
        request,
        Check(
            Words("撤回抽查"), _about(view), follows, Words("撤回1份名单"), f"{HERE}/{number}", True, ABOVE
        ),
        form,
    )


@staff(Permission.SPOT_CHECK_SEED, "A2.1.4")
@require_http_methods(["GET", "POST"])
def draw(request: Request, number: int) -> HttpResponse:
    """Enter the seed and draw."""
    view = _under(request, number, Permission.SPOT_CHECK_SEED)
    form = Seed(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            rows = drawing.draw(check_id=number, by=request.actor, at=request.now, **form.cleaned_data)
        except Incomplete as refusal:
            tell(form, "seed", refusal)
        else:
            return done(
                request, Words("已抽出{count}件，并分给检查人。", count=len(rows)), f"{HERE}/{number}"
            )
    follows = Words("抽取按名单和种子计算，任何人可以重算。抽取后不能重来，请照公开结果逐字核对。")
    button = Words("抽取{count}件", count=view.size)
    check_ = Check(Words("登记种子并抽取"), _about(view), follows, button, f"{HERE}/{number}", True, ABOVE)
    return check_page(request, check_, form)


@staff(Permission.SPOT_CHECK_SEED, "A2.1.4")
@require_http_methods(["GET", "POST"])
def publish(request: Request, number: int) -> HttpResponse:
    """Publish the result."""
    view = _under(request, number, Permission.SPOT_CHECK_SEED)
    form = Said(request.POST or None)
    if request.method == "POST" and form.is_valid():
        drawing.publish(check_id=number, said=form.cleaned_data["said"], by=request.actor, at=request.now)
        return done(request, Words("结果已公布。"), f"{HERE}/{number}")
    facts = (
        *_about(view),
        (Words("符合"), Words("{count}件", count=view.conforming)),
        (Words("不符合"), Words("{count}件", count=view.faulty)),
        (Words("未检查"), Words("{count}件", count=view.waiting)),
    )
    follows = Words("对外公布符合与不符合的件数和说明，不含个人信息；整改继续进行。")
    button = Words("公布{count}件的结果", count=view.size)
    check_ = Check(Words("公布抽查结果"), facts, follows, button, f"{HERE}/{number}", above=ABOVE)
    return check_page(request, check_, form)


@staff(Permission.SUPERVISION_SEE, "A2.1.4")
@require_GET
def case(request: Request, number: int) -> HttpResponse:
    """Show one case."""
    view = checks.case(number, request.actor)
    facts = {
        "case": view,
        "late": view.late(day_of(request.now)),
        "mine": view.assigned_to == request.actor.account_id,
        "may_find": access.may(request.actor, Permission.SPOT_CHECK_FIND, view.over),
        "pages": range(1, view.pages + 1),
        "timeline": events_of(("spot_case", number), length=asked_length(request)),
    }
    return render(request, "office/spot_case.html", facts)


@staff(Permission.SUPERVISION_SEE, "A2.1.4")
@require_GET
def evidence(request: Request, number: int) -> HttpResponse:
    """Return a page of a case's evidence; ``?page=1``."""
    data = checks.evidence_page(number, number_in(request, "page") or 1, request.actor)
    return picture(data)


@staff(Permission.SPOT_CHECK_FIND, "A2.1.4")
@require_http_methods(["GET", "POST"])
def find(request: Request, number: int) -> HttpResponse:
    """Record what was found in one's own case."""
    view = _case(request, number)
    form = Finding(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        said, file = form.cleaned_data, form.cleaned_data["evidence"]
        try:
            kept = finding.evidence(file.read(), file.name) if file else None
            finding.find(
                case_id=number, conforms=said["conforms"] == "yes", what=said["what"], due_on=said["due_on"],
                evidence=kept, by=request.actor, at=request.now,
            )  # fmt: skip
        except Incomplete as refusal:
            tell(form, "what", refusal)
        else:
            return done(request, Words("已登记结论。"), f"{HERE}/{view.check_id}")
    follows = Words("不符合的，通知考试机构在期限前整改并报告。结论登记后不能改。")
    check_ = Check(
        Words("登记结论"), _in_case(view), follows, Words("登记1件的结论"), _there(view), above=ABOVE
    )
    return check_page(request, check_, form)


@staff(Permission.SPOT_CHECK_FIND, "A2.1.4")
@require_http_methods(["GET", "POST"])
def assign(request: Request, number: int) -> HttpResponse:
    """Give a case to another checker."""
    view = _case(request, number)
    form = Assigning(request.POST or None)
    form.fields["to"].choices = _checkers(request, view)  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        finding.assign(case_id=number, to=int(form.cleaned_data["to"]), by=request.actor, at=request.now)
        return done(request, Words("已改派。"), _there(view))
    follows = Words("由新的检查人登记结论。")
    check_ = Check(Words("改派检查人"), _in_case(view), follows, Words("改派1件"), _there(view), above=ABOVE)
    return check_page(request, check_, form)


@staff(Permission.SPOT_CHECK_FIND, "A2.1.4")
@require_http_methods(["GET", "POST"])
def settle(request: Request, number: int) -> HttpResponse:
    """Find a fault mended."""
    view = _case(request, number)
    if request.method == "POST":
        finding.settle(case_id=number, by=request.actor, at=request.now)
        return done(request, Words("复查通过，整改完成。"), _there(view))
    facts = (*_in_case(view), (Words("整改情况"), view.answer or "—"))
    check_ = Check(
        Words("复查通过"), facts, Words("这一件的整改就此完成。"), Words("确认1件整改完成"), _there(view), above=ABOVE
    )  # fmt: skip
    return check_page(request, check_)


@staff(Permission.SPOT_CHECK_FIND, "A2.1.4")
@require_http_methods(["GET", "POST"])
def send_back(request: Request, number: int) -> HttpResponse:
    """Find a fault not mended."""
    view = _case(request, number)
    form = SendingBack(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            finding.send_back(case_id=number, by=request.actor, at=request.now, **form.cleaned_data)
        except Incomplete as refusal:
            tell(form, "due_on", refusal)
        else:
            return done(request, Words("已退回，请考试机构继续整改。"), _there(view))
    facts = (*_in_case(view), (Words("整改情况"), view.answer or "—"))
    check_ = Check(
        Words("退回整改"), facts, Words("考试机构在新的期限前继续整改。"), Words("退回1件"), _there(view), True, ABOVE
    )  # fmt: skip
    return check_page(request, check_, form)


def _checkers(request: Request, view: CaseView) -> Choices:
    found = members_of(view.over.id, Permission.SPOT_CHECK_FIND, request.now)
    return [(str(number), name) for number, name in sorted(names(found).items()) if number]


def _under(request: Request, number: int, permission: Permission) -> CheckView:
    view = checks.check(number, request.actor)
    access.require(request.actor, permission, view.over)
    return view


def _case(request: Request, number: int) -> CaseView:
    view = checks.case(number, request.actor)
    access.require(request.actor, Permission.SPOT_CHECK_FIND, view.over)
    return view


def _there(view: CaseView) -> str:
    return f"{HERE}/cases/{view.id}"


def _about(view: CheckView) -> tuple[Fact, ...]:
    return (
        (Words("考试"), view.exam),
        (Words("地区"), view.region_name),
        (Words("名单"), Words("{count}条", count=view.candidates)),
        (Words("名单摘要"), view.digest),
        (Words("种子来源"), view.seed_source),
        (Words("种子公开日"), view.seed_on.isoformat()),
    )


def _in_case(view: CaseView) -> tuple[Fact, ...]:
    return (
        (Words("管理号"), view.management_number),
        (Words("考试机构"), view.agency.name),
        (Words("检查人"), view.assigned_name),
        (Words("状态"), view.state_words),
    )
