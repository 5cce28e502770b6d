"""Fitting a text into a box: the largest allowed size first, then more lines, never a cut."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from yinxin.kernel.refusal import Incomplete
from yinxin.kernel.words import Words
from yinxin.rendering.fonts import FontChain

_NOT_FIRST = frozenset("，。；：、！？）》」』”’％·,.;:!?)%]}")
"""Punctuation that does not begin a line."""

_NOT_LAST = frozenset("（《「『“‘([{")
"""Punctuation that does not end a line."""


class DoesNotFit(Incomplete):
    """A text is too long for its place on the page, even at the smallest size."""

    code = "does_not_fit"

    def __init__(self, text: str) -> None:
        super().__init__(
            Words("证书版面容纳不下：{text}", text=text if len(text) <= 40 else text[:40] + "…"),
            do=Words("请核对该项内容，缩短后重新制作。"),
        )


@dataclass(frozen=True, slots=True)
class Attempt:
    """One way to set a text: at ``size`` points, in at most ``lines`` lines."""

    size: float
    lines: int = 1


@dataclass(frozen=True, slots=True)
class Fitted:
    """The lines of a text and the size, in points, at which they fit."""

    size: float
    lines: tuple[str, ...]


def fit(chain: FontChain, paragraphs: Sequence[str], width: float, attempts: Sequence[Attempt]) -> Fitted:
    """Return the first attempt at which the paragraphs fit into ``width`` points.

    :raises DoesNotFit: no attempt works.
    :raises MissingGlyphs: a character has no glyph.
    """
    if fitted := try_fit(chain, paragraphs, width, attempts):
        return fitted
    raise DoesNotFit("".join(paragraphs))


def try_fit(
    chain: FontChain, paragraphs: Sequence[str], width: float, attempts: Sequence[Attempt]
) -> Fitted | None:
    """Return what ``fit`` returns, or None where no attempt works."""
    natural = [chain.width(paragraph, 1) for paragraph in paragraphs]
    for attempt in attempts:
        room = width / attempt.size
        if len(paragraphs) > attempt.lines or sum(natural) > room * attempt.lines:
            continue
        lines = [
            line
            for paragraph, wide in zip(paragraphs, natural, strict=True)
            for line in ([paragraph] if wide <= room else wrap(chain, paragraph, room))
        ]
        if len(lines) <= attempt.lines:
            return Fitted(attempt.size, tuple(lines))
    return None


def wrap(chain: FontChain, text: str, width: float) -> list[str]:
    """Break ``text`` into lines of at most ``width`` ems; no character is lost, joined lines are the text."""
    lines, line, used = [], "", 0.0
    for piece in _pieces(text):
        wide = chain.width(piece, 1)
        if line and used + wide > width:
            lines.append(line)
            line, used = "", 0.0
        for part in [piece] if wide <= width else piece:
            step = chain.width(part, 1)
            if line and used + step > width:
                lines.append(line)
                line, used = "", 0.0
            line, used = line + part, used + step
    return [*lines, line]


def _pieces(text: str) -> list[str]:
    """Split a text where a line may end: between ideographs, after blanks, never inside Latin words."""
    pieces: list[str] = []
    for char in text:
        if pieces and not _may_break(pieces[-1][-1], char):
            pieces[-1] += char
        else:
            pieces.append(char)
    return pieces


def _may_break(before: str, after: str) -> bool:
    if after in _NOT_FIRST or before in _NOT_LAST or after == " ":
        return False
    return not (_is_latin(before) and _is_latin(after))


def _is_latin(char: str) -> bool:
    return char != " " and ord(char) < 0x2E80
