"""箱签 — labels for the boxes of a consignment, eight to a sheet (N10, N11.1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from yinxin.rendering.forms import pictures
from yinxin.rendering.forms.parts import Heading
from yinxin.rendering.forms.press import press

NAME = "箱签"


@dataclass(frozen=True, slots=True)
class BoxLabel:
    """The label of one box.

    :ivar code: the box's code, as the scanner reads it: letters, digits and ASCII signs.
    :ivar place: which of the consignment's ``of`` boxes it is, from 1.
    :ivar first: the first management number in the box; ``last`` the last.
    """

    code: str
    place: int
    of: int
    sender: str
    receiver: str
    exam: str
    first: str
    last: str
    count: int


def render(heading: Heading, labels: Sequence[BoxLabel]) -> bytes:
    """Return the labels as PDF, 2 × 4 on A4, in order.

    :param heading: the handover slip that the boxes belong to; its number stands on each label.
    :raises Refusal: a character has no glyph, a text has no room, a code cannot be a bar code.
    """
    facts = [
        {"label": label, "bars": pictures.code128(label.code), "square": pictures.qr(label.code)}
        for label in labels
    ]
    return press("boxes", NAME, heading, {"labels": facts})
