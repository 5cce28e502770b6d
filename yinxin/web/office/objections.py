"""Objections at their issuer: the list, one with its receipt asked again, the check, the written reply (N25)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from config.workshop import keyring
from yinxin.closing import objecting, promising
from yinxin.closing import objections as found
from yinxin.closing.objections import ObjectionView
from yinxin.kernel.calendar import day_of
from yinxin.kernel.refusal import Incomplete, WrongState
from yinxin.kernel.words import Words
from yinxin.law.n2023.art25_objection import Finding
from yinxin.parties import access
from yinxin.parties.actor import Actor
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import body
from yinxin.verification import receipts
from yinxin.verification.receipts import Checked
from yinxin.web import wording
from yinxin.web.doors import Request, staff
from yinxin.web.forms import DayInput, PlainForm
from yinxin.web.office.acting import Check, check_page, done
from yinxin.web.office.custody import tell
from yinxin.web.office.timeline import asked_length, events_of
from yinxin.web.office.worklines import WorkLine
from yinxin.web.paging import page_of
from yinxin.web.responses import pdf

HERE = "/office/objections"
PROMISES = f"{HERE}/promises"
ABOVE = (HERE, Words("异议"))


class Answering(PlainForm):
    """What the check found, and the reply."""

    finding = forms.ChoiceField(label=_("核实结论"))
    reply = forms.CharField(
        label=_("书面答复"), min_length=4, max_length=objecting.LONGEST_REPLY, widget=forms.Textarea
    )

    def __init__(self, *given: object, **named: object) -> None:
        super().__init__(*given, **named)
        choices = [(one.value, one.label.render(gettext)) for one in Finding]
        self.fields["finding"].choices = [("", gettext("请选择")), *choices]  # type: ignore[attr-defined]


class Passing(PlainForm):
    """To whom an objection is passed on."""

    issuer = forms.ChoiceField(label=_("转交给"))


class PromiseForm(PlainForm):
    """A promise, from a day on."""

    workdays = forms.IntegerField(label=_("承诺几个工作日内答复"), min_value=1, max_value=250)
    since = forms.DateField(label=_("自哪天起"), widget=DayInput())


@staff(Permission.OBJECTION_SEE, "N25")
@require_GET
def objections(request: Request) -> HttpResponse:
    """List the objections in one's territory, those that wait first."""
    seen = found.objections_for(request.actor)
    page = page_of(request, seen)
    facts = {"page": page, "filters": {}, "count": len(seen), "today": day_of(request.now)}
    return render(request, "office/objections.html", facts)


@staff(Permission.OBJECTION_SEE, "N25")
@require_GET
def objection(request: Request, number: int) -> HttpResponse:
    """Show one objection with what its receipt said and what the register says now."""
    return _page(request, number, Answering())


@staff(Permission.OBJECTION_ANSWER, "N25")
@require_POST
def answer(request: Request, number: int) -> HttpResponse:
    """Reply in writing."""
    one = found.objection(number, request.actor)
    access.require(request.actor, Permission.OBJECTION_ANSWER, one.over)
    form = Answering(request.POST)
    if form.is_valid() and _answered(request, number, form):
        return done(request, Words("已书面答复，异议人可以看到。"), f"{HERE}/{number}")
    return _page(request, number, form)


@staff(Permission.OBJECTION_CHECK, "N25")
@require_POST
def take(request: Request, number: int) -> HttpResponse:
    """Begin the check."""
    objecting.take(objection_id=number, by=request.actor, at=request.now)
    return done(request, Words("已开始核实，由您负责。"), f"{HERE}/{number}")


@staff(Permission.OBJECTION_CHECK, "N25")
@require_http_methods(["GET", "POST"])
def pass_on(request: Request, number: int) -> HttpResponse:
    """Pass it on to another issuer."""
    one = found.objection(number, request.actor)
    access.require(request.actor, Permission.OBJECTION_CHECK, one.over)
    form = Passing(request.POST or None)
    others = [(str(each.id), each.name) for each in found.addressees() if each.id != one.over.id]
    form.fields["issuer"].choices = [("", gettext("请选择")), *others]  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        there = int(form.cleaned_data["issuer"])
        try:
            objecting.pass_on(objection_id=number, issuer_id=there, by=request.actor, at=request.now)
        except Incomplete as refusal:
            tell(form, "issuer", refusal)
        else:
            return done(request, Words("已转交，由对方核实并答复。"), HERE)
    facts = ((Words("异议"), one.number), (Words("管理号"), one.claim.management_number))
    follows = Words("这件异议离开本机构，由对方核实并答复；异议人会收到通知。")
    check = Check(Words("转交异议"), facts, follows, Words("转交1件异议"), f"{HERE}/{number}", above=ABOVE)
    return check_page(request, check, form)


