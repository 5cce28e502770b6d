"""The provider's side of OpenID Connect: authorization code with PKCE, signed ID tokens (Authlib).

It is served under ``/demo/identity`` in demo mode only. The back channel (discovery, keys, token) is one function,
:func:`answer`: the pages call it for requests from outside, and our own client calls it in this process, because a
server with few threads that waits for itself over HTTP can wait for ever.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import time
from dataclasses import asdict, dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlparse

from authlib.oauth2 import AuthorizationServer, OAuth2Error
from authlib.oauth2.rfc6749 import AuthorizationCodeMixin, ClientMixin, OAuth2Request
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload
from authlib.oauth2.rfc6750 import BearerTokenGenerator
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core.grants import OpenIDCode
from django.conf import settings
from joserfc.jwk import ECKey

from config.home import private_folder
from yinxin.register import holders

CLIENT, SECRET = "yinxin", "demo"
CALLBACK = "/me/callback"
PATH = "/demo/identity"
_CODE_SECONDS = 60
_INSIDE = f"http://localhost{PATH}"
"""Authlib asks for a safe way; inside one process any is, and this one says so."""


@dataclass(frozen=True)
class Person:
    """Whom the service vouches for.

    :ivar id_type: the kind of document by its code; ``sub`` is derived from it and the number.
    """

    name: str
    id_type: str
    id_number: str

    @property
    def sub(self) -> str:
        """The name under which the service knows the person: says nothing about them."""
        return sha256(f"{settings.SECRET_KEY}\0{self.id_type}\0{self.id_number}".encode()).hexdigest()[:32]


@dataclass(frozen=True)
class Grant(AuthorizationCodeMixin):  # type: ignore[misc]
    """What an authorization code stands for."""

    code: str
    redirect_uri: str
    scope: str
    nonce: str
    code_challenge: str
    code_challenge_method: str
    person: Person

    def get_redirect_uri(self) -> str:
        """Return where the code was sent."""
        return self.redirect_uri

    def get_scope(self) -> str:
        """Return what was asked for."""
        return self.scope

    def get_nonce(self) -> str:
        """Return what ties the ID token to the request."""
        return self.nonce

    def get_auth_time(self) -> int:
        """Return when the person proved who they are: just before."""
        return int(time.time())

    def get_acr(self) -> None:
        """Return no level of assurance: there is none in a demonstration."""

    def get_amr(self) -> None:
        """Return no methods."""


class _Client(ClientMixin):  # type: ignore[misc]
    """The one client: this installation."""

    def get_client_id(self) -> str:
        return CLIENT

    def get_default_redirect_uri(self) -> None:
        return None

    def get_allowed_scope(self, scope: str) -> str:
        return " ".join(one for one in (scope or "").split() if one in ("openid", "profile", "identity"))

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        asked = urlparse(redirect_uri)
        ours = {urlparse(settings.PUBLIC_ADDRESS).hostname, *settings.ALLOWED_HOSTS, "::1"}
        return asked.path == CALLBACK and not asked.query and asked.hostname in ours

    def check_client_secret(self, client_secret: str) -> bool:
        return secrets.compare_digest(client_secret, SECRET)

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method == "client_secret_basic"

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


class _CodeGrant(AuthorizationCodeGrant):  # type: ignore[misc]
    """Codes are files in the home that serve once: every process of this machine finds them."""

    TOKEN_ENDPOINT_AUTH_METHODS = ["client_secret_basic"]

    def save_authorization_code(self, code: str, request: Any) -> None:
        asked = request.payload.data
        grant = {
            "redirect_uri": asked["redirect_uri"],
            "scope": request.scope,
            "nonce": asked.get("nonce", ""),
            "code_challenge": asked.get("code_challenge", ""),
            "code_challenge_method": asked.get("code_challenge_method", ""),
            "person": asdict(request.user),
        }
        _tidy()
        _file(code).write_text(json.dumps(grant))

    def query_authorization_code(self, code: str, client: Any) -> Grant | None:
        file = _file(code)
        taken = file.with_suffix(f".{secrets.token_hex(8)}")
        try:
            file.rename(taken)
        except FileNotFoundError:
            return None
        facts, written = json.loads(taken.read_text()), taken.stat().st_mtime
        taken.unlink()
        if time.time() - written > _CODE_SECONDS:
            return None
        return Grant(**{**facts, "code": code, "person": Person(**facts["person"])})

    def delete_authorization_code(self, authorization_code: Grant) -> None:
        """Do nothing: asking for the code has used it up."""

    def authenticate_user(self, authorization_code: Grant) -> Person:
        return authorization_code.person


class _Challenge(CodeChallenge):  # type: ignore[misc]
    SUPPORTED_CODE_CHALLENGE_METHOD = ["S256"]


class _OpenID(OpenIDCode):  # type: ignore[misc]
    """ID tokens with the document that the register matches by."""

    DEFAULT_EXPIRES_IN = 300

    def exists_nonce(self, nonce: str, request: Any) -> bool:
        return False

    def resolve_client_private_key(self, client: Any) -> Any:
        return _key()

    def get_client_algorithm(self, client: Any) -> str:
        return "ES256"

    def get_encode_header(self, client: Any) -> dict[str, str]:
        return {"alg": "ES256", "kid": str(_key().kid)}

    def get_client_claims(self, client: Any) -> dict[str, Any]:
        return {"iss": settings.OIDC_ISSUER, "aud": [CLIENT]}

    def generate_user_info(self, user: Person, scope: str) -> dict[str, str]:
        return {"sub": user.sub, **asdict(user)}


class _Server(AuthorizationServer):  # type: ignore[misc]
    """Authlib's server over plain values: what a request carries, what an answer says."""

    def query_client(self, client_id: str) -> _Client | None:
        return _Client() if client_id == CLIENT else None

    def save_token(self, token: Any, request: Any) -> None:
        """Keep no token: the ID token is all that is used."""

    def create_oauth2_request(self, request: OAuth2Request) -> OAuth2Request:
        return request

    def handle_response(self, status: int, body: Any, headers: Any) -> tuple[int, Any, dict[str, str]]:
        return status, body, dict(headers)

    def send_signal(self, *given: Any, **named: Any) -> None:
        """Tell nobody."""


