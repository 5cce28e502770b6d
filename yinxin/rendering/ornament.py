"""The page's fine line work, as PDF operators: a braided border, corner rosettes, waves and a large rosette.

All are computed curves in light colours, thinner than a desktop copier repeats well. A side of the border
is one period drawn many times, so the whole ornament is a few kilobytes. Units are points, the origin is
bottom left.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise

from yinxin.rendering import pdf

Point = tuple[float, float]

_JADE = b"0.13 0.42 0.44 RG"
_OCHRE = b"0.76 0.60 0.33 RG"
_MIST = b"0.88 0.94 0.92 RG"
_SAND = b"0.955 0.93 0.875 RG"

OUTER = 20.0
"""Distance of the border's outer rule from the edge of the sheet."""
INNER = 51.0
"""Distance of the border's inner rule from the edge of the sheet."""

_BAND = (OUTER + INNER) / 2
_REACH = (INNER - OUTER) / 2 - 2.2


def ground(body: pdf.Body, width: float, height: float) -> int:
    """Add the ornament of a sheet to ``body``; return the number of the form that draws all of it."""
    braid = _form(body, (0, -_REACH - 2, 1, _REACH + 2), _braid())
    corner = _form(body, (-20, -20, 20, 20), _corner())
    petal = _form(body, (-240, -240, 240, 240), _petal())
    wave = _form(body, (0, -4, width, 4), _wave(width - 2 * INNER))
    parts = [
        _waves(width, height),
        _rosette(width / 2, height / 2 - 8),
        _border(width, height),
        _rules(width, height),
    ]
    names = b"/B %d 0 R/C %d 0 R/R %d 0 R/W %d 0 R" % (braid, corner, petal, wave)
    return _form(body, (0, 0, width, height), b"\n".join(parts), b"/XObject<<%b>>" % names)


def curve(points: Sequence[Point], slopes: Sequence[Point]) -> bytes:
    """Return a smooth path through ``points``; ``slopes`` are the derivatives by the step between them."""
    out = [b"%b %b m" % (pdf.number(points[0][0]), pdf.number(points[0][1]))]
    for (start, end), (leave, arrive) in zip(pairwise(points), pairwise(slopes), strict=True):
        numbers = (
            start[0] + leave[0] / 3, start[1] + leave[1] / 3,
            end[0] - arrive[0] / 3, end[1] - arrive[1] / 3,
            *end,
        )  # fmt: skip
        out.append(b" ".join(map(pdf.number, numbers)) + b" c")
    return b"\n".join(out)


def circle(x: float, y: float, radius: float) -> bytes:
    """Return the path of a circle."""
    return _closed(lambda t: (x + radius * math.cos(t), y + radius * math.sin(t)), 8) + b" h"


def _closed(at: Callable[[float], Point], steps: int, turns: float = 1) -> bytes:
    """Return the path of a curve given by the angle, over whole turns; slopes by central differences."""
    step, tiny = 2 * math.pi * turns / steps, 1e-4
    angles = [step * n for n in range(steps + 1)]
    slopes = []
    for angle in angles:
        (x0, y0), (x1, y1) = at(angle - tiny), at(angle + tiny)
        slopes.append(((x1 - x0) * step / (2 * tiny), (y1 - y0) * step / (2 * tiny)))
    return curve([at(angle) for angle in angles], slopes)


def _sine(length: float, reach: float, phase: float, periods: int = 1, steps: int = 6) -> bytes:
    """Return a sine wave along ``length`` with ``steps`` curves to a period."""
    count = steps * periods
    angle = [2 * math.pi * n / steps + phase for n in range(count + 1)]
    points = [(length * n / count, reach * math.sin(a)) for n, a in enumerate(angle)]
    slope = 2 * math.pi / steps
    return curve(points, [(length / count, reach * slope * math.cos(a)) for a in angle])


_CELL = 25.0


def _braid() -> bytes:
    """One period of the border's braid, one unit long: strands of one wave shifted against each other."""
    strands = [_sine(_CELL, _REACH, 2 * math.pi * n / 10) for n in range(10)]
    inner = [_sine(_CELL, _REACH * 0.46, 2 * math.pi * n / 4 + 0.4, periods=2) for n in range(4)]
    scale = b"%.6f 0 0 1 0 0 cm" % (1 / _CELL)
    jade = b" S ".join(strands) + b" S"
    ochre = b" S ".join(inner) + b" S"
    return b"\n".join([scale, b"0.32 w", _JADE, jade, b"0.36 w", _OCHRE, ochre])


