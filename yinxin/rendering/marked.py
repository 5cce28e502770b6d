"""The mark on a copy that was made for one purpose: across the page, and in a band below the upper edge.

A marked copy is a certificate's page with another address in its code and this mark over it, so that it can be used
for nothing else. The mark's text is text: it can be searched, read out and copied.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from yinxin.rendering import layout, pdf
from yinxin.rendering.fonts import FontChain
from yinxin.rendering.textfit import Attempt, fit

TITLE: Final = "加注件"
SAYS: Final = "期满或被收回后，扫码显示失效"
_BAND: Final = (128.0, 520.5, 586.0, 20.5)
"""Left, bottom, width, height of the band."""
_TILT: Final = math.radians(22)
_ACROSS: Final = tuple((x, y) for x in (78, 318, 566) for y in (78, 222, 366))
"""Where the blocks across the page begin; the photograph lies below one of them."""
_ROOM: Final = 268.0
"""How long a line across the page may be."""
_INSIDE: Final = (54, 54, 734, 488)
"""Left, bottom, width, height of what the border leaves free: the lines end there."""
_RED: Final = b"0.70 0.10 0.16"
_FAINT: Final = b"0.17"
"""How much of the page the lines across it cover: what lies below stays readable."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What a marked copy says of itself.

    :ivar purpose: what it is for; ``recipient`` who it is for, empty where nobody is named.
    :ivar until: its last day, ``YYYY-MM-DD``.
    """

    purpose: str
    recipient: str
    until: str

    @property
    def lines(self) -> tuple[str, ...]:
        """What the mark says: for whom, what for, until when."""
        who = (f"仅供{self.recipient}",) if self.recipient else ()
        what = f"用于{self.purpose}" if who else f"仅用于{self.purpose}"
        return *who, what, f"有效至{layout.chinese_date(self.until)}"


def draw(body: pdf.Body, chain: FontChain, mark: Mark) -> int:
    """Add the mark as a form object as large as the page; return its number.

    :raises MissingGlyphs: purpose or recipient have characters that cannot be printed.
    :raises DoesNotFit: they are too long for the band.
    """
    text = pdf.TextSetter(chain, b"W")
    operators = [*_band(text, chain, mark), *_across(text, chain, mark)]
    fonts = text.embed(body)
    box = b"/Type/XObject/Subtype/Form/BBox[0 0 %.2f %.2f]" % (layout.WIDTH, layout.HEIGHT)
    resources = b"/Resources<</Font<<%b>>/ExtGState<</F<</ca %b>>>>>>" % (fonts, _FAINT)
    # A group of its own: where two lines cross, the page below must not be covered twice.
    return body.add_stream(box + b"/Group<</S/Transparency>>" + resources, b"\n".join(operators))


def _band(text: pdf.TextSetter, chain: FontChain, mark: Mark) -> list[bytes]:
    left, bottom, wide, high = _BAND
    said = "　".join((TITLE, *mark.lines, SAYS))
    fitted = fit(
        chain, [said], wide - 16, [Attempt(10.5), Attempt(9.5), Attempt(8.5), Attempt(7.6), Attempt(7.6, 2)]
    )
    step = fitted.size * 1.25
    top = bottom + high / 2 + (len(fitted.lines) - 1) * step / 2 - fitted.size * 0.36
    frame = b" ".join(map(pdf.number, (left, bottom, wide, high)))
    out = [b"q 1 1 1 rg %b RG 0.9 w %b re B" % (_RED, frame), _RED + b" rg"]
    for place, line in enumerate(fitted.lines):
        x = left + (wide - chain.width(line, fitted.size)) / 2
        out.append(text.run(x, top - place * step, fitted.size, line))
    return [*out, b"Q"]


def _across(text: pdf.TextSetter, chain: FontChain, mark: Mark) -> list[bytes]:
    size = min(19.0, _ROOM / max(chain.width(line, 1) for line in mark.lines))
    cos, sin = math.cos(_TILT), math.sin(_TILT)
    clip = b" ".join(b"%d" % value for value in _INSIDE)
    out = [b"q %b re W n /F gs %b rg" % (clip, _RED)]
    for x, y in _ACROSS:
        matrix = b"%.4f %.4f %.4f %.4f %b %b cm" % (cos, sin, -sin, cos, pdf.number(x), pdf.number(y))
        block = [text.run(0, -place * size * 1.3, size, line) for place, line in enumerate(mark.lines)]
        out.append(b"q %b %b Q" % (matrix, b" ".join(block)))
    return [*out, b"Q"]
