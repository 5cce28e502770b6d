"""Ask an OpenID Connect service who somebody is: authorization code with PKCE, state and nonce (Authlib).

What comes back is checked: signature by a key of the service (RS256 or ES256), issuer, audience, expiry, nonce.
Nothing personal is written to logs, addresses or sessions.
"""

from __future__ import annotations

import json
import logging
import threading
import time
import urllib.request
from dataclasses import dataclass
from http.client import HTTPMessage
from typing import IO, Any, ClassVar
from urllib.error import HTTPError
from urllib.parse import urlencode

from authlib.common.errors import AuthlibBaseError
from authlib.common.security import generate_token
from authlib.oauth2 import OAuth2Client
from authlib.oidc.core import CodeIDToken
from django.conf import settings
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from yinxin.demo.identity import provider
from yinxin.kernel.refusal import Refusal
from yinxin.kernel.words import Words

log = logging.getLogger("yinxin.signin")
_ALGORITHMS = ["RS256", "ES256"]
_SECONDS = 10
_LARGEST = 1 << 20
_KEPT_SECONDS = 3600
_LEEWAY = 60
_DISCOVERY = "/.well-known/openid-configuration"


class Unconfirmed(Refusal):
    """The identity service has not confirmed who somebody is."""

    code: ClassVar[str] = "identity_not_confirmed"


class IdentityUnavailable(Refusal):
    """The identity service cannot be asked now, or is not set up."""

    code: ClassVar[str] = "identity_unavailable"


@dataclass(frozen=True)
class Identity:
    """Whom the service vouches for: the document, by the kind's code or name, and the name."""

    id_type: str
    id_number: str
    name: str


@dataclass(frozen=True)
class Question:
    """What ties the answer to this browser; it is kept in the session until the answer comes, and used once."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True)
class Answer:
    """An answer of the service, with what Authlib reads of it."""

    status_code: int
    body: bytes

    def json(self) -> Any:
        """Return the body's values."""
        return json.loads(self.body)

    def raise_for_status(self) -> None:
        """Refuse an error.

        :raises OSError: the service answers with an error.
        """
        if self.status_code >= 400:
            raise OSError(f"status {self.status_code}")


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follow no redirect: the addresses of the service are those that it has published."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> None:
        return None


_opener = urllib.request.build_opener(_Stay)


class Channel:
    """The way to the service, as Authlib wants a session: HTTPS, or the demonstration's service in this process."""

    def get(self, url: str) -> Answer:
        """Fetch an address."""
        return self._send("GET", url, {"Accept": "application/json"}, "")

    def post(self, url: str, data: dict[str, str], headers: dict[str, str], auth: Any) -> Answer:
        """Send a form with the client's credentials."""
        url, headers, body = auth.prepare("POST", url, {**headers}, urlencode(data))
        return self._send("POST", url, headers, body)

    def _send(self, method: str, url: str, headers: dict[str, str], body: str) -> Answer:
        if settings.OIDC_DEMO and url.startswith(f"{settings.OIDC_ISSUER}/"):
            status, said = provider.answer(method, url.removeprefix(settings.OIDC_ISSUER), headers, body)
            return Answer(status, json.dumps(said).encode())
        return fetch(method, url, headers, body)


def fetch(method: str, url: str, headers: dict[str, str], body: str) -> Answer:
    """Ask over HTTPS, with a limit on time and size.

    :raises OSError: nobody answers, or the address is not a safe one.
    """
    if not url.startswith("https://"):
        raise OSError("the identity service must be reached by HTTPS")
    request = urllib.request.Request(url, body.encode() or None, headers, method=method)  # noqa: S310 — HTTPS only
    try:
        with _opener.open(request, timeout=_SECONDS) as response:
            return Answer(response.status, response.read(_LARGEST))
    except HTTPError as error:
        return Answer(error.code, error.read(_LARGEST))


def question() -> Question:
    """Return fresh secrets for one sign-in."""
    return Question(generate_token(32), generate_token(32), generate_token(64))


def address(asked: Question, callback: str) -> str:
    """Return where the browser goes to be recognised.

    :raises IdentityUnavailable: no service is set up, or it cannot be asked.
    """
    try:
        there, _ = _client(callback).create_authorization_url(
            _published()["authorization_endpoint"],
            state=asked.state,
            code_verifier=asked.verifier,
            nonce=asked.nonce,
        )
    except (OSError, ValueError, KeyError, TypeError, AuthlibBaseError) as error:
        raise _unavailable(error) from error
    return str(there)


