"""What a newspaper notice of loss must be before it counts: a real paper, of a city or above, on a day (A3.1).

Newspapers carry a national serial number ``CN xx-xxxx``: two digits for the region that licenses it, and, for
newspapers, a serial of 0001 to 0999 (GB/T 9999).
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Final

from yinxin.kernel.clause import Clause, enacts
from yinxin.kernel.refusal import Incomplete
from yinxin.kernel.words import Words
from yinxin.law.gaps import check_nothing_missing

NOTICE: Final = Clause("A3.1")
_SERIAL: Final = re.compile(r"CN(\d{2})-(\d{4})")
_DO: Final = Words("请对照报纸原件填写；刊号印在报头或报尾，例如 CN34-0001。")


class PaperLevel(Enum):
    """How far a newspaper reaches."""

    COUNTRY = "country"
    PROVINCE = "province"
    CITY = "city"
    BELOW = "below"

    @property
    def label(self) -> Words:
        """The level in Chinese."""
        return _LEVELS[self]


_LEVELS = {
    PaperLevel.COUNTRY: Words("全国"),
    PaperLevel.PROVINCE: Words("省级"),
    PaperLevel.CITY: Words("市级"),
    PaperLevel.BELOW: Words("县级或其他"),
}


@dataclass(frozen=True)
class LossNotice:
    """A notice as the applicant describes it.

    :ivar serial: the newspaper's national serial number, with or without blanks.
    :ivar level: a level's value; ``published_on`` is a day, None where it is not told.
    """

    newspaper: str
    serial: str
    level: str
    published_on: date | None
    page: str


def serial_of(text: str) -> str | None:
    """Return a newspaper's serial number in its one form, or None where the text is none."""
    plain = "".join(text.upper().replace("－", "-").replace("—", "-").split())
    found = _SERIAL.fullmatch(plain if plain.startswith("CN") else f"CN{plain}")
    if found is None or not 11 <= int(found[1]) <= 82 or not 1 <= int(found[2]) <= 999:
        return None
    return f"CN{found[1]}-{found[2]}"


@enacts(NOTICE)
def check_loss_notice(notice: LossNotice, on: date) -> None:
    """Take a notice of loss only where it is whole, in a paper of a city or above, and not of a later day.

    :raises Incomplete: something is missing or cannot be so; the refusal names it.
    """
    parts = {
        Words("报纸名称"): notice.newspaper,
        Words("国内统一刊号"): notice.serial,
        Words("报纸级别"): notice.level,
        Words("刊登日期"): notice.published_on,
        Words("版面"): notice.page,
    }
    gaps = [name for name, value in parts.items() if not (value.strip() if isinstance(value, str) else value)]
    check_nothing_missing(gaps, clause=NOTICE, do=_DO)
    wrong = _wrong(notice, on)
    if wrong is not None:
        raise Incomplete(wrong, do=_DO, clause=NOTICE)


@enacts(NOTICE)
def counts_from(published_on: date, months: int) -> date:
    """Return the day from which a notice may be acted on where a place asks to wait some months."""
    year, month = divmod(published_on.year * 12 + published_on.month - 1 + months, 12)
    return date(year, month + 1, min(published_on.day, monthrange(year, month + 1)[1]))


def _wrong(notice: LossNotice, on: date) -> Words | None:
    if serial_of(notice.serial) is None:
        return Words("“{serial}”不是报纸的国内统一刊号。", serial=notice.serial.strip())
    if notice.level not in {level.value for level in PaperLevel}:
        return Words("报纸级别不对。")
    if notice.level == PaperLevel.BELOW.value:
        return Words("遗失声明须刊登在市级以上报纸。")
    if notice.published_on is not None and notice.published_on > on:
        return Words("遗失声明的刊登日期不能晚于今天。")
    return None