def _corner() -> bytes:
    """A rosette for a corner of the border, around the origin."""
    reach = _REACH + 0.4

    def leaf(shift: float) -> Callable[[float], Point]:
        def at(t: float) -> Point:
            r = reach * (0.66 + 0.34 * math.cos(8 * t + shift))
            return r * math.cos(t), r * math.sin(t)

        return at

    leaves = [_closed(leaf(2 * math.pi * n / 6), 48) + b" S" for n in range(6)]
    rings = [circle(0, 0, reach * r) + b" S" for r in (0.3, 0.24)]
    return b"\n".join([b"0.3 w", _JADE, *leaves, b"0.45 w", _OCHRE, *rings])


def _petal() -> bytes:
    """One strand of the large rosette: a flower of six leaves, drawn many times with a turn between."""

    def at(t: float) -> Point:
        r = 150 + 44 * math.sin(6 * t) + 14 * math.sin(12 * t)
        return r * math.cos(t), r * math.sin(t)

    def core(t: float) -> Point:
        r = 50 + 38 * math.sin(6 * t)
        return r * math.cos(t), r * math.sin(t)

    return b"\n".join([b"0.4 w", _MIST, _closed(at, 60), b"S", _SAND, _closed(core, 48), b"S"])


def _wave(length: float) -> bytes:
    return b"0.35 w " + _SAND + b"\n" + _sine(length, 1.9, 0, periods=16, steps=4) + b" S"


def _waves(width: float, height: float) -> bytes:
    """Draw the ground: one wave line over the other, each a little shifted by its mirror image."""
    out = [b"q %b" % _box(INNER, INNER, width - 2 * INNER, height - 2 * INNER), b"W n"]
    count = int((height - 2 * INNER) / 5.2)
    for n in range(count + 1):
        mirror = 1 if n % 2 else -1
        out.append(b"q 1 0 0 %d %b %b cm /W Do Q" % (mirror, pdf.number(INNER), pdf.number(INNER + n * 5.2)))
    return b"\n".join([*out, b"Q"])


def _rosette(x: float, y: float, strands: int = 20) -> bytes:
    out = []
    for n in range(strands):
        turn = 2 * math.pi / 6 * n / strands
        c, s = math.cos(turn), math.sin(turn)
        out.append(b"q %.4f %.4f %.4f %.4f %.2f %.2f cm /R Do Q" % (c, s, -s, c, x, y))
    return b"\n".join(out)


def _border(width: float, height: float) -> bytes:
    """Lay the braid along the four sides and a rosette into each corner."""
    across, up = width - 2 * INNER, height - 2 * INNER
    cells_across, cells_up = round(across / _CELL), round(up / _CELL)
    out = []
    for n in range(cells_across):
        x, step = INNER + across * n / cells_across, across / cells_across
        for y in (_BAND, height - _BAND):
            out.append(b"q %.4f 0 0 1 %.3f %.3f cm /B Do Q" % (step, x, y))
    for n in range(cells_up):
        y, step = INNER + up * n / cells_up, up / cells_up
        for x in (_BAND, width - _BAND):
            out.append(b"q 0 %.4f -1 0 %.3f %.3f cm /B Do Q" % (step, x, y))
    out += [
        b"q 1 0 0 1 %.2f %.2f cm /C Do Q" % (x, y)
        for x in (_BAND, width - _BAND)
        for y in (_BAND, height - _BAND)
    ]
    return b"\n".join(out)


def _rules(width: float, height: float) -> bytes:
    """Draw the border's rules and the small squares that hold the corners."""
    side = INNER - OUTER
    out = [b"q", _JADE]
    for inset, weight in ((OUTER - 3, 0.4), (OUTER, 1.1), (INNER, 1.1), (INNER + 3, 0.4)):
        out.append(
            b"%b w %b S" % (pdf.number(weight), _box(inset, inset, width - 2 * inset, height - 2 * inset))
        )
    out.append(b"0.6 w")
    out += [_box(x, y, side, side) + b" S" for x in (OUTER, width - INNER) for y in (OUTER, height - INNER)]
    return b"\n".join([*out, b"Q"])


def _box(x: float, y: float, width: float, height: float) -> bytes:
    return b" ".join(map(pdf.number, (x, y, width, height))) + b" re"


def _form(body: pdf.Body, box: Sequence[float], ops: bytes, resources: bytes = b"") -> int:
    bounds = b" ".join(map(pdf.number, box))
    return body.add_stream(b"/Type/XObject/Subtype/Form/BBox[%b]/Resources<<%b>>" % (bounds, resources), ops)
