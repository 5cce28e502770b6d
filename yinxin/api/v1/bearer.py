"""The door for programs: a key in the ``Authorization`` header, never in an address.

A view behind it acts as the key's owner within the key's scopes. Whatever the method, the day of the use is noted
with the key, once a day: the one thing that reading through a key writes, and it stands outside the ledger.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.http import HttpResponse

from yinxin.kernel.refusal import NotPermitted, Refusal
from yinxin.kernel.words import Words
from yinxin.parties import access, clients
from yinxin.parties.clients import Bearer
from yinxin.parties.noting import A4
from yinxin.parties.permissions import Permission
from yinxin.web import errors
from yinxin.web.doors import Request, public

View = Callable[..., HttpResponse]


class KeyRequest(Request):
    """A request with a good key."""

    bearer: Bearer


def key_holder(permission: Permission | None = None, *clauses: str) -> Callable[[View], View]:
    """Open a view to programs whose key holds the permission; None lets every good key in."""

    def mark(view: View) -> View:
        @wraps(view)
        def answer(request: KeyRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                request.bearer = clients.bearer(_key(request), request.now)
            except NotPermitted as refusal:
                response: HttpResponse = errors.problem(refusal, 401)
                response.headers["WWW-Authenticate"] = 'Bearer realm="yinxin"'
                return _private(response)
            request.actor = request.bearer.actor
            try:
                if permission:
                    access.require(request.actor, permission)
                clients.note_use(key_id=request.bearer.key.id, at=request.now)
                return _private(view(request, *args, **kwargs))
            except Refusal as refusal:
                return _private(errors.refused(request, refusal))

        opened = public(*clauses)(answer)
        opened.scope = permission  # type: ignore[attr-defined]
        return cast(View, opened)

    return mark


def _key(request: Request) -> str:
    """Return the key that the request shows.

    :raises NotPermitted: it shows none.
    """
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not key.strip():
        raise NotPermitted(
            Words("这个接口需要密钥。"),
            do=Words("请在Authorization头中写“Bearer 密钥”；不要把密钥写在地址里。"),
            clause=A4,
        )
    return key.strip()


def _private(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    response.headers["Vary"] = "Authorization"
    return response
