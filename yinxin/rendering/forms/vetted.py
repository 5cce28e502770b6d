"""批量核验报告 — what a list of an employer's was told, signed, for the personnel file; people are masked (N22.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from yinxin.rendering.forms.parts import Heading
from yinxin.rendering.forms.press import plain, press

NAME = "批量核验报告"


@dataclass(frozen=True, slots=True)
class ListReport:
    """The report of a list.

    :ivar heading: whose system answered, the receipt's number, the day on which the list was done.
    :ivar facts: who asked, why, what came and went: names of items and their values.
    :ivar at: the moment at which the list was done.
    :ivar rows: number, masked name, masked document, masked management number, result, state, remarks.
    :ivar gone: the rows have been removed.
    :ivar text: the receipt's own text, signature and all, exactly as its file has it.
    :ivar address: where a receipt is checked.
    """

    heading: Heading
    facts: tuple[tuple[str, str], ...]
    at: datetime
    rows: tuple[tuple[str, ...], ...]
    gone: bool
    text: str
    address: str


def render(form: ListReport) -> bytes:
    """Return the report as PDF.

    :raises MissingGlyphs: names the characters that no font has.
    """
    facts = {"form": {**plain(form), "text": ""}, "lines": form.text.splitlines()}
    return press("vetted", NAME, form.heading, facts)
