"""My account: password, second factors, sessions; and proving again who one is before a grave act."""

from __future__ import annotations

import logging
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yinxin.kernel.refusal import Incomplete
from yinxin.kernel.words import Words
from yinxin.parties import passwords, queries
from yinxin.parties.signin import enrolment, factors
from yinxin.parties.signin import sessions as kept
from yinxin.web import limits, returning, sessions
from yinxin.web.doors import Request, staff
from yinxin.web.forms import PlainForm
from yinxin.web.wording import device

log = logging.getLogger("yinxin.signin")
_SALT = "yinxin.totp"
_OFFER_SECONDS = 900
_GROUP = 4


class NewPassword(PlainForm):
    """The password that is in use, and a new one twice."""

    old = forms.CharField(label=_("现在的密码"), max_length=200, strip=False, widget=forms.PasswordInput)
    new = forms.CharField(label=_("新密码"), max_length=200, strip=False, widget=forms.PasswordInput)
    again = forms.CharField(
        label=_("再输入一次新密码"), max_length=200, strip=False, widget=forms.PasswordInput
    )

    def clean(self) -> None:
        """Hold the two new ones against each other."""
        given = self.cleaned_data
        if given.get("new") and given.get("again") and given["new"] != given["again"]:
            self.add_error("again", gettext("两次输入的新密码不一样。"))


@staff(None, "N4", early=True)
@require_GET
def account(request: Request) -> HttpResponse:
    """Show what proves the person, and where they are signed in."""
    key = str(request.session.session_key)
    rows = [(one, device(one.device)) for one in kept.sessions_of(request.actor.account_id, key)]
    facts = {
        "factors": factors.factors(request.actor.account_id),
        "sessions": rows,
        "must": sessions.owed(request) == sessions.ACCOUNT,
        "required": settings.SECOND_FACTOR == "required",
    }
    return render(request, "office/account.html", facts)


@staff(None, "N4", early=True)
@require_http_methods(["GET", "POST"])
def password(request: Request) -> HttpResponse:
    """Change one's password; every other session ends."""
    form = NewPassword(request.POST or None)
    if request.method == "POST":
        limits.count_proof(request, request.actor.account_id)
        if form.is_valid() and not request.user.check_password(form.cleaned_data["old"]):
            form.add_error("old", gettext("现在的密码不对。"))
        if form.is_valid() and _set_password(request, form):
            messages.success(request, gettext("密码已修改，其他登录都已结束。"))
            return redirect(sessions.owed(request) or sessions.ACCOUNT)
    must = sessions.owed(request) == sessions.PASSWORD
    facts = {"form": form, "must": must}
    return render(request, "office/password.html", facts, status=422 if form.is_bound else 200)


@staff(None, "N4", fresh=True, early=True)
@require_http_methods(["GET", "POST"])
def program(request: Request) -> HttpResponse:
    """Set up an authenticator program: show its secret, take its first code."""
    wrong: Words | None = None
    secret = _offered(request)
    if request.method == "POST":
        limits.count_proof(request, request.actor.account_id)
        try:
            given = request.POST.get("code", "")
            codes = enrolment.add_program(secret=secret, code=given, by=request.actor, at=request.now)
        except Incomplete as refusal:
            wrong = Words("{what}{do}", what=refusal.what, do=refusal.do)
        else:
            return _added(request, codes)
    facts = {
        "picture": factors.totp_picture(_own(request), secret),
        "secret": _grouped(secret),
        "offer": signing.dumps({"secret": secret, "account": request.actor.account_id}, salt=_SALT),
        "wrong": wrong,
    }
    return render(request, "office/totp.html", facts, status=422 if wrong else 200)


@staff(None, "N4", fresh=True)
@require_POST
def program_remove(request: Request) -> HttpResponse:
    """Take the authenticator program away."""
    enrolment.remove_program(by=request.actor, at=request.now)
    messages.success(request, gettext("身份验证器已移除。"))
    return redirect(sessions.ACCOUNT)


@staff(None, "N4", fresh=True, early=True)
@require_POST
def passkeys(request: Request) -> HttpResponse:
    """Add a passkey: first the question for the browser, then its answer."""
    if "ask" in request.POST:
        return JsonResponse(factors.ask_to_make_passkey(_own(request)))
    codes = enrolment.add_passkey(
        name=request.POST.get("name", ""),
        answer=request.POST.get("credential", ""),
        by=request.actor,
        at=request.now,
    )
    return _added(request, codes)


