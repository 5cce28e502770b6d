"""One line of a batch as this chapter takes it, and what of it the public may see (domain: least data)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

_TAIL: Final = 4
_HIDDEN: Final = "○"


@dataclass(frozen=True)
class Listed:
    """Somebody on a batch's list.

    :ivar row: the row in the batch. :ivar number: management number or file number; may be empty.
    :ivar promised: they promised instead of proving.
    """

    row: int
    name: str
    number: str
    level: str
    specialty: str
    id_number: str
    promised: bool

    @property
    def shown_name(self) -> str:
        """The name with everything hidden after its first letter; of two letters the second."""
        return self.name[:1] + _HIDDEN * min(len(self.name) - 1, 8)

    @property
    def tail(self) -> str:
        """The last digits of a number that is not that of an identity document: enough to tell people apart."""
        return self.number[-_TAIL:]
