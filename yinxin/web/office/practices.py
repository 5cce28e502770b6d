"""How each issuer gives out by post: what holds, what held before, a new version from a day on (N12)."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from yinxin.issuing import practice
from yinxin.issuing.applying import PAYS
from yinxin.issuing.practice import Terms, Unit
from yinxin.kernel.calendar import day_of
from yinxin.kernel.refusal import Incomplete, WrongState
from yinxin.kernel.words import Words
from yinxin.parties import access
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import body
from yinxin.web import wording
from yinxin.web.doors import Request, staff
from yinxin.web.forms import DayInput, PlainForm
from yinxin.web.office.acting import Check, check_page, done
from yinxin.web.office.custody import tell

HERE = "/office/post/practice"


class Practice(PlainForm):
    """A practice, and the day from which it holds."""

    since = forms.DateField(label=_("自哪天起"), widget=DayInput())
    offered = forms.BooleanField(label=_("办理邮寄"), required=False)
    reason = forms.CharField(
        label=_("不办理的原因"),
        max_length=200,
        required=False,
        help_text=_("办理邮寄的不填；原因会向持证人公开"),
    )
    issuer_pays = forms.BooleanField(label=_("邮费由本机构支付"), required=False)
    window = forms.IntegerField(label=_("随每周批次寄出的申请期限"), min_value=1, max_value=250)
    window_unit = forms.ChoiceField(
        label=_("期限的单位"), help_text=_("从签收证书那天起算，逾期的随每月批次")
    )
    weekday = forms.ChoiceField(label=_("每周寄出日"), help_text=_("每月批次在当月最后一个这样的日子"))
    monthly_cut = forms.IntegerField(label=_("每月批次的截止日"), min_value=1, max_value=28)
    promise = forms.IntegerField(label=_("承诺同意后几个工作日内寄出"), min_value=1, max_value=60)
    second_delivery = forms.BooleanField(label=_("退回后再投递一次"), required=False)


@staff(Permission.POST_SEND, "N12")
@require_GET
def practices(request: Request) -> HttpResponse:
    """Show the practice of each issuer, and its versions."""
    found = practice.practices_for(request.actor, day_of(request.now))
    facts = {
        "practices": found,
        "pays": {one.over.id: PAYS[one.now.payer] for one in found},
        "weekdays": dict(enumerate(wording.WEEKDAYS, 1)),
    }
    return render(request, "office/practices.html", facts)


@staff(Permission.POST_SEND, "N12")
@require_http_methods(["GET", "POST"])
def publish(request: Request, number: int) -> HttpResponse:
    """Let a practice hold from a day on."""
    today = day_of(request.now)
    known = {one.over.id: one for one in practice.practices_for(request.actor, today)}
    access.require(request.actor, Permission.POST_SEND, body(number))
    now = known[number].now
    initial = {name: getattr(now, name) for name in Practice.base_fields if name != "since"}
    form = Practice(
        request.POST or None, initial={**initial, "window_unit": now.window_unit.value, "since": today}
    )
    form.fields["window_unit"].choices = [(one.value, one.words.render(gettext)) for one in Unit]  # type: ignore[attr-defined]
    form.fields["weekday"].choices = [  # type: ignore[attr-defined]
        (str(place), words.render(gettext)) for place, words in enumerate(wording.WEEKDAYS, 1)
    ]
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        since = said.pop("since")
        terms = Terms(**{**said, "window_unit": Unit(said["window_unit"]), "weekday": int(said["weekday"])})
        try:
            practice.publish(issuer_id=number, terms=terms, since=since, by=request.actor, at=request.now)
        except WrongState as refusal:
            tell(form, "since", refusal)
        except Incomplete as refusal:
            tell(form, "reason", refusal)
        else:
            return done(request, Words("已登记邮寄办法。"), HERE)
    follows = Words("从所填日期起，新的申请按这份办法办理；已提交的申请不受影响，以前的办法仍可查。")
    facts = ((Words("发放机构"), known[number].over.name),)
    return check_page(request, Check(Words("邮寄办法"), facts, follows, Words("登记1份邮寄办法"), HERE), form)
