"""A place to try the interface: the contract's own examples as answers, and magic numbers for every verdict.

Nothing here knows a register: an answer is made of the contract alone, so that a program written against the sandbox
meets exactly what is documented. ``/api/v1/…`` becomes ``/api/sandbox/v1/…``; every answer carries
``Yinxin-Sandbox: true``. ``Prefer: code=429`` asks for any other documented answer of the same operation.
"""

from __future__ import annotations

import json
import re
from copy import deepcopy
from functools import cache
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import translation
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt

from yinxin.api.problems import PROBLEMS
from yinxin.api.v1 import contract
from yinxin.kernel.refusal import Incomplete, NotFound, Refusal
from yinxin.kernel.words import Words
from yinxin.verification import answers
from yinxin.verification.verdicts import Verdict
from yinxin.web import errors, limits
from yinxin.web.doors import Request, public

NUMBERS: Final = {f"SANDBOX-{verdict.value.upper().replace('_', '-')}": verdict for verdict in Verdict}
"""The management number that has each verdict, whatever the name and the identity number; others are not found."""
TOO_MANY: Final = "SANDBOX-TOO-MANY"
"""The management number that is always asked too often."""
FILES: Final = re.compile(rb"\AYINXIN-SANDBOX ([a-z_]{1,20})\s*\Z")
"""A file of one line that stands for a certificate's file: ``YINXIN-SANDBOX valid``."""
_PREFER: Final = re.compile(r"\bcode=(\d{3})\b")
_LONGEST: Final = 64 * 1024


@csrf_exempt
@public("N22.1")
def sandbox(request: Request, path: str) -> HttpResponse:
    """Answer as the contract says that ``/api/v1/<path>`` answers."""
    try:
        response = _answer(request, path)
    except Refusal as refusal:
        response = errors.refused(request, refusal)
    response.headers["Yinxin-Sandbox"] = "true"
    response.headers["Cache-Control"] = "no-store"
    return response


def _answer(request: Request, path: str) -> HttpResponse:
    limits.count_question(request)
    operation = _operation(f"/api/v1/{path}", (request.method or "").lower())
    asked = _PREFER.search(request.headers.get("Prefer", ""))
    if asked:
        return _documented(operation, asked[1])
    match operation["operationId"]:
        case "verify":
            return _verified(request)
        case "verifyFile":
            return _file_verified(request)
    return _documented(operation, next(iter(operation["responses"])))


@cache
def _paths() -> list[tuple[re.Pattern[str], dict[str, Any]]]:
    """Return the contract's operations by the expressions of their addresses."""
    return [
        (re.compile(re.sub(r"\\\{[^}]*\\\}", "[^/]+", re.escape(path))), operations)
        for path, operations in contract.document()["paths"].items()
    ]


def _operation(address: str, method: str) -> dict[str, Any]:
    """Return the contract's operation at an address.

    :raises NotFound: there is none.
    """
    for shape, operations in _paths():
        if shape.fullmatch(address) and method in operations:
            found: dict[str, Any] = operations[method]
            return found
    raise NotFound(
        Words("接口约定里没有这个地址或方法。"),
        do=Words("地址见接口约定openapi.json；沙箱的地址把v1前面加上sandbox/。"),
    )


def _documented(operation: dict[str, Any], status: str) -> HttpResponse:
    """Return a documented answer with its example.

    :raises Incomplete: that answer is not documented.
    """
    said = operation["responses"].get(status)
    if said is None:
        raise Incomplete(
            Words("这个接口没有约定状态{status}。", status=status),
            do=Words("可选：{known}。", known="、".join(operation["responses"])),
            facts={"fields": ["Prefer"]},
        )
    content = said.get("content", {})
    if "$ref" in said or "application/problem+json" in content:
        return _problem(int(status))
    for kind, one in content.items():
        example = one.get("example")
        if isinstance(example, str):
            return HttpResponse(example, content_type=kind, status=int(status))
        if example is not None:
            return _json(example, int(status))
    return HttpResponse(status=int(status))


def _problem(status: int) -> HttpResponse:
    known = next((one for one in PROBLEMS if status in one.status), PROBLEMS[-1])
    body = {
        "type": f"urn:yinxin:problem:{known.code}",
        "status": status,
        "title": known.means.render(gettext),
        "detail": known.then.render(gettext),
    }
    response = _json(body | ({"retry_after": 7} if status == 429 else {}), status)
    response.headers["Content-Type"] = "application/problem+json"
    if status == 429:
        response.headers["Retry-After"] = "7"
    return response


def _verified(request: Request) -> HttpResponse:
    question = _question(request)
    number = question["management_number"].strip().upper()
    if number == TOO_MANY:
        return _problem(429)
    verdict = NUMBERS.get(number, Verdict.NOT_FOUND)
    body = _verdict(verdict, request)
    if request.GET.get("region") and verdict is Verdict.VALID:
        body["counts_in"] = contract.COUNTS_EXAMPLE
    return _json(body, 503 if verdict is Verdict.UNAVAILABLE else 200)


def _question(request: HttpRequest) -> dict[str, str]:
    """Return the three things that are asked about, refused as the real interface refuses them."""
    try:
        body = json.loads(request.body[:_LONGEST])
    except ValueError:
        body = None
    names = ("management_number", "name", "id_number")
    said = body if isinstance(body, dict) else {}
    question = {name: said[name] if isinstance(said.get(name), str) else "" for name in names}
    answers.check_question(**question)
    return question


def _file_verified(request: Request) -> HttpResponse:
    """Answer for a file of one magic line; any other file is a strange one."""
    sent = request.FILES.get("file")
    data = sent.read(_LONGEST) if sent else request.body[:_LONGEST]
    found = FILES.match(data)
    verdict = next((one for one in Verdict if found and one.value == found[1].decode()), Verdict.NOT_FOUND)
    body = deepcopy(contract.FILE_EXAMPLE)
    known = verdict is not Verdict.NOT_FOUND
    body["genuine"] = verdict is Verdict.VALID
    body["unaltered"] = {"answer": known, "problems": [] if known else [gettext("文件不是本系统签发的。")]}
    body["still_valid"] = {"known": known, **_verdict(verdict, request)}
    return _json(body, 200)


def _verdict(verdict: Verdict, request: Request) -> dict[str, Any]:
    moment = request.now.isoformat(timespec="seconds")
    return {"verdict": verdict.value, "message": verdict.words.render(gettext), "checked_at": moment}


def _json(body: Any, status: int) -> HttpResponse:
    response = JsonResponse(body, status=status, safe=False, json_dumps_params={"ensure_ascii": False})
    response.headers["Content-Language"] = translation.get_language() or "zh-hans"
    return response
