"""What an examination found: each finding names row, field, code, what is wrong, and how to mend it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Self

from yinxin.kernel import identity
from yinxin.kernel.words import Translate, Words, as_written

HEADER_ROW = 1
"""Findings on the file as a whole stand on its header."""

_NUMBER_OF_A_PERSON = re.compile(r"(?<!\d)\d{14}(?:\d{3}[\dXx]|\d)(?!\d)")
_LONGEST_VALUE = 60


class Level(Enum):
    """What a finding means for its row."""

    ERROR = "error"
    """The row cannot be accepted."""
    FLAG = "flag"
    """The row can be accepted; a person must look at it first."""
    NOTICE = "notice"
    """Good to know; it concerns the file."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found.

    :ivar row: the row in the agency's file; the header is row 1.
    :ivar field: the column's heading.
    :ivar code: the check that found it.
    :ivar message: what is wrong.
    :ivar fix: what to do about it.
    :ivar value: the cell's content with numbers of people masked, or empty.
    """

    row: int
    field: str
    code: str
    level: Level
    message: Words
    fix: Words
    value: str = ""

    def as_dict(self, translate: Translate = as_written) -> dict[str, str | int]:
        """Return the finding for JSON: ``row``, ``field``, ``code``, ``message``, ``fix``."""
        return {
            "row": self.row,
            "field": self.field,
            "code": self.code,
            "message": self.message.render(translate),
            "fix": self.fix.render(translate),
        }

    def stored(self) -> dict[str, Any]:
        """Return the finding as JSON values whose sentences can still be translated."""
        return {
            "row": self.row,
            "field": self.field,
            "code": self.code,
            "level": self.level.value,
            "value": self.value,
            "message": self.message.stored(),
            "fix": self.fix.stored(),
        }

    @classmethod
    def restored(cls, kept: Mapping[str, Any]) -> Self:
        """Return the finding that :meth:`stored` kept."""
        return cls(
            kept["row"],
            kept["field"],
            kept["code"],
            Level(kept["level"]),
            Words.restored(kept["message"]),
            Words.restored(kept["fix"]),
            kept["value"],
        )


def shown(key: str, value: str) -> str:
    """Return a cell's content as findings may show it; ``key`` is the column's key."""
    value = value.strip()
    if key == "id_number":
        return identity.masked(value)
    if key == "phone" and len(value) >= 7:
        return value[:3] + "*" * (len(value) - 7) + value[-4:]
    if key not in ("management_number", "file_number", "photo_file"):
        value = _NUMBER_OF_A_PERSON.sub(lambda found: identity.masked(found[0]), value)
    visible = "".join(
        character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in value
    )
    return visible if len(visible) <= _LONGEST_VALUE else visible[:_LONGEST_VALUE] + "…"
