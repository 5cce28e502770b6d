"""Exams: who passed where, what is submitted, what is still owed, until when (N9.2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from yinxin.catalogue import exams as publishing
from yinxin.catalogue import queries
from yinxin.catalogue.queries import ExamPart, ExamView
from yinxin.duties import queries as duties
from yinxin.duties.queries import OwedDuty
from yinxin.kernel.calendar import day_of
from yinxin.kernel.clause import Clause
from yinxin.law import limits
from yinxin.law.calendars import CALENDAR
from yinxin.parties import access
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import body
from yinxin.production import makers, submission
from yinxin.production import queries as production
from yinxin.web.doors import Request, staff
from yinxin.web.forms import DayInput, PlainForm
from yinxin.web.office.timeline import asked_length, events_of

N9_2 = Clause("N9.2")


class Publication(PlainForm):
    """The day on which results were published."""

    on = forms.DateField(label=_("成绩发布日"), widget=DayInput())


class Exclusion(PlainForm):
    """People of the pass list who will not be submitted, and why."""

    count = forms.IntegerField(label=_("人数"), min_value=1, max_value=1_000_000)
    reason = forms.CharField(label=_("原因"), max_length=400, min_length=4, widget=forms.Textarea)


@dataclass(frozen=True)
class PartLine:
    """One agency's part as the page shows it."""

    part: ExamPart
    submitted: int
    owed: int | None
    duty: OwedDuty | None


@staff(Permission.EXAM_SEE, "N8", "N9.2")
@require_GET
def exams(request: Request) -> HttpResponse:
    """List the exams that the person may see."""
    return render(request, "office/exams.html", {"exams": queries.exams_for(request.actor)})


@staff(Permission.EXAM_SEE, "N9.2")
@require_GET
def exam(request: Request, code: str) -> HttpResponse:
    """Show one exam."""
    return _page(request, _visible(request, code))


@staff(Permission.EXAM_PUBLISH, "N9.2")
@require_http_methods(["POST"])
def publish(request: Request, code: str) -> HttpResponse:
    """Record the day on which results were published."""
    view, form = _visible(request, code), Publication(request.POST)
    if not form.is_valid():
        return _page(request, view, publication=form, status=422)
    on: date = form.cleaned_data["on"]
    publishing.publish_results(exam_id=view.id, on=on, by=request.actor, at=request.now)
    messages.success(request, gettext("已登记成绩发布日，报送期限开始计算。"))
    return redirect(f"/office/exams/{view.code}")


@staff(Permission.BATCH_SUBMIT, "N9.2")
@require_http_methods(["POST"])
def exclude(request: Request, code: str) -> HttpResponse:
    """Leave people out of submission, with the reason."""
    view, form = _visible(request, code), Exclusion(request.POST)
    if not form.is_valid():
        return _page(request, view, exclusion=form, status=422)
    submission.exclude(exam_code=view.code, by=request.actor, at=request.now, **form.cleaned_data)
    messages.success(
        request, gettext("已登记%(count)s人不提交及其原因。") % {"count": form.cleaned_data["count"]}
    )
    return redirect(f"/office/exams/{view.code}")


def _page(
    request: Request,
    view: ExamView,
    *,
    publication: Publication | None = None,
    exclusion: Exclusion | None = None,
    status: int = 200,
) -> HttpResponse:
    today = day_of(request.now)
    lines = [_line(part, today) for part in view.parts if _sees(request, part)]
    agencies = {seat.body.id for seat in request.actor.seats if Permission.BATCH_SUBMIT in seat.permissions}
    facts = {
        "exam": view,
        "lines": lines,
        "due": limits.due(N9_2, view.results_on, CALENDAR) if view.results_on and _binds(view) else None,
        "binds": _binds(view),
        "maker": makers.maker_of(view),
        "batches": [one for one in production.batches_for(request.actor) if one.exam.id == view.id],
        "timeline": events_of(
            ("exam", view.id),
            *((publishing.SUBJECT, line.part.id) for line in lines),
            length=asked_length(request),
        ),
        "publication": publication or Publication(),
        "exclusion": exclusion or Exclusion(),
        "may_publish": not view.results_on and request.actor.has(Permission.EXAM_PUBLISH),
        "own": next((line for line in lines if line.part.agency_id in agencies), None),
    }
    return render(request, "office/exam.html", facts, status=status)


def _binds(view: ExamView) -> bool:
    """Say whether the national time limit for handing data in binds one of the exam's agencies (N2, N27)."""
    on = view.results_on or max(view.days)
    return any(makers.follows_national(view, part.region, on) for part in view.parts)


def _line(part: ExamPart, today: date) -> PartLine:
    owed = submission.owed_people(part)
    submitted = (part.passed or 0) - part.excluded - owed if owed is not None else 0
    found = duties.of_subject(publishing.SUBJECT, part.id, today)
    return PartLine(part, submitted, owed, found[0] if found else None)


def _visible(request: Request, code: str) -> ExamView:
    """Return an exam in which the person's territory takes part; any other looks like nothing."""
    view = queries.exam(code)
    if not any(_sees(request, part) for part in view.parts):
        raise access.not_here()
    return view


def _sees(request: Request, part: ExamPart) -> bool:
    return access.may(request.actor, Permission.EXAM_SEE, body(part.agency_id))
