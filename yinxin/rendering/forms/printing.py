"""印制单 — what a printing house is to print, on which blanks, from which files (N5.1, N10)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from yinxin.rendering.forms import pictures
from yinxin.rendering.forms.parts import Heading, Signer
from yinxin.rendering.forms.press import press

NAME = "证书印制单"


@dataclass(frozen=True, slots=True)
class Blanks:
    """A range of serial numbers of blanks, both ends included."""

    first: str
    last: str
    count: int


@dataclass(frozen=True, slots=True)
class PrintFile:
    """A file for the printing house: ``digest`` is its SHA-256 in hexadecimal digits."""

    name: str
    pages: int
    digest: str


@dataclass(frozen=True, slots=True)
class PrintOrder:
    """An order to print the certificates of one batch for one issuer.

    :ivar spare: blanks beyond ``count``, for spoilage; what is left comes back.
    """

    heading: Heading
    printing_house: str
    issuer: str
    exam: str
    batch: str
    count: int
    spare: int
    due: date
    blanks: tuple[Blanks, ...]
    files: tuple[PrintFile, ...]
    signers: tuple[Signer, ...]


def render(order: PrintOrder) -> bytes:
    """Return the cover sheet of the order as PDF.

    :raises Refusal: a character has no glyph, or the number cannot be a bar code.
    """
    facts = {
        "order": order,
        "blanks": sum(one.count for one in order.blanks),
        "code": pictures.code128(order.heading.number),
    }
    return press("printing", NAME, order.heading, facts)
