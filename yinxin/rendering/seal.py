"""The visible picture of a seal: a red ring, the department on the arc, the seal's purpose below.

The picture carries no emblem and no star, and proves nothing by itself: the signature does (N6). A seal for
demonstration says so in its middle. Characters are drawn as shapes, so the picture needs no font.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from yinxin.rendering import pdf
from yinxin.rendering.fonts import FontChain, Segment
from yinxin.rendering.ornament import circle

RADIUS = 56.7
"""The seal's radius in points: 40 mm across, as large as a ministry's."""

DEMONSTRATION = "演示"

_RED = b"0.79 0.07 0.11"
_TOP_RING, _TOP_SIZE, _TOP_SPAN = 0.775, 0.205, math.radians(174)
_LOW_RING, _LOW_SIZE, _LOW_SPAN = 0.812, 0.112, math.radians(104)
_SPREAD, _WIDEST = math.radians(135), math.radians(32)
_MIDDLE, _CAP_CENTRE = 500.0, 380.0
"""The middle of an ideograph's square, in thousandths of an em."""


@dataclass(frozen=True, slots=True)
class SealPicture:
    """A seal ready to be placed: a form object around the origin, ``RADIUS`` points to each side.

    :ivar owner: the department, exactly as in ``Face.sealed_by``.
    :ivar demonstration: the picture says that it is not a department's seal.
    :ivar form: the PDF form object; constant, so keep and share the picture.
    """

    owner: str
    demonstration: bool
    form: bytes


def draw(chain: FontChain, owner: str, caption: str, *, demonstration: bool) -> SealPicture:
    """Draw the seal of ``owner`` with the purpose ``caption`` along its lower edge.

    :raises MissingGlyphs: a character has no glyph.
    """
    chain.require([owner, caption])
    parts = [
        b"%b rg %b RG" % (_RED, _RED),
        b"2.3 w " + circle(0, 0, RADIUS - 1.2) + b" S",
        b"0.7 w " + circle(0, 0, RADIUS - 4.3) + b" S",
        b"1 j",
        *_arc(chain, owner, ring=_TOP_RING, size=_TOP_SIZE, most=_TOP_SPAN, top=True),
        *_arc(chain, caption, ring=_LOW_RING, size=_LOW_SIZE, most=_LOW_SPAN, top=False),
    ]
    if demonstration:
        parts += _middle(chain, DEMONSTRATION)
    edge = pdf.number(RADIUS)
    box = b"/Type/XObject/Subtype/Form/BBox[-%b -%b %b %b]/Resources<<>>" % (edge, edge, edge, edge)
    return SealPicture(owner, demonstration, pdf.stream(box, b"\n".join(parts)))


def _arc(chain: FontChain, text: str, *, ring: float, size: float, most: float, top: bool) -> Iterable[bytes]:
    """Set ``text`` on a circle of ``ring`` radii; a long text is condensed to stay within ``most``."""
    radius, height = RADIUS * ring, RADIUS * size
    # A short name is spread, a long one condensed.
    pitch = min(max(height * 1.16 / radius, _SPREAD / (len(text) + 1)), _WIDEST, most / len(text))
    narrow = min(1.0, pitch * radius / (height * 1.02))
    for place, char in enumerate(text):
        swing = (place - (len(text) - 1) / 2) * pitch
        angle = math.pi / 2 - swing if top else -math.pi / 2 + swing
        turn = angle - math.pi / 2 if top else angle + math.pi / 2
        centre = radius * math.cos(angle), radius * math.sin(angle)
        yield _shape(chain.outline(char), centre, turn, height * narrow, height)


def _middle(chain: FontChain, text: str) -> Iterable[bytes]:
    """Set ``text`` in the upper middle of the seal, wide apart."""
    height, pitch = RADIUS * 0.34, RADIUS * 0.46
    for place, char in enumerate(text):
        centre = (place - (len(text) - 1) / 2) * pitch, RADIUS * 0.24
        yield _shape(chain.outline(char), centre, 0, height, height)


def _shape(
    outline: list[Segment], centre: tuple[float, float], turn: float, width: float, height: float
) -> bytes:
    """Draw one character around ``centre``, filled and slightly thickened, as cut in stone."""
    c, s = math.cos(turn), math.sin(turn)
    a, b = c * width / 1000, s * width / 1000
    d, e = -s * height / 1000, c * height / 1000
    x = centre[0] - a * _MIDDLE - d * _CAP_CENTRE
    y = centre[1] - b * _MIDDLE - e * _CAP_CENTRE
    matrix = b"%.5f %.5f %.5f %.5f %.3f %.3f cm" % (a, b, d, e, x, y)
    return b"q %b 22 w %b B Q" % (matrix, b" ".join(map(_segment, outline)))


def _segment(segment: Segment) -> bytes:
    operator = {0: b"h", 2: b"m", 4: b"l", 6: b"c"}[len(segment)]
    # A line carries its start too, which the path already stands at.
    numbers = segment[2:] if len(segment) == 4 else segment
    return b" ".join([*(b"%d" % round(value) for value in numbers), operator])
