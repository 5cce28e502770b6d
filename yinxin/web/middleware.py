"""Between the server and the pages: security headers, the clock, who is asking, and refusals in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

from config import clock
from yinxin.kernel.refusal import Refusal
from yinxin.parties import access, queries
from yinxin.parties.actor import Actor
from yinxin.web import doors, errors, sessions
from yinxin.web.doors import Request, door_of
from yinxin.web.returning import lead, lead_and_back

Next = Callable[[HttpRequest], HttpResponseBase]

NOBODY = Actor(-1, "", "", ())


def policy(*, form_action: str = "") -> str:
    """Return what a page may do: run our own files only, no script or style of its own, be framed by nobody.

    :param form_action: another origin to which a form of the page may lead.
    """
    return "; ".join(
        (
            "default-src 'self'",
            "img-src 'self' data:",
            "object-src 'none'",
            "base-uri 'none'",
            f"form-action 'self' {form_action}".strip(),
            "frame-ancestors 'none'",
        )
    )


_POLICY = policy()
HOLDER_SIGN_IN, PROVE = "/me/sign-in", "/office/prove"
_NOT_KEPT = ("/office", "/me/", "/demo/", "/verify", "/c/", "/m/", "/s/", "/join/", "/renew/")
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
    """Read the clocks once, find out who asks, and keep every view shut that has not declared itself open."""

    def __init__(self, following: Next) -> None:
        self.following = following

    def __call__(self, request: Request) -> HttpResponseBase:
        """Answer one request."""
        request.now, request.wall = clock.now(), clock.wall()
        sessions.admit(request)
        request.actor = queries.actor(request.user, request.now) if request.user.is_authenticated else NOBODY
        request.holder = request.session.get(sessions.HOLDER)
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
        if door.holder:
            return None if request.holder else lead_and_back(request, HOLDER_SIGN_IN, "/me/")
        if request.user.is_authenticated and not request.actor.seats:
            sessions.end(request)
        if not request.user.is_authenticated:
            return lead_and_back(request, settings.LOGIN_URL, "/office/")
        return _staff(request, door)

    def process_exception(self, request: Request, error: Exception) -> HttpResponseBase | None:
        """Turn a refusal into its page; anything else goes on to the server's own page of regret."""
        return errors.refused(request, error) if isinstance(error, Refusal) else None


def _staff(request: Request, door: doors.Door) -> HttpResponseBase | None:
    """Hold somebody who is signed in against a door: what they owe, what they may, how fresh their proof is."""
    owed = None if door.early else sessions.owed(request)
    if owed:
        return lead(request, owed)
    try:
        if door.permission:
            access.require(request.actor, door.permission)
    except Refusal as refusal:
        return errors.refused(request, refusal)
    if door.fresh and not sessions.is_fresh(request):
        return lead_and_back(request, PROVE, request.path)
    return None
