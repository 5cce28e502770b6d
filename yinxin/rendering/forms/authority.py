"""代领委托书 — the letter of authority that a holder gives to whoever collects the certificate (N13.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from yinxin.rendering.forms.parts import Heading
from yinxin.rendering.forms.press import press

NAME = "代领委托书"


@dataclass(frozen=True, slots=True)
class Person:
    """A party to the letter, as on the identity document; what is empty is filled in by hand."""

    name: str = ""
    id_kind: str = "居民身份证"
    id_number: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class LetterOfAuthority:
    """A letter to an issuer, blank or filled; numbers are printed whole, as the counter compares them.

    :ivar heading: the issuer, the number (empty on a blank) and the day that the form was made out.
    :ivar until: the last day of the authority, or None to be filled in.
    """

    heading: Heading
    holder: Person = Person()
    proxy: Person = Person()
    exam: str = ""
    management_number: str = ""
    until: date | None = None


def render(form: LetterOfAuthority) -> bytes:
    """Return the letter as PDF, its structure marked for readers of the screen.

    :raises MissingGlyphs: names the characters that no font has.
    """
    return press("authority", NAME, form.heading, {"form": form}, tagged=True)
