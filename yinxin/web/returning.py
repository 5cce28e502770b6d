"""Where a page may send somebody on to: to a page of this site, and nowhere else."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme


def safe(asked: str | None, otherwise: str) -> str:
    """Return the address that was asked for if it is a plain path of this site, else the other one."""
    if not asked or not asked.startswith("/") or "\\" in asked or len(asked) > 2000:
        return otherwise
    if any(character < " " or character == "\x7f" for character in asked):
        return otherwise
    return asked if url_has_allowed_host_and_scheme(asked, allowed_hosts=None) else otherwise


def asked_for(request: HttpRequest, otherwise: str) -> str:
    """Return where the form or the query string wants to go on to, if that is a page of this site."""
    return safe(request.POST.get("next") or request.GET.get("next"), otherwise)


def lead(request: HttpRequest, there: str) -> HttpResponse:
    """Send a browser to another page, also where htmx asked for a part of one."""
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": there})
    return HttpResponseRedirect(there)


def lead_and_back(request: HttpRequest, there: str, home: str) -> HttpResponse:
    """Send a browser to a page that leads back here; what was only to be looked at by GET."""
    back = request.get_full_path() if request.method == "GET" else home
    return lead(request, f"{there}?next={quote(back)}")
