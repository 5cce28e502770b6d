"""证书发放登记册 — the numbered, bound register of the certificates that an issuer gave out (N11.1, A2.1.5).

A register of many lines is bound in volumes (:func:`volumes`): each is a file of its own, with a cover and,
on its last page, the digest it is closed with. The digest covers what is printed, so a reprint is identical.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum

from pypinyin import Style, lazy_pinyin

from yinxin.kernel.canonical import canonical_json, digest
from yinxin.kernel.identity import masked
from yinxin.rendering.forms.parts import Heading, Signer
from yinxin.rendering.forms.press import press

NAME = "证书发放登记册"
VOLUME = 1000
"""Lines to a volume: some 55 pages, which bind well and are laid out in less than 300 MB."""


class Way(Enum):
    """How a certificate reached its holder."""

    IN_PERSON = "本人"
    BY_PROXY = "代领"
    BY_UNIT = "单位"
    BY_POST = "邮寄"


@dataclass(frozen=True, slots=True)
class Line:
    """A certificate given out.

    :ivar number: the line's number in the whole register, from 1.
    :ivar id_number: it is printed masked, whether or not it comes so.
    :ivar subject: level and specialty, as the certificate states them.
    :ivar proxy: who collected for the holder; empty where the holder did.
    """

    number: int
    management_number: str
    name: str
    id_number: str
    subject: str
    on: date
    way: Way
    clerk: str
    proxy: str = ""


@dataclass(frozen=True, slots=True)
class Volume:
    """One volume of the register of an issuer (``heading.body``), an exam and a year; ``volume`` counts from 1."""

    heading: Heading
    year: int
    exam: str
    lines: tuple[Line, ...]
    signers: tuple[Signer, ...]
    volume: int = 1
    of: int = 1

    @property
    def digest(self) -> str:
        """The SHA-256 of the canonical facts of the volume as printed: what it is closed with."""
        return digest(self.canonical())

    def canonical(self) -> bytes:
        """Return the facts of the volume as printed, numbers masked, in the canonical form."""
        rows = [
            [one.number, one.management_number, one.name, masked(one.id_number), one.subject,
             one.on.isoformat(), one.way.value, one.proxy, one.clerk]
            for one in self.lines
        ]  # fmt: skip
        facts = {
            "issuer": self.heading.body, "number": self.heading.number, "closed_on": self.heading.on.isoformat(),
            "year": self.year, "exam": self.exam, "volume": self.volume, "of": self.of, "lines": rows,
        }  # fmt: skip
        return canonical_json(facts)


def volumes(register: Volume, *, size: int = VOLUME) -> Iterator[Volume]:
    """Cut a register into volumes of at most ``size`` lines; an empty register is one empty volume."""
    starts = range(0, max(len(register.lines), 1), size)
    for place, start in enumerate(starts, 1):
        yield replace(register, lines=register.lines[start : start + size], volume=place, of=len(starts))


def index(lines: Sequence[Line]) -> list[tuple[str, str]]:
    """Return each name of a volume once, in the order of its syllables, with the numbers of its lines."""
    found: dict[str, list[int]] = {}
    for one in lines:
        found.setdefault(one.name, []).append(one.number)
    ordered = sorted(
        found, key=lambda name: (lazy_pinyin(name, style=Style.TONE3, neutral_tone_with_five=True), name)
    )
    return [(name, "、".join(map(str, found[name]))) for name in ordered]


def render(volume: Volume) -> bytes:
    """Return a volume as PDF.

    :raises MissingGlyphs: names the characters that no font has.
    """
    rows = [
        [one.number, one.management_number, one.name, masked(one.id_number), one.subject,
         one.on.isoformat(), one.way, one.proxy, one.clerk]
        for one in volume.lines
    ]  # fmt: skip
    ways = [[way, sum(one.way is way for one in volume.lines)] for way in Way]
    facts = {
        "volume": replace(volume, lines=()),
        "rows": rows,
        "index": index(volume.lines),
        "ways": ways,
        "digest": volume.digest,
    }
    return press("given_out", NAME, volume.heading, facts)
