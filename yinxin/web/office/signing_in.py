"""Sign in and out of the office: password, then the second factor where there is one; or a passkey alone."""

from __future__ import annotations

import logging
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import authenticate
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from yinxin.demo import country
from yinxin.kernel.refusal import NotPermitted
from yinxin.kernel.words import Words
from yinxin.parties import queries
from yinxin.parties.roles import ROLES
from yinxin.parties.signin import factors
from yinxin.parties.signin import sessions as kept
from yinxin.web import limits, returning, sessions
from yinxin.web.doors import Request, public
from yinxin.web.forms import PlainForm

log = logging.getLogger("yinxin.signin")
"""Failures are counted here without the name that was typed: a mistyped name may be a password."""
HOME, HERE, STEP = "/office/", "/office/sign-in", "/office/sign-in/code"


class Credentials(PlainForm):
    """User name and password."""

    username = forms.CharField(label=_("用户名"), max_length=60)
    password = forms.CharField(label=_("密码"), max_length=200, strip=False)


@public()
@require_http_methods(["GET", "POST"])
def sign_in(request: Request) -> HttpResponse:
    """Show the form; let in whoever has an open account, or ask them for their second factor."""
    there = returning.asked_for(request, HOME)
    form = Credentials(request.POST or None)
    wrong = False
    if request.method == "POST":
        limits.count_attempt(request, request.POST.get("username", ""))
        account = authenticate(request, **form.cleaned_data) if form.is_valid() else None
        if account:
            return _after_password(request, account, there)
        wrong = form.is_valid()
        if wrong:
            log.warning("sign-in failed: wrong user name or password")
    facts = {
        "form": form,
        "wrong": wrong,
        "next": there,
        "people": _demo_people(),
        "password": country.PASSWORD,
    }
    return render(request, "office/sign_in.html", facts, status=422 if form.is_bound else 200)


@public()
@require_http_methods(["GET", "POST"])
def second_step(request: Request) -> HttpResponse:
    """Ask for the second factor of whoever has just given the right password."""
    waiting = sessions.awaited(request)
    if waiting is None:
        return HttpResponseRedirect(HERE)
    account, there = waiting
    wrong = False
    if request.method == "POST":
        if "ask" in request.POST:
            return JsonResponse(factors.ask_for_passkey(account))
        limits.count_proof(request, account.pk)
        how = _proof(request, account)
        if how:
            return _enter(request, account, ("password", how), there)
        wrong = True
        log.warning("sign-in failed: wrong second factor")
        sessions.count_wrong_factor(request)
        if sessions.awaited(request) is None:
            return HttpResponseRedirect(HERE)
    facts = {"factors": factors.factors(account.pk), "wrong": wrong}
    return render(request, "office/second_step.html", facts, status=422 if wrong else 200)


@public()
@require_POST
def by_passkey(request: Request) -> HttpResponse:
    """Let somebody in by a passkey alone: it proves possession and, by its own lock, the person."""
    limits.count_caller(request)
    if "ask" in request.POST:
        return JsonResponse(factors.ask_for_passkey(None))
    account = factors.proved_by_passkey(None, request.POST.get("credential", ""), request.now)
    if account is None:
        log.warning("sign-in failed: passkey not accepted")
        raise NotPermitted(
            Words("没有通过通行密钥确认您的身份。"), do=Words("请回到登录页，用密码登录或再试一次。")
        )
    return _enter(request, account, ("webauthn",), returning.asked_for(request, HOME))


@public()
@require_POST
def sign_out(request: Request) -> HttpResponse:
    """End the session."""
    if request.user.is_authenticated:
        kept.sign_out(key=str(request.session.session_key), by=request.actor, at=request.now)
    sessions.end(request)
    return HttpResponseRedirect("/")


def _after_password(request: Request, account: Any, there: str) -> HttpResponse:
    """Go on from the right password."""
    if factors.has_factor(account.pk):
        sessions.await_factor(request, account, there)
        return HttpResponseRedirect(STEP)
    return _enter(request, account, ("password",), there)


def _enter(request: Request, account: Any, how: tuple[str, ...], there: str) -> HttpResponse:
    """Sign somebody in who is proved, and lead them to what they owe or to where they wanted to go.

    :raises NotPermitted: they hold no seat, so there is nothing that they could do.
    """
    if not queries.actor(account, request.now).seats:
        sessions.end(request)
        raise NotPermitted(
            Words("您目前没有岗位，不能进入办公系统。"), do=Words("请联系本单位的系统管理员授予岗位。")
        )
    sessions.begin_staff(request, account, how)
    return HttpResponseRedirect(sessions.owed(request) or there)


def _proof(request: Request, account: Any) -> str | None:
    """Return what the form proves: a code or a passkey of this person."""
    credential = request.POST.get("credential", "")
    if credential:
        return "webauthn" if factors.proved_by_passkey(account, credential, request.now) else None
    return factors.proved_by_code(account.pk, request.POST.get("code", ""), request.now)


def _demo_people() -> list[dict[str, Any]]:
    """Return the people whose password is known: of a demonstration, and nobody elsewhere."""
    if not settings.DEMO:
        return []
    bodies = {body.code: body for body in country.BODIES}
    return [
        {"username": one.username, "name": one.name, "role": ROLES[one.role].title, "body": bodies[one.body]}
        for one in country.PEOPLE
    ]
