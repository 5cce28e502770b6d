"""Sign holders in through the identity service, and out."""

from __future__ import annotations

import secrets
from dataclasses import asdict
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yinxin.register import holders
from yinxin.web import limits, returning, sessions
from yinxin.web.doors import Request, public
from yinxin.web.holder import identity
from yinxin.web.middleware import policy

HOME, HERE, CALLBACK = "/me/", "/me/sign-in", "/me/callback"
_ASKED = "identity"
_ASKED_SECONDS = 600


@public("N14")
@require_http_methods(["GET", "POST"])
def sign_in(request: Request) -> HttpResponse:
    """Say what will happen; then send the browser to the identity service."""
    there = returning.asked_for(request, HOME)
    if request.method == "POST":
        limits.count_caller(request)
        asked = identity.question()
        address = identity.address(asked, _callback(request))
        request.session[_ASKED] = {**asdict(asked), "next": there, "since": int(request.wall.timestamp())}
        return HttpResponseRedirect(_as_seen_from_here(request, address))
    response = render(request, "holder/sign_in.html", {"next": there, "ready": bool(settings.OIDC_ISSUER)})
    response.headers["Content-Security-Policy"] = policy(form_action=_origin(settings.OIDC_ISSUER))
    return response


@public("N14")
@require_GET
def callback(request: Request) -> HttpResponse:
    """Take the identity service's answer; whoever the register knows is signed in.

    :raises Unconfirmed: it answers no question of this browser, or does not hold.
    """
    kept = request.session.pop(_ASKED, None)
    state = request.GET.get("state", "")
    if not kept or not secrets.compare_digest(kept["state"].encode(), state.encode()):
        raise identity.unconfirmed("state")
    if int(request.wall.timestamp()) - kept["since"] >= _ASKED_SECONDS or not request.GET.get("code"):
        raise identity.unconfirmed("no code in time")
    asked = identity.Question(kept["state"], kept["nonce"], kept["verifier"])
    found = identity.recognised(asked, request.GET["code"], _callback(request))
    holder = holders.holder_by_document(found.id_type, found.id_number)
    if holder is None:
        return HttpResponseRedirect("/me/unknown")
    sessions.begin_holder(request, holder)
    return HttpResponseRedirect(kept["next"])


@public("N14")
@require_GET
def unknown(request: Request) -> HttpResponse:
    """Tell somebody whom the register does not know why that may be, and what to do."""
    return render(request, "holder/unknown.html")


@public()
@require_POST
def sign_out(request: Request) -> HttpResponse:
    """End the holder's session."""
    sessions.end(request)
    return HttpResponseRedirect("/")


def _callback(request: Request) -> str:
    """Return the address that the service sends the browser back to: registered there, so always the same."""
    if settings.OIDC_DEMO:
        return request.build_absolute_uri(CALLBACK)
    return f"{settings.PUBLIC_ADDRESS}{CALLBACK}"


def _as_seen_from_here(request: Request, address: str) -> str:
    """Return the demonstration's own pages under the name by which this browser knows the site."""
    if not settings.OIDC_DEMO:
        return address
    parts = urlsplit(address)
    return request.build_absolute_uri(f"{parts.path}?{parts.query}")


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
