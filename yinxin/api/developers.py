"""The developers' page: how to begin, every address, problems, the sandbox, limits, versions, clients (N22)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib import resources
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from yinxin.api import sandbox
from yinxin.api.problems import FINER, PROBLEMS
from yinxin.api.v1 import contract
from yinxin.api.versions import NOTICE_MONTHS, VERSIONS
from yinxin.parties import access
from yinxin.web.doors import public

CLIENTS: Final = {"yinxin_client.py": "text/x-python", "yinxin.mjs": "text/javascript"}
"""The clients that can be copied, with their media types."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation as the page lists it; examples as they are sent, indented."""

    method: str
    path: str
    summary: str
    needs_key: bool
    parameters: list[dict[str, Any]]
    asked: str
    answers: list[tuple[str, str, str]]


@public("N22.1", "N22.2")
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Show the developers' page."""
    facts = {
        "site": settings.PUBLIC_ADDRESS,
        "operations": operations(),
        "problems": PROBLEMS,
        "finer": FINER,
        "numbers": [(number, verdict) for number, verdict in sandbox.NUMBERS.items()],
        "too_many": sandbox.TOO_MANY,
        "rate": settings.VERIFY_RATE,
        "burst": settings.VERIFY_BURST,
        "versions": VERSIONS,
        "notice_months": NOTICE_MONTHS,
        "clients": list(CLIENTS),
    }
    return render(request, "public/developers.html", facts)


@public("N22.1")
@require_GET
def client(request: HttpRequest, name: str) -> HttpResponse:
    """Return the source of a client.

    :raises NotFound: there is none of that name.
    """
    kind = CLIENTS.get(name)
    if kind is None:
        raise access.not_here()
    source = resources.files("yinxin.api.clients") / name
    return HttpResponse(source.read_text(encoding="utf-8"), content_type=f"{kind}; charset=utf-8")


def operations() -> list[Operation]:
    """Return the contract's operations in its order."""
    document = contract.document()
    return [
        _operation(path, method, one, document)
        for path, methods in document["paths"].items()
        for method, one in methods.items()
    ]


def _operation(path: str, method: str, one: dict[str, Any], document: dict[str, Any]) -> Operation:
    asked = one.get("requestBody", {}).get("content", {})
    told = []
    for status, answer in one["responses"].items():
        known = (
            document["components"]["responses"][answer["$ref"].rsplit("/", 1)[-1]]
            if "$ref" in answer
            else answer
        )
        told.append((status, known["description"], _example(known.get("content", {}))))
    return Operation(
        method.upper(),
        path,
        one["summary"],
        "security" in one,
        one.get("parameters", []),
        _example(asked) or "、".join(asked),
        told,
    )


def _example(content: dict[str, Any]) -> str:
    for one in content.values():
        example = one.get("example")
        if example is not None:
            return example if isinstance(example, str) else json.dumps(example, ensure_ascii=False, indent=1)
    return ""
