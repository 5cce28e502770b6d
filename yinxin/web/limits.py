"""How often one address may ask: the public's questions, and attempts to sign in.

The buckets live in each web process; see :mod:`yinxin.verification.throttle`.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import cache
from typing import ClassVar

from django.conf import settings
from django.http import HttpRequest

from yinxin.kernel.refusal import Refusal
from yinxin.kernel.words import Words
from yinxin.verification.throttle import Throttle, client_of


class TooMany(Refusal):
    """The same address has asked too often; ``facts["retry_after"]`` says when to ask again, in seconds."""

    code: ClassVar[str] = "too_many_requests"


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left of a limit after a question: the request carries it, and answers of the API say it."""

    throttle: Throttle
    left: int

    def headers(self) -> dict[str, str]:
        """Return the headers that say it."""
        return dict(self.throttle.headers(self.left))


@cache
def questions() -> Throttle:
    """Return the limit on verification by page, by QR code and by file."""
    return Throttle(settings.VERIFY_RATE, settings.VERIFY_BURST)


@cache
def attempts_from() -> Throttle:
    """Return the limit on attempts to sign in from one address: twenty at once, then one in ten seconds."""
    return Throttle(0.1, 20)


@cache
def attempts_as() -> Throttle:
    """Return the limit on attempts to sign in under one name: ten at once, then one in twenty seconds."""
    return Throttle(0.05, 10)


@cache
def attempts_to_prove() -> Throttle:
    """Return the limit on second factors and renewed proofs of one person: ten at once, then one a minute."""
    return Throttle(1 / 60, 10)


@cache
def objections() -> Throttle:
    """Return the limit on objections from one address: five at once, then one in two minutes."""
    return Throttle(1 / 120, 5)


def client(request: HttpRequest) -> str:
    """Return who asks, as limits count: an IPv4 address or an IPv6 network."""
    return client_of(
        request.META.get("REMOTE_ADDR", ""),
        request.META.get("HTTP_X_FORWARDED_FOR", ""),
        settings.TRUSTED_PROXIES,
    )


def count_question(request: HttpRequest) -> None:
    """Count one verification.

    :raises TooMany: the address has asked too often.
    """
    request.allowance = Allowance(questions(), 0)  # type: ignore[attr-defined]
    left = _count(questions(), client(request))
    request.allowance = Allowance(questions(), left)  # type: ignore[attr-defined]


def count_attempt(request: HttpRequest, username: str) -> None:
    """Count one attempt to sign in, against the address and against the name.

    :raises TooMany: one of the two was tried too often.
    """
    _count(attempts_from(), client(request))
    _count(attempts_as(), username.strip().lower()[:60])


def count_caller(request: HttpRequest) -> None:
    """Count one attempt that names nobody, against the address alone.

    :raises TooMany: it tried too often.
    """
    _count(attempts_from(), client(request))


def count_objection(request: HttpRequest) -> None:
    """Count one objection of somebody who has not signed in.

    :raises TooMany: the address has filed too many.
    """
    _count(objections(), client(request))


def count_proof(request: HttpRequest, account_id: int) -> None:
    """Count one attempt to prove again or further who one is, against the address and against the person.

    :raises TooMany: one of the two tried too often.
    """
    _count(attempts_from(), client(request))
    _count(attempts_to_prove(), str(account_id))


def _count(throttle: Throttle, key: str) -> int:
    wait, left = throttle.take(key, time.monotonic())
    if wait:
        raise TooMany(
            Words("请求过于频繁。"),
            do=Words("请在{seconds}秒后再试。", seconds=wait),
            facts={"retry_after": wait},
        )
    return left
