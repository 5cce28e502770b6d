"""One duty: what is owed, how its last day comes about, and the reason where it is late."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from yinxin.catalogue import exams
from yinxin.catalogue import queries as catalogue
from yinxin.disclosure.publishing import SUBJECT as EDITION
from yinxin.duties import obligations, queries
from yinxin.duties.queries import OwedDuty
from yinxin.kernel.calendar import day_of
from yinxin.kernel.clause import Clause
from yinxin.law import index, limits
from yinxin.law.calendars import CALENDAR
from yinxin.parties import access
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import body
from yinxin.web.doors import Request, staff
from yinxin.web.forms import PlainForm
from yinxin.web.office.timeline import asked_length, events_of


class Delay(PlainForm):
    """Why a duty is late."""

    reason = forms.CharField(label=_("逾期原因"), max_length=400, min_length=4, widget=forms.Textarea)


@staff(Permission.DUTY_SEE, "N9.2", "N10")
@require_GET
def duty(request: Request, number: int) -> HttpResponse:
    """Show a duty: its last day, how that comes about, and why it is late where it is."""
    return _page(request, queries.duty(number, request.actor, day_of(request.now)))


@staff(Permission.DUTY_EXPLAIN, "N9.2", "N10")
@require_POST
def explain(request: Request, number: int) -> HttpResponse:
    """Record why a duty is late."""
    owed = queries.duty(number, request.actor, day_of(request.now))
    form = Delay(request.POST)
    if not form.is_valid():
        return _page(request, owed, form)
    obligations.explain_delay(
        duty_id=number, reason=form.cleaned_data["reason"], by=request.actor, at=request.now
    )
    messages.success(request, gettext("已登记逾期原因。"))
    return redirect(f"/office/duties/{number}")


def _page(request: Request, owed: OwedDuty, form: Delay | None = None) -> HttpResponse:
    facts = {
        "duty": owed,
        "title": index.entry(owed.clause).title,
        "due": None if owed.subject == EDITION else limits.due(Clause(owed.clause), owed.opened_on, CALENDAR),
        "subject": _subject(owed),
        "timeline": events_of(
            ("duty", owed.id), (owed.subject, owed.subject_id), length=asked_length(request)
        ),
        "form": form or Delay(initial={"reason": owed.late_reason}),
        "may_explain": access.may(request.actor, Permission.DUTY_EXPLAIN, body(owed.owed_by)),
    }
    return render(request, "office/duty.html", facts, status=422 if form else 200)


def _subject(owed: OwedDuty) -> str:
    """Return the address of what the duty is about."""
    if owed.subject == EDITION:
        return "/progress"
    if owed.subject == exams.SUBJECT:
        return f"/office/exams/{catalogue.exam_of_part(owed.subject_id).code}"
    return f"/office/batches/{owed.subject_id}"
