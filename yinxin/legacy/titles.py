"""Old names of qualifications and of departments, and what takes their place on later copies (N21.1).

Qualifications come from the catalogue's dated versions and successors; departments from a dated table.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import orjson
from rapidfuzz import fuzz, process

from yinxin.kernel.names import narrow
from yinxin.law.regimes import Regime
from yinxin.legacy.rules import Cleaned, is_empty, nothing

_TAILS: Final = ("证书", "专业技术资格", "执业资格", "职业资格", "合格", "资格")
_HEADS: Final = ("中华人民共和国", "全国", "国家")
_LEVEL: Final = re.compile(
    r"^(特级|[一二三四五]级|高级|中级|初级|助理)|[(（]?(特级|[一二三四五]级|高级|中级|初级)[)）]?$"
)
_LEVELS: Final = {
    "壹级": "一级",
    "贰级": "二级",
    "叁级": "三级",
    "1级": "一级",
    "2级": "二级",
    "3级": "三级",
}
_SEPARATORS: Final = re.compile(r"[、,，;；/ \u3000]+|(?<=部)和(?=国家)")


@dataclass(frozen=True, slots=True)
class Title:
    """A qualification as later copies print it.

    :ivar id: the catalogue's number of the qualification that prints: where one took another's place, the later one's.
    :ivar name: the name in force on the day of collecting; where it has ended without successor, its last one.
    :ivar names: every name that it ever had, and those of what it took the place of.
    """

    id: int
    name: str
    names: tuple[str, ...]
    sealed_by: tuple[str, ...]
    levels: tuple[str, ...]
    province: str = ""
    ended: bool = False

    @property
    def regime(self) -> Regime:
        """Under which family of rules its certificates live."""
        return Regime.PROVINCIAL_EXAM if self.province else Regime.NATIONAL


class Titles:
    """All qualifications, to be found by any name that they ever had."""

    def __init__(self, titles: Iterable[Title]) -> None:
        self.by_id: Mapping[int, Title] = {title.id: title for title in titles}
        self._exact: dict[str, list[Title]] = {}
        self._bare: dict[str, list[Title]] = {}
        for title in self.by_id.values():
            for name in dict.fromkeys(title.names):
                self._exact.setdefault(_plain(name), []).append(title)
                bare = self._bare.setdefault(_without(_plain(name)), [])
                if title not in bare:
                    bare.append(title)
        self._known: dict[tuple[str, str], tuple[Cleaned, str, int]] = {}

    def read(self, text: str, level: str) -> tuple[Cleaned, str, int]:
        """Return the cleaned name, the level that stood in it (or empty), and the qualification's number (0: unknown).

        :param level: the level that the row gives by itself.
        """
        if (text, level) not in self._known:
            self._known[text, level] = self._read(text, level)
        return self._known[text, level]

    def named(self, name: str) -> Title | None:
        """Return the one qualification of a name, exactly as it prints or once printed; None for none or several."""
        found = self._exact.get(_plain(name), [])
        return found[0] if len(found) == 1 else None

    def _read(self, text: str, level: str) -> tuple[Cleaned, str, int]:
        if is_empty(text):
            return nothing(text), "", 0
        plain, inside = _plain(text), ""
        found, rule = self._exact.get(plain), ""
        if found is None:
            found, rule = self._bare.get(_without(plain)), "title_written"
        if found is None and (said := _LEVEL.search(_without(plain))):
            inside = said[1] or said[2]
            found = self._bare.get(_without(_LEVEL.sub("", _without(plain))))
            fits = [one for one in found or () if inside in one.levels and level in ("", inside)]
            found, rule = fits or None, "title_level"
        if found is None:
            likely = process.extractOne(_without(plain), list(self._bare), scorer=fuzz.ratio, score_cutoff=70)
            hint = self._bare[likely[0]][0].name if likely else ""
            return Cleaned(text, text.strip(), ("title_unknown",), hint), "", 0
        if len(found) > 1:
            return Cleaned(text, text.strip(), ("title_several",), found[0].name), "", 0
        return self._found(text, found[0], rule, inside if rule == "title_level" else "")

    def _found(self, text: str, title: Title, rule: str, level: str) -> tuple[Cleaned, str, int]:
        rules: tuple[str, ...] = (rule,) if rule else ()
        if title.ended:
            rules += ("title_ended",)
        elif _without(_plain(text)).removeprefix(level) != _without(_plain(title.name)):
            rules += ("title_renamed",)
        return Cleaned(text, title.name, rules), level, title.id


def clean_level(text: str) -> Cleaned:
    """Return a level in the catalogue's way of writing; what is unknown stays as it came."""
    if is_empty(text):
        return nothing(text)
    value = "".join(narrow(text).split())
    value = _LEVELS.get(value, value)
    return Cleaned(text, value, () if value == text else ("half_width",))


def clean_bodies(text: str) -> Cleaned:
    """Return the departments as later copies print them, joined by “、”; what the table does not know stays."""
    if is_empty(text):
        return nothing(text)
    table, rules, names = _bodies(), list[str](), list[str]()
    for part in _SEPARATORS.split(text.strip()):
        new, until = table.get(part, (part, ""))
        if new != part:
            rules.append("body_renamed" if until else "body_written")
        if new and new not in names:
            names.append(new)
    return Cleaned(text, "、".join(names), tuple(dict.fromkeys(rules)))


@cache
def _bodies() -> Mapping[str, tuple[str, str]]:
    content = orjson.loads((Path(__file__).parent / "data" / "bodies.json").read_bytes())
    return {one["old"]: (one["new"], one["until"]) for one in content["bodies"]}


def _plain(text: str) -> str:
    return "".join(narrow(text).split()).strip("《》\"'“”").replace("（", "(").replace("）", ")")


def _without(name: str) -> str:
    """Return a name without the words that only say that it is a qualification or a certificate of one."""
    for head in _HEADS:
        name = name.removeprefix(head)
    shorter = True
    while shorter:
        shorter = False
        for tail in _TAILS:
            if name.endswith(tail) and len(name) > len(tail) + 1:
                name, shorter = name.removesuffix(tail), True
    return name
