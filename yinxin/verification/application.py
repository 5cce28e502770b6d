"""The verification look-up as a bare WSGI application, mounted before Django in the same process.

One address, one question, one prepared statement: no session, no middleware, no ORM stands in the way.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

import orjson
from django.conf import settings

from yinxin.kernel.refusal import Incomplete
from yinxin.verification import answers
from yinxin.verification.throttle import Throttle, client_of
from yinxin.verification.verdicts import Verdict

PATH = "/api/v1/verifications"
LARGEST = 4096

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Clock = Callable[[], datetime]

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
    """Answers ``POST /api/v1/verifications``; see :mod:`yinxin.verification.answers`."""

    def __init__(self, clock: Clock | None = None) -> None:
        self.clock = clock or (lambda: datetime.now(UTC))
        self.throttle = Throttle(settings.VERIFY_RATE, settings.VERIFY_BURST)

    def __call__(self, environ: Environ, start: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        client = client_of(
            environ.get("REMOTE_ADDR", ""), environ.get("HTTP_X_FORWARDED_FOR", ""), settings.TRUSTED_PROXIES
        )
        wait = self.throttle.wait(client, time.monotonic())
        if wait:
            title = "请求过于频繁，请稍后再试。Too many requests."
            body = _problem(429, "too_many_requests", title)
            return _reply(start, 429, body, _PROBLEM, ("Retry-After", str(wait)))
        try:
            question = _question(environ)
        except ValueError as error:
            status = 413 if isinstance(error, _TooLarge) else 400
            title = "请求须为 JSON 对象。The body must be a JSON object."
            return _reply(start, status, _problem(status, "bad_request", title), _PROBLEM)
        return self._answer(question, environ, start)

    def _answer(self, question: dict[str, str], environ: Environ, start: StartResponse) -> Iterable[bytes]:
        try:
            answer = answers.by_match(**question, at=self.clock())
        except Incomplete as refusal:
            body = _problem(422, "incomplete", str(refusal.what), str(refusal.do), refusal.facts)
            return _reply(start, 422, body, _PROBLEM)
        english = environ.get("HTTP_ACCEPT_LANGUAGE", "").startswith("en")
        status = 503 if answer.verdict is Verdict.UNAVAILABLE else 200
        return _reply(start, status, _BODIES[answer.verdict, english] + _moment(answer.checked_at), _ANSWER)


class _TooLarge(ValueError):
    """No question is that long."""


def _question(environ: Environ) -> dict[str, str]:
    """Return the three fields; one that is no text counts as missing."""
    length = int(environ.get("CONTENT_LENGTH") or 0)
    if length > LARGEST:
        raise _TooLarge
    body = orjson.loads(environ["wsgi.input"].read(max(length, 0)))
    if not isinstance(body, dict):
        raise ValueError("not an object")
    asked = {name: body.get(name) for name in ("management_number", "name", "id_number")}
    return {name: text if isinstance(text, str) else "" for name, text in asked.items()}


def _reply(start: StartResponse, status: int, body: bytes, kind: str, *more: tuple[str, str]) -> list[bytes]:
    start(_STATUS[status], [("Content-Type", kind), *_HEADERS, ("Content-Length", str(len(body))), *more])
    return [body]


def _moment(at: datetime) -> bytes:
    return b'"' + at.astimezone(UTC).isoformat(timespec="seconds").encode() + b'"}'


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
_BODIES = {(verdict, english): _body(verdict, english) for verdict in Verdict for english in (False, True)}
