"""Before a batch is made: the public notice of its list, and the check of those who promised (A1.3a, N9.1)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from yinxin.kernel.calendar import day_of
from yinxin.kernel.refusal import Incomplete, NotApplicable, WrongState
from yinxin.kernel.words import Words
from yinxin.parties import access
from yinxin.parties.permissions import Permission
from yinxin.production import checked_lists, queries
from yinxin.production.queries import BatchView
from yinxin.production.states import BatchState
from yinxin.qualifying import lookups, noticing, samples, sampling
from yinxin.qualifying.lookups import NoticeView, ObjectionView
from yinxin.qualifying.samples import PromiseView, SampleView
from yinxin.qualifying.states import PROMISE, PromiseState
from yinxin.web.doors import Request, staff
from yinxin.web.forms import DayInput, PlainForm, number_in
from yinxin.web.office.acting import Check, Fact, check_page, done
from yinxin.web.office.custody import tell
from yinxin.web.office.spot_checks import Reason, Seed
from yinxin.web.office.timeline import asked_length, events_of
from yinxin.web.responses import picture

HERE = "/office/list-notices"
ABOVE = (HERE, Words("公示与承诺核查"))


class Freezing(PlainForm):
    """Which event will give the seed."""

    seed_source = forms.CharField(
        label=_("种子来自哪一个公开事件"),
        max_length=200,
        help_text=_("封存时还没有结果的，例如某彩票某一期的开奖号码"),
    )
    seed_on = forms.DateField(label=_("该事件公开的日期"), widget=DayInput(), help_text=_("须在今天以后"))


class Answering(PlainForm):
    """Whether an objection holds, and why."""

    upheld = forms.ChoiceField(
        label=_("结论"), choices=[("no", _("异议不成立")), ("yes", _("异议成立"))], widget=forms.RadioSelect
    )
    reply = forms.CharField(
        label=_("答复和理由"),
        max_length=400,
        min_length=4,
        widget=forms.Textarea,
        help_text=_("提出异议的人会看到，不写他人的个人信息"),
    )


class Finding(PlainForm):
    """What became of a drawn promise."""

    finding = forms.ChoiceField(label=_("结论"), widget=forms.RadioSelect)
    reasons = forms.CharField(
        label=_("核查情况"),
        max_length=400,
        min_length=4,
        widget=forms.Textarea,
        help_text=_("核查了什么材料，发现了什么"),
    )
    evidence = forms.FileField(
        label=_("证明材料"), required=False, help_text=_("JPEG、PNG或PDF；认定虚假承诺的必须上传")
    )


@staff(Permission.BATCH_SEE, "A1.3a", "N9.1")
@require_GET
def overview(request: Request) -> HttpResponse:
    """Show the notices and samples of the territory, the latest first."""
    today = day_of(request.now)
    facts = {
        "notices": [(one, one.words_on(today)) for one in lookups.notices_for(request.actor)],
        "samples": samples.samples_for(request.actor),
    }
    return render(request, "office/list_checks.html", facts)


@staff(Permission.LIST_NOTICE, "A1.3a")
@require_http_methods(["GET", "POST"])
def begin(request: Request, number: int) -> HttpResponse:
    """Begin the public notice of a received batch's list."""
    view = queries.batch(number, request.actor)
    access.require(request.actor, Permission.LIST_NOTICE, view.agency)
    if request.method == "POST":
        made = checked_lists.show(batch_id=number, by=request.actor, at=request.now)
        return done(request, Words("名单已公示。"), f"{HERE}/{made}")
    due = noticing.due_of(day_of(request.now), max(view.exam.document.notice_days, 1))
    facts = (*_of_batch(view), (Words("公示到"), Words("{day}（含当日）", day=due.on.isoformat())))
    follows = Words(
        "姓名只公开首字，号码只公开末四位；到期自动结束。有人不符合条件的，撤回批次去掉后重新提交并公示。"
    )
    button = Words("公示{count}人", count=view.rows)
    return check_page(
        request, Check(Words("公示名单"), facts, follows, button, f"/office/batches/{number}", above=ABOVE)
    )