def recognised(asked: Question, code: str, callback: str) -> Identity:
    """Exchange a code for the identity that it stands for.

    :raises Unconfirmed: the answer does not hold: signature, issuer, audience, time, nonce, or a claim missing.
    :raises IdentityUnavailable: the service cannot be asked.
    """
    try:
        token = _client(callback).fetch_token(
            _published()["token_endpoint"],
            grant_type="authorization_code",
            code=code,
            code_verifier=asked.verifier,
        )
        claims = _claims(str(token["id_token"]), str(token.get("access_token", "")), asked.nonce)
        kind, number, name = (str(claims[claim]) for claim in settings.OIDC_CLAIMS)
    except (AuthlibBaseError, JoseError, KeyError, ValueError, TypeError) as error:
        raise unconfirmed(type(error).__name__) from error
    except OSError as error:
        raise _unavailable(error) from error
    return Identity(kind, number, name)


def unconfirmed(why: str) -> Unconfirmed:
    """Return the refusal for an answer that does not hold; the log gets the kind of fault and nothing personal."""
    log.warning("holder sign-in failed: %s", why)
    return Unconfirmed(
        Words("身份服务没有确认您的身份。"), do=Words("请回到登录页重新登录；仍不行，请稍后再试。")
    )


def _claims(id_token: str, access_token: str, nonce: str) -> Any:
    registry = JWSRegistry(algorithms=_ALGORITHMS, strict_check_header=False)
    try:
        token = jwt.decode(id_token, _keys(), registry=registry)
    except InvalidKeyIdError:
        _cache.forget()
        token = jwt.decode(id_token, _keys(), registry=registry)
    options: dict[str, Any] = {
        "iss": {"essential": True, "value": settings.OIDC_ISSUER},
        "aud": {"essential": True, "value": settings.OIDC_CLIENT_ID},
        "nonce": {"essential": True, "value": nonce},
    }
    params = {"nonce": nonce, "client_id": settings.OIDC_CLIENT_ID, "access_token": access_token}
    claims = CodeIDToken(token.claims, token.header, options, params)
    claims.validate(leeway=_LEEWAY)
    return claims


def _client(callback: str) -> Any:
    return OAuth2Client(
        channel,
        settings.OIDC_CLIENT_ID,
        settings.OIDC_CLIENT_SECRET,
        scope=settings.OIDC_SCOPE,
        redirect_uri=callback,
        code_challenge_method="S256",
    )


class _Cache:
    """What the service publishes about itself, kept for an hour in this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: dict[str, tuple[float, Any]] = {}

    def get(self, url: str) -> Any:
        """Return the values behind an address."""
        with self._lock:
            kept = self._known.get(url)
        if kept and time.monotonic() - kept[0] < _KEPT_SECONDS:
            return kept[1]
        answer = channel.get(url)
        answer.raise_for_status()
        values = answer.json()
        with self._lock:
            self._known[url] = (time.monotonic(), values)
        return values

    def forget(self) -> None:
        """Ask anew next time, as when the service signs with a key that we do not know."""
        with self._lock:
            self._known.clear()


channel = Channel()
_cache = _Cache()
forget = _cache.forget


def _published() -> dict[str, Any]:
    """Return the service's description of itself.

    :raises ValueError: it speaks for another issuer.
    """
    if not settings.OIDC_ISSUER:
        raise OSError("no identity service is set up")
    said: dict[str, Any] = _cache.get(settings.OIDC_ISSUER + _DISCOVERY)
    if said["issuer"] != settings.OIDC_ISSUER:
        raise ValueError("the service speaks for another issuer")
    return said


def _keys() -> KeySet:
    return KeySet.import_key_set(_cache.get(_published()["jwks_uri"]))


def _unavailable(error: Exception) -> IdentityUnavailable:
    log.warning("identity service unavailable: %s", type(error).__name__)
    return IdentityUnavailable(
        Words("现在不能通过身份服务确认您的身份。"),
        do=Words("请稍后再试；核验证书不需要登录，可以直接从首页进行。"),
    )
