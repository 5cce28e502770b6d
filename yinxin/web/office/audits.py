"""The city's audit of conditions before giving out: the queue, one file, many at once (A2.1.2, A1.3a)."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yinxin.kernel.calendar import day_of
from yinxin.kernel.refusal import Incomplete, Refusal
from yinxin.kernel.words import Words
from yinxin.parties import access
from yinxin.parties.permissions import Permission
from yinxin.qualifying import auditing, audits
from yinxin.qualifying.audits import FileView
from yinxin.qualifying.states import AUDIT_FILE, AuditState
from yinxin.register import on_hand, scanning
from yinxin.web.doors import Request, staff
from yinxin.web.forms import DayInput, PlainForm, number_in
from yinxin.web.office.acting import Check, Choices, Fact, check_page, done
from yinxin.web.office.custody import tell
from yinxin.web.office.spot_checks import Reason
from yinxin.web.office.timeline import asked_length, events_of
from yinxin.web.paging import page_of
from yinxin.web.responses import picture

HERE = "/office/audits"
ABOVE = (HERE, Words("条件审核"))


class Telling(PlainForm):
    """When and how people were told what to bring."""

    how = forms.ChoiceField(
        label=_("通知方式"), choices=[(key, _(words.template)) for key, words in auditing.HOWS.items()]
    )
    on = forms.DateField(label=_("通知日期"), widget=DayInput())


class Attaching(PlainForm):
    """A scan, and which condition it shows."""

    condition = forms.ChoiceField(label=_("哪一项条件的材料"))
    file = forms.FileField(label=_("材料"), help_text=_("JPEG、PNG或PDF"))


class Keeping(PlainForm):
    """What was taken in."""

    photo = forms.BooleanField(label=_("照片已收"), required=False)
    form_on = forms.DateField(label=_("登记表填写日期"), widget=DayInput(), required=False)
    ticks = forms.MultipleChoiceField(
        label=_("对照材料已核对的条件"), widget=forms.CheckboxSelectMultiple, required=False
    )


class Deciding(PlainForm):
    """A decision with its reasons."""

    passed = forms.ChoiceField(
        label=_("结论"), choices=[("yes", _("审核通过")), ("no", _("审核不通过"))], widget=forms.RadioSelect
    )
    reasons = forms.CharField(
        label=_("理由"),
        max_length=400,
        required=False,
        widget=forms.Textarea,
        help_text=_("不通过的必须写明"),
    )


@staff(Permission.AUDIT_SEE, "A2.1.2")
@require_GET
def queue(request: Request) -> HttpResponse:
    """Show the files by state, and how far each city is."""
    return _queue(request)


@staff(Permission.AUDIT_COLLECT, "A2.1.2")
@require_POST
def find(request: Request) -> HttpResponse:
    """Go to the file of what was scanned or typed."""
    copies = on_hand.sheets(scanning.resolve(request.POST.get("text", ""), request.actor).copies)
    found = (audits.of_certificate(sheet.certificate_id, request.actor) for sheet in copies)
    one = next((view for view in found if view), None)
    return redirect(f"{HERE}/{one.id}") if one else _queue(request, missed=True)


@staff(Permission.AUDIT_SEE, "A2.1.2")
@require_GET
def file(request: Request, number: int) -> HttpResponse:
    """Show one person's file."""
    view = audits.file(number, request.actor)
    facts = {
        "one": view,
        "may_collect": access.may(request.actor, Permission.AUDIT_COLLECT, view.over),
        "may_decide": access.may(request.actor, Permission.AUDIT_DECIDE, view.over),
        "own": access.same_hands(request.actor, view.collected_by, view.collected_at),
        "timeline": events_of(("audit_file", number), length=asked_length(request)),
    }
    return render(request, "office/audit_file.html", facts)


@staff(Permission.AUDIT_SEE, "A2.1.2")
@require_GET
def paper(request: Request, number: int) -> HttpResponse:
    """Return a page of a paper in a file; ``?paper=1&page=1``."""
    return picture(
        audits.page(number, number_in(request, "paper"), number_in(request, "page") or 1, request.actor)
    )


@staff(Permission.AUDIT_COLLECT, "A2.1.2")
@require_http_methods(["GET", "POST"])
def notify(request: Request, number: int) -> HttpResponse:
    """Write down that the person was told."""
    return _telling(request, [_under(request, number, Permission.AUDIT_COLLECT)], f"{HERE}/{number}")


@staff(Permission.AUDIT_COLLECT, "A2.1.2")
@require_POST
def notify_many(request: Request) -> HttpResponse:
    """Write down that the chosen people were told."""
    return _telling(request, _chosen(request, Permission.AUDIT_COLLECT), HERE)


