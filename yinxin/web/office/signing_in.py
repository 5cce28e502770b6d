"""Sign in and out of the office."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from yinxin.demo import country
from yinxin.parties.roles import ROLES
from yinxin.web import limits
from yinxin.web.doors import Request, public
from yinxin.web.forms import PlainForm


class Credentials(PlainForm):
    """User name and password."""

    username = forms.CharField(label=_("用户名"), max_length=60)
    password = forms.CharField(label=_("密码"), max_length=200, strip=False)


@public()
@require_http_methods(["GET", "POST"])
def sign_in(request: Request) -> HttpResponse:
    """Show the form; let in whoever has an open account."""
    there = request.POST.get("next") or request.GET.get("next") or "/office/"
    if not url_has_allowed_host_and_scheme(there, allowed_hosts={request.get_host()}):
        there = "/office/"
    form = Credentials(request.POST or None)
    wrong = False
    if request.method == "POST":
        limits.count_attempt(request, request.POST.get("username", ""))
        account = authenticate(request, **form.cleaned_data) if form.is_valid() else None
        if account:
            login(request, account)
            return HttpResponseRedirect(there)
        wrong = form.is_valid()
    facts = {
        "form": form,
        "wrong": wrong,
        "next": there,
        "people": _demo_people(),
        "password": country.PASSWORD,
    }
    return render(request, "office/sign_in.html", facts, status=422 if form.is_bound else 200)


@public()
@require_POST
def sign_out(request: Request) -> HttpResponse:
    """End the session."""
    logout(request)
    return HttpResponseRedirect("/")


def _demo_people() -> list[dict[str, Any]]:
    """Return the people whose password is known: of a demonstration, and nobody elsewhere."""
    if not settings.DEMO:
        return []
    bodies = {body.code: body for body in country.BODIES}
    return [
        {"username": one.username, "name": one.name, "role": ROLES[one.role].title, "body": bodies[one.body]}
        for one in country.PEOPLE
    ]
