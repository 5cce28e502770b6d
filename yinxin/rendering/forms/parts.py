"""What most forms share: who made it, its number and day; who signs it, where and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Heading:
    """The head of a form.

    :ivar body: the body that makes it out; ``number`` its number there; ``on`` its day.
    """

    body: str
    number: str
    on: date


@dataclass(frozen=True, slots=True)
class Signer:
    """A place for a signature.

    :ivar role: what the person signs as.
    :ivar name: printed above the line; empty where it is filled in by hand.
    :ivar at: the day or the moment of signing; None where it is filled in by hand.
    :ivar body: the body that the person signs for; it is where the stamp goes.
    :ivar stamped: leave room for the body's stamp.
    """

    role: str
    name: str = ""
    at: date | datetime | None = None
    body: str = ""
    stamped: bool = False
