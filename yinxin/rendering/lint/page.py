"""Checks of the page as it is laid out: every character printable, every line in its place."""

from __future__ import annotations

from typing import Final

from yinxin.kernel.words import Words
from yinxin.rendering import layout
from yinxin.rendering.layout import Line
from yinxin.rendering.lint.model import Check, Subject, collector, wrong
from yinxin.rendering.textfit import DoesNotFit

_checks: list[Check] = []
_check = collector(_checks)

_SMALLEST: Final = 5.5
_SLACK: Final = 0.5
_MARGIN: Final = 24.0


def _lines(s: Subject) -> tuple[Line, ...]:
    return s.composition.lines if s.composition else ()


@_check("P01", Words("有字体中没有的字"))
def _printable(s: Subject) -> str | None:
    texts = [*layout.shown(s.face).values(), *layout.remark_lines(s.face), *s.face.sealed_by]
    missing = s.fonts.missing("".join(texts))
    return wrong(bool(missing), " ".join(f"U+{ord(char):04X}" for char in missing))


@_check("P02", Words("有一项太长，版面放不下"))
def _fits(s: Subject) -> str | None:
    try:
        layout.compose(s.face, s.fonts)
    except DoesNotFit as no:
        return str(no)[:40]
    except Exception:  # other checks say why it cannot be laid out
        return None
    return None


@_check("P03", Words("有一行超出它的栏宽"))
def _within_width(s: Subject) -> str | None:
    wide = [line.text for line in _lines(s) if s.fonts.width(line.text, line.size) > line.width + _SLACK]
    return wrong(bool(wide), "、".join(wide))


@_check("P04", Words("有一行超出页面"))
def _on_page(s: Subject) -> str | None:
    off = [
        line.text
        for line in _lines(s)
        if line.x < _MARGIN or line.y < _MARGIN or line.y + line.size > layout.HEIGHT - _MARGIN
    ]
    return wrong(bool(off), "、".join(off))


@_check("P05", Words("文字压住照片或二维码"))
def _clear(s: Subject) -> str | None:
    over = [
        line.text
        for line in _lines(s)
        for left, bottom, wide, high in (layout.PHOTO, layout.QR)
        if line.x < left + wide
        and line.x + s.fonts.width(line.text, line.size) > left
        and bottom - 1 < line.y < bottom + high
    ]
    return wrong(bool(over), "、".join(over))


@_check("P06", Words("字号过小，无法辨认"))
def _legible(s: Subject) -> str | None:
    small = [line.text for line in _lines(s) if line.size < _SMALLEST]
    return wrong(bool(small), "、".join(small))


@_check("P07", Words("两行文字重叠"))
def _apart(s: Subject) -> str | None:
    rows = sorted(_lines(s), key=lambda line: (line.y, line.x))
    for place, one in enumerate(rows):
        for other in rows[place + 1 :]:
            if other.y - one.y >= min(one.size, other.size) * 0.8:
                break
            ends = (
                one.x + s.fonts.width(one.text, one.size),
                other.x + s.fonts.width(other.text, other.size),
            )
            if one.x < ends[1] - _SLACK and other.x < ends[0] - _SLACK:
                return f"{one.text} / {other.text}"
    return None


@_check("P08", Words("页面缺少证书内容中的一项"))
def _complete(s: Subject) -> str | None:
    if s.composition is None:
        return None
    there = {line.field for line in s.composition.lines}
    missing = ({*layout.shown(s.face)} | {"remarks", "department", "date", "host"}) - there
    return wrong(bool(missing), "、".join(sorted(missing)))


@_check("P09", Words("印章数目与用印部门不一致"))
def _sealed(s: Subject) -> str | None:
    return wrong(s.composition is not None and len(s.composition.seals) != len(s.face.sealed_by))


CHECKS: Final = tuple(_checks)