@staff(Permission.AUDIT_COLLECT, "A2.1.2")
@require_http_methods(["GET", "POST"])
def attach(request: Request, number: int) -> HttpResponse:
    """Take in a scan of a paper."""
    view = _under(request, number, Permission.AUDIT_COLLECT)
    form = Attaching(request.POST or None, request.FILES or None)
    offer_conditions(form, view)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["file"]
        try:
            auditing.attach(
                file_id=number, condition=form.cleaned_data["condition"], data=given.read(), name=given.name,
                by=request.actor, at=request.now,
            )  # fmt: skip
        except Incomplete as refusal:
            tell(form, "file", refusal)
        else:
            return done(request, Words("材料已收。"), f"{HERE}/{number}")
    follows = Words("文件重新绘制成图片后加密保存，原文件不留。")
    check = Check(
        Words("收取材料"), about(view), follows, Words("收取1份材料"), f"{HERE}/{number}", above=ABOVE
    )
    return check_page(request, check, form)


@staff(Permission.AUDIT_COLLECT, "A2.1.2")
@require_http_methods(["GET", "POST"])
def keep(request: Request, number: int) -> HttpResponse:
    """Write down photo, form and ticked conditions."""
    view = _under(request, number, Permission.AUDIT_COLLECT)
    ticked = [code for code, _words, _papers, met in view.conditions if met]
    first = {"photo": view.photo, "form_on": view.form_on, "ticks": ticked}
    form = Keeping(request.POST or None, initial=first)
    form.fields["ticks"].choices = [(code, words) for code, words, _papers, _met in view.conditions]  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        try:
            auditing.keep(file_id=number, by=request.actor, at=request.now, **form.cleaned_data)
        except Incomplete as refusal:
            tell(form, "ticks", refusal)
        else:
            return done(request, Words("已登记。"), f"{HERE}/{number}")
    follows = Words("只有收了材料的条件才能勾选。登记表可以在证书页打印，填好后写日期。")
    check = Check(
        Words("登记收件情况"), about(view), follows, Words("登记1人"), f"{HERE}/{number}", above=ABOVE
    )
    return check_page(request, check, form)


@staff(Permission.AUDIT_COLLECT, "A2.1.2")
@require_http_methods(["GET", "POST"])
def hand_over(request: Request, number: int) -> HttpResponse:
    """Hand a complete file over to another person."""
    view = _under(request, number, Permission.AUDIT_COLLECT)
    if request.method == "POST":
        auditing.hand_over(file_id=number, by=request.actor, at=request.now)
        return done(request, Words("已提交，由另一人审核。"), f"{HERE}/{number}")
    follows = Words("通知、照片、材料、登记表都齐了才能提交；提交后由另一人审核。")
    check = Check(Words("提交审核"), about(view), follows, Words("提交1份"), f"{HERE}/{number}", above=ABOVE)
    return check_page(request, check)


