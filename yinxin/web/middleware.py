"""Between the server and the pages: security headers, the clock, who is asking, and refusals in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

from config.clock import now
from yinxin.kernel.refusal import Refusal
from yinxin.parties import access, queries
from yinxin.parties.actor import Actor
from yinxin.web import errors
from yinxin.web.doors import Request, door_of

Next = Callable[[HttpRequest], HttpResponseBase]

NOBODY = Actor(-1, "", "", ())

_POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
_NOT_KEPT = ("/office", "/verify", "/c/", "/join/")
"""Pages with personal data: neither browser nor proxy keeps them."""


class SecurityHeaders:
    """Say to browsers what a page of ours may do: run nothing but our own files, be framed by nobody."""

    def __init__(self, following: Next) -> None:
        self.following = following

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, with the headers set."""
        response = self.following(request)
        response.headers.setdefault("Content-Security-Policy", _POLICY)
        response.headers.setdefault("X-Frame-Options", "DENY")
        response.headers.setdefault("Permissions-Policy", "camera=(self), geolocation=(), microphone=()")
        return response


class Language(LocaleMiddleware):
    """Pages are in Simplified Chinese until the reader has chosen English; programs say what they want in a header."""

    def process_request(self, request: HttpRequest) -> None:
        """Activate the language of this request."""
        if settings.LANGUAGE_COOKIE_NAME in request.COOKIES or request.path.startswith("/api/"):
            super().process_request(request)
            return
        translation.activate(settings.LANGUAGE_CODE)
        request.LANGUAGE_CODE = settings.LANGUAGE_CODE


class Door:
    """Read the clock once, find out who asks, and keep every view shut that has not declared itself open."""

    def __init__(self, following: Next) -> None:
        self.following = following

    def __call__(self, request: Request) -> HttpResponseBase:
        """Answer one request."""
        request.now = now()
        request.actor = queries.actor(request.user, request.now) if request.user.is_authenticated else NOBODY
        response = self.following(request)
        if request.path.startswith(_NOT_KEPT):
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    def process_view(
        self, request: Request, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Let a request in, ask for sign-in, or refuse."""
        door = door_of(view)
        if door is None:
            return errors.refused(request, access.not_here())
        if door.public:
            return None
        if not request.user.is_authenticated:
            return _sign_in(request)
        try:
            if door.permission:
                access.require(request.actor, door.permission)
        except Refusal as refusal:
            return errors.refused(request, refusal)
        return None

    def process_exception(self, request: Request, error: Exception) -> HttpResponseBase | None:
        """Turn a refusal into its page; anything else goes on to the server's own page of regret."""
        return errors.refused(request, error) if isinstance(error, Refusal) else None


def _sign_in(request: Request) -> HttpResponseBase:
    """Send somebody to the sign-in page and, once signed in, back to the page they asked for."""
    asked = request.get_full_path() if request.method == "GET" else "/office/"
    there = f"{settings.LOGIN_URL}?next={quote(asked)}"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": there})
    return HttpResponseRedirect(there)
