"""The page's line work for OFD: the same border and rosette as the PDF's, with fewer strands.

OFD can draw a form many times, but readers differ in how they place it; so every curve stands for itself, and
there are only as many as a page can carry.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

from yinxin.rendering import layout
from yinxin.rendering.ofd_marks import Colour, Ids, path, point, rectangle
from yinxin.rendering.ornament import INNER, OUTER, Point

_JADE: Final[Colour] = (33, 107, 112)
_OCHRE: Final[Colour] = (194, 153, 84)
_MIST: Final[Colour] = (216, 234, 229)

_BAND: Final = (OUTER + INNER) / 2
_REACH: Final = (INNER - OUTER) / 2 - 2.2
_STRANDS: Final = 6
_PERIOD: Final = 25.0
_PETALS: Final = 6
_PETAL_STEPS: Final = 24


def ground(ids: Ids) -> str:
    """Return the ornament's objects."""
    wide, high = layout.WIDTH, layout.HEIGHT
    squares = "".join(
        rectangle((x, y, INNER - OUTER, INNER - OUTER)) + " "
        for x in (OUTER, wide - INNER)
        for y in (OUTER, high - INNER)
    )
    rules = [
        path(ids, rectangle((inset, inset, wide - 2 * inset, high - 2 * inset)), _JADE, weight)
        for inset, weight in ((OUTER - 3, 0.4), (OUTER, 1.1), (INNER, 1.1), (INNER + 3, 0.4))
    ]
    return "".join([
        path(ids, " ".join(_rosette()), _MIST, 0.4),
        path(ids, " ".join(_braid(range(0, _STRANDS, 2))), _JADE, 0.32),
        path(ids, " ".join(_braid(range(1, _STRANDS, 2))), _OCHRE, 0.32),
        *rules,
        path(ids, squares.strip(), _JADE, 0.6),
        path(ids, " ".join(_corners()), _OCHRE, 0.3),
    ])  # fmt: skip


def _braid(strands: range) -> list[str]:
    """Return the border's strands: one wave along each side, shifted by a part of its period."""
    sides = (
        (layout.WIDTH - 2 * INNER, lambda s, d: (INNER + s, _BAND + d)),
        (layout.WIDTH - 2 * INNER, lambda s, d: (INNER + s, layout.HEIGHT - _BAND + d)),
        (layout.HEIGHT - 2 * INNER, lambda s, d: (_BAND + d, INNER + s)),
        (layout.HEIGHT - 2 * INNER, lambda s, d: (layout.WIDTH - _BAND + d, INNER + s)),
    )
    return [_wave(length, strand / _STRANDS, at) for strand in strands for length, at in sides]


def _wave(length: float, shift: float, at: Callable[[float, float], Point]) -> str:
    """Return a wave along ``length``, each half of a period a curve that stands ``_REACH`` out in its middle."""
    halves = 2 * round(length / _PERIOD)
    step, out = length / halves, []
    for n in range(-2, halves):
        start, side = (n + 2 * shift) * step, _REACH if n % 2 else -_REACH
        first, last = max(0.0, -start / step), min(1.0, (length - start) / step)
        if last <= first:
            continue
        # Out and back as 4t(1-t), along the side as t: a part of the curve is such a curve again.
        third = (last - first) / 3
        heights = (
            4 * first * (1 - first),
            4 * first * (1 - first) + 4 * (1 - 2 * first) * third,
            4 * last * (1 - last) - 4 * (1 - 2 * last) * third,
            4 * last * (1 - last),
        )
        points = [point(*at(start + step * (first + k * third), side * h)) for k, h in enumerate(heights)]
        out.append(f"M {points[0]} B {' '.join(points[1:])}")
    return " ".join(out)


def _rosette() -> list[str]:
    """Return the large rosette in the middle: one flower of six leaves, turned a little each time."""
    out = []
    for petal in range(_PETALS):
        turn = 2 * math.pi / 6 * petal / _PETALS

        def at(t: float, turn: float = turn) -> Point:
            r = 150 + 44 * math.sin(6 * t) + 14 * math.sin(12 * t)
            return (
                layout.WIDTH / 2 + r * math.cos(t + turn),
                layout.HEIGHT / 2 - 8 + r * math.sin(t + turn),
            )

        out.append(_closed(at, _PETAL_STEPS))
    return out


def _corners() -> list[str]:
    """Return a small flower for each corner of the border."""
    reach, out = _REACH + 0.4, []
    for x in (_BAND, layout.WIDTH - _BAND):
        for y in (_BAND, layout.HEIGHT - _BAND):
            for petal in range(2):

                def at(t: float, x: float = x, y: float = y, petal: int = petal) -> Point:
                    r = reach * (0.66 + 0.34 * math.cos(8 * t + petal * math.pi))
                    return x + r * math.cos(t), y + r * math.sin(t)

                out.append(_closed(at, 32))
    return out


def _closed(at: Callable[[float], Point], steps: int) -> str:
    """Return a closed curve given by the angle; slopes by central differences."""
    step, tiny = 2 * math.pi / steps, 1e-4

    def slope(t: float) -> Point:
        (x0, y0), (x1, y1) = at(t - tiny), at(t + tiny)
        return (x1 - x0) * step / (6 * tiny), (y1 - y0) * step / (6 * tiny)

    out = ["M " + point(*at(0))]
    for n in range(steps):
        (ax, ay), (bx, by) = at(n * step), at((n + 1) * step)
        (ux, uy), (vx, vy) = slope(n * step), slope((n + 1) * step)
        out.append(f"B {point(ax + ux, ay + uy)} {point(bx - vx, by - vy)} {point(bx, by)}")
    return " ".join([*out, "C"])
