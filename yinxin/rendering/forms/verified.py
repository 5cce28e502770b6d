"""核验回执 — what verification answered, signed, as a paper to be kept with the file (N22.1, N25)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from yinxin.rendering.forms.parts import Heading
from yinxin.rendering.forms.press import plain, press

NAME = "核验回执"


@dataclass(frozen=True, slots=True)
class VerificationReceipt:
    """A receipt as paper shows it.

    :ivar heading: whose system answered, the receipt's number, the day of the answer.
    :ivar asked: what was asked: names of items and their masked values or digests.
    :ivar verdict: the answer in a few words; ``message`` in full.
    :ivar at: the moment of the answer.
    :ivar log: the ledger as it was last sealed then; empty where that is not known.
    :ivar text: the receipt's own text, signature and all, exactly as its file has it.
    :ivar address: where a receipt is checked.
    """

    heading: Heading
    asked: tuple[tuple[str, str], ...]
    verdict: str
    message: str
    at: datetime
    log: str
    text: str
    address: str


def render(form: VerificationReceipt) -> bytes:
    """Return the receipt as PDF, its structure marked for readers of the screen.

    :raises Refusal: a character has no glyph.
    """
    lines = form.text.splitlines()
    facts = {"form": {**plain(form), "text": ""}, "lines": lines}
    return press("verified", NAME, form.heading, facts, tagged=True)
