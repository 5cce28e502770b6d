"""A clause of one of the two regulations, by the identifier that code, tests and pages cite.

``N`` is the national procedure (人社厅发〔2023〕16号), ``A`` the Anhui notice (皖人社秘〔2013〕176号):
``N9.2`` is article 9, second paragraph; ``A2.1.3`` is part two, section one, item three.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar

_FORM: Final = re.compile(r"(?:N\d{1,2}(?:\.\d)?|A\d(?:\.\d)?(?:\.\d)?[a-c]?|A\.annex[1-4])\Z")
_SOURCES: Final = {"N": "人社厅发〔2023〕16号", "A": "皖人社秘〔2013〕176号"}

F = TypeVar("F", bound=Callable[..., object])


@dataclass(frozen=True, order=True)
class Clause:
    """The identifier of a clause; ``str()`` gives the identifier itself.

    :raises ValueError: the text is not an identifier of either regulation.
    """

    id: str

    def __post_init__(self) -> None:
        if not _FORM.match(self.id):
            raise ValueError(f"not a clause: {self.id!r} (examples: N9.2, A1.3b)")

    def __str__(self) -> str:
        return self.id

    @property
    def source(self) -> str:
        """The document number of the regulation that holds the clause."""
        return _SOURCES[self.id[0]]


def enacts(*clauses: Clause) -> Callable[[F], F]:
    """Mark a function as the code of the clauses, so that ``yinxin clause`` finds it."""

    def mark(function: F) -> F:
        function.__clauses__ = clauses  # type: ignore[attr-defined]
        return function

    return mark
