"""Reports of fakes at whoever runs verification: the list, one with its evidence and its pack, the outcome (N22.1)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from config.workshop import sign_evidence
from yinxin.fakes import packs, queries, reporting
from yinxin.fakes.states import Outcome
from yinxin.kernel.refusal import Incomplete
from yinxin.kernel.words import Words
from yinxin.parties import access
from yinxin.parties.actor import Actor
from yinxin.parties.permissions import Permission
from yinxin.register.closed_files import closed_files
from yinxin.web import wording
from yinxin.web.doors import Request, staff
from yinxin.web.forms import PlainForm
from yinxin.web.office.acting import done
from yinxin.web.office.custody import tell
from yinxin.web.office.timeline import asked_length, events_of
from yinxin.web.office.worklines import WorkLine
from yinxin.web.paging import page_of
from yinxin.web.responses import archive

HERE = "/office/fakes"


class Settling(PlainForm):
    """What became of a report."""

    outcome = forms.ChoiceField(label=_("结论"))
    note = forms.CharField(
        label=_("处理情况"), min_length=4, max_length=reporting.LONGEST_NOTE, widget=forms.Textarea
    )

    def __init__(self, *given: object, **named: object) -> None:
        super().__init__(*given, **named)
        choices = [(one.value, one.label.render(gettext)) for one in Outcome]
        self.fields["outcome"].choices = [("", gettext("请选择")), *choices]  # type: ignore[attr-defined]


@staff(Permission.FAKE_SEE, "N22.1")
@require_GET
def fakes(request: Request) -> HttpResponse:
    """List the reports, those that wait first."""
    seen = queries.fakes_for(request.actor)
    page = page_of(request, seen)
    return render(request, "office/fakes.html", {"page": page, "filters": {}, "count": len(seen)})


@staff(Permission.FAKE_SEE, "N22.1")
@require_GET
def fake(request: Request, number: int) -> HttpResponse:
    """Show one report with what verification answered about each file."""
    return _page(request, number, Settling())


@staff(Permission.FAKE_SEE, "N22.1")
@require_GET
def pack(request: Request, number: int) -> HttpResponse:
    """Return the evidence pack: to be kept, never opened here."""
    one = queries.fake(number, request.actor)
    data = packs.pack(one, store=closed_files(), sign=sign_evidence, at=request.now)
    return archive(data, f"{one.number}.zip")


@staff(Permission.FAKE_SETTLE, "N22.1")
@require_POST
def settle(request: Request, number: int) -> HttpResponse:
    """Say what became of it."""
    one = queries.fake(number, request.actor)
    access.require(request.actor, Permission.FAKE_SETTLE, one.over)
    form = Settling(request.POST)
    if form.is_valid():
        outcome = Outcome(form.cleaned_data["outcome"])
        try:
            reporting.settle(
                report_id=number,
                outcome=outcome,
                note=form.cleaned_data["note"],
                by=request.actor,
                at=request.now,
            )
        except Incomplete as refusal:
            tell(form, "note", refusal)
        else:
            return done(request, Words("已记下处理情况。"), f"{HERE}/{number}")
    return _page(request, number, form)


def lines(by: Actor, today: date) -> Iterable[WorkLine]:
    """Yield the reports that wait for this person."""
    if not by.has(Permission.FAKE_SETTLE):
        return
    for one in queries.fakes_for(by, waiting=True):
        yield WorkLine(
            Words("处理假证举报{number}", number=one.number),
            one.seen.what.label,
            f"{HERE}/{one.id}",
            one.state_words,
            wording.tone(one.state.value),
            access.may(by, Permission.FAKE_SETTLE, one.over),
            one.over.id,
            one.over.name,
            since=one.at,
        )


def _page(request: Request, number: int, form: Settling) -> HttpResponse:
    one = queries.fake(number, request.actor)
    facts = {
        "one": one,
        "form": form,
        "may_settle": one.waits and access.may(request.actor, Permission.FAKE_SETTLE, one.over),
        "timeline": events_of(("fake", number), length=asked_length(request)),
    }
    return render(request, "office/fake.html", facts, status=422 if form.is_bound else 200)
