"""The verification look-up as a bare WSGI application, mounted before Django in the same process.

One address, one question, one prepared statement: no session, no middleware, no ORM stands in the way.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs

import orjson
from django.conf import settings

from yinxin.kernel.refusal import Incomplete
from yinxin.law.scope import Counts
from yinxin.register import looks
from yinxin.register.looks import Way
from yinxin.signing.receipts import Receipt
from yinxin.verification import answers, counting
from yinxin.verification.throttle import Throttle, client_of
from yinxin.verification.verdicts import Answer, Verdict

PATH = "/api/v1/verifications"
LARGEST = 4096

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Clock = Callable[[], datetime]
MakeReceipt = Callable[[tuple[str, str, str], Answer], Receipt]
"""Signs what was answered to a number, a name and an identity number."""

_ANSWER, _PROBLEM = "application/json", "application/problem+json"
_HEADERS = [
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
    ("Content-Security-Policy", "default-src 'none'"),
    ("Referrer-Policy", "no-referrer"),
]
_STATUS = {
    200: "200 OK",
    400: "400 Bad Request",
    413: "413 Content Too Large",
    422: "422 Unprocessable Content",
    429: "429 Too Many Requests",
    503: "503 Service Unavailable",
}


class VerificationApplication:
    """Answers ``POST /api/v1/verifications``; see :mod:`yinxin.verification.answers`.

    :param receipt: makes the receipt, where a question says ``"receipt": true``; without it there are none.
    """

    def __init__(self, clock: Clock | None = None, receipt: MakeReceipt | None = None) -> None:
        self.receipt = receipt
        self.clock = clock or (lambda: datetime.now(UTC))
        self.throttle = Throttle(settings.VERIFY_RATE, settings.VERIFY_BURST)

    def __call__(self, environ: Environ, start: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        client = client_of(
            environ.get("REMOTE_ADDR", ""), environ.get("HTTP_X_FORWARDED_FOR", ""), settings.TRUSTED_PROXIES
        )
        wait, left = self.throttle.take(client, time.monotonic())
        told = self.throttle.headers(left)
        if wait:
            title = "请求过于频繁，请稍后再试。Too many requests."
            body = _problem(429, "too_many_requests", title, facts={"retry_after": wait})
            return _reply(start, 429, body, _PROBLEM, *told, ("Retry-After", str(wait)))
        try:
            question, wants_receipt = _question(environ)
        except ValueError as error:
            status = 413 if isinstance(error, _TooLarge) else 400
            title = "请求须为 JSON 对象。The body must be a JSON object."
            return _reply(start, status, _problem(status, "bad_request", title), _PROBLEM, *told)
        return self._answer(question, wants_receipt, environ, start, told)

    def _answer(
        self,
        question: dict[str, str],
        wants_receipt: bool,
        environ: Environ,
        start: StartResponse,
        told: list[tuple[str, str]],
    ) -> Iterable[bytes]:
        try:
            answer = answers.by_match(**question, at=self.clock())
        except Incomplete as refusal:
            body = _problem(422, "incomplete", str(refusal.what), str(refusal.do), refusal.facts)
            return _reply(start, 422, body, _PROBLEM, *told)
        looks.note(answer.about, Way.API, answer.checked_at, key=_key(environ))
        english = environ.get("HTTP_ACCEPT_LANGUAGE", "").startswith("en")
        status = 503 if answer.verdict is Verdict.UNAVAILABLE else 200
        body = _BODIES[answer.verdict, english] + _moment(answer.checked_at)
        if wants_receipt and self.receipt:
            asked = (question["management_number"], question["name"], question["id_number"])
            body += b',"receipt":' + orjson.dumps(self.receipt(asked, answer).parts())
        if environ.get("QUERY_STRING"):
            body += _counts(answer, environ["QUERY_STRING"], english)
        return _reply(start, status, body + b"}", _ANSWER, *told)


def _counts(answer: Answer, query: str, english: bool) -> bytes:
    """Return the part that says whether the certificate counts in the place that the address names."""
    found = counting.counting(answer, parse_qs(query).get("region", [""])[0])
    if found is None:
        return b""
    message = _COUNTS[found.counts] if english else str(found.words)
    said = {"counts": found.counts.value, "scope": found.scope, "message": message}
    return b',"counts_in":' + orjson.dumps(said)


def _key(environ: Environ) -> str:
    """Return the key that the program shows, so that holders learn whose program asked; none is needed."""
    scheme, _, key = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
    return key.strip() if scheme.lower() == "bearer" else ""


class _TooLarge(ValueError):
    """No question is that long."""


def _question(environ: Environ) -> tuple[dict[str, str], bool]:
    """Return the three fields, one that is no text counting as missing; and whether a receipt is asked for."""
    length = int(environ.get("CONTENT_LENGTH") or 0)
    if length > LARGEST:
        raise _TooLarge
    body = orjson.loads(environ["wsgi.input"].read(max(length, 0)))
    if not isinstance(body, dict):
        raise ValueError("not an object")
    asked = {name: body.get(name) for name in ("management_number", "name", "id_number")}
    fields = {name: text if isinstance(text, str) else "" for name, text in asked.items()}
    return fields, body.get("receipt") is True


def _reply(start: StartResponse, status: int, body: bytes, kind: str, *more: tuple[str, str]) -> list[bytes]:
    start(_STATUS[status], [("Content-Type", kind), *_HEADERS, ("Content-Length", str(len(body))), *more])
    return [body]


def _moment(at: datetime) -> bytes:
    return b'"' + at.astimezone(UTC).isoformat(timespec="seconds").encode() + b'"'


def _problem(
    status: int, code: str, title: str, detail: str = "", facts: dict[str, Any] | None = None
) -> bytes:
    return orjson.dumps(
        {
            "type": f"urn:yinxin:problem:{code}",
            "status": status,
            "title": title,
            "detail": detail,
            **(facts or {}),
        }
    )


def _body(verdict: Verdict, english: bool) -> bytes:
    """Return the fixed part of an answer: everything but the moment."""
    message = _ENGLISH[verdict] if english else str(verdict.words)
    return orjson.dumps({"verdict": verdict.value, "message": message})[:-1] + b',"checked_at":'


_ENGLISH = {
    Verdict.VALID: "The certificate is genuine and valid.",
    Verdict.REPLACED: "The certificate was valid and has been replaced by a newer one.",
    Verdict.REVOKED: "The certificate was issued and has since been revoked; it is not valid.",
    Verdict.EXPIRED: "The certificate is genuine; its term has ended.",
    Verdict.NOT_FOUND: "No certificate was found: a detail may be mistyped, there may be no such certificate,"
    " or it is not yet within the scope of verification.",
    Verdict.UNAVAILABLE: "No answer can be given now; this says nothing about the certificate. Please try again.",
}
_COUNTS = {
    Counts.YES: "It counts in the place that you name.",
    Counts.NO: "It does not count in the place that you name, which lies outside its printed scope.",
    Counts.ASK: "It counts within its printed scope only; ask the province that issued it about the place you name.",
}
_BODIES = {(verdict, english): _body(verdict, english) for verdict in Verdict for english in (False, True)}
