"""What is counted: people and sheets by exam and region, step by step; exact, and known to nobody outside (N23).

Both ways of counting end here: from the rows (`figures`), and from the ledger alone (`recount`). What the public is
told is made from it by `rounding`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from yinxin.kernel.words import Words
from yinxin.register.places import SlipKind
from yinxin.register.states import PaperState

Key = tuple[str, str]
"""An exam's code, and the region of who submits or gives out: six digits, empty for a body of no region."""

MAKING: Final[Mapping[str, Words]] = {
    "passed": Words("应报送人数"),
    "submitted": Words("已报送"),
    "accepted": Words("已接收"),
    "made": Words("已制作"),
    "released": Words("已发布"),
}
"""The steps before anything is paper, by batches, in their order."""

GIVING: Final[Mapping[str, Words]] = {
    "ordered": Words("已交付印制"),
    "printed": Words("已印制"),
    "sent": Words("已发运"),
    "received": Words("发放机构已签收"),
    "posted": Words("寄递途中"),
    "collected": Words("已到持证人手中"),
}
"""The steps of paper, by sheets, in their order. Who has come further counts in every step before; only what is on
its way by post is counted there alone."""

START_DUE: Final = "start_due"
"""The last day to begin giving out (N11.2): counted by the calendar of the edition's day from when paper was first
received, and no figure of its own."""

MAKING_DAYS: Final[Mapping[str, Words]] = {
    "results_on": Words("成绩发布"),
    "submit_due": Words("报送期限"),
    "submitted_on": Words("最近报送"),
    "deliver_due": Words("交付印制期限"),
    "released_on": Words("最近发布"),
}
GIVING_DAYS: Final[Mapping[str, Words]] = {
    "received_on": Words("首次签收"),
    START_DUE: Words("启动发放期限"),
}

PLACES: Final[Mapping[str, int]] = {
    PaperState.PRINTING.value: 1,
    PaperState.PRINTED.value: 2,
    PaperState.IN_TRANSIT.value: 3,
    PaperState.HELD.value: 3,
    PaperState.POSTED.value: 5,
    PaperState.COLLECTED.value: 6,
}
"""How far a sheet has come that a slip leaves in a state; one that is held by its own issuer has come one further."""

HELD_BY_ISSUER: Final = 4
BACK: Final = frozenset({SlipKind.COLLECTION_UNDONE.value, SlipKind.MAIL_RETURNED.value})
"""Slips after which what went before them no longer counts."""

GONE: Final = frozenset({PaperState.LOST.value, PaperState.SPOILED.value})
"""States in which a sheet counts nowhere: another one is printed in its place."""

STILL_GIVEN: Final = SlipKind.LOST_BY_HOLDER.value
"""A sheet that its own holder lost was given all the same."""


@dataclass(frozen=True)
class Making:
    """Batches of one exam from one region, in people; ``passed`` is None where a pass list is not known.

    :ivar verifiable: certificates of theirs that verification answers for.
    :ivar days: days by the names of :data:`MAKING_DAYS`, as ``2026-09-14``, empty for none.
    """

    passed: int | None = None
    submitted: int = 0
    accepted: int = 0
    made: int = 0
    released: int = 0
    verifiable: int = 0
    days: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Giving:
    """Sheets of one exam for the issuers of one region."""

    ordered: int = 0
    printed: int = 0
    sent: int = 0
    received: int = 0
    posted: int = 0
    collected: int = 0
    days: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Counted:
    """Everything that is counted; two of them that are equal say the same of every exam and region.

    :ivar older: older certificates that were collected, by the code of their group and the region.
    """

    making: Mapping[Key, Making]
    giving: Mapping[Key, Giving]
    older: Mapping[Key, int] = field(default_factory=dict)


def giving_of(reached: Mapping[int, int], received_on: str) -> Giving:
    """Return the figures of a region from how many sheets have come exactly how far."""

    def beyond(place: int) -> int:
        return sum(count for come, count in reached.items() if come >= place)

    return Giving(
        beyond(1), beyond(2), beyond(3), beyond(HELD_BY_ISSUER), reached.get(5, 0), reached.get(6, 0),
        {"received_on": received_on},
    )  # fmt: skip


def apart(one: Counted, other: Counted) -> tuple[tuple[str, Key], ...]:
    """Return where two ways of counting differ: the table, and the exam and region."""
    return tuple(
        (name, key)
        for name in ("making", "giving", "older")
        for first, second in ((getattr(one, name), getattr(other, name)),)
        for key in sorted({*first, *second})
        if first.get(key) != second.get(key)
    )
