"""A small client of the Yinxin interface: one file, the standard library alone, Python 3.9 or newer. Copy it.

    yinxin = Yinxin("https://where.yinxin.runs")
    answer = yinxin.verify("20260609934000000001", "欧阳佳", "990101199003070000")
    if answer["verdict"] == "valid": ...

A platform's client, with a key of its agreement, asks by :meth:`Yinxin.look_up` and follows :meth:`Yinxin.changes`.

What is refused raises :class:`Problem` with its code; being asked to wait is obeyed, a few times.
Questions go in the body and a key in its header, so that neither reaches a log of addresses.
"""

from __future__ import annotations

import hashlib
import json
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote, urlencode

__all__ = ["Problem", "Yinxin", "digest_of"]


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

    def agreement(self) -> dict[str, Any]:
        """Ask what the agreement of a platform's client lets it see, for what, and until when."""
        return self.send("GET", "sharing/agreement")

    def look_up(
        self,
        ground: str,
        *,
        licence: str = "",
        management_number: str = "",
        name: str = "",
        id_number: str = "",
        once: str = "",
    ) -> dict[str, Any]:
        """Ask under an agreement, by licence identifier or by number, name and identity number.

        :param ground: the number of the case, or the code of the purpose; the certificate's holder sees it.
        :param once: what makes a question that is sent again count once; without it, each call is a new question.
        """
        asked = {
            "licence": licence,
            "management_number": management_number,
            "name": name,
            "id_number": id_number,
        }
        body = {"ground": ground, **{item: text for item, text in asked.items() if text}}
        headers = {"Idempotency-Key": once or uuid.uuid4().hex}
        return self.send("POST", "sharing/look-ups", body, headers=headers)

    def changes(self, cursor: str = "", before: dict[str, Any] | None = None) -> Iterator[dict[str, Any]]:
        """Go through the signed pages of what has changed, to the end for now: ``page``, ``signature``, ``next``.

        Keep an answer's ``next`` when its changes are stored: it is the cursor to come again with, and it holds for
        ever. Each page must begin where the one before ended and name its digest. The signature is left to whoever
        has Ed25519 (``yinxin sharing verify`` shows how).

        :param before: ``page`` of the last answer of an earlier round, or of a snapshot's manifest.
        :raises ValueError: a page does not follow the one before.
        """
        while True:
            answer = self.send("GET", "sharing/changes", query={"cursor": cursor} if cursor else {})
            page = answer["page"]
            if before is not None and (page["after"], page["previous"]) != (
                before["upto"],
                digest_of(before),
            ):
                raise ValueError(f"a page does not follow the one that ended at {before['upto']}")
            yield answer
            cursor, before = answer["next"], page
            if page["end"]:
                return

    def order_snapshot(self) -> dict[str, Any]:
        """Order everything that the agreement covers; :meth:`snapshot` says when it is ready."""
        return self.send("POST", "sharing/snapshots")

    def snapshot(self, number: int) -> dict[str, Any]:
        """Ask whether a snapshot is ready; then its manifest, and the cursor with which :meth:`changes` goes on."""
        return self.send("GET", f"sharing/snapshots/{number}")

    def snapshot_part(self, number: int, part: int) -> bytes:
        """Fetch one part of a snapshot, gzipped lines of JSON; the manifest has its SHA-256."""
        return self._ask("GET", f"sharing/snapshots/{number}/parts/{part}", None, {}, {})

    def pages(self, path: str, name: str, **query: str) -> Iterator[dict[str, Any]]:
        """Go through the items ``name`` of all pages of a list, following ``next``."""
        cursor: str | None = ""
        while cursor is not None:
            page = self.send("GET", path, query={**query, **({"cursor": cursor} if cursor else {})})
            yield from page[name]
            cursor = page.get("next")

    def send(
        self,
        method: str,
        path: str,
        body: Any = None,
        query: dict[str, str] | None = None,
        headers: dict[str, str] | None = None,
    ) -> dict[str, Any]:
        """Send any request of the contract; ``body`` is JSON, or bytes as they are.

        :raises Problem: it was refused, or could not be answered in as many tries.
        """
        found: dict[str, Any] = json.loads(self._ask(method, path, body, query or {}, headers or {}))
        return found

    def _ask(self, method: str, path: str, body: Any, query: dict[str, str], more: dict[str, str]) -> bytes:
        address = self._base + quote(path) + (f"?{urlencode(query)}" if query else "")
        headers, data = {**self._headers, **more}, None
        if isinstance(body, bytes):
            data, headers["Content-Type"] = body, "application/octet-stream"
        elif body is not None:
            data, headers["Content-Type"] = json.dumps(body).encode(), "application/json"
        for last in [False] * (self._tries - 1) + [True]:
            request = urllib.request.Request(address, data, headers, method=method)  # noqa: S310 - as configured
            try:
                with urllib.request.urlopen(request, timeout=self._timeout) as answer:  # noqa: S310
                    content: bytes = answer.read()
                    return content
            except urllib.error.HTTPError as error:
                with error:
                    problem = Problem(error.code, _object(error.read()))
                    wait = error.headers.get("Retry-After")
                if last or error.code not in (429, 503):
                    raise problem from None
                self._sleep(float(wait) if wait and wait.isdigit() else 1.0)
        raise AssertionError("the last try returns or raises")


def digest_of(page: dict[str, Any]) -> str:
    """Return the digest by which the next page names this one: SHA-256 of its canonical JSON, hexadecimal."""
    text = json.dumps(page, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _object(data: bytes) -> dict[str, Any]:
    try:
        found = json.loads(data)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
