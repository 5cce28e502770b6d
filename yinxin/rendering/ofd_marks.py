"""The bricks of an OFD page (GB/T 33190-2016): text, paths and pictures as its XML writes them.

Everything comes in the layout's units, points from the bottom left, and is written in millimetres from the
top left. ``TextSetter`` remembers which characters of which face it used, as the PDF's does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final
from xml.sax.saxutils import escape

from yinxin.rendering import layout
from yinxin.rendering.fonts import FontChain, MissingGlyphs
from yinxin.rendering.layout import MM

NAMESPACE: Final = 'xmlns:ofd="http://www.ofdspec.org/2016"'
HEADER: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
_LAST_OF_PLANE_0: Final = "\uffff"

Colour = tuple[int, int, int]
Box = tuple[float, float, float, float]
"""Left, bottom, width, height in points."""


def mm(points: float) -> str:
    """Return a length in millimetres, to the thousandth."""
    return f"{points / MM:.3f}".rstrip("0").rstrip(".")


def box(place: Box) -> str:
    """Return a box as OFD writes it: left, top, width, height in millimetres."""
    left, bottom, wide, high = place
    return " ".join(map(mm, (left, layout.HEIGHT - bottom - high, wide, high)))


class Ids:
    """The numbers of a document's objects, each given once."""

    def __init__(self, first: int) -> None:
        self.last = first - 1

    def next(self) -> int:
        """Return the next number."""
        self.last += 1
        return self.last


class TextSetter:
    """Sets runs of text as text objects; a face of the chain is a font resource of its own.

    :param first_font: the number of the chain's first face as a font resource; the others follow.
    """

    def __init__(self, chain: FontChain, ids: Ids, first_font: int) -> None:
        self._chain, self._ids, self._first = chain, ids, first_font
        self._used: dict[int, dict[str, None]] = {}

    def run(
        self, x: float, y: float, size: float, text: str, ink: Colour, *, apart: float = 0, bold: float = 0
    ) -> str:
        """Return the objects that show ``text`` with its baseline starting at ``x``, ``y``.

        :param apart: points between characters; ``bold`` is the width of a line around each shape.
        :raises MissingGlyphs: a character has no glyph.
        """
        out, start, at, piece, steps = [], x, x, "", list[float]()
        current = None
        for char in text:
            glyph = self._chain.find(char)
            if glyph is None:
                raise MissingGlyphs([char])
            # Readers that count in halves of UTF-16 misplace what follows a character beyond plane 0.
            alone = char > _LAST_OF_PLANE_0 or piece > _LAST_OF_PLANE_0
            if piece and (glyph.face != current or alone):
                out.append(self._object(current or 0, start, y, size, piece, steps, ink, bold))
                start, piece, steps = at, "", []
            current, piece = glyph.face, piece + char
            self._used.setdefault(glyph.face, {})[char] = None
            steps.append(glyph.width * size / 1000 + apart)
            at += steps[-1]
        if piece:
            out.append(self._object(current or 0, start, y, size, piece, steps, ink, bold))
        return "".join(out)

    def fonts(self) -> Iterable[tuple[int, str, bytes]]:
        """Yield number, name and file of every font used."""
        for place, chars in sorted(self._used.items()):
            face = self._chain.faces[place]
            yield self._first + place, face.name, face.file(sorted(chars))

    def _object(
        self, face: int, x: float, y: float, size: float, text: str, steps: Sequence[float], ink: Colour, bold: float
    ) -> str:  # fmt: skip
        wide, high = sum(steps), size * 1.3
        deltas = f' DeltaX="{" ".join(map(mm, steps[:-1]))}"' if len(text) > 1 else ""
        fill = f'<ofd:FillColor Value="{_value(ink)}"/>'
        stroke = f'<ofd:StrokeColor Value="{_value(ink)}"/>' if bold else ""
        around = f' Stroke="true" Fill="true" LineWidth="{mm(bold)}"' if bold else ""
        place = box((x, y + size - high, wide, high))
        return (
            f'<ofd:TextObject ID="{self._ids.next()}" Boundary="{place}" Font="{self._first + face}" '
            f'Size="{mm(size)}"{around}>{fill}{stroke}<ofd:TextCode X="0" Y="{mm(size)}"{deltas}>{escape(text)}'
            "</ofd:TextCode></ofd:TextObject>"
        )


def path(ids: Ids, data: str, ink: Colour, width: float) -> str:
    """Return a path object as large as the page.

    :param data: operators M, L, B, C with coordinates in millimetres from the top left.
    :param width: the line's width in points.
    """
    whole = box((0, 0, layout.WIDTH, layout.HEIGHT))
    return (
        f'<ofd:PathObject ID="{ids.next()}" Boundary="{whole}" LineWidth="{mm(width)}">'
        f'<ofd:StrokeColor Value="{_value(ink)}"/><ofd:AbbreviatedData>{data}</ofd:AbbreviatedData>'
        "</ofd:PathObject>"
    )


def point(x: float, y: float) -> str:
    """Return a point as path data, to the hundredth of a millimetre."""
    return f"{x / MM:.2f} {(layout.HEIGHT - y) / MM:.2f}"


def rectangle(place: Box) -> str:
    """Return the path data of a rectangle."""
    left, bottom, wide, high = place
    corners = ((left, bottom), (left + wide, bottom), (left + wide, bottom + high), (left, bottom + high))
    return "M " + " L ".join(point(*corner) for corner in corners) + " C"


def picture(ids: Ids, resource: int, place: Box) -> str:
    """Return the object that shows a picture in a box."""
    wide, high = mm(place[2]), mm(place[3])
    return (
        f'<ofd:ImageObject ID="{ids.next()}" Boundary="{box(place)}" CTM="{wide} 0 0 {high} 0 0" '
        f'ResourceID="{resource}"/>'
    )


def _value(ink: Colour) -> str:
    return " ".join(map(str, ink))
