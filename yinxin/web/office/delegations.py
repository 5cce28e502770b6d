"""One's own delegations: to lend a seat during leave, and to end that (A4)."""

from __future__ import annotations

from datetime import datetime, time

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yinxin.kernel.calendar import CHINA
from yinxin.kernel.refusal import Incomplete
from yinxin.kernel.words import Words
from yinxin.parties import delegations, directory
from yinxin.parties.roles import is_administrative
from yinxin.web.doors import Request, staff
from yinxin.web.forms import DayInput, PlainForm
from yinxin.web.office.acting import Check, check_page, done

HERE = "/office/delegations"


class Lending(PlainForm):
    """Which seat, to whom, from which day to which."""

    seat = forms.ChoiceField(label=_("哪一个岗位"))
    colleague = forms.ChoiceField(label=_("交给谁"), help_text=_("同一机构的在岗人员"))
    since = forms.DateField(label=_("从哪一天起"), widget=DayInput())
    until = forms.DateField(label=_("到哪一天止（含）"), widget=DayInput())


@staff(None, "A4")
@require_GET
def mine(request: Request) -> HttpResponse:
    """List what one has lent and what one has on loan."""
    facts = {"delegations": directory.delegations_of(request.actor.account_id), "now": request.now}
    return render(request, "office/delegations.html", facts)


@staff(None, "A4")
@require_http_methods(["GET", "POST"])
def lend(request: Request) -> HttpResponse:
    """Lend one of one's seats to a colleague."""
    form = Lending(request.POST or None)
    own = [
        one
        for one in directory.seats_of(request.actor.account_id, request.now)
        if not is_administrative(one.role.code)
    ]
    people = {pair for one in own for pair in directory.colleagues(one.id, request.now)}
    form.fields["seat"].choices = [  # type: ignore[attr-defined]
        (str(one.id), directory.seat_words_of_account(one).render(gettext)) for one in own
    ]
    form.fields["colleague"].choices = [(str(n), name) for n, name in sorted(people)]  # type: ignore[attr-defined]
    if request.method == "GET" and not people:
        raise Incomplete(
            Words("现在没有可以代理您岗位的同事。"),
            do=Words("请联系安全管理员；管理岗位不能委托代理。"),
        )
    if request.method == "GET" or not form.is_valid():
        follows = Words(
            "代理期间同事可以办理您岗位的事项，账目上写明代您办理；你们不能互相复核。最长60天，随时可以提前结束。"
        )
        return check_page(request, Check(Words("委托代理"), (), follows, Words("委托1个岗位"), HERE), form)
    said = form.cleaned_data
    delegations.delegate(
        seat_id=int(said["seat"]),
        to=int(said["colleague"]),
        since=datetime.combine(said["since"], time.min, CHINA),
        until=datetime.combine(said["until"], time(23, 59, 59), CHINA),
        by=request.actor,
        at=request.now,
    )
    return done(request, Words("已委托代理。"), HERE)


@staff(None, "A4")
@require_POST
def end(request: Request, number: int) -> HttpResponse:
    """End a delegation now."""
    delegations.end_delegation(delegation_id=number, by=request.actor, at=request.now)
    return done(request, Words("代理已结束。"), HERE)
