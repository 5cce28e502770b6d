"""A national platform on the other side of the API: it misses weeks, is told twice, out of order or not at all, and lies.

It keeps what it was given in two books: what the feed told it (every change by its sequence) and what holds now (the
state of each licence). Whatever goes wrong, it goes on from the last page that it has verified.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from hashlib import sha256
from random import Random
from typing import Any

from yinxin.signing import pages
from yinxin.signing.pages import BadPage

Ask = Callable[[str, str], Any]
"""Ask the API: method and path below ``/api/v1/sharing/``; an answer with ``status_code`` and ``json()``."""


class SimulatedPlatform:
    """A client that follows the feed.

    :ivar known: the state of each licence; ``told`` every change by its sequence.
    :ivar caught: what it refused, in words: forged, lost, doubled and foreign pages.
    """

    def __init__(self, ask: Ask, name: str, key: Any, *, seed: int, limit: int = 3) -> None:
        self.ask, self.name, self.key, self.luck, self.limit = ask, name, key, Random(seed), limit
        self.known: dict[str, tuple[str, Any]] = {}
        self.told: dict[int, dict[str, Any]] = {}
        self.caught: list[str] = []
        self.last: dict[str, Any] | None = None
        self.cursor, self.start = "", ""
        self.pages: list[dict[str, Any]] = []

    def fetch(self, cursor: str | None = None, limit: int | None = None) -> Any:
        """Fetch the page of a cursor: our own where none is named."""
        where = self.cursor if cursor is None else cursor
        return self.ask("GET", f"changes?cursor={where}&limit={limit or self.limit}")

    def take(self, answer: dict[str, Any]) -> bool:
        """Take one page if it is genuine and the next one; say whether it was taken."""
        try:
            said = pages.opened(answer, self.name, self.key)
            pages.check_follows(said, self.last, start=self.start)
        except BadPage as wrong:
            self.caught.append(str(wrong))
            return False
        for one in said["changes"]:
            assert one["sequence"] not in self.told, "a change was told twice"
            self.told[one["sequence"]] = one
            self.known[one["licence"]] = (one["state"], one["fields"])
        self.last, self.cursor = said, answer["next"]
        self.pages.append({name: answer[name] for name in ("page", "signature")})
        return True

    def catch_up(self) -> None:
        """Read to the end of the feed, with everything that can go wrong on the way."""
        for _ in range(10_000):
            answer = self.fetch(limit=self.luck.choice((None, None, 1, 7)))
            assert answer.status_code == 200, answer.content
            said = answer.json()
            trouble = self.luck.random()
            if trouble < 0.10:
                continue  # the answer was lost on its way: it is asked for again
            if trouble < 0.25:
                self._mischief(said)
            at_end = said["page"]["end"]
            assert self.take(said)
            if trouble > 0.9:
                assert not self.take(said) or not said["page"]["changes"], "a page was taken twice"
            if at_end and self.luck.random() < 0.9:
                return
        raise AssertionError("the feed has no end")

    def load(self, snapshot: dict[str, Any], part: Callable[[int], bytes]) -> None:
        """Begin anew from a snapshot: forget everything, load its parts, go on from its cursor."""
        said = pages.opened(snapshot["manifest"], self.name, self.key, form=pages.SNAPSHOT)
        self.known, self.told, self.pages = {}, {}, []
        for number, meant in enumerate(said["parts"], 1):
            data = part(number)
            assert sha256(data).hexdigest() == meant["sha256"]
            lines = [json.loads(line) for line in gzip.decompress(data).splitlines()]
            assert len(lines) == meant["count"]
            for one in lines:
                assert one["licence"] not in self.known, "a licence stands twice in a snapshot"
                self.known[one["licence"]] = (one["state"], one["fields"])
        self.cursor, self.start = snapshot["next"], pages.digest_of(said)
        self.last = None

    def _mischief(self, said: dict[str, Any]) -> None:
        """Do what must come to nothing: forge, reorder, repeat, and claim to be elsewhere."""
        forged = json.loads(json.dumps(said))
        forged["page"]["upto"] += 1
        assert not self.take(forged)
        if said["page"]["changes"]:
            forged = json.loads(json.dumps(said))
            forged["page"]["changes"].pop()
            assert not self.take(forged)
        if self.pages and self.pages[-1]["page"]["changes"]:
            assert not self.take({**self.pages[-1], "next": self.cursor})
        ahead = self.ask("GET", f"changes?cursor={said['next']}&limit=2").json()
        if said["page"]["upto"] > said["page"]["after"]:
            assert not self.take(ahead), "a page was passed over"
        for cursor in self._invented(said):
            answer = self.fetch(cursor)
            assert answer.status_code == 422, cursor
            assert answer.json()["code"] == "cursor_invalid"

    def _invented(self, said: dict[str, Any]) -> list[str]:
        """Return cursors that acknowledge what was never given, or lead where nothing is."""
        where, digest, mark = said["next"].split(".")
        return [
            f"{int(where) + 1}.{digest}.{mark}",
            f"{where}.{'0' * 64}.{mark}",
            f"{where}.{digest}.{'0' * 32}",
            f"{where}",
            f"-1.{digest}.{mark}",
            "x" * 300,
        ]
