"""Change and replacement for holders: why, what the gate says, what changes, the papers, one look, filed (N15, N16)."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from yinxin.changing import drafts, filing, gate
from yinxin.changing.filing import TRUTH, Filing
from yinxin.kernel.calendar import day_of
from yinxin.kernel.refusal import Incomplete
from yinxin.kernel.words import Words
from yinxin.law.changes import Cause
from yinxin.law.n2023.art07_content import ITEMS
from yinxin.register import holders
from yinxin.web import changes
from yinxin.web.changes import Answers
from yinxin.web.doors import Request, holder


@holder("N15", "N16", "N24.1", "N24.2", "N29")
@require_http_methods(["GET", "POST"])
def change(request: Request, number: int) -> HttpResponse:
    """Choose the cause, see what the gate says, and fill in what is asked before any paper."""
    held = holders.certificate_of(request.holder or 0, number)
    today = day_of(request.now)
    cause = next((one for one in Cause if one.value == request.GET.get("cause", "")), None)
    if cause is None:
        facts = {"certificate": held, "answers": gate.causes(number, on=today)}
        return render(request, "holder/change.html", facts)
    proof = "proof" in request.GET
    answer = gate.ask(number, cause, applied_on=today, today_=today, proof=proof)
    form = Answers(cause, request.POST or None)
    if answer.open and request.method == "POST" and form.is_valid():
        given = form.filing(number, proof=proof)
        try:
            filing.examine(given, today, with_papers=False)
        except Incomplete as refusal:
            form.tell(refusal)
        else:
            changes.keep(request, given)
            return redirect(f"/me/certificates/{number}/change/papers")
    facts = {"certificate": held, "answer": answer, "form": form, "face": held.face}
    status = 200 if request.method == "GET" else 422 if answer.open else 409
    return render(request, "holder/change_gate.html", facts, status=status)


@holder("N15", "N16", "A3.1")
@require_http_methods(["GET", "POST"])
def papers(request: Request, number: int) -> HttpResponse:
    """Hand the papers in, one by one."""
    held = holders.certificate_of(request.holder or 0, number)
    given = changes.draft(request, number)
    if given is None:
        return redirect(f"/me/certificates/{number}/change")
    today = day_of(request.now)
    ready = filing.examine(given, today, with_papers=False)
    bound = None
    if request.method == "POST":
        paper, bound = changes.uploaded(request, ready.wanted, today)
        if paper is not None:
            changes.keep(request, drafts.with_paper(given, paper))
            return redirect(f"/me/certificates/{number}/change/papers")
    wishes = changes.wishes(ready.wanted, given, bound)
    facts = {
        "certificate": held,
        "wishes": wishes,
        "left": sum(wish.form is not None and wish.there is None for wish in wishes),
        "here": f"/me/certificates/{number}/change",
        "papers_at": f"/me/certificates/{number}/change/papers",
        "form": bound,
    }
    return render(request, "holder/change_papers.html", facts, status=422 if bound else 200)


@holder("N15", "N16")
@require_http_methods(["GET", "POST"])
def check(request: Request, number: int) -> HttpResponse:
    """Look at everything once, and file it."""
    who = request.holder or 0
    held = holders.certificate_of(who, number)
    given = changes.draft(request, number)
    if given is None:
        return redirect(f"/me/certificates/{number}/change")
    if request.method == "POST":
        agreed = replace(given, agreed="agreed" in request.POST)
        made = filing.file_own(holder_id=who, filing=agreed, at=request.now)
        changes.forget(request)
        messages.success(request, Words("已提交申请，可以在这里查看进度。").render(gettext))
        return redirect(f"/me/applications/{made}")
    return render(request, "holder/change_check.html", {"certificate": held, **_looked(request, given)})


def _looked(request: Request, given: Filing) -> dict[str, object]:
    ready = filing.examine(replace(given, agreed=True), day_of(request.now))
    return {
        "ready": ready,
        "answer": ready.answer,
        "filing": given,
        "truth": TRUTH,
        "items": ITEMS,
        "fault": filing.FAULTS.get(given.fault),
        "here": f"/me/certificates/{given.certificate_id}/change",
    }
