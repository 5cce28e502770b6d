"""Reading the print on a picture or PDF, as a first proposal for people: nothing here is ever believed by itself.

Numbers are read well; a rare character in a name comes out as another one that looks like it, with the same
confidence. Whoever uses this shows the picture beside the proposal and has a person confirm every field.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from yinxin.attachments.limits import LIMITS, Limits
from yinxin.attachments.process import kind_of, opened

READING: Final = replace(LIMITS, memory=6 * 1024**3, cpu=120, seconds=180)
"""The reader's models take memory; a page takes two seconds of computing."""
_AT_ONCE: Final = threading.BoundedSemaphore(1)
"""A page takes a whole processor: a process reads one at a time, and others wait."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of print: its page from 1, what was read, and where it stands.

    :ivar score: how sure the reader says it is, 0 to 1.
    :ivar box: left, top, right, bottom, in thousandths of the page's width and height.
    """

    page: int
    text: str
    score: float
    box: tuple[int, int, int, int]


def lines(data: bytes, *, name: str, limits: Limits = READING) -> tuple[Line, ...]:
    """Return the lines of print on a picture or on the first pages of a PDF, in reading order.

    :param name: what the sender calls the file; told back in a refusal, and not believed.
    :raises Incomplete: it is no JPEG, PNG or PDF, or too large, damaged, locked or slow; says what to do.
    """
    kind = kind_of(data, name, limits)

    def read(_: Path, facts: dict[str, Any]) -> tuple[Line, ...]:
        found = (
            Line(page, text, score, (box[0], box[1], box[2], box[3]))
            for page, text, score, box in facts["lines"]
        )
        return tuple(sorted(found, key=lambda one: (one.page, one.box[1] // 12, one.box[0])))

    with _AT_ONCE:
        return opened(data, kind, name, limits, job="text", then=read)
