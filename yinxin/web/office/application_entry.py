"""Filing at the window for a person who came there: the same gate, the same papers (N12, N15, N16, A3.1)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from yinxin.changing import drafts, filing, gate
from yinxin.changing.filing import TRUTH
from yinxin.kernel.calendar import day_of
from yinxin.kernel.refusal import Incomplete
from yinxin.kernel.words import Words
from yinxin.law.changes import Cause
from yinxin.law.n2023.art07_content import ITEMS
from yinxin.parties import access
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import body
from yinxin.register import changeable
from yinxin.register.changeable import Changeable
from yinxin.web import changes
from yinxin.web.changes import Answers
from yinxin.web.doors import Request, staff
from yinxin.web.forms import DayInput, number_in
from yinxin.web.office.acting import done

HERE = "/office/applications"


class AtWindow(Answers):
    """What is asked at the window: also the day on the paper application."""

    applied_on = forms.DateField(
        label=_("申请日期"),
        widget=DayInput(),
        help_text=_("纸质申请上的日期；按这一天的规则办理"),
    )


@staff(Permission.APPLICATION_FILE, "N15", "N16", "N24.1", "N24.2", "N29")
@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """Choose the cause, see what the gate says, and fill in what is asked before any paper."""
    one = _certificate(request)
    today = day_of(request.now)
    cause = next((each for each in Cause if each.value == request.GET.get("cause", "")), None)
    applied_on = _day(request.POST.get("applied_on") or request.GET.get("on") or "", today)
    facts: dict[str, Any] = {"certificate": one, "face": one.face, "there": f"{HERE}/new", "on": applied_on}
    if cause is None:
        answers = [gate.ask(one.id, each, applied_on=applied_on, today_=today) for each in Cause]
        return render(request, "office/application_new.html", {**facts, "answers": answers})
    proof = "proof" in request.GET
    answer = gate.ask(one.id, cause, applied_on=applied_on, today_=today, proof=proof)
    form = AtWindow(cause, request.POST or None, initial={"applied_on": applied_on})
    if answer.open and request.method == "POST" and form.is_valid():
        given = form.filing(one.id, proof=proof, applied_on=form.cleaned_data["applied_on"])
        try:
            filing.examine(given, today, with_papers=False)
        except Incomplete as refusal:
            form.tell(refusal)
        else:
            changes.keep(request, given)
            return redirect(f"{HERE}/new/papers?certificate={one.id}")
    status = 200 if request.method == "GET" else 422 if answer.open else 409
    facts |= {"answer": answer, "form": form}
    return render(request, "office/application_gate.html", facts, status=status)


@staff(Permission.APPLICATION_FILE, "N15", "N16", "A3.1")
@require_http_methods(["GET", "POST"])
def papers(request: Request) -> HttpResponse:
    """Take the papers in, and file."""
    one = _certificate(request)
    given = changes.draft(request, one.id)
    if given is None:
        return redirect(f"{HERE}/new?certificate={one.id}")
    today, here = day_of(request.now), f"{HERE}/new/papers?certificate={one.id}"
    if request.method == "POST" and "file_it" in request.POST:
        made = filing.file_at_window(
            filing=replace(given, agreed="agreed" in request.POST), by=request.actor, at=request.now
        )
        changes.forget(request)
        return done(request, Words("已代为提交申请。"), f"{HERE}/{made}")
    ready = filing.examine(given, today, with_papers=False)
    bound = None
    if request.method == "POST":
        paper, bound = changes.uploaded(request, ready.wanted, today)
        if paper is not None:
            changes.keep(request, drafts.with_paper(given, paper))
            return redirect(here)
    wishes = changes.wishes(ready.wanted, given, bound)
    facts = {
        "certificate": one,
        "face": one.face,
        "wishes": wishes,
        "left": sum(wish.form is not None and wish.there is None for wish in wishes),
        "papers_at": here,
        "ready": ready,
        "answer": ready.answer,
        "filing": given,
        "fault": filing.FAULTS.get(given.fault),
        "items": ITEMS,
        "truth": TRUTH,
        "form": bound,
    }
    return render(request, "office/application_papers.html", facts, status=422 if bound else 200)


def _certificate(request: Request) -> Changeable:
    """Return the certificate that the address names, to who takes in applications at its issuer."""
    one = changeable.of(number_in(request, "certificate"))
    access.require(request.actor, Permission.APPLICATION_FILE, body(one.issuer_id))
    return one


def _day(text: str, today: date) -> date:
    try:
        return min(date.fromisoformat(text), today)
    except ValueError:
        return today
