"""The issuer's service notice: its versions, a new one; what holders were told (N11.1, N12, A2.1.2)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from config.workshop import messenger
from yinxin.issuing import handed_out, service
from yinxin.issuing.service import Notice, Offer
from yinxin.kernel.calendar import day_of
from yinxin.kernel.words import Words
from yinxin.law.n2023.art12_ways import Service
from yinxin.parties import access
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import body
from yinxin.web.doors import Request, staff
from yinxin.web.forms import DayInput, PlainForm
from yinxin.web.office.acting import Check, check_page, done


class NoticeForm(PlainForm):
    """A new version of the notice."""

    since = forms.DateField(label=_("生效日期"), widget=DayInput())
    hours = forms.CharField(
        label=_("领取时间"), max_length=200, help_text=_("例如：工作日9:00—11:30，14:00—17:00")
    )
    place = forms.CharField(label=_("领取地点"), max_length=200)
    ways = forms.MultipleChoiceField(label=_("领取方式"), widget=forms.CheckboxSelectMultiple, required=False)
    reason = forms.CharField(
        label=_("有方式不提供的，写明原因"), max_length=400, required=False, help_text=_("公开显示")
    )
    issuer_pays = forms.TypedChoiceField(
        label=_("邮费"),
        choices=[("", _("到付，由持证人支付")), ("1", _("由发放机构承担"))],
        coerce=bool,
        required=False,
        widget=forms.RadioSelect,
    )
    process = forms.CharField(label=_("办理流程"), max_length=600, widget=forms.Textarea)
    papers = forms.CharField(label=_("需带的材料"), max_length=600, widget=forms.Textarea)
    phone = forms.CharField(label=_("咨询电话"), max_length=60)
    units = forms.TypedChoiceField(
        label=_("单位凭介绍信统一代领"),
        choices=[("", _("不办理")), ("1", _("办理"))],
        coerce=bool,
        required=False,
        widget=forms.RadioSelect,
    )
    per_day = forms.IntegerField(
        label=_("每天办理人数"), required=False, min_value=1, max_value=100_000, help_text=_("不限的不填")
    )


@staff(Permission.SERVICE_PUBLISH, "N11.1", "N12")
@require_GET
def notices(request: Request) -> HttpResponse:
    """List the organisations for which the person publishes, each with the notice that holds."""
    today = day_of(request.now)
    found = [(one, service.current(one.id, today)) for one in service.publishers(request.actor)]
    return render(request, "office/service.html", {"found": found})


@staff(Permission.SERVICE_PUBLISH, "N11.1", "N12")
@require_http_methods(["GET", "POST"])
def notice(request: Request, number: int) -> HttpResponse:
    """Publish a new version, begun with what holds now."""
    access.require(request.actor, Permission.SERVICE_PUBLISH, body(number))
    held = service.current(number, day_of(request.now))
    form = NoticeForm(request.POST or None, initial=_begun(held, request))
    form.fields["ways"].choices = [(one.value, one.label.render(gettext)) for one in Service]  # type: ignore[attr-defined]
    if request.method == "GET" or not form.is_valid():
        return check_page(request, _check(number, request), form)
    said = dict(form.cleaned_data)
    since = said.pop("since")
    said |= {name: bool(said[name]) for name in ("issuer_pays", "units")}
    said["ways"] = frozenset(Service(way) for way in said["ways"])
    version = service.publish(
        organisation_id=number, offer=Offer(**said), since=since, by=request.actor, at=request.now
    )
    words = Words("已发布第{version}版，{day}起生效。", version=version, day=since.isoformat())
    return done(request, words, "/office/service")


@staff(Permission.SERVICE_PUBLISH, "A2.1.2")
@require_GET
def messages(request: Request) -> HttpResponse:
    """List what holders were told: which copy, when, with what proof; no names and no addresses."""
    outbox = messenger().latest(5) if settings.DEMO else []
    facts = {"lines": handed_out.messages_for(request.actor), "outbox": outbox}
    return render(request, "office/messages.html", facts)


def _begun(held: Notice | None, request: Request) -> dict[str, Any]:
    begun: dict[str, Any] = {"since": day_of(request.now), "ways": [one.value for one in Service]}
    if held is None:
        return begun
    offer = held.offer
    texts = ("hours", "place", "reason", "issuer_pays", "process", "papers", "phone", "units", "per_day")
    begun |= {name: getattr(offer, name) for name in texts}
    begun |= {name: "1" if begun[name] else "" for name in ("issuer_pays", "units")}
    return begun | {"ways": [one.value for one in offer.services]}


def _check(number: int, request: Request) -> Check:
    earlier = service.versions(number, request.actor)
    facts = [
        (
            Words("第{version}版", version=one.version),
            Words("{day}起 · {who}", day=one.since.isoformat(), who=one.by),
        )
        for one in earlier[:5]
    ]
    follows = Words("发布后任何人都能看到；原来的版本保留。到生效日期时新的一版自动代替旧的。")
    return Check(
        Words("发布领取须知：{name}", name=body(number).name),
        facts,
        follows,
        Words("发布1份领取须知"),
        "/office/service",
    )
