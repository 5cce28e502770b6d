"""The door for platforms' clients: a key of an agreement, the quota counted before anything is looked at (N22.2)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.http import HttpResponse

from yinxin.kernel.refusal import NotPermitted, Refusal
from yinxin.kernel.words import Words
from yinxin.sharing import keys, metering
from yinxin.sharing.keys import Client
from yinxin.sharing.metering import Allowance
from yinxin.sharing.terms import N22_2
from yinxin.web import errors
from yinxin.web.doors import Request, public
from yinxin.web.limits import TooMany

View = Callable[..., HttpResponse]


class ClientRequest(Request):
    """A request of a platform's client.

    :ivar allowance: what the last call left of the quota; None before one is counted.
    """

    client: Client
    allowance: Allowance | None


def client_holder(*, counted: bool = True) -> Callable[[View], View]:
    """Open a view to whoever shows a key of a running agreement.

    :param counted: count the call before the view runs; where not, the view does so itself.
    """

    def mark(view: View) -> View:
        @wraps(view)
        def answer(request: ClientRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            request.allowance = None
            try:
                request.client = keys.client(_key(request), request.now)
            except NotPermitted as refusal:
                response: HttpResponse = errors.problem(refusal, 401)
                response.headers["WWW-Authenticate"] = 'Bearer realm="yinxin-sharing"'
                return _private(request, response)
            try:
                keys.note_use(request.client, at=request.now)
                if counted:
                    count(request)
                return _private(request, view(request, *args, **kwargs))
            except Refusal as refusal:
                return _private(request, errors.refused(request, refusal))

        return cast(View, public("N22.2")(answer))

    return mark


def count(request: ClientRequest) -> None:
    """Count one call of the client.

    :raises TooMany: the quota of the minute or of the day is used up.
    """
    client = request.client
    request.allowance = metering.count(client.agreement_id, client.terms, request.now)
    if not request.allowance.allowed:
        raise TooMany(
            Words("超过协议约定的调用上限。"),
            do=Words("请在{seconds}秒后再试。", seconds=request.allowance.reset),
            clause=N22_2,
            facts={"code": "quota_exceeded", "retry_after": request.allowance.reset},
        )


def _key(request: Request) -> str:
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not key.strip():
        raise NotPermitted(
            Words("这个接口需要共享密钥。"),
            do=Words("请在Authorization头中写“Bearer 密钥”；不要把密钥写在地址里。"),
            clause=N22_2,
            facts={"code": "key_missing"},
        )
    return key.strip()


def _private(request: ClientRequest, response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    response.headers["Vary"] = "Authorization"
    if request.allowance:
        for name, value in request.allowance.headers().items():
            response.headers[name] = value
    return response
