"""How large, long and slow a file of evidence may be before it is refused."""

from __future__ import annotations

from dataclasses import dataclass

_MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one file; sizes are bytes, times are seconds, lengths are pixels.

    :ivar image: a picture's file; :ivar pdf: a PDF file; :ivar pages: its pages.
    :ivar pixels: width times height of a picture as it was sent.
    :ivar side: the longer side of what is kept: an A4 page at about 170 dots an inch.
    :ivar kept: all pages together as they are kept.
    :ivar memory: address space of the reading process; :ivar cpu: its computing time; :ivar seconds: its time in all.
    """

    image: int = 8 * _MB
    pdf: int = 10 * _MB
    pages: int = 20
    pixels: int = 50_000_000
    side: int = 2_000
    kept: int = 40 * _MB
    memory: int = 1024 * _MB
    cpu: int = 20
    seconds: int = 30


LIMITS = Limits()
