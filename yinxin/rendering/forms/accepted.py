"""受理回执 — what a person takes home after applying for another certificate (N12, N15, N16, A3.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from yinxin.kernel.identity import masked
from yinxin.rendering.forms import pictures
from yinxin.rendering.forms.parts import Heading
from yinxin.rendering.forms.press import press

NAME = "受理回执"


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that was handed in: its name, how many pages, and what was said of it (原件, 复印件, 电子件)."""

    name: str
    pages: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class ApplicationReceipt:
    """What was asked for, and what was handed in. The identity number is printed masked.

    :ivar heading: the body that took the application, its number there, the day of the application.
    :ivar way: what it leads to; ``cause`` why.
    :ivar rule: which rule governs, and why, in one sentence.
    :ivar next: where the application lies now.
    :ivar promised_on: by when the body means to be done: its own promise; None where it gave none.
    :ivar clerk: who took it; empty where the holder applied online.
    :ivar ask: where to ask: a telephone number or an address.
    """

    heading: Heading
    holder: str
    id_kind: str
    id_number: str
    certificate: str
    management_number: str
    way: str
    cause: str
    rule: str
    next: str
    papers: tuple[Paper, ...]
    promised_on: date | None = None
    clerk: str = ""
    ask: str = ""


def render(form: ApplicationReceipt) -> bytes:
    """Return the receipt as PDF, its structure marked for readers of the screen.

    :raises Refusal: a character has no glyph, or the number cannot be a bar code.
    """
    facts = {
        "form": form,
        "id_number": masked(form.id_number),
        "pages": sum(one.pages for one in form.papers),
        "code": pictures.code128(form.heading.number),
    }
    return press("accepted", NAME, form.heading, facts, tagged=True)
