"""通报批评 — the notice by which a careless body is criticised, as it is published (A1.3c)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from yinxin.rendering.forms.parts import Heading, Signer
from yinxin.rendering.forms.press import press

NAME = "通报批评"


@dataclass(frozen=True, slots=True)
class Criticism:
    """A notice of criticism.

    :ivar heading: who criticises, the document's number and its day.
    :ivar to: the body that is criticised.
    :ivar finding: what was found, a paragraph each; ``asked`` likewise what it is to do.
    :ivar clause: the clause with its title; ``grounds`` what else it rests on.
    :ivar measure: what follows by the law; ``referred_to`` who decides on accountability, empty where nobody does.
    :ivar due_on: the last day for mending.
    :ivar check: the number of the spot check that it comes from, 0 where there is none.
    :ivar draft: printed with 草稿 across the page.
    """

    heading: Heading
    to: str
    finding: tuple[str, ...]
    clause: str
    grounds: str
    measure: str
    referred_to: str
    asked: tuple[str, ...]
    due_on: date
    check: int = 0
    draft: bool = False


def render(form: Criticism) -> bytes:
    """Return the notice as PDF, its structure marked for readers of the screen.

    :raises MissingGlyphs: names the characters that no font has.
    """
    signers = (Signer("作出通报的机构", at=form.heading.on, body=form.heading.body, stamped=True),)
    return press("criticism", NAME, form.heading, {"form": form, "signers": signers}, tagged=True)
