"""One line of the ledger about organisations and people (N4)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from yinxin.kernel.clause import Clause
from yinxin.ledger.record import Line, record
from yinxin.parties.actor import Actor

N4: Final = Clause("N4")
A4: Final = Clause("A4")


def note(
    kind: str,
    subject: str,
    number: int,
    facts: Mapping[str, Any],
    *,
    by: Actor,
    at: datetime,
    clause: Clause = N4,
) -> None:
    """Write the line in the transaction of the act; facts are identifiers and names of bodies, never of people."""
    record(Line(kind, clause, by.account_id, by.organisation_id, subject, number, at, facts))
