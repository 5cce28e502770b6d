"""A small client of the Yinxin interface: one file, the standard library alone, Python 3.9 or newer. Copy it.

    yinxin = Yinxin("https://where.yinxin.runs")
    answer = yinxin.verify("20260609934000000001", "欧阳佳", "990101199003070000")
    if answer["verdict"] == "valid": ...

What is refused raises :class:`Problem` with its code; being asked to wait is obeyed, a few times.
Questions go in the body and a key in its header, so that neither reaches a log of addresses.
"""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote, urlencode

__all__ = ["Problem", "Yinxin"]


class Problem(Exception):
    """A refusal: ``code`` for programs (see the catalogue of problems), ``title`` and ``detail`` for people."""

    def __init__(self, status: int, body: dict[str, Any]) -> None:
        self.status = status
        self.code = str(body.get("type", "")).rsplit(":", 1)[-1] or str(body.get("verdict", "unknown"))
        self.title = str(body.get("title", ""))
        self.detail = str(body.get("detail", ""))
        self.body = body
        super().__init__(f"{status} {self.code}: {self.title} {self.detail}".strip())


class Yinxin:
    """The interface at one address.

    :param address: of the site, without a path.
    :param key: for what is not public.
    :param sandbox: ask the sandbox, whose answers are the contract's examples.
    :param language: of the texts for people.
    :param tries: how often the same is sent when the answer is to wait.
    """

    def __init__(
        self,
        address: str,
        *,
        key: str = "",
        sandbox: bool = False,
        language: str = "zh-hans",
        timeout: float = 20,
        tries: int = 4,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._base = address.rstrip("/") + ("/api/sandbox/v1/" if sandbox else "/api/v1/")
        self._headers = {"Accept": "application/json", "Accept-Language": language}
        if key:
            self._headers["Authorization"] = f"Bearer {key}"
        self._timeout, self._tries, self._sleep = timeout, tries, sleep

    def verify(
        self, management_number: str, name: str, id_number: str, *, region: str = "", receipt: bool = False
    ) -> dict[str, Any]:
        """Ask whether a certificate is valid; ``region`` asks besides whether it counts there.

        ``unavailable`` raises a :class:`Problem` after the last try: it says nothing about the certificate.
        """
        question = {"management_number": management_number, "name": name, "id_number": id_number}
        query = {"region": region} if region else {}
        return self.send("POST", "verifications", {**question, "receipt": receipt}, query)

    def verify_file(self, data: bytes, *, receipt: bool = False) -> dict[str, Any]:
        """Ask about a certificate's file, or a photograph of one: three answers, each on its own."""
        query = {"receipt": "true"} if receipt else {}
        return self.send("POST", "verifications/file", data, query)

    def key(self) -> dict[str, Any]:
        """Ask what the key may do, and until when."""
        return self.send("GET", "key")

    def duties(self) -> Iterator[dict[str, Any]]:
        """Go through all open duties of the key's territory, the nearest first."""
        yield from self.pages("duties", "duties")

    def pages(self, path: str, name: str, **query: str) -> Iterator[dict[str, Any]]:
        """Go through the items ``name`` of all pages of a list, following ``next``."""
        cursor: str | None = ""
        while cursor is not None:
            page = self.send("GET", path, query={**query, **({"cursor": cursor} if cursor else {})})
            yield from page[name]
            cursor = page.get("next")

    def send(
        self, method: str, path: str, body: Any = None, query: dict[str, str] | None = None
    ) -> dict[str, Any]:
        """Send any request of the contract; ``body`` is JSON, or bytes as they are.

        :raises Problem: it was refused, or could not be answered in as many tries.
        """
        address = self._base + quote(path) + (f"?{urlencode(query)}" if query else "")
        headers, data = dict(self._headers), None
        if isinstance(body, bytes):
            data, headers["Content-Type"] = body, "application/octet-stream"
        elif body is not None:
            data, headers["Content-Type"] = json.dumps(body).encode(), "application/json"
        for last in [False] * (self._tries - 1) + [True]:
            request = urllib.request.Request(address, data, headers, method=method)  # noqa: S310 - as configured
            try:
                with urllib.request.urlopen(request, timeout=self._timeout) as answer:  # noqa: S310
                    found: dict[str, Any] = json.loads(answer.read())
                    return found
            except urllib.error.HTTPError as error:
                with error:
                    problem = Problem(error.code, _object(error.read()))
                    wait = error.headers.get("Retry-After")
                if last or error.code not in (429, 503):
                    raise problem from None
                self._sleep(float(wait) if wait and wait.isdigit() else 1.0)
        raise AssertionError("the last try returns or raises")


def _object(data: bytes) -> dict[str, Any]:
    try:
        found = json.loads(data)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