@staff(Permission.OBJECTION_SEE, "N25")
@require_GET
def reply(request: Request, number: int) -> HttpResponse:
    """Return the written reply as PDF."""
    one = found.objection(number, request.actor)
    return pdf(found.reply_pdf(one), f"{one.number}.pdf")


@staff(Permission.SERVICE_PUBLISH, "N25")
@require_GET
def promises(request: Request) -> HttpResponse:
    """Show what issuers promise."""
    facts = {"promised": promising.promises_for(request.actor, day_of(request.now))}
    return render(request, "office/objection_promises.html", facts)


@staff(Permission.SERVICE_PUBLISH, "N25")
@require_http_methods(["GET", "POST"])
def promise(request: Request, number: int) -> HttpResponse:
    """Promise anew from a day on."""
    over = body(number)
    access.require(request.actor, Permission.SERVICE_PUBLISH, over)
    form = PromiseForm(request.POST or None, initial={"since": day_of(request.now)})
    if request.method == "POST" and form.is_valid():
        try:
            promising.publish(organisation_id=number, by=request.actor, at=request.now, **form.cleaned_data)
        except WrongState as refusal:
            tell(form, "since", refusal)
        except Incomplete as refusal:
            tell(form, "workdays", refusal)
        else:
            return done(request, Words("已公布承诺时限。"), PROMISES)
    follows = Words("从所填日期起收到的异议按这个时限显示；这是本机构的承诺，不是法定时限。")
    check = Check(
        Words("异议答复的承诺"), ((Words("发放机构"), over.name),), follows, Words("公布1项承诺"), PROMISES,
        above=(PROMISES, Words("异议答复的承诺")),
    )  # fmt: skip
    return check_page(request, check, form)


def lines(by: Actor, today: date) -> Iterable[WorkLine]:
    """Yield the objections that wait for this person's check or reply."""
    if not by.has(Permission.OBJECTION_CHECK):
        return
    for one in found.objections_for(by, waiting=True):
        late = one.promised_on is not None and one.promised_on < today
        yield WorkLine(
            Words("核实异议{number}", number=one.number),
            Words("{number}", number=one.claim.management_number),
            f"{HERE}/{one.id}",
            Words("超过承诺时限") if late else one.state_words,
            "bad" if late else wording.tone(one.state.value),
            found.may(by, Permission.OBJECTION_CHECK, one),
            one.over.id,
            one.over.name,
            since=one.at,
        )


def _page(request: Request, number: int, form: Answering) -> HttpResponse:
    one = found.objection(number, request.actor)
    facts = {
        "one": one,
        "form": form,
        "receipt": _receipt(request, one),
        "may_check": one.is_received and found.may(request.actor, Permission.OBJECTION_CHECK, one),
        "may_answer": one.is_checked and found.may(request.actor, Permission.OBJECTION_ANSWER, one),
        "timeline": events_of(("objection", number), length=asked_length(request)),
    }
    return render(request, "office/objection.html", facts, status=422 if form.is_bound else 200)


def _answered(request: Request, number: int, form: Answering) -> bool:
    """Say whether the reply was taken; else the form says why not."""
    said = form.cleaned_data
    try:
        objecting.answer(
            objection_id=number,
            finding=Finding(said["finding"]),
            reply=said["reply"],
            by=request.actor,
            at=request.now,
        )
    except Incomplete as refusal:
        tell(form, "finding" if "对应的证书" in str(refusal.what) else "reply", refusal)
        return False
    return True


def _receipt(request: Request, one: ObjectionView) -> Checked | None:
    """Ask the question of the receipt again, as of now; None where none came."""
    if not one.receipt:
        return None
    claim = one.claim
    asked = (claim.management_number, claim.name, claim.id_number) if claim.name and claim.id_number else None
    return receipts.check(one.receipt, keyring(), at=request.now, asked=asked)
