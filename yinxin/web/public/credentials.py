"""What reading a credential needs beside the credential: its keys, its type, what its names mean (N14).

All of it is the same for everybody, and stays where it is: credentials that were issued point to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET

from config.workshop import keyring
from yinxin.presenting.crediting import ITEMS
from yinxin.signing import credentials
from yinxin.web.doors import public

_KEPT: Final = "public, max-age=3600"
_ENGLISH: Final = {
    "name": "Name of the holder",
    "id_kind": "Kind of identity document",
    "id_number": "Number of the identity document",
    "sex": "Sex",
    "born": "Year and month of birth",
    "qualification": "Professional qualification",
    "level": "Level",
    "specialty": "Speciality",
    "management_number": "Management number of the certificate",
    "approved_on": "Date of approval",
    "valid_until": "Last day of the certificate's term",
    "scope": "Where the certificate counts",
    "sealed_by": "Departments that sealed the certificate",
}


@public("N14")
@require_GET
def issuer(request: HttpRequest) -> HttpResponse:
    """Return the keys that sign credentials and still count."""
    keys = [key.known.jwk() for key in keyring().credentials if key.known.trusted]
    return _json({"issuer": settings.PUBLIC_ADDRESS, "jwks": {"keys": keys}})


@public("N14")
@require_GET
def context(request: HttpRequest) -> HttpResponse:
    """Return the JSON-LD context: every name of ours is one of the vocabulary."""
    names = {name: f"{_vocabulary()}#{name}" for name in (*ITEMS, credentials.TYPE, "QualifiedPerson")}
    return _json({"@context": {"@version": 1.1, "@protected": True, **names}}, kind="application/ld+json")


@public("N14")
@require_GET
def kind(request: HttpRequest) -> HttpResponse:
    """Return the metadata of the credentials' type: items, their names, which may be withheld."""
    claims = [
        {
            "path": ["credentialSubject", name],
            "sd": "always",
            "display": [
                {"lang": "zh-CN", "label": str(words)},
                {"lang": "en", "label": _ENGLISH[name]},
            ],
        }
        for name, words in ITEMS.items()
    ]
    titles = [
        {"lang": "zh-CN", "name": "专业技术人员职业资格凭证"},
        {"lang": "en", "name": "Professional qualification"},
    ]
    name = f"{settings.PUBLIC_ADDRESS}/vc/qualification"
    return _json({"vct": name, "name": titles[1]["name"], "display": titles, "claims": claims})


@public("N14")
@require_GET
def vocabulary(request: HttpRequest) -> HttpResponse:
    """Return what every name means, in both languages."""
    terms = [
        {"id": f"{_vocabulary()}#{name}", "label": {"zh": str(words), "en": _ENGLISH[name]}}
        for name, words in ITEMS.items()
    ]
    return _json({"id": _vocabulary(), "terms": terms})


def _vocabulary() -> str:
    return f"{settings.PUBLIC_ADDRESS}/vc/vocabulary"


def _json(said: Mapping[str, Any], *, kind: str = "application/json") -> HttpResponse:
    response = JsonResponse(
        said, json_dumps_params={"ensure_ascii": False, "indent": 1}, content_type=f"{kind}; charset=utf-8"
    )
    response.headers["Cache-Control"] = _KEPT
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
