"""Versions of the interface, with the days on which they end, said on every answer (RFC 8594, RFC 9745).

A version is announced as ending at least a year before it does; until then it only gains: new addresses, new optional
parameters, new fields in answers. What a program must not rely on is the order of fields and the texts for people.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Final

from django.http import HttpRequest, HttpResponse

from yinxin.kernel.calendar import CHINA
from yinxin.web.limits import Allowance

NOTICE_MONTHS: Final = 12
"""How long before its end a version is announced as ending."""


@dataclass(frozen=True, slots=True)
class Version:
    """One version of the interface.

    :ivar name: the part of its addresses, as in ``/api/v1/``.
    :ivar deprecated_on: since when programs should move on; ``ends_on`` its last day. None where that is not decided.
    """

    name: str
    since: date
    deprecated_on: date | None = None
    ends_on: date | None = None


VERSIONS: Final = (Version("v1", date(2026, 11, 21)),)
"""The newest last."""

GetResponse = Callable[[HttpRequest], HttpResponse]


class Headers:
    """Say on every answer of the interface when its version ends, and how much of a limit is left."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, with these headers."""
        response = self.get_response(request)
        if request.path.startswith("/api/"):
            allowance: Allowance | None = getattr(request, "allowance", None)
            said = allowance.headers() if allowance else {}
            for version in VERSIONS:
                if request.path.startswith(f"/api/{version.name}/"):
                    said |= said_of(version)
            for name, value in said.items():
                response.headers[name] = value
        return response


def said_of(version: Version) -> dict[str, str]:
    """Return the headers that tell of a version's end; none while that is not decided."""
    said = {}
    if version.deprecated_on:
        said["Deprecation"] = f"@{int(_beginning(version.deprecated_on).timestamp())}"
        said["Link"] = '</developers#versions>; rel="deprecation"; type="text/html"'
    if version.ends_on:
        said["Sunset"] = f"{_beginning(version.ends_on).astimezone(UTC):%a, %d %b %Y %H:%M:%S} GMT"
    return said


def _beginning(day: date) -> datetime:
    return datetime.combine(day, time(), CHINA)
