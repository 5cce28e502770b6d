"""异议核实答复书 — what the issuer's check of an objection found (N25)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from yinxin.rendering.forms import pictures
from yinxin.rendering.forms.parts import Heading
from yinxin.rendering.forms.press import press

NAME = "异议核实答复书"


@dataclass(frozen=True, slots=True)
class ObjectionReply:
    """The written reply.

    :ivar heading: the issuer, the objection's number, the day of the reply.
    :ivar objector: who objected, as they named themselves.
    :ivar about: the management number that the objection names.
    :ivar statement: what was objected.
    :ivar receipt: the number of the receipt that came with it; empty where none came.
    :ivar finding: what the check found; ``reply`` in full.
    :ivar carried_out: by which path the finding is carried out; empty where nothing changes.
    """

    heading: Heading
    objector: str
    about: str
    received_at: datetime
    statement: str
    receipt: str
    finding: str
    reply: str
    carried_out: str
    answered_at: datetime


def render(form: ObjectionReply) -> bytes:
    """Return the reply as PDF, its structure marked for readers of the screen.

    :raises Refusal: a character has no glyph, or the number cannot be a bar code.
    """
    facts = {"form": form, "code": pictures.code128(form.heading.number)}
    return press("objection", NAME, form.heading, facts, tagged=True)
