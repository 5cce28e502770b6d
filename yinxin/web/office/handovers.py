"""Handovers from one custodian to the next: offered, accepted, refused, taken back (N11.1)."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yinxin.issuing import custodians, queries
from yinxin.issuing.queries import HandoverView
from yinxin.kernel.refusal import NotApplicable
from yinxin.kernel.words import Words
from yinxin.parties import access
from yinxin.parties.permissions import Permission
from yinxin.web.doors import Request, staff
from yinxin.web.forms import PlainForm
from yinxin.web.office.acting import Check, Choices, Fact, check_page, done
from yinxin.web.office.custody import CUSTODY
from yinxin.web.office.timeline import events_of
from yinxin.web.paging import page_of

HERE = "/office/custody/handover"
_APART = ":"


class Offer(PlainForm):
    """To whom, and who watches over it."""

    to = forms.ChoiceField(label=_("接管人"))
    witness = forms.CharField(label=_("监交人"), max_length=60, required=False, help_text=_("没有的不填"))


class Refusing(PlainForm):
    """Why a handover is not signed for."""

    reason = forms.CharField(label=_("不签收的原因"), max_length=400, min_length=4, widget=forms.Textarea)


@staff(Permission.CUSTODY_SEE, "N11.1")
@require_GET
def handover_list(request: Request) -> HttpResponse:
    """List the handovers of the territory."""
    return render(
        request, "office/handovers.html", {"page": page_of(request, queries.handovers_for(request.actor))}
    )


@staff(Permission.CUSTODY_KEEP, "N11.1")
@require_http_methods(["GET", "POST"])
def offer(request: Request) -> HttpResponse:
    """Offer the keeping of one's organisation's paper to a colleague."""
    choices = _colleagues(request)
    if not choices:
        raise NotApplicable(
            Words("本机构没有另一名在任的证书保管员。"),
            do=Words("请先由安全管理员授予接管人“证书保管员”岗位。"),
        )
    form = Offer(request.POST or None)
    form.fields["to"].choices = choices  # type: ignore[attr-defined]
    if request.method == "GET" or not form.is_valid():
        follows = Words(
            "系统记下此刻每个库位的本数，由接管人核对后签收；签收前有出入库或盘点的，须重新提出。"
        )
        check = Check(Words("提出保管交接"), (), follows, Words("移交1个机构的证书保管"), HERE, above=CUSTODY)
        return check_page(request, check, form)
    organisation, to = form.cleaned_data["to"].split(_APART)
    made = custodians.propose_handover(
        organisation_id=int(organisation),
        to=int(to),
        witness=form.cleaned_data["witness"],
        by=request.actor,
        at=request.now,
    )
    return done(request, Words("已提出，等待接管人签收。"), f"{HERE}/{made}")


@staff(Permission.CUSTODY_SEE, "N11.1")
@require_GET
def handover(request: Request, number: int) -> HttpResponse:
    """Show a handover with the balance that both sign."""
    return _page(request, number, Refusing())


@staff(Permission.CUSTODY_KEEP, "N11.1")
@require_http_methods(["GET", "POST"])
def accept(request: Request, number: int) -> HttpResponse:
    """Sign for what a colleague hands over."""
    view = queries.handover(number, request.actor)
    if request.method == "POST":
        custodians.accept_handover(handover_id=number, by=request.actor, at=request.now)
        return done(request, Words("已签收，证书由您保管。"), f"{HERE}/{number}")
    access.require(request.actor, Permission.CUSTODY_KEEP, view.over)
    follows = Words("签收后，所列库位的证书由您保管并负责；双方签名、余额和时间记入账目，不能更改。")
    button = Words("签收{count}本证书的保管", count=view.balance.total)
    return check_page(
        request,
        Check(Words("签收保管交接"), _about(view), follows, button, f"{HERE}/{number}", above=CUSTODY),
    )


@staff(Permission.CUSTODY_KEEP, "N11.1")
@require_POST
def refuse(request: Request, number: int) -> HttpResponse:
    """Decline to sign, with the reason."""
    queries.handover(number, request.actor)
    form = Refusing(request.POST)
    if not form.is_valid():
        return _page(request, number, form)
    custodians.refuse_handover(
        handover_id=number, reason=form.cleaned_data["reason"], by=request.actor, at=request.now
    )
    return done(request, Words("已退回，移交人会看到原因。"), f"{HERE}/{number}")


@staff(Permission.CUSTODY_KEEP, "N11.1")
@require_POST
def withdraw(request: Request, number: int) -> HttpResponse:
    """Take one's own offer back."""
    queries.handover(number, request.actor)
    custodians.withdraw_handover(handover_id=number, by=request.actor, at=request.now)
    return done(request, Words("已撤回交接。"), f"{HERE}/{number}")


def _page(request: Request, number: int, form: Refusing) -> HttpResponse:
    view = queries.handover(number, request.actor)
    facts = {
        "handover": view,
        "form": form,
        "mine": view.waits and view.incoming == request.actor.account_id,
        "own": view.waits and view.outgoing == request.actor.account_id,
        "timeline": events_of(("custodian_handover", number)),
    }
    return render(request, "office/handover.html", facts, status=422 if form.is_bound else 200)


def _colleagues(request: Request) -> Choices:
    """Return the custodians beside whom the person sits, each with the organisation."""
    own = {
        seat.body.id: seat.body.name
        for seat in request.actor.seats
        if not seat.delegated_by and Permission.CUSTODY_KEEP in seat.permissions
    }
    return [
        (
            f"{number}{_APART}{one.account_id}",
            Words("{place}：{name}", place=place, name=one.person).render(gettext),
        )
        for number, place in own.items()
        for one in custodians.custodians_of(number, request.now)
        if one.account_id != request.actor.account_id
    ]


def _about(view: HandoverView) -> tuple[Fact, ...]:
    return (
        (Words("机构"), view.over.name),
        (Words("移交人"), view.outgoing_name),
        (Words("接管人"), view.incoming_name),
        (Words("监交人"), view.witness or Words("（无）")),
        (Words("移交本数"), Words("{count}本", count=view.balance.total)),
    )