class _Asked(OAuth2Request):  # type: ignore[misc]
    """A request as Authlib reads it."""

    def __init__(self, method: str, facts: dict[str, str], headers: dict[str, str]) -> None:
        super().__init__(method, _INSIDE, headers=headers)
        self.payload = BasicOAuth2Payload(facts)
        self._facts = facts

    @property
    def args(self) -> dict[str, str]:
        return self._facts

    @property
    def form(self) -> dict[str, str]:
        return self._facts


def check_request(asked: dict[str, str]) -> str | None:
    """Return what is wrong with an authorization request, in Authlib's words; None where it may go on."""
    try:
        _server().get_consent_grant(_Asked("GET", asked, {}))
    except OAuth2Error as error:
        return str(error.error)
    return None if asked.get("code_challenge") else "invalid_request"


def authorize(asked: dict[str, str], person: Person) -> str:
    """Return the address to which the browser carries the code for this person."""
    request = _Asked("POST", asked, {})
    grant = _server().get_consent_grant(request, end_user=person)
    _, _, headers = _server().create_authorization_response(request, grant_user=person, grant=grant)
    return str(headers["Location"])


def answer(method: str, path: str, headers: dict[str, str], body: str) -> tuple[int, dict[str, Any]]:
    """Answer the back channel: discovery, keys, token.

    :param path: the part after the issuer's own address.
    """
    if (method, path) == ("GET", "/.well-known/openid-configuration"):
        return 200, _discovery()
    if (method, path) == ("GET", "/keys"):
        return 200, {"keys": [_key().as_dict(private=False)]}
    if (method, path) == ("POST", "/token"):
        facts = {name: values[0] for name, values in parse_qs(body).items()}
        status, said, _ = _server().create_token_response(_Asked("POST", facts, headers))
        return status, dict(said)
    return 404, {"error": "not_found"}


def people(count: int = 4) -> tuple[tuple[int, Person], ...]:
    """Return a few invented people who have certificates, with their number in the register."""
    found = holders.documents_of_some(count)
    return tuple((number, Person(name, kind, id_number)) for number, name, kind, id_number in found)


def _discovery() -> dict[str, Any]:
    issuer = settings.OIDC_ISSUER
    return {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/authorize",
        "token_endpoint": f"{issuer}/token",
        "jwks_uri": f"{issuer}/keys",
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256"],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic"],
    }


@cache
def _server() -> _Server:
    server = _Server()
    server.register_token_generator("default", BearerTokenGenerator(lambda **_: secrets.token_urlsafe(32)))
    server.register_grant(_CodeGrant, [_Challenge(), _OpenID(require_nonce=True)])
    return server


@cache
def _key() -> ECKey:
    """Return the key that signs ID tokens, made once in the home."""
    file = private_folder("keys") / "identity.json"
    if not file.exists():
        fresh = file.with_suffix(f".{secrets.token_hex(8)}")
        fresh.touch(mode=0o600)
        made = ECKey.generate_key("P-256", parameters={"kid": secrets.token_hex(8)}, private=True)
        fresh.write_text(json.dumps(made.as_dict(private=True)))
        with contextlib.suppress(FileExistsError):
            os.link(fresh, file)
        fresh.unlink()
    return ECKey.import_key(json.loads(file.read_text()))


def _file(code: str) -> Path:
    return private_folder("identity") / f"{sha256(code.encode()).hexdigest()}.json"


def _tidy() -> None:
    """Remove codes that nobody came for."""
    for file in private_folder("identity").iterdir():
        with contextlib.suppress(FileNotFoundError):
            if time.time() - file.stat().st_mtime > _CODE_SECONDS:
                file.unlink()
