"""未领取清单 — certificates that wait for their holders, with the day that custody ends (N13.2, N26)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from yinxin.kernel.identity import masked
from yinxin.rendering.forms.parts import Heading, Signer
from yinxin.rendering.forms.press import press

NAME = "证书未领取清单"


@dataclass(frozen=True, slots=True)
class Line:
    """A certificate in custody.

    :ivar id_number: it is printed masked, whether or not it comes so.
    :ivar place: where it lies, as room, shelf and box.
    :ivar told_on: the day of the last notice to the holder, or None.
    :ivar keep_until: the last day of custody.
    """

    management_number: str
    name: str
    id_number: str
    subject: str
    place: str
    keep_until: date
    told_on: date | None = None


@dataclass(frozen=True, slots=True)
class UncollectedList:
    """What an issuer (``heading.body``) still holds of an exam on the day of the heading."""

    heading: Heading
    year: int
    exam: str
    lines: tuple[Line, ...]
    signers: tuple[Signer, ...]


def render(form: UncollectedList) -> bytes:
    """Return the list as PDF.

    :raises MissingGlyphs: names the characters that no font has.
    """
    rows = [
        [place, one.management_number, one.name, masked(one.id_number), one.subject, one.place,
         one.told_on.isoformat() if one.told_on else "", one.keep_until.isoformat()]
        for place, one in enumerate(form.lines, 1)
    ]  # fmt: skip
    facts = {"year": form.year, "exam": form.exam, "rows": rows, "signers": form.signers}
    return press("uncollected", NAME, form.heading, facts)
