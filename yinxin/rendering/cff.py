"""The little of Adobe's Compact Font Format (technical note 5176) that embedding needs.

In a PDF the code of a glyph of a CID-keyed font is its CID, and in the regional Noto fonts a glyph's CID is
not its number: the ``charset`` table holds the one for the other.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from itertools import pairwise

_CHARSET = 15
_ROS = 0x0C1E


def table(font: bytes) -> bytes:
    """Return the bare ``CFF `` table of an OpenType font: what a PDF embeds.

    :raises ValueError: the font has none.
    """
    for at in range(12, 12 + 16 * int.from_bytes(font[4:6], "big"), 16):
        tag, _, offset, length = struct.unpack(">4sIII", font[at : at + 16])
        if tag == b"CFF ":
            return font[offset : offset + length]
    raise ValueError("the font has no CFF table")


def cids(data: bytes) -> list[int]:
    """Return the CID of every glyph of a CFF table, by glyph number.

    :raises ValueError: the font is not CID-keyed.
    """
    _, at = _index(data, data[2])
    top_dicts, at = _index(data, at)
    entries = dict(_entries(top_dicts[0]))
    if _ROS not in entries:
        raise ValueError("the font is not CID-keyed")
    outlines, _ = _index(data, entries[17])
    return _charset(data, entries[_CHARSET], len(outlines))


def _charset(data: bytes, at: int, glyphs: int) -> list[int]:
    form, at = data[at], at + 1
    found = [0]
    if form == 0:
        found += struct.unpack(f">{glyphs - 1}H", data[at : at + 2 * (glyphs - 1)])
        return found
    step, layout = (3, ">HB") if form == 1 else (4, ">HH")
    while len(found) < glyphs:
        first, more = struct.unpack(layout, data[at : at + step])
        found += range(first, first + more + 1)
        at += step
    return found


def _index(data: bytes, at: int) -> tuple[list[bytes], int]:
    """Return the items of an INDEX and the offset after it."""
    count = int.from_bytes(data[at : at + 2], "big")
    if not count:
        return [], at + 2
    size, first = data[at + 2], at + 3
    ends = [int.from_bytes(data[first + n * size : first + (n + 1) * size], "big") for n in range(count + 1)]
    base = first + (count + 1) * size - 1
    return [data[base + a : base + b] for a, b in pairwise(ends)], base + ends[-1]


def _entries(data: bytes) -> Iterator[tuple[int, int]]:
    """Yield the operators of a DICT with the last operand before each (real numbers count as 0)."""
    at = operand = 0
    while at < len(data):
        lead, at = data[at], at + 1
        if lead <= 21:
            if lead == 12:
                lead, at = 0x0C00 | data[at], at + 1
            yield lead, operand
        elif lead in (28, 29):
            size = 2 if lead == 28 else 4
            operand, at = int.from_bytes(data[at : at + size], "big", signed=True), at + size
        elif lead == 30:
            while data[at] & 15 != 15 and data[at] >> 4 != 15:
                at += 1
            operand, at = 0, at + 1
        elif lead <= 246:
            operand = lead - 139
        else:
            sign, base = (1, 247) if lead <= 250 else (-1, 251)
            operand, at = sign * ((lead - base) * 256 + data[at] + 108), at + 1