@staff(Permission.AUDIT_DECIDE, "A2.1.2", "A1.3a")
@require_http_methods(["GET", "POST"])
def decide(request: Request, number: int) -> HttpResponse:
    """Decide one audit."""
    view = _under(request, number, Permission.AUDIT_DECIDE)
    form = Deciding(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            auditing.decide(
                files=[number], passed=said["passed"] == "yes", reasons=said["reasons"], by=request.actor,
                at=request.now,
            )  # fmt: skip
        except Incomplete as refusal:
            tell(form, "reasons", refusal)
        else:
            return done(request, Words("审核结论已登记。"), f"{HERE}/{number}")
    follows = Words("通过的才能发放；不通过的不能发放，本人在网上能看到理由，可以要求重新审核。")
    check = Check(
        Words("审核报考条件"), about(view), follows, Words("登记1人的结论"), f"{HERE}/{number}", above=ABOVE
    )
    return check_page(request, check, form)


@staff(Permission.AUDIT_DECIDE, "A2.1.2", "A1.3a")
@require_POST
def pass_many(request: Request) -> HttpResponse:
    """Pass the chosen files: first a dry run that names those that would be refused, then all or none."""
    chosen = _chosen(request, Permission.AUDIT_DECIDE)
    troubles = [(view, why) for view in chosen if (why := _why_not(request, view)) is not None]
    if "sure" in request.POST and chosen and not troubles:
        auditing.decide(
            files=[one.id for one in chosen], passed=True, reasons="", by=request.actor, at=request.now
        )
        return done(request, Words("{count}人审核通过。", count=len(chosen)), HERE)
    refused = {view.id for view, _why in troubles}
    facts = {"chosen": [one for one in chosen if one.id not in refused], "troubles": troubles}
    return render(request, "office/audits_many.html", facts, status=200 if chosen else 422)


@staff(Permission.AUDIT_DECIDE, "A2.1.2")
@require_http_methods(["GET", "POST"])
def send_back(request: Request, number: int) -> HttpResponse:
    """Send a file back for more papers."""
    view = _under(request, number, Permission.AUDIT_DECIDE)
    form = Reason(request.POST or None)
    if request.method == "POST" and form.is_valid():
        auditing.send_back(file_id=number, by=request.actor, at=request.now, **form.cleaned_data)
        return done(request, Words("已退回补件。"), f"{HERE}/{number}")
    follows = Words("退回后可以继续收件，收齐再提交。")
    check = Check(Words("退回补件"), about(view), follows, Words("退回1份"), f"{HERE}/{number}", True, ABOVE)
    return check_page(request, check, form)


@staff(Permission.AUDIT_DECIDE, "A2.1.2")
@require_http_methods(["GET", "POST"])
def reopen(request: Request, number: int) -> HttpResponse:
    """Open a decision again, until the paper is given out."""
    view = _under(request, number, Permission.AUDIT_DECIDE)
    form = Reason(request.POST or None)
    if request.method == "POST" and form.is_valid():
        auditing.reopen(file_id=number, by=request.actor, at=request.now, **form.cleaned_data)
        return done(request, Words("已重新打开，等待收件和审核。"), f"{HERE}/{number}")
    follows = Words("原结论作废，审核通过以前不能发放；证书发出以后不能重新打开。")
    check = Check(
        Words("重新审核"), about(view), follows, Words("重新审核1人"), f"{HERE}/{number}", True, ABOVE
    )
    return check_page(request, check, form)


def about(view: FileView) -> tuple[Fact, ...]:
    """Return whose file it is, line by line."""
    return (
        (Words("姓名"), view.name),
        (Words("管理号"), view.number),
        (Words("考试"), view.exam),
        (Words("状态"), view.state_words),
    )


def offer_conditions(form: forms.Form, view: FileView) -> None:
    """Let a form choose among the conditions of a file, and the photo."""
    choices: Choices = [(auditing.PHOTO, str(_("照片")))]
    choices += [(code, words) for code, words, _papers, _met in view.conditions]
    form.fields["condition"].choices = choices  # type: ignore[attr-defined]


def _queue(request: Request, *, missed: bool = False) -> HttpResponse:
    asked = request.GET.get("state", "")
    state = AuditState(asked) if asked in {one.value for one in AuditState} else None
    facts = {
        "page": page_of(request, audits.files_for(request.actor, state=state)),
        "filters": {"state": state.value if state else ""},
        "tallies": audits.tallies(request.actor),
        "states": AUDIT_FILE.names,
        "chosen": state,
        "missed": missed,
        "may_collect": request.actor.has(Permission.AUDIT_COLLECT),
        "may_decide": request.actor.has(Permission.AUDIT_DECIDE),
    }
    return render(request, "office/audits.html", facts, status=422 if missed else 200)


def _telling(request: Request, views: Sequence[FileView], back: str) -> HttpResponse:
    form = Telling(request.POST if "how" in request.POST else None, initial={"on": day_of(request.now)})
    if form.is_bound and form.is_valid():
        try:
            auditing.notify(
                files=[one.id for one in views], by=request.actor, at=request.now, **form.cleaned_data
            )
        except Incomplete as refusal:
            tell(form, "on", refusal)
        else:
            return done(request, Words("已登记通知{count}人。", count=len(views)), back)
    facts = {"form": form, "views": views, "back": back}
    return render(
        request, "office/audit_notify.html", facts, status=422 if form.is_bound or not views else 200
    )


def _why_not(request: Request, view: FileView) -> Refusal | None:
    try:
        auditing.check_decision(file_id=view.id, passed=True, reasons="", by=request.actor)
    except Refusal as refusal:
        return refusal
    return None


def _chosen(request: Request, permission: Permission) -> list[FileView]:
    """Return the ticked files, each one the person's own to work on."""
    given = sorted({int(one) for one in request.POST.getlist("file") if one.isascii() and one.isdecimal()})
    return [_under(request, number, permission) for number in given[:200]]


def _under(request: Request, number: int, permission: Permission) -> FileView:
    view = audits.file(number, request.actor)
    access.require(request.actor, permission, view.over)
    return view