@staff(None, "N4", fresh=True)
@require_POST
def passkey_remove(request: Request, number: int) -> HttpResponse:
    """Take a passkey away."""
    enrolment.remove_passkey(number=number, by=request.actor, at=request.now)
    messages.success(request, gettext("通行密钥已移除。"))
    return redirect(sessions.ACCOUNT)


@staff(None, "N4", fresh=True)
@require_POST
def codes(request: Request) -> HttpResponse:
    """Make new recovery codes and show them, this once."""
    made = enrolment.renew_codes(by=request.actor, at=request.now)
    return render(request, "office/codes.html", {"codes": [_grouped(code) for code in made]})


@staff(None, "N4")
@require_POST
def session_end(request: Request, number: int) -> HttpResponse:
    """End one of one's sessions."""
    kept.end_session(number=number, by=request.actor, at=request.now)
    messages.success(request, gettext("已结束该处登录。"))
    return redirect(sessions.ACCOUNT)


@staff(None, "N4")
@require_POST
def sessions_end(request: Request) -> HttpResponse:
    """End all of one's sessions but this one."""
    key = str(request.session.session_key)
    count = kept.end_all(but=key, by=request.actor, at=request.now)
    sessions.renew(request, _own(request))
    messages.success(request, gettext("已结束其他%(count)s处登录。") % {"count": count})
    return redirect(sessions.ACCOUNT)


@staff(None, "N4", early=True)
@require_http_methods(["GET", "POST"])
def prove(request: Request) -> HttpResponse:
    """Ask again who is there: by password, code or passkey; then back to what was about to be done."""
    there = returning.asked_for(request, "/office/")
    wrong = False
    if request.method == "POST":
        if "ask" in request.POST:
            return JsonResponse(factors.ask_for_passkey(_own(request)))
        limits.count_proof(request, request.actor.account_id)
        if _proved(request):
            sessions.prove(request)
            return HttpResponseRedirect(there)
        wrong = True
        log.warning("renewed proof failed")
    facts = {"next": there, "wrong": wrong, "factors": factors.factors(request.actor.account_id)}
    return render(request, "office/prove.html", facts, status=422 if wrong else 200)


def _proved(request: Request) -> bool:
    given, account = request.POST, _own(request)
    if given.get("credential"):
        return factors.proved_by_passkey(account, given["credential"], request.now) is not None
    if given.get("code"):
        return factors.proved_by_code(account.pk, given["code"], request.now) is not None
    return bool(account.check_password(given.get("password", "")))


def _set_password(request: Request, form: NewPassword) -> bool:
    """Set the new password and let this session go on; what is wrong with it stands in the form."""
    new = form.cleaned_data["new"]
    try:
        passwords.set_password(account_id=request.actor.account_id, new=new, by=request.actor, at=request.now)
    except Incomplete as refusal:
        form.add_error("new", f"{refusal.what.render(gettext)}{refusal.do.render(gettext)}")
        return False
    kept.end_all(but=str(request.session.session_key), by=request.actor, at=request.now)
    sessions.renew(request, _own(request))
    sessions.settled(request, sessions.PASSWORD)
    sessions.prove(request)
    return True


def _added(request: Request, codes: tuple[str, ...]) -> HttpResponse:
    """Go on after a factor was added: with the recovery codes, if these are the first."""
    sessions.settled(request, sessions.ACCOUNT)
    if codes:
        return render(request, "office/codes.html", {"codes": [_grouped(code) for code in codes]})
    messages.success(request, gettext("已添加。"))
    return redirect(sessions.ACCOUNT)


def _offered(request: Request) -> str:
    """Return the secret that the form carries, signed for this person and for a quarter of an hour; else a new one."""
    offer = request.POST.get("offer", "")
    try:
        held = signing.loads(offer, salt=_SALT, max_age=_OFFER_SECONDS)
    except signing.BadSignature:
        return factors.new_secret()
    own = held["account"] == request.actor.account_id
    return str(held["secret"]) if own else factors.new_secret()


def _own(request: Request) -> Any:
    """Return the person's account as it is now."""
    return queries.account(request.actor.account_id)


def _grouped(text: str) -> str:
    return " ".join(text[start : start + _GROUP] for start in range(0, len(text), _GROUP))
