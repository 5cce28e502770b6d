"""What holders report as wrong on their certificates: the list, one report, the answer (N25)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from yinxin.kernel.refusal import Incomplete
from yinxin.kernel.words import Words
from yinxin.parties.actor import Actor
from yinxin.parties.permissions import Permission
from yinxin.presenting import correcting
from yinxin.web import wording
from yinxin.web.doors import Request, staff
from yinxin.web.forms import PlainForm
from yinxin.web.office.acting import done
from yinxin.web.office.custody import tell
from yinxin.web.office.timeline import asked_length, events_of
from yinxin.web.office.worklines import WorkLine
from yinxin.web.paging import page_of

HERE = "/office/corrections"


class Answering(PlainForm):
    """What the holder is told."""

    words = forms.CharField(label=_("答复"), max_length=400, min_length=4, widget=forms.Textarea)
    replacement = forms.BooleanField(label=_("请持证人申请换发"), required=False)


@staff(Permission.CORRECTION_ANSWER, "N25")
@require_GET
def corrections(request: Request) -> HttpResponse:
    """List the reports to one's issuer, those that wait first."""
    found = correcting.corrections_for(request.actor)
    page = page_of(request, found)
    return render(request, "office/corrections.html", {"page": page, "filters": {}, "count": len(found)})


@staff(Permission.CORRECTION_ANSWER, "N25")
@require_http_methods(["GET", "POST"])
def correction(request: Request, number: int) -> HttpResponse:
    """Show one report, and take the answer."""
    form = Answering(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            correcting.answer(correction_id=number, by=request.actor, at=request.now, **form.cleaned_data)
        except Incomplete as refusal:
            tell(form, "words", refusal)
        else:
            return done(request, Words("已答复，持证人登录后可以看到。"), f"{HERE}/{number}")
    facts = {
        "one": correcting.correction(number, request.actor),
        "form": form,
        "timeline": events_of(("correction", number), length=asked_length(request)),
    }
    return render(request, "office/correction.html", facts, status=422 if form.is_bound else 200)


def lines(by: Actor, today: date) -> Iterable[WorkLine]:
    """Yield the reports that wait for this person's answer."""
    if not by.has(Permission.CORRECTION_ANSWER):
        return
    for one in correcting.corrections_for(by, waiting=True):
        late = one.promised_on < today
        yield WorkLine(
            Words("答复信息有误的反映{number}", number=one.id),
            Words("{number} · {field}", number=one.management_number, field=one.field_words),
            f"{HERE}/{one.id}",
            Words("超过承诺时限") if late else one.state_words,
            "bad" if late else wording.tone(one.state.value),
            True,
            one.over.id,
            one.over.name,
            since=one.at,
        )
