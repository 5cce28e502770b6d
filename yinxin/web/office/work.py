"""My work: what is due, what waits for me, what I can begin."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from yinxin.catalogue import exams
from yinxin.catalogue import queries as catalogue
from yinxin.duties import queries as duties
from yinxin.duties.queries import OwedDuty
from yinxin.kernel.calendar import day_of
from yinxin.kernel.words import Words
from yinxin.law import index
from yinxin.law.calendars import CALENDAR
from yinxin.parties.actor import Actor
from yinxin.parties.permissions import Permission
from yinxin.production import queries
from yinxin.production.queries import BatchView
from yinxin.production.states import BatchState
from yinxin.web.doors import Request, staff
from yinxin.web.office.actions import offered


@dataclass(frozen=True)
class DutyLine:
    """A duty as the list shows it: what it is about, where that is, and how many working days are left."""

    duty: OwedDuty
    title: Words
    about: str
    address: str
    working_days: int


@staff(None, "N4")
@require_GET
def work(request: Request) -> HttpResponse:
    """Show one person's work by days left."""
    actor = request.actor
    reports = queries.reports_for(actor)
    facts = {
        "duties": duty_lines(request),
        "batches": waiting_for(actor),
        "reports": [report for report in reports if _mine(actor, report.agency.id)],
        "actions": _beginnings(actor),
        "today": day_of(request.now),
    }
    return render(request, "office/work.html", facts)


def duty_lines(request: Request) -> list[DutyLine]:
    """Return the open duties that the person may see, the nearest first."""
    today = day_of(request.now)
    parts = {part.id: view for view in catalogue.exams_for(request.actor) for part in view.parts}
    lines = []
    for duty in duties.open_for(request.actor, today):
        exam = parts.get(duty.subject_id) if duty.subject == exams.SUBJECT else None
        about = exam.code if exam else str(duty.subject_id)
        left = CALENDAR.working_days_between(today, duty.due_on)
        title = index.entry(duty.clause).title
        lines.append(DutyLine(duty, title, about, f"/office/duties/{duty.id}", left))
    return lines


def waiting_for(actor: Actor) -> list[BatchView]:
    """Return the batches whose next step this person may do."""
    found: list[BatchView] = []
    if actor.has(Permission.BATCH_ACCEPT):
        received = queries.batches_for(actor, state=BatchState.RECEIVED)
        found += [batch for batch in received if batch.submitted_by != actor.account_id]
        making = queries.batches_for(actor, state=BatchState.MAKING)
        found += [batch for batch in making if queries.progress(batch.id).stuck]
    if actor.has(Permission.BATCH_RELEASE):
        made = queries.batches_for(actor, state=BatchState.MADE)
        found += [batch for batch in made if batch.accepted_by != actor.account_id]
    if actor.has(Permission.BATCH_SUBMIT):
        found += queries.batches_for(actor, state=BatchState.RETURNED, limit=5)
    return found


def _mine(actor: Actor, agency_id: int) -> bool:
    return any(seat.body.id == agency_id for seat in actor.seats)


def _beginnings(actor: Actor) -> list[object]:
    """Return what can be begun from here."""
    return [
        offered(actor, permission, name=name, address=address, words=words)
        for permission, name, address, words in (
            (Permission.BATCH_SUBMIT, "upload", "/office/batches/new", Words("上传合格人员数据")),
            (Permission.BATCH_SEE, "batches", "/office/batches", Words("查看批次")),
            (Permission.EXAM_SEE, "exams", "/office/exams", Words("查看考试")),
            (Permission.CERTIFICATE_SEE, "search", "/office/search", Words("查找证书")),
        )
    ]
