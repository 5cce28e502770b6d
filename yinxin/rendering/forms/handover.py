"""证书交接单 — certificates pass from one body to another, box by box (N10, N11.1, N11.2, A2.1.1).

Printed once as dispatched, with room to count by hand, and once as signed, with what was counted and found.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import Enum

from yinxin.rendering.forms import pictures
from yinxin.rendering.forms.parts import Heading, Signer
from yinxin.rendering.forms.press import press

NAME = "证书交接单"


class Kind(Enum):
    """How what was received differs from what was announced."""

    MISSING = "少证"
    SURPLUS = "多证"
    BROKEN_RANGE = "号段不连续"
    WRONG_PHOTO = "照片错"
    WRONG_CONTENT = "内容错"
    NO_SEAL = "印章缺"
    DAMAGED = "破损"
    WRONG_CITY = "串市"


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch of the consignment: the print order, the batch, how many certificates."""

    order: str
    batch: str
    count: int


@dataclass(frozen=True, slots=True)
class Box:
    """A box: its number, the first and the last management number in it, how many certificates."""

    number: str
    first: str
    last: str
    count: int


@dataclass(frozen=True, slots=True)
class Difference:
    """One certificate, or one gap, that is not as announced."""

    kind: Kind
    management_number: str
    box: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Received:
    """What the receiver found.

    :ivar boxes: what was counted in each box, in the order of the slip's boxes.
    """

    boxes: tuple[int, ...]
    accepted: int
    differences: tuple[Difference, ...] = ()

    @property
    def counted(self) -> int:
        """The certificates counted in all boxes."""
        return sum(self.boxes)


@dataclass(frozen=True, slots=True)
class HandoverSlip:
    """A consignment from ``giver`` to ``receiver``; ``received`` is None until it is counted.

    :raises ValueError: another number of boxes was counted than was sent.
    """

    heading: Heading
    giver: str
    receiver: str
    exam: str
    year: int
    batches: tuple[Batch, ...]
    boxes: tuple[Box, ...]
    signers: tuple[Signer, Signer]
    received: Received | None = None

    def __post_init__(self) -> None:
        if self.received and len(self.received.boxes) != len(self.boxes):
            raise ValueError("each box of the slip is counted, and no other")

    @property
    def announced(self) -> int:
        """The certificates that the boxes are said to hold."""
        return sum(box.count for box in self.boxes)


def render(slip: HandoverSlip) -> bytes:
    """Return the slip as PDF: as dispatched or, once ``received``, as signed.

    :raises Refusal: a character has no glyph, or the number cannot be a bar code.
    """
    received = slip.received
    found = Counter(one.kind for one in received.differences) if received else Counter()
    return press("handover", NAME, slip.heading, {
        "slip": slip,
        "announced": slip.announced,
        "counted": received.counted if received else None,
        "kinds": [[kind, found[kind] if received else None] for kind in Kind],
        "code": pictures.code128(slip.heading.number),
    })  # fmt: skip
