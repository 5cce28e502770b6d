"""Batches: the list, one batch with whose turn it is, and its progress while it is being made (N9.2, N10)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from yinxin.desk import queries as desk
from yinxin.duties import queries as duties
from yinxin.kernel.calendar import day_of
from yinxin.kernel.clause import Clause
from yinxin.kernel.words import Words
from yinxin.law import limits
from yinxin.law.calendars import CALENDAR
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import names
from yinxin.production import queries, submission
from yinxin.production.queries import BatchView
from yinxin.production.states import BATCH, BatchState
from yinxin.register import queries as register
from yinxin.web.doors import Request, staff
from yinxin.web.office.acts import actions_on
from yinxin.web.office.list_checks import before_making
from yinxin.web.office.timeline import asked_length, events_of
from yinxin.web.tables import Table

MOST = 1000
A_PAGE = 50
_HEADS = (
    Words("批次"),
    Words("考试"),
    Words("考试机构"),
    Words("文件"),
    Words("行数"),
    Words("未提交"),
    Words("状态"),
    Words("收到时间"),
    Words("接收时间"),
    Words("制成时间"),
    Words("发布时间"),
)


@dataclass(frozen=True)
class Step:
    """One step on a batch's way; ``at`` is None while it is still to come."""

    words: Words
    at: datetime | None
    who: str
    clause: str


@staff(Permission.BATCH_SEE, "N9.2", "N10")
@require_GET
def batches(request: Request) -> HttpResponse:
    """List the batches that the person may see, by state."""
    state = _state(request)
    found = queries.batches_for(request.actor, state=state, limit=MOST)
    facts = {
        "page": Paginator(found, A_PAGE).get_page(request.GET.get("page")),
        "count": len(found),
        "states": BATCH.names,
        "chosen": state,
        "filters": {"state": state.value if state else ""},
        "query": f"state={state.value}" if state else "",
        "saved": desk.filters_of(request.actor, "batches"),
        "list": "batches",
    }
    return render(request, "office/batches.html", facts)


@staff(Permission.BATCH_SEE, "N9.2", "N10")
@require_GET
def export_csv(request: Request) -> HttpResponse:
    """Return what the list shows as a CSV file."""
    return _table(request).csv()


@staff(Permission.BATCH_SEE, "N9.2", "N10")
@require_GET
def export_xlsx(request: Request) -> HttpResponse:
    """Return what the list shows as a workbook."""
    return _table(request).xlsx()


@staff(Permission.BATCH_SEE, "N9.2", "N10")
@require_GET
def batch(request: Request, number: int) -> HttpResponse:
    """Show one batch: state, steps, numbers, what a person may do, its certificates."""
    view = queries.batch(number, request.actor)
    today = day_of(request.now)
    duty = next((one for one in duties.of_subject("batch", number, today) if one.clause == "N10"), None)
    certificates = register.count_of_batch(number)
    pages = Paginator(range(certificates), A_PAGE)
    page = pages.get_page(request.GET.get("page"))
    see = request.actor.has(Permission.CERTIFICATE_SEE)
    part = view.exam.part_of(view.agency.id)
    facts = {
        "batch": view,
        "steps": _steps(view),
        "duty": duty,
        "due": limits.due(Clause("N10"), duty.opened_on, CALENDAR) if duty else None,
        "owed": submission.owed_people(part) if part else None,
        "progress": queries.progress(number),
        "actions": actions_on(view, request.actor, request.now),
        "page": page,
        "lines": register.of_batch(number, request.actor, start=(page.number - 1) * A_PAGE, count=A_PAGE)
        if see
        else (),
        "certificates": certificates,
        "list_checks": before_making(view, request),
        "timeline": events_of(("batch", number), length=asked_length(request)),
        "filters": {"page": ""},
    }
    return render(request, "office/batch.html", facts)


@staff(Permission.BATCH_SEE, "N10")
@require_GET
def progress(request: Request, number: int) -> HttpResponse:
    """Return the progress of making; tell the page to load anew when it is over."""
    view = queries.batch(number, request.actor)
    if view.state is not BatchState.MAKING:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    facts = {
        "batch": view,
        "progress": queries.progress(number),
        "actions": actions_on(view, request.actor, request.now),
    }
    return render(request, "office/progress.html", facts)


def _state(request: Request) -> BatchState | None:
    asked = request.GET.get("state", "")
    return BatchState(asked) if asked in {state.value for state in BatchState} else None


def _table(request: Request) -> Table:
    found = queries.batches_for(request.actor, state=_state(request), limit=MOST)
    return Table("batches", _HEADS, [_row(batch) for batch in found])


def _row(batch: BatchView) -> tuple[object, ...]:
    return (
        batch.id,
        batch.exam.code,
        batch.agency.name,
        batch.file_name,
        batch.rows,
        batch.left_out,
        batch.state_words,
        batch.received_at,
        batch.accepted_at,
        batch.made_at,
        batch.released_at,
    )


def _steps(view: BatchView) -> list[Step]:
    """Return the batch's way so far and what is still to come."""
    people = names([view.submitted_by, view.accepted_by, view.released_by])
    steps = [Step(Words("提交数据"), view.received_at, people.get(view.submitted_by, ""), "N9.2")]
    if view.ended_at:
        return [*steps, Step(view.state_words, view.ended_at, "", "N9.1")]
    accepted = people.get(view.accepted_by, "") if view.accepted_at else ""
    released = people.get(view.released_by, "") if view.released_at else ""
    return [
        *steps,
        Step(Words("接收并安排制证"), view.accepted_at, accepted, "N10"),
        Step(Words("制作完成"), view.made_at, people[0] if view.made_at else "", "N10"),
        Step(Words("复核并发布"), view.released_at, released, "N10"),
    ]
