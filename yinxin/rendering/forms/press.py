"""The way from a form's facts to its PDF/A-2b file: glyphs checked, facts as JSON, a layout, fixed fonts, a fixed date.

The fonts are those of the certificate, asked in the same order: machines with the same faces make the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

import orjson
import typst

from yinxin.kernel.refusal import Incomplete
from yinxin.kernel.words import Words
from yinxin.rendering.fonts import FontChain
from yinxin.rendering.forms.parts import Heading
from yinxin.rendering.metadata import SHANGHAI

_NO_ROOM: Final = "no-room:"
"""How a layout says that a text is too long for its place."""

_MUCH: Final = 100_000
"""Octets of facts from which a form is worth forgetting at once."""

_REMEMBERED: Final = 11
"""After so many further documents the compiler drops what it kept of one: typst's own limit is ten."""


class DoesNotFit(Incomplete):
    """A text is too long for its place on a form, even at the smallest size."""

    code = "does_not_fit"

    def __init__(self, text: str) -> None:
        super().__init__(
            Words("表单版面容纳不下：{text}", text=text if len(text) <= 40 else text[:40] + "…"),
            do=Words("请核对该项内容，缩短后重新打印。"),
        )


def press(
    layout: str, name: str, heading: Heading, facts: Mapping[str, Any], *, tagged: bool = False
) -> bytes:
    """Return the file of a form; the same arguments give the same bytes.

    :param layout: the name of a file in ``layouts/``, without its ending.
    :param name: what the form is called; with the heading's number it is the title of the file.
    :param heading: its body is the author of the file, its day the day of the file's making.
    :param facts: what the layout reads; dataclasses, days, moments, enumerations and pictures (bytes) are turned
        into plain values by :func:`plain`.
    :param tagged: mark the structure for readers of the screen; it costs 2 kB for each line of a table.
    :raises MissingGlyphs: names the characters that no font has.
    :raises DoesNotFit: a text is too long for a place that cannot grow.
    """
    data = plain({"name": name, "heading": heading, **facts})
    FontChain.default().require(dict.fromkeys(_texts(data)))
    title, on = f"{name} {heading.number}".strip(), heading.on
    data |= {
        "document": {"title": title, "author": heading.body, "date": [on.year, on.month, on.day]},
        "fonts": _families(),
    }
    facts_in_json = orjson.dumps(data)
    try:
        return _compile({**_layouts(), "data.json": facts_in_json}, layout, tagged)
    finally:
        if len(facts_in_json) > _MUCH:
            _forget()


# The stubs of typst do not yet know that the input may be several files by name.
def _compile(sources: Any, layout: str, tagged: bool) -> bytes:
    sources["main.typ"] = sources[f"{layout}.typ"]
    try:
        made, warnings = typst.compile_with_warnings(
            sources, font_paths=_fonts(), format="pdf", pdf_standards="a-2b", pdf_tags=tagged
        )
    except typst.TypstError as error:
        _, found, text = str(error).partition(_NO_ROOM)
        if found:
            raise DoesNotFit(text.rpartition(";;")[0]) from None
        raise
    # A face that is not found is a warning and an empty page: neither may pass.
    if warnings:
        raise RuntimeError(f"layout {layout}: {warnings[0].message}")
    return bytes(made)


def _forget() -> None:
    """Make the compiler drop what it keeps of a long document: 0.2 s against some 100 MB for each 1,000 lines."""
    for _ in range(_REMEMBERED):
        typst.compile(b"", font_paths=_fonts(), format="pdf")


def plain(value: Any) -> Any:
    """Return a value as JSON values: pictures as their octets, days as people write them.

    :raises TypeError: a value of a kind that has no place on a form.
    """
    if value is None or isinstance(value, bool | int):
        return value
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, bytes | list | tuple):
        return [plain(one) for one in value]
    return _written(value)


def chinese(on: date) -> str:
    """Return a day, or a moment in China's time, as forms write it: ``2026年9月1日 10时05分``."""
    if not isinstance(on, datetime):
        return f"{on.year}年{on.month}月{on.day}日"
    if on.tzinfo is None:
        raise ValueError("a moment without its time zone")
    at = on.astimezone(SHANGHAI)
    return f"{chinese(at.date())} {at.hour}时{at.minute:02d}分"


def _written(value: Any) -> str:
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, date):
        return chinese(value)
    if isinstance(value, str):
        return value
    raise TypeError(f"no place on a form for {value!r}")


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)


@lru_cache(maxsize=1)
def _layouts() -> dict[str, bytes]:
    folder = files(__package__).joinpath("layouts")
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.name.endswith(".typ")}


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    folders = dict.fromkeys(str(face.path.parent) for face in FontChain.default().faces)
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=list(folders))


@lru_cache(maxsize=1)
def _families() -> dict[str, list[str]]:
    """Return the names of the families in the order of the chain: for body text, and for labels without serifs."""
    names = {(str(font.path), font.index): font.family for font in _fonts().fonts()}
    serif = [names[str(face.path), face.index] for face in FontChain.default().faces]
    return {"serif": serif, "sans": sorted(serif, key=lambda name: "Sans" not in name)}
