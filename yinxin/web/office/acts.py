"""What can be done to a batch: each act first shows what it will do, then its own button does it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from config.workshop import keyring
from yinxin.kernel.refusal import WrongState
from yinxin.kernel.words import Words
from yinxin.lifecycle.move import came_too_late
from yinxin.parties import access
from yinxin.parties.actor import Actor
from yinxin.parties.permissions import Permission
from yinxin.production import acceptance, makers, queries, releasing, restart, submission
from yinxin.production.queries import BatchView
from yinxin.production.states import BATCH, BatchState
from yinxin.register.files import files
from yinxin.web.doors import Request, staff
from yinxin.web.forms import PlainForm
from yinxin.web.office.actions import Action, offered


@dataclass(frozen=True)
class Act:
    """One act on a batch.

    :ivar button: the words on the button that does it; ``{count}`` is the number of certificates or rows.
    :ivar follows: what happens then.
    :ivar reason: it needs one.
    :ivar by_maker: only the people of whoever makes the certificates do it.
    """

    name: str
    permission: Permission
    state: BatchState
    words: Words
    button: str
    follows: Words
    done: Words
    reason: bool = False
    main: bool = False
    by_maker: bool = True


ACCEPT = Act(
    "accept",
    Permission.BATCH_ACCEPT,
    BatchState.RECEIVED,
    Words("接收并制证"),
    Words("接收{count}行并开始制证").template,
    Words("接收后立即登记证书、制作电子证书；不能再退回或撤回。发布须由另一人办理。"),
    Words("已接收，开始制证。"),
    main=True,
)
RELEASE = Act(
    "release",
    Permission.BATCH_RELEASE,
    BatchState.MADE,
    Words("复核并发布"),
    Words("发布{count}本证书").template,
    Words("发布后证书立即生效，电子证书可以查询验证，纸质证书同时交付印制。这一步不能撤销。"),
    Words("已发布，证书现在有效。"),
    main=True,
)
RETURN = Act(
    "return",
    Permission.BATCH_RETURN,
    BatchState.RECEIVED,
    Words("退回考试机构"),
    Words("退回{count}行").template,
    Words("退回后考试机构可以改正并重新提交；报送期限继续计算。"),
    Words("已退回。"),
    reason=True,
)
WITHDRAW = Act(
    "withdraw",
    Permission.BATCH_WITHDRAW,
    BatchState.RECEIVED,
    Words("撤回批次"),
    Words("撤回{count}行").template,
    Words("撤回后可以改正并重新提交；报送期限继续计算。"),
    Words("已撤回。"),
    reason=True,
    by_maker=False,
)
ACTS = (ACCEPT, RELEASE, RETURN, WITHDRAW)


class Reason(PlainForm):
    """Why a batch is given back or taken back."""

    reason = forms.CharField(label=_("原因"), max_length=400, min_length=4, widget=forms.Textarea)


@staff(Permission.BATCH_ACCEPT, "N10", fresh=True)
@require_http_methods(["GET", "POST"])
def accept(request: Request, number: int) -> HttpResponse:
    """Accept a batch, after a look at what that means."""
    view = _shown(request, number, ACCEPT)
    if request.method == "GET":
        return _check_page(request, view, ACCEPT)
    acceptance.accept(batch_id=number, keyring=keyring(), by=request.actor, at=request.now)
    return _done(request, number, ACCEPT)


@staff(Permission.BATCH_RELEASE, "N5", "N10", fresh=True)
@require_http_methods(["GET", "POST"])
def release(request: Request, number: int) -> HttpResponse:
    """Release a batch, after a look at what that means."""
    view = _shown(request, number, RELEASE)
    if request.method == "GET":
        return _check_page(request, view, RELEASE)
    releasing.release(batch_id=number, store=files(), by=request.actor, at=request.now)
    return _done(request, number, RELEASE)


@staff(Permission.BATCH_RETURN, "N9.1")
@require_http_methods(["GET", "POST"])
def give_back(request: Request, number: int) -> HttpResponse:
    """Give a batch back to its agency, with the reason."""
    return _end(request, number, RETURN, submission.give_back)


@staff(Permission.BATCH_WITHDRAW, "N9.2")
@require_http_methods(["GET", "POST"])
def withdraw(request: Request, number: int) -> HttpResponse:
    """Take a batch back, with the reason."""
    return _end(request, number, WITHDRAW, submission.withdraw)


@staff(Permission.BATCH_ACCEPT, "N10")
@require_POST
def start_again(request: Request, number: int) -> HttpResponse:
    """Let workers try the stuck chunks of a batch again."""
    count = restart.restart(batch_id=number, by=request.actor, at=request.now)
    messages.success(request, gettext("已重新开始%(count)s个分段。") % {"count": count})
    return redirect(f"/office/batches/{number}")


def actions_on(view: BatchView, by: Actor, at: datetime) -> list[Action]:
    """Return what may follow in the batch's state, open or with the reason why not."""
    maker = makers.maker_of(view.exam)
    before = {
        ACCEPT.name: (view.submitted_by, view.received_at),
        RELEASE.name: (view.accepted_by, view.accepted_at),
    }
    return [
        offered(
            by,
            act.permission,
            name=act.name,
            address=f"/office/batches/{view.id}/{act.name}",
            words=act.words,
            at=at,
            over=view.agency,
            maker=maker if act.by_maker else None,
            own=act.name in before and access.same_hands(by, *before[act.name]),
            main=act.main,
        )
        for act in ACTS
        if act.state is view.state
    ]


def _end(request: Request, number: int, act: Act, verb: Any) -> HttpResponse:
    view = _shown(request, number, act)
    form = Reason(request.POST or None)
    if request.method == "GET" or not form.is_valid():
        return _check_page(request, view, act, form)
    verb(batch_id=number, reason=form.cleaned_data["reason"], by=request.actor, at=request.now)
    return _done(request, number, act)


def _shown(request: Request, number: int, act: Act) -> BatchView:
    """Return the batch on which the person may do the act now.

    :raises WrongState: somebody came first.
    """
    view = queries.batch(number, request.actor)
    access.require(request.actor, act.permission, view.agency)
    if act.by_maker:
        makers.require_maker(request.actor, act.permission, view.exam)
    if view.state is not act.state:
        raise _too_late(act)
    return view


def _too_late(act: Act) -> WrongState:
    return came_too_late(BATCH, act.state)


def _check_page(request: Request, view: BatchView, act: Act, form: Reason | None = None) -> HttpResponse:
    facts = {
        "batch": view,
        "act": act,
        "button": Words(act.button, count=view.rows),
        "back": f"/office/batches/{view.id}",
        "form": form or Reason(),
        "progress": queries.progress(view.id),
        "why_not": next(
            (one.why_not for one in actions_on(view, request.actor, request.now) if one.name == act.name),
            None,
        ),
    }
    return render(request, "office/act.html", facts, status=422 if form and form.is_bound else 200)


def _done(request: Request, number: int, act: Act) -> HttpResponse:
    messages.success(request, act.done.render(gettext))
    return redirect(f"/office/batches/{number}")
