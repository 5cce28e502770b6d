"""Watching certificates for an employer: the list, asking, one with what was told, ending it (N22.1)."""

from __future__ import annotations

from typing import Final

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from yinxin.kernel.calendar import day_of
from yinxin.kernel.refusal import AlreadyDone, Incomplete, NotApplicable
from yinxin.kernel.words import Words
from yinxin.parties.actor import Actor
from yinxin.parties.permissions import Permission
from yinxin.watching import asking, queries, terms
from yinxin.watching.asking import Wish
from yinxin.watching.queries import Standing
from yinxin.web.doors import Request, staff
from yinxin.web.forms import DayInput, PlainForm, number_in
from yinxin.web.office.acting import Check, check_page, done
from yinxin.web.office.custody import tell

HERE: Final = "/office/watching"
_ABOVE: Final = (HERE, Words("关注证书"))
_A_PAGE: Final = 50


class Asking(PlainForm):
    """Whose certificate, why, until when."""

    name = forms.CharField(label=_("姓名"), max_length=asking.LONGEST["name"])
    id_number = forms.CharField(label=_("证件号码"), max_length=asking.LONGEST["id_number"])
    management_number = forms.CharField(
        label=_("管理号或查询编号"), max_length=asking.LONGEST["management_number"]
    )
    purpose = forms.CharField(
        label=_("用途"),
        max_length=asking.LONGEST["purpose"],
        help_text=_("持证人会看到，例如：聘任期间确认证书有效"),
    )
    until = forms.DateField(label=_("关注至"), widget=DayInput(), help_text=_("最长365天"))


@staff(Permission.VETTING_ASK, "N22.1")
@require_GET
def watches(request: Request) -> HttpResponse:
    """List the watches of one's organisation, names and numbers masked."""
    chosen = next((one for one in Standing if one.value == request.GET.get("standing")), None)

    def found(count: int, start: int = 0) -> tuple[tuple[queries.WatchView, ...], int]:
        return queries.watches_for(request.actor, request.now, standing=chosen, count=count, start=start)

    _none, count = found(0)
    page = Paginator(range(count), _A_PAGE).get_page(number_in(request, "page") or 1)
    facts = {
        "watches": found(_A_PAGE, max(page.start_index() - 1, 0))[0],
        "count": count,
        "page": page,
        "chosen": chosen,
        "standings": tuple(Standing),
        "filters": {"standing": chosen.value} if chosen else {},
    }
    return render(request, "office/watches.html", facts)


@staff(Permission.VETTING_ASK, "N22.1")
@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """Ask the holder of a certificate for leave to watch it."""
    today = day_of(request.now)
    initial = {"until": terms.usual_day(today)}
    form = Asking(request.POST if request.method == "POST" else None, initial=initial)
    form.fields["until"].widget.attrs["max"] = terms.last_day(today).isoformat()
    if request.method == "POST" and form.is_valid():
        try:
            number = asking.ask(
                wish=Wish(**form.cleaned_data),
                organisation_id=_own(request.actor),
                by=request.actor,
                at=request.now,
            )
        except Incomplete as refusal:
            for field in refusal.facts["fields"]:
                tell(form, field, refusal)
        except (AlreadyDone, NotApplicable) as refusal:
            tell(form, "management_number", refusal)
        else:
            said = Words("请求已记下。信息与证书一致的，持证人登录后会看到，可以同意，也可以不同意。")
            return done(request, said, f"{HERE}/{number}")
    follows = Words(
        "持证人同意以前，什么都不会告知；不答复、不同意或者没有这样的证书，这里看到的都一样。"
        "{days}天没有得到同意，请求失效。每次告知持证人都看得到。",
        days=terms.ANSWER_DAYS,
    )
    check = Check(Words("请求关注证书"), (), follows, Words("提出1条请求"), HERE, above=_ABOVE)
    return check_page(request, check, form)


@staff(Permission.VETTING_ASK, "N22.1")
@require_GET
def watch(request: Request, number: int) -> HttpResponse:
    """Show one watch: what was asked, how it stands, what was told."""
    facts = {
        "one": queries.watch(number, request.actor, request.now),
        "tellings": queries.tellings_of(number, request.actor),
    }
    return render(request, "office/watch.html", facts)


@staff(Permission.VETTING_ASK, "N22.1")
@require_http_methods(["GET", "POST"])
def end(request: Request, number: int) -> HttpResponse:
    """End a watch, or take the request back."""
    one = queries.watch(number, request.actor, request.now)
    back = f"{HERE}/{number}"
    if request.method == "GET":
        facts = ((Words("姓名"), one.veiled or "—"), (Words("状态"), one.standing.words))
        follows = Words("从现在起不再告知证书的变化；需要时另提请求，由持证人再次同意。")
        check = Check(Words("停止关注"), facts, follows, Words("停止1条关注"), back, grave=True, above=_ABOVE)
        return check_page(request, check)
    asking.end(watch_id=number, by=request.actor, at=request.now)
    return done(request, Words("已停止关注。"), back)


def _own(by: Actor) -> int:
    """Return the organisation in whose name a person asks: the first of those whose seat allows it."""
    return next((seat.body.id for seat in by.seats if Permission.VETTING_ASK in seat.permissions), 0)
