"""拟处理告知书、处理决定书、无效处理告知函 — the three papers of a decision that certificates are invalid (N17)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from yinxin.rendering.forms.parts import Heading, Signer
from yinxin.rendering.forms.press import press


class Paper(Enum):
    """Which of the three it is; the value is its name."""

    INTENT = "拟作无效处理告知书"
    DECISION = "无效处理决定书"
    NOTICE = "无效处理告知函"


@dataclass(frozen=True, slots=True)
class Named:
    """A certificate that the paper names."""

    management_number: str
    qualification: str
    name: str


@dataclass(frozen=True, slots=True)
class Letter:
    """One of the three papers.

    :ivar to: to whom it goes.
    :ivar paragraphs: what it says, a paragraph each.
    :ivar facts: label and value in pairs, below the text.
    :ivar rights: what whoever gets it can do, a paragraph each.
    """

    paper: Paper
    heading: Heading
    to: str
    paragraphs: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    certificates: tuple[Named, ...]
    rights: tuple[str, ...]
    signers: tuple[Signer, ...]


def render(letter: Letter) -> bytes:
    """Return the paper as PDF.

    :raises MissingGlyphs: names the characters that no font has.
    """
    form = {
        "to": letter.to,
        "paragraphs": letter.paragraphs,
        "facts": [{"first": label, "last": value} for label, value in letter.facts],
        "certificates": letter.certificates,
        "rights": letter.rights,
        "signers": letter.signers,
    }
    return press("invalidation", letter.paper.value, letter.heading, {"form": form})
