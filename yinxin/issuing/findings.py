"""What can be wrong with paper that arrives: the differences that offices write on handover slips (N11.2)."""

from __future__ import annotations

from enum import Enum
from typing import Final

from yinxin.kernel.words import Words


class Finding(Enum):
    """A kind of difference between a consignment and its list."""

    MISSING = "missing"
    SURPLUS = "surplus"
    RANGE_BREAK = "range_break"
    WRONG_PHOTO = "wrong_photo"
    WRONG_CONTENT = "wrong_content"
    SEAL_MISSING = "seal_missing"
    DAMAGED = "damaged"
    WRONG_CITY = "wrong_city"

    @property
    def words(self) -> Words:
        """The kind's name for people."""
        return _WORDS[self]


_WORDS = {
    Finding.MISSING: Words("少证"),
    Finding.SURPLUS: Words("多证"),
    Finding.RANGE_BREAK: Words("号段不连续"),
    Finding.WRONG_PHOTO: Words("照片错"),
    Finding.WRONG_CONTENT: Words("内容错"),
    Finding.SEAL_MISSING: Words("印章缺"),
    Finding.DAMAGED: Words("破损"),
    Finding.WRONG_CITY: Words("串市"),
}

UNFIT: Final = (Finding.WRONG_PHOTO, Finding.WRONG_CONTENT, Finding.SEAL_MISSING, Finding.DAMAGED)
"""What can be wrong with a copy that stands on the list: it is there, and cannot be given out."""

STRANGE: Final = (Finding.SURPLUS, Finding.WRONG_CITY)
"""What a copy is that does not stand on the list."""
