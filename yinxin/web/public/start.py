"""The public's first page, and the small pages beside it: language, size of text, colours, accessibility."""

from __future__ import annotations

from urllib.parse import urlparse

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST
from django.views.i18n import set_language

from yinxin.web.context import LARGE, SCHEME, scheme
from yinxin.web.doors import public
from yinxin.web.public.verify import Question

_YEAR = 365 * 24 * 3600


@public("N22.1")
@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """Say what this is, and open the way to verification."""
    return render(request, "public/start.html", {"form": Question()})


@public()
@require_POST
def language(request: HttpRequest) -> HttpResponseBase:
    """Remember the reader's language and go back."""
    return set_language(request)


@public()
@require_POST
def display(request: HttpRequest) -> HttpResponse:
    """Remember the size of text and the colours that somebody wants, and go back."""
    response = HttpResponseRedirect(_back(request))
    if "large" in request.POST:
        _remember(response, LARGE, "1" if request.POST["large"] == "1" else "0")
    if "scheme" in request.POST:
        _remember(response, SCHEME, scheme(request.POST["scheme"]))
    return response


@public()
@require_GET
def accessibility(request: HttpRequest) -> HttpResponse:
    """State how accessible the site is, and what to do where it is not."""
    return render(request, "public/accessibility.html")


def _remember(response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(name, value, max_age=_YEAR, httponly=True, samesite="Lax")


def _back(request: HttpRequest) -> str:
    there = urlparse(request.headers.get("Referer", "")).path or "/"
    return there if url_has_allowed_host_and_scheme(there, allowed_hosts=None) else "/"
