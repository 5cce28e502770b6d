"""销毁清册、销毁记录 — recalled and expired paper: listed, handed over, counted, destroyed by two persons (N26)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from yinxin.rendering.forms.parts import Heading, Signer
from yinxin.rendering.forms.press import press

REGISTER = "证书销毁清册"
RECORD = "证书销毁记录"


class Reason(Enum):
    """Why a certificate is to be destroyed."""

    UNCOLLECTED = "逾期未领"
    REISSUED = "换发收回"
    INVALID = "无效收回"
    DAMAGED = "损坏收回"
    SPOILED = "印制作废"


@dataclass(frozen=True, slots=True)
class Line:
    """A sheet to be destroyed; ``serial`` is the blank's own number, empty where it has none."""

    management_number: str
    serial: str
    name: str
    exam: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class DestructionRegister:
    """What an issuer (``heading.body``) hands over for destruction in a year."""

    heading: Heading
    year: int
    receiver: str
    lines: tuple[Line, ...]
    signers: tuple[Signer, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of the sheets of one register: three counts that ought to be one."""

    issuer: str
    register: str
    listed: int
    handed_over: int
    destroyed: int


@dataclass(frozen=True, slots=True)
class DestructionRecord:
    """The record of a destruction.

    :ivar on: the day; None where the record is printed to be filled in by hand, as are empty texts.
    :ivar differences: why the counts differ, a sentence each.
    :ivar destroyers: the two persons who destroyed the sheets.
    :ivar witnesses: who looked on.
    """

    heading: Heading
    year: int
    tallies: tuple[Tally, ...]
    destroyers: tuple[Signer, Signer]
    witnesses: tuple[Signer, ...] = ()
    place: str = ""
    way: str = ""
    on: date | None = None
    differences: tuple[str, ...] = ()


def render_register(form: DestructionRegister) -> bytes:
    """Return the register as PDF.

    :raises MissingGlyphs: names the characters that no font has.
    """
    reasons = [[reason, sum(one.reason is reason for one in form.lines)] for reason in Reason]
    return press("destruction_register", REGISTER, form.heading, {"form": form, "reasons": reasons})


def render_record(form: DestructionRecord) -> bytes:
    """Return the record as PDF.

    :raises MissingGlyphs: names the characters that no font has.
    """
    sums = [
        sum(getattr(one, count) for one in form.tallies) for count in ("listed", "handed_over", "destroyed")
    ]
    return press("destruction_record", RECORD, form.heading, {"form": form, "sums": sums})
