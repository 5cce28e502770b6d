"""From an uploaded file to a submitted batch: upload, wait, see what was found, submit (N9.1, N9.2)."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from config.workshop import missing_glyphs
from yinxin.catalogue import queries as catalogue
from yinxin.catalogue.queries import ExamView
from yinxin.law.regimes import Regime
from yinxin.parties.actor import Actor
from yinxin.parties.permissions import Permission
from yinxin.production import queries, waiting_room
from yinxin.production.intake.marking import mark
from yinxin.production.queries import ReportView
from yinxin.web import wording
from yinxin.web.doors import Request, staff
from yinxin.web.forms import PlainForm

A_PAGE = 100


class Upload(PlainForm):
    """An exam, the table, and its photos."""

    exam = forms.CharField(label=_("考试"), max_length=20)
    file = forms.FileField(label=_("数据文件"))
    photos = forms.FileField(label=_("照片压缩包"), required=False)


@staff(Permission.BATCH_CHECK, "N9.1")
@require_http_methods(["GET", "POST"])
def upload(request: Request) -> HttpResponse:
    """Take a file in; a worker examines it, and the report says what was found."""
    form = Upload(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file, photos = form.cleaned_data["file"], form.cleaned_data["photos"]
        number = waiting_room.bring(
            exam_code=form.cleaned_data["exam"],
            file_name=file.name,
            data=file.chunks(),
            photos=photos.chunks() if photos else None,
            by=request.actor,
            at=request.now,
        )
        there = f"/office/reports/{number}"
        if request.headers.get("HX-Request"):
            return HttpResponse(status=204, headers={"HX-Redirect": there})
        return redirect(there)
    exams = _own_exams(request.actor)
    reviews = any(one.document.regime is Regime.REVIEW for one in exams)
    facts = {"form": form, "exams": exams, "chosen": request.GET.get("exam", ""), "reviews": reviews}
    return render(request, "office/upload.html", facts, status=422 if form.is_bound else 200)


@staff(Permission.BATCH_CHECK, "N9.1", "N9.2")
@require_GET
def report(request: Request, number: int) -> HttpResponseBase:
    """Show where a file stands and what was found in it."""
    view = queries.report(number, request.actor)
    if view.batch_id:
        return redirect(f"/office/batches/{view.batch_id}")
    code, level = request.GET.get("code", ""), request.GET.get("level", "")
    found = [f for f in view.findings if code in ("", f.code) and level in ("", f.level.value)]
    kinds = Counter((f.code, f.level.value) for f in view.findings)
    examples = {f.code: f.fix for f in reversed(view.findings)}
    facts = {
        "report": view,
        "page": Paginator(found, A_PAGE).get_page(request.GET.get("page")),
        "found": len(found),
        "kinds": [(one, level, count, examples[one]) for (one, level), count in kinds.most_common()],
        "levels": [(level, words, _count(view, level)) for level, words in wording.LEVELS.items()],
        "filters": {"code": code, "level": level},
        "own": _owns(request.actor, view),
        "may_submit": request.actor.has(Permission.BATCH_SUBMIT) and _owns(request.actor, view),
    }
    return render(request, "office/report.html", facts)


@staff(Permission.BATCH_CHECK, "N9.1")
@require_GET
def report_state(request: Request, number: int) -> HttpResponse:
    """Return what the waiting page shows; tell it to load anew when the waiting is over."""
    view = queries.report(number, request.actor)
    if view.busy:
        return render(request, "office/report_state.html", {"report": view})
    return HttpResponse(status=204, headers={"HX-Refresh": "true"})


@staff(Permission.BATCH_CHECK, "N9.1")
@require_GET
def marked(request: Request, number: int) -> HttpResponseBase:
    """Hand the file back with its bad cells marked; it is examined once more for it."""
    view = queries.report(number, request.actor)
    examined = waiting_room.examine_again(
        report_id=number, glyphs=missing_glyphs, by=request.actor, at=request.now
    )
    name = f"{Path(view.file_name).stem}-{gettext('检查结果')}.xlsx"
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as target:
        mark(examined, Path(target.name), translate=gettext)
        examined.forget()
        # The open file outlives its name: the answer reads it to the end.
        return FileResponse(Path(target.name).open("rb"), as_attachment=True, filename=name)


@staff(Permission.BATCH_SUBMIT, "N9.2")
@require_POST
def submit(request: Request, number: int) -> HttpResponse:
    """Ask for the checked file to be submitted, whole or its good rows only."""
    partial = request.POST.get("partial") == "1"
    waiting_room.ask_to_submit(report_id=number, partial=partial, by=request.actor, at=request.now)
    messages.success(request, gettext("已开始提交，完成后自动转到批次页面。"))
    return redirect(f"/office/reports/{number}")


def _count(view: ReportView, level: str) -> int:
    return sum(finding.level.value == level for finding in view.findings)


def _own_exams(actor: Actor) -> list[ExamView]:
    """Return the exams in which one of the person's own organisations takes part."""
    own = {seat.body.id for seat in actor.seats}
    return [exam for exam in catalogue.exams_for(actor) if any(part.agency_id in own for part in exam.parts)]


def _owns(actor: Actor, view: ReportView) -> bool:
    return any(seat.body.id == view.agency.id for seat in actor.seats)