@staff(Permission.PROMISE_CHECK, "N9.1")
@require_http_methods(["GET", "POST"])
def freeze(request: Request, number: int) -> HttpResponse:
    """Freeze the list of those of a received batch who promised."""
    view = queries.batch(number, request.actor)
    access.require(request.actor, Permission.PROMISE_CHECK, view.agency)
    form = Freezing(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = checked_lists.freeze(
                batch_id=number, by=request.actor, at=request.now, **form.cleaned_data
            )
        except (Incomplete, NotApplicable, WrongState) as refusal:
            tell(form, "seed_source", refusal)
        else:
            return done(request, Words("承诺名单已封存，摘要已公布。"), f"/office/samples/{made}")
    share = (
        Words("抽取比例"),
        Words("{percent}%，不足一人按一人", percent=view.exam.document.sample_percent),
    )
    follows = Words("只列承诺代替证明的人。名单立即封存，种子公开后由另一人登记并抽取；种子公开前可以撤回。")
    check = Check(
        Words("封存承诺名单"), (*_of_batch(view), share), follows, Words("封存1份名单"), f"/office/batches/{number}",
        above=ABOVE,
    )  # fmt: skip
    return check_page(request, check, form)


@staff(Permission.BATCH_SEE, "A1.3a")
@require_GET
def notice(request: Request, number: int) -> HttpResponse:
    """Show a notice: its last day and why, its objections for whoever answers them."""
    view = lookups.notice_for(number, request.actor)
    today = day_of(request.now)
    may = access.may(request.actor, Permission.LIST_NOTICE, view.over)
    facts = {
        "one": view,
        "words": view.words_on(today),
        "running": not view.over_on(today),
        "may": may,
        "objections": lookups.objections_of(number, request.actor) if may else (),
        "timeline": events_of(("list_notice", number), length=asked_length(request)),
    }
    return render(request, "office/list_notice.html", facts)


@staff(Permission.LIST_NOTICE, "A1.3a")
@require_http_methods(["GET", "POST"])
def stop(request: Request, number: int) -> HttpResponse:
    """Stop a notice with a reason."""
    view = lookups.notice_for(number, request.actor)
    access.require(request.actor, Permission.LIST_NOTICE, view.over)
    form = Reason(request.POST or None)
    if request.method == "POST" and form.is_valid():
        noticing.stop(notice_id=number, by=request.actor, at=request.now, **form.cleaned_data)
        return done(request, Words("已停止公示。"), f"{HERE}/{number}")
    follows = Words("名单立即从公开页面撤下；重新公示的，天数从头计算。")
    check = Check(
        Words("停止公示"), _of_notice(view), follows, Words("停止1份公示"), f"{HERE}/{number}", True, ABOVE
    )
    return check_page(request, check, form)


@staff(Permission.LIST_NOTICE, "A1.3a")
@require_http_methods(["GET", "POST"])
def answer(request: Request, number: int) -> HttpResponse:
    """Answer an objection to a noticed line."""
    view = lookups.objection(number, request.actor)
    form = Answering(request.POST or None)
    if request.method == "POST" and form.is_valid():
        noticing.answer(
            objection_id=number, upheld=form.cleaned_data["upheld"] == "yes", reply=form.cleaned_data["reply"],
            by=request.actor, at=request.now,
        )  # fmt: skip
        return done(request, Words("已答复。"), f"{HERE}/{view.notice_id}")
    follows = Words("答复后不能改。异议成立的，这批名单不能照样制证：撤回批次，去掉有关人员后重新提交。")
    check = Check(
        Words("答复公示异议"), _of_objection(view), follows, Words("答复1件异议"), f"{HERE}/{view.notice_id}",
        above=ABOVE,
    )  # fmt: skip
    return check_page(request, check, form)


@staff(Permission.BATCH_SEE, "N9.1")
@require_GET
def sample(request: Request, number: int) -> HttpResponse:
    """Show a sample: its list's digest, the seed, who was drawn, how far the check is."""
    view = samples.sample_for(number, request.actor)
    may = access.may(request.actor, Permission.PROMISE_CHECK, view.over)
    facts = {
        "sample": view,
        "may": may,
        "own": access.same_hands(request.actor, view.frozen_by, view.frozen_at),
        "promises": samples.promises_of(number, request.actor) if may else (),
        "timeline": events_of(("promise_sample", number), length=asked_length(request)),
    }
    return render(request, "office/promise_sample.html", facts)


@staff(Permission.PROMISE_CHECK, "N9.1")
@require_http_methods(["GET", "POST"])
def draw(request: Request, number: int) -> HttpResponse:
    """Enter the seed and draw."""
    view = _sample(request, number)
    form = Seed(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            drawn = sampling.draw(sample_id=number, by=request.actor, at=request.now, **form.cleaned_data)
        except Incomplete as refusal:
            tell(form, "seed", refusal)
        else:
            return done(request, Words("已抽出{count}人。", count=len(drawn)), f"/office/samples/{number}")
    follows = Words("抽取按名单和种子计算，任何人可以重算。抽取后不能重来，请照公开结果逐字核对。")
    check = Check(
        Words("登记种子并抽取"), _of_sample(view), follows, Words("抽取{count}人", count=view.size),
        f"/office/samples/{number}", True, ABOVE,
    )  # fmt: skip
    return check_page(request, check, form)


@staff(Permission.PROMISE_CHECK, "N9.1")
@require_http_methods(["GET", "POST"])
def withdraw(request: Request, number: int) -> HttpResponse:
    """Withdraw a frozen list before its seed is public."""
    view = _sample(request, number)
    form = Reason(request.POST or None)
    if request.method == "POST" and form.is_valid():
        sampling.withdraw(sample_id=number, by=request.actor, at=request.now, **form.cleaned_data)
        return done(request, Words("已撤回，原因继续公开。"), f"/office/samples/{number}")
    follows = Words("这份名单不再抽取；可以另行封存。")
    check = Check(
        Words("撤回承诺名单"), _of_sample(view), follows, Words("撤回1份名单"), f"/office/samples/{number}", True, ABOVE
    )  # fmt: skip
    return check_page(request, check, form)


@staff(Permission.PROMISE_CHECK, "N9.1")
@require_http_methods(["GET", "POST"])
def find(request: Request, number: int) -> HttpResponse:
    """Record what became of a drawn promise."""
    view = samples.promise(number, request.actor)
    form = Finding(request.POST or None, request.FILES or None)
    form.fields["finding"].choices = [  # type: ignore[attr-defined]
        (one.value, _(PROMISE.names[one].template)) for one in PromiseState if one is not PromiseState.WAITING
    ]
    if request.method == "POST" and form.is_valid():
        said, file = form.cleaned_data, form.cleaned_data["evidence"]
        try:
            kept = sampling.evidence(file.read(), file.name) if file else None
            sampling.find(
                promise_id=number, finding=PromiseState(said["finding"]), reasons=said["reasons"], evidence=kept,
                by=request.actor, at=request.now,
            )  # fmt: skip
        except Incomplete as refusal:
            tell(form, "reasons", refusal)
        else:
            return done(request, Words("已登记结论。"), f"/office/samples/{view.sample_id}")
    follows = Words("结论登记后不能改。不属实的，这批名单不能照样制证；处理由人另行提出，不自动发生。")
    check = Check(
        Words("登记核查结论"), _of_promise(view), follows, Words("登记1人的结论"),
        f"/office/samples/{view.sample_id}", above=ABOVE,
    )  # fmt: skip
    return check_page(request, check, form)


@staff(Permission.PROMISE_CHECK, "N9.1")
@require_GET
def evidence(request: Request, number: int) -> HttpResponse:
    """Return a page of a promise's evidence; ``?page=1``."""
    return picture(samples.promise_page(number, number_in(request, "page") or 1, request.actor))


def before_making(view: BatchView, request: Request) -> dict[str, Any]:
    """Return what a batch's page says of its notice and its sample; nothing where its exam asks for neither."""
    terms, waits = view.exam.document, view.state is BatchState.RECEIVED
    if not (terms.notice_days or terms.sample_percent):
        return {}
    notice = next((one for one in lookups.notices_of_batch(view.id) if not one.stopped_at), None)
    sample = next((one for one in samples.samples_of_batch(view.id) if not one.reason), None)
    return {
        "notice": notice,
        "words": notice.words_on(day_of(request.now)) if notice else "",
        "sample": sample,
        "may_notice": waits and access.may(request.actor, Permission.LIST_NOTICE, view.agency),
        "may_sample": waits and access.may(request.actor, Permission.PROMISE_CHECK, view.agency),
    }


def _sample(request: Request, number: int) -> SampleView:
    view = samples.sample_for(number, request.actor)
    access.require(request.actor, Permission.PROMISE_CHECK, view.over)
    return view


def _of_batch(view: BatchView) -> tuple[Fact, ...]:
    return (
        (Words("批次"), view.id),
        (Words("考试"), view.exam.name),
        (Words("考试机构"), view.agency.name),
        (Words("名单"), Words("{count}条", count=view.rows)),
    )


def _of_notice(view: NoticeView) -> tuple[Fact, ...]:
    return (
        (Words("考试"), view.exam),
        (Words("批次"), view.batch_id),
        (Words("公示到"), view.due.on.isoformat()),
    )


def _of_objection(view: ObjectionView) -> tuple[Fact, ...]:
    line = view.entry
    return (
        (Words("考试"), view.exam),
        (Words("名单中的人"), f"{line.number} · {line.name} · {line.tail}"),
        (Words("异议理由"), view.reason),
        (Words("联系方式"), view.contact),
    )


def _of_sample(view: SampleView) -> tuple[Fact, ...]:
    return (
        (Words("考试"), view.exam),
        (Words("承诺的人"), Words("{count}人", count=view.people)),
        (Words("名单摘要"), view.digest),
        (Words("种子来源"), view.seed_source),
        (Words("种子公开日"), view.seed_on.isoformat()),
    )


def _of_promise(view: PromiseView) -> tuple[Fact, ...]:
    return (
        (Words("考试"), view.exam),
        (Words("姓名"), view.name),
        (Words("证件号码"), view.id_number),
        (Words("批次中的行"), view.row),
    )
