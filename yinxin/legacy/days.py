"""Days as older systems wrote them: 1998.5, 一九九八年五月, 98-05-01, 19980501, 12/05/1998, 35916 (N19).

A reading is taken only where there is no other; where there are two, the cell stays as it came and a person is asked.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from yinxin.kernel.names import narrow
from yinxin.legacy.rules import Cleaned, is_empty, nothing

EARLIEST_BIRTH: Final = 1900
EARLIEST_APPROVAL: Final = 1949
_PARTED: Final = re.compile(r"(\d{4})[-/.年·](\d{1,2})(?:[-/.月·](\d{1,2})日?|月)?[.。]?")
_SHORT: Final = re.compile(r"['’]?(\d{2})[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月)")
_TURNED: Final = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
_TIME: Final = re.compile(r"[ T]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:[AaPp][Mm])?$")
_CHINESE: Final = re.compile(
    r"([〇○ＯO0零一二三四五六七八九]{2,4})年(?:([一二三四五六七八九十元正]{1,3})月)?(?:([一二三四五六七八九十廿卅]{1,3})[日号]?)?"
)
_DIGITS: Final = {sign: str(place) for place, sign in enumerate("零一二三四五六七八九")} | dict.fromkeys(
    "〇○ＯO0", "0"
)
_SERIALS: Final = date(1899, 12, 30)


@lru_cache(maxsize=65_536)
def read_day(text: str, *, birth: bool, today: date) -> Cleaned:
    """Return a day as ``YYYY-MM-DD``, ``YYYY-MM`` or ``YYYY``, as exactly as the cell says it.

    :param birth: it is the day of a birth: no day within the last fourteen years, and earlier years are possible.
    """
    if is_empty(text):
        return nothing(text)
    plain = narrow(text).strip()
    plain, rules = _TIME.sub("", plain), ("day_time",) if _TIME.search(plain) else ()
    plain = "".join(plain.split())
    found = _read(plain, birth)
    if found is None:
        return Cleaned(text, text.strip(), (*rules, "day_unreadable"))
    value, rule, hint = found
    if rule in ("day_ambiguous", "day_lost_zero"):
        return Cleaned(text, text.strip(), (*rules, rule), hint)
    if not _possible(value, birth, today):
        return Cleaned(text, text.strip(), (*rules, "day_impossible"))
    changed = () if value == text else (rule,)
    return Cleaned(text, value, (*rules, *changed) if value != plain or rules else changed)


def _read(text: str, birth: bool) -> tuple[str, str, str] | None:
    """Return the value, the rule by which it was read, and a hint; None where it cannot be read."""
    if found := _PARTED.fullmatch(text):
        year, month, day = found.groups()
        if day is None and month == "1" and "." in text:
            return "", "day_lost_zero", f"{year}-01 / {year}-10"
        return _joined(year, month, day), "day_written", ""
    if found := _CHINESE.fullmatch(text):
        return _chinese(found, birth)
    if found := _SHORT.fullmatch(text):
        return _short(found, birth)
    if found := _TURNED.fullmatch(text):
        return _turned(found)
    if re.fullmatch(r"\d{4}年?(?:度)?", text):
        return text[:4], "day_written", ""
    if text.isascii() and text.isdecimal():
        return _solid(text, birth)
    return None


def _joined(year: str, month: str, day: str | None) -> str:
    return f"{year}-{month.zfill(2)}" + (f"-{day.zfill(2)}" if day else "")


def _chinese(found: re.Match[str], birth: bool) -> tuple[str, str, str] | None:
    year = "".join(_DIGITS[sign] for sign in found[1])
    rule = "day_chinese"
    if len(year) == 2:
        whole = _century(year, birth)
        if whole is None:
            return "", "day_ambiguous", ""
        year, rule = whole, "day_short_year"
    if len(year) != 4:
        return None
    if found[2] is None:
        return (year, rule, "") if found[3] is None else None
    month = "1" if found[2] in "元正" else str(_number(found[2]))
    return _joined(year, month, str(_number(found[3])) if found[3] else None), rule, ""


def _number(text: str) -> int:
    """Return a number below a hundred in Chinese: 十二, 二十一, 廿五, 卅."""
    text = text.replace("廿", "二十").replace("卅", "三十")
    if "十" not in text:
        return int("".join(_DIGITS[sign] for sign in text))
    tens, ones = text.split("十", 1)
    return (int(_DIGITS[tens[-1]]) if tens else 1) * 10 + (int(_DIGITS[ones[0]]) if ones else 0)


def _century(short: str, birth: bool) -> str | None:
    """Return a year of two digits in full, or None where both centuries are possible."""
    year = int(short)
    if birth:
        return f"19{short}" if year > 12 else None
    return f"19{short}" if year >= 49 else f"20{short}" if year <= 30 else None


def _short(found: re.Match[str], birth: bool) -> tuple[str, str, str] | None:
    year, month, day = found.groups()
    whole = _century(year, birth)
    if whole is None or (day is not None and int(day) > 31):
        return "", "day_ambiguous", ""
    return _joined(whole, month, day), "day_short_year", ""


def _turned(found: re.Match[str]) -> tuple[str, str, str]:
    one, other, year = found.groups()
    if int(one) > 12 or one == other:
        return _joined(year, other, one), "day_turned", ""
    if int(other) > 12:
        return _joined(year, one, other), "day_turned", ""
    return "", "day_ambiguous", f"{_joined(year, one, other)} / {_joined(year, other, one)}"


def _solid(text: str, birth: bool) -> tuple[str, str, str] | None:
    if len(text) == 8:
        return _joined(text[:4], text[4:6], text[6:]), "day_solid", ""
    if len(text) == 6:
        by_month = text[:2] in ("19", "20") and 1 <= int(text[4:]) <= 12
        whole = _century(text[:2], birth)
        by_day = whole is not None and _is_day(_joined(whole, text[2:4], text[4:]))
        if by_month:
            return _joined(text[:4], text[4:], None), "day_solid_short" if by_day else "day_solid", ""
        return (_joined(str(whole), text[2:4], text[4:]), "day_solid_short", "") if by_day else None
    if len(text) == 5:
        return (_SERIALS + timedelta(days=int(text))).isoformat(), "day_serial", ""
    return None


def _is_day(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _possible(value: str, birth: bool, today: date) -> bool:
    year = int(value[:4])
    if not (EARLIEST_BIRTH if birth else EARLIEST_APPROVAL) <= year <= today.year - (14 if birth else 0):
        return False
    whole = value if len(value) == 10 else f"{value}-01" if len(value) == 7 else f"{value}-01-01"
    return _is_day(whole) and date.fromisoformat(whole) <= today
