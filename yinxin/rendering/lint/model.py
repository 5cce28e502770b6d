"""A check, what it looks at, what it finds."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from functools import cached_property
from typing import Final

from yinxin.kernel.face import Face
from yinxin.kernel.words import Words
from yinxin.rendering import layout
from yinxin.rendering.fonts import FontChain
from yinxin.rendering.layout import Composition

_OBJECT: Final = re.compile(rb"(\d+) 0 obj\n(.*?)\nendobj\n", re.DOTALL)
_MOST_UNPACKED: Final = 4 * 1024 * 1024


class Severity(Enum):
    """What a finding means for the certificate."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check has found.

    :ivar detail: the thing itself, as it stands there; empty where the words say all.
    """

    id: str
    words: Words
    severity: Severity
    detail: str = ""

    @property
    def sentence(self) -> Words:
        """The finding with its number and the thing itself."""
        if not self.detail:
            return Words("{id} {words}", id=self.id, words=self.words)
        return Words("{id} {words}（{detail}）", id=self.id, words=self.words, detail=self.detail)


@dataclass(frozen=True)
class Subject:
    """A certificate that is about to be signed.

    :ivar at: the moment that its signature will state.
    :ivar data: the file but for the signature's value; empty before it is rendered.
    :ivar document_id: the name that no other file has.
    :ivar code: what the QR code says; the face's address alone where empty.
    """

    face: Face
    photo: bytes
    fonts: FontChain
    at: datetime
    data: bytes = b""
    document_id: str = ""
    code: str = ""

    @cached_property
    def on(self) -> date:
        """The day of signing, in China."""
        from yinxin.kernel.calendar import day_of

        return day_of(self.at)

    @cached_property
    def composition(self) -> Composition | None:
        """The page; None where the face cannot be laid out, which checks of their own say."""
        try:
            return layout.compose(self.face, self.fonts)
        except Exception:  # whatever stops it is another check's finding
            return None

    @cached_property
    def objects(self) -> dict[int, bytes]:
        """The file's objects by number: dictionaries, and streams as they stand."""
        return {int(found[1]): found[2] for found in _OBJECT.finditer(self.data)}

    @cached_property
    def dictionaries(self) -> bytes:
        """Everything in the file that is not the content of a stream, for searches."""
        heads = (content.split(b">>stream\n", 1)[0] for content in self.objects.values())
        return b"\n".join(heads)

    @cached_property
    def catalogue(self) -> bytes:
        """The catalogue, as the trailer names it; empty where it names none."""
        found = re.search(rb"/Root (\d+) 0 R", self.data[self.data.rfind(b"trailer") :])
        return self.objects.get(int(found[1]), b"") if found else b""

    def unpacked(self, number: int) -> bytes:
        """Return the content of a stream; empty where it is none or is damaged."""
        head, _, rest = self.objects.get(number, b"").partition(b">>stream\n")
        content = rest.removesuffix(b"\nendstream")
        if b"/Filter/FlateDecode" not in head:
            return content
        try:
            return zlib.decompressobj().decompress(content, _MOST_UNPACKED)
        except zlib.error:
            return b""


Look = Callable[[Subject], str | None]
"""Returns None where all is well, else the thing that is wrong, or an empty text."""


@dataclass(frozen=True, slots=True)
class Check:
    """One check.

    :ivar id: its number, for people and for documents; it stays with it.
    """

    id: str
    words: Words
    severity: Severity
    look: Look

    def find(self, subject: Subject) -> Finding | None:
        """Return what is wrong, or None."""
        detail = self.look(subject)
        return None if detail is None else Finding(self.id, self.words, self.severity, detail[:80])


def collector(checks: list[Check]) -> Callable[..., Callable[[Look], Look]]:
    """Return the decorator that adds a function to a list of checks."""

    def check(id: str, words: Words, severity: Severity = Severity.ERROR) -> Callable[[Look], Look]:
        def add(look: Look) -> Look:
            checks.append(Check(id, words, severity, look))
            return look

        return add

    return check


def wrong(is_wrong: bool, detail: str = "") -> str | None:
    """Return the detail where something is wrong, else None."""
    return detail if is_wrong else None
