"""盘点差异表、保管员交接单 — what a stock-take found, and what one custodian leaves to the next (N11.1)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from yinxin.rendering.forms.parts import Heading, Signer
from yinxin.rendering.forms.press import press

DIFFERENCES = "盘点差异表"
HANDOVER = "保管员交接单"


class Kind(Enum):
    """How the sheets found differ from the books."""

    SHORT = "盘亏"
    OVER = "盘盈"
    MISPLACED = "错位"
    DAMAGED = "破损"


@dataclass(frozen=True, slots=True)
class Difference:
    """A sheet that is not where the books say; an empty place means nowhere."""

    kind: Kind
    sheet: str
    booked_at: str
    found_at: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class StockTake:
    """The differences of a stock-take; ``place`` is what was counted, ``scope`` says which sheets."""

    heading: Heading
    place: str
    scope: str
    booked: int
    found: int
    differences: tuple[Difference, ...]
    signers: tuple[Signer, ...]


@dataclass(frozen=True, slots=True)
class Balance:
    """Sheets of one kind at one place: by the books and, where counted, by hand (None: not yet counted)."""

    place: str
    kind: str
    booked: int
    counted: int | None = None


@dataclass(frozen=True, slots=True)
class CustodianHandover:
    """What passes from one custodian to the next.

    :ivar belongings: keys, seals, books and open matters handed over besides, a line each.
    """

    heading: Heading
    outgoing: Signer
    incoming: Signer
    witness: Signer
    balances: tuple[Balance, ...]
    belongings: tuple[str, ...] = ()


def render_differences(form: StockTake) -> bytes:
    """Return the list of differences as PDF.

    :raises MissingGlyphs: names the characters that no font has.
    """
    kinds = [[kind, sum(one.kind is kind for one in form.differences)] for kind in Kind]
    return press("stock_take", DIFFERENCES, form.heading, {"form": form, "kinds": kinds})


def render_handover(form: CustodianHandover) -> bytes:
    """Return the custodians' handover as PDF.

    :raises MissingGlyphs: names the characters that no font has.
    """
    counted = [one.counted for one in form.balances if one.counted is not None]
    facts = {
        "form": form,
        "booked": sum(one.booked for one in form.balances),
        "counted": sum(counted) if len(counted) == len(form.balances) else None,
    }
    return press("custodians", HANDOVER, form.heading, facts)
