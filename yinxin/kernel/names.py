"""Names of people: kept exactly as given, compared by a key, examined for what cannot stand on a certificate.

The stored name is never normalised: Unicode's own normal forms change ideographs that are a person's name.
Validity is judged by our own table of code points, since the interpreter's knowledge of Unicode lags behind
GB 18030-2022.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from enum import Enum
from typing import Final

from yinxin.kernel.words import Words

SHORTEST: Final = 2
LONGEST: Final = 30
LONGEST_LATIN: Final = 60
DOT: Final = "·"
"""The dot between the parts of a name, U+00B7, as identity cards print it."""

_OTHER_DOTS: Final = "•．・‧∙⋅●.｡。･•"
_HAN: Final = (
    (0x3007, 0x3007),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0x20000, 0x2A6DF),
    (0x2A700, 0x2EBE0),
    (0x2EBF0, 0x2EE5D),
    (0x30000, 0x323AF),
)
_PLAIN: Final = re.compile(rf"[\u3400-\u4dbf\u4e00-\u9fff{DOT}]{{{SHORTEST},{LONGEST}}}")
"""Nearly every name: it needs no closer look."""
_UNIFIED_IN_COMPATIBILITY: Final = frozenset("﨎﨏﨑﨓﨔﨟﨡﨣﨤﨧﨨﨩")
_PLACEHOLDERS: Final = frozenset("?？*＊■□〓▇█◆◇�×_＿#＃")
_BRACKETS: Final = frozenset("[]［］【】()（）〔〕{}｛｝<>《》〈〉「」『』")
_LATIN_MARKS: Final = frozenset(" -'’.,")


def _leftovers() -> Iterator[tuple[int, str]]:
    """Yield each private-use code point of older GBK and GB 18030 data with its standard character.

    Rows A6 and A8 are given one by one; FE50 to FEA0 were numbered through from U+E815, and the codec of
    2000 knows all but those that the edition of 2022 moved.
    """
    later = "︐︒︑︓︔︕︖︗︘︙"
    yield from zip(range(0xE78D, 0xE797), later, strict=True)
    yield 0xE7C7, "\u1e3f"
    yield 0xE7C8, "\u01f9"
    moved_to = (0x9FB4, 0x9FB5, 0x9FB6, 0x9FB7, 0x9FB8, 0x9FB9, 0x9FBA, 0x9FBB)
    moved_from = (0xE81E, 0xE826, 0xE82B, 0xE82C, 0xE832, 0xE843, 0xE854, 0xE864)
    moved = dict(zip(moved_from, moved_to, strict=True))
    moved |= {0xE816: 0x20087, 0xE817: 0x20089, 0xE818: 0x200CC}
    moved |= {0xE831: 0x215D7, 0xE83B: 0x2298F, 0xE855: 0x241FE}
    trailing = (*range(0x50, 0x7F), *range(0x80, 0xA1))
    for private, byte in enumerate(trailing, start=0xE815):
        yield private, chr(moved[private]) if private in moved else bytes((0xFE, byte)).decode("gb18030")


LEFTOVERS: Final[dict[int, str]] = dict(_leftovers())
"""Standard characters of the private-use code points in older data: a table for ``str.translate``."""

_KEY_DOTS: Final = str.maketrans(dict.fromkeys(_OTHER_DOTS, DOT))


class NameProblem(Enum):
    """Why a text cannot stand as a name, gravest first; the value is a code for tables."""

    MISSING = "missing"
    CONTROL = "control"
    BRACKET = "bracket"
    PLACEHOLDER = "placeholder"
    PRIVATE_USE = "private_use"
    COMPATIBILITY = "compatibility"
    DOT = "dot"
    BLANK = "blank"
    LATIN = "latin"
    MIXED = "mixed"
    CHARACTER = "character"
    SHORT = "short"
    LONG = "long"


REASONS: Final[dict[NameProblem, Words]] = {
    NameProblem.MISSING: Words("姓名是空的"),
    NameProblem.CONTROL: Words("姓名里有看不见的控制字符"),
    NameProblem.BRACKET: Words("姓名里有括号，像是用同音字代替了生僻字"),
    NameProblem.PLACEHOLDER: Words("姓名里有问号、星号或方块，原来的字丢失了"),
    NameProblem.PRIVATE_USE: Words("姓名里有自造字编码，别的电脑上显示不出来"),
    NameProblem.COMPATIBILITY: Words("姓名里有部首或兼容编码的字，与身份证上的字不是同一个编码"),
    NameProblem.DOT: Words("姓名的间隔号不是“·”"),
    NameProblem.BLANK: Words("姓名里有空格"),
    NameProblem.LATIN: Words("这种证件的姓名应为汉字"),
    NameProblem.MIXED: Words("姓名里混有汉字和其他文字"),
    NameProblem.CHARACTER: Words("姓名里有不能用于姓名的字符"),
    NameProblem.SHORT: Words("姓名少于2个字"),
    NameProblem.LONG: Words("姓名太长"),
}
"""The sentence for each problem."""


def is_han(character: str) -> bool:
    """Say whether the character is an ideograph with a code point of its own (not a compatibility form)."""
    point = ord(character)
    return any(low <= point <= high for low, high in _HAN) or character in _UNIFIED_IN_COMPATIBILITY


def narrow(text: str) -> str:
    """Return the text with full-width letters, digits and blanks made half-width; nothing else changes."""
    if text.isascii():
        return text
    if text.isascii():
        return text
    return "".join(_narrow(character) for character in text)


def _narrow(character: str) -> str:
    point = ord(character)
    if 0xFF01 <= point <= 0xFF5E:
        return chr(point - 0xFEE0)
    return " " if point == 0x3000 else character


def standard_form(text: str) -> str:
    """Return the text with private-use leftovers and compatibility ideographs as standard characters.

    It is what a data entry clerk is shown as the likely right form; it is never stored by itself.
    """
    text = text.translate(LEFTOVERS)
    return "".join(_unified(character) for character in text)


def _unified(character: str) -> str:
    point = ord(character)
    compatible = 0xF900 <= point <= 0xFAFF or 0x2F800 <= point <= 0x2FA1F or 0x2E80 <= point <= 0x2FD5
    if not compatible or is_han(character):
        return character
    return unicodedata.normalize("NFKC", character)


def key(name: str) -> str:
    """Return the comparison key: two ways to write one name have one key; never shown or stored."""
    text = "".join(narrow(standard_form(name)).translate(_KEY_DOTS).split())
    text = "".join(character for character in text if unicodedata.category(character) != "Cf")
    return text.upper()


def problems(name: str, *, latin: bool = False) -> tuple[NameProblem, ...]:
    """Return why a name cannot stand on a certificate, gravest first; empty where it can.

    :param latin: the identity document writes names in Latin letters too (passport, permits).
    """
    if _PLAIN.fullmatch(name):
        return ()
    if not name.strip():
        return (NameProblem.MISSING,)
    text = name.strip(" ")
    found = {_problem_of(character) for character in text} - {None}
    words = re.sub(f"[{DOT} ]", "", text)
    han = any(is_han(character) for character in words)
    alphabetic = any(_is_latin(character) for character in words)
    if alphabetic and han:
        found.add(NameProblem.MIXED)
    elif alphabetic and not latin:
        found.add(NameProblem.LATIN)
    if " " in text and not alphabetic:
        found.add(NameProblem.BLANK)
    if "." in text and not alphabetic:
        found.add(NameProblem.DOT)
    if not alphabetic and _LATIN_MARKS & set(text) - set(" ."):
        found.add(NameProblem.CHARACTER)
    if len(text) < SHORTEST:
        found.add(NameProblem.SHORT)
    if len(text) > (LONGEST_LATIN if alphabetic and not han else LONGEST):
        found.add(NameProblem.LONG)
    return tuple(problem for problem in NameProblem if problem in found)


def _is_latin(character: str) -> bool:
    return "LATIN" in unicodedata.name(character, "") and ord(character) < 0xFF00


def _problem_of(character: str) -> NameProblem | None:
    """Return what is wrong with one character by itself."""
    if is_han(character) or character == DOT or character in _LATIN_MARKS:
        return None
    if character in _BRACKETS:
        return NameProblem.BRACKET
    if character in _PLACEHOLDERS:
        return NameProblem.PLACEHOLDER
    if character in _OTHER_DOTS:
        return NameProblem.DOT
    category = unicodedata.category(character)
    if category == "Co":
        return NameProblem.PRIVATE_USE
    if category == "Zs":
        return NameProblem.BLANK
    if category[0] == "C" or character in "\u2028\u2029":
        return NameProblem.CONTROL
    if _unified(character) != character:
        return NameProblem.COMPATIBILITY
    return None if _is_latin(character) else NameProblem.CHARACTER
