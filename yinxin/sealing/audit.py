"""Hold the table of keys against the ledger, both ways."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

import orjson
from django.db import connection

from yinxin.kernel.words import Words
from yinxin.ledger.audit import Difference
from yinxin.lifecycle import audit as lives
from yinxin.sealing.states import KEY, KeyState

_SAID: Final = {
    "seal_key.entered": KeyState.PROPOSED.value,
    "seal_key.activated": KeyState.ACTIVE.value,
    "seal_key.suspended": KeyState.SUSPENDED.value,
    "seal_key.resumed": KeyState.ACTIVE.value,
    "seal_key.retired": KeyState.RETIRED.value,
    "seal_key.compromised": KeyState.COMPROMISED.value,
}
_DIFFERS: Final = Words("登记与账目不符")


def audit() -> Iterator[Difference]:
    """Yield every difference between the table of keys and what the ledger says of it."""
    yield from lives.states(KEY, _SAID)
    with connection.cursor() as cursor:
        cursor.execute(
            """select k.id, k.name, k.digest, k.purpose, k.place, k.valid_from, k.valid_to, k.successor_id,
                      k.compromised_at,
                      array(select l.kind || ' ' || l.facts from ledger_entry l
                            where l.subject = 'seal_key' and l.subject_id = k.id order by l.id)
               from sealing_key k order by k.id"""
        )
        for number, *row, lines in cursor.fetchall():
            if lines and tuple(row) != _told(lines):
                yield Difference(KEY.table, number, _DIFFERS)


def _told(lines: list[str]) -> tuple[Any, ...]:
    """Return a key's columns as its lines tell them; what the lines do not let read is no value at all."""
    facts: dict[str, Any] = {}
    try:
        for line in lines:
            kind, text = line.split(" ", 1)
            said = orjson.loads(text)
            if kind == "seal_key.entered":
                facts |= said
            elif kind == "seal_key.replaced":
                facts |= {"to": said["to"], "by": said["by"]}
            elif kind == "seal_key.compromised":
                facts["since"] = datetime.fromisoformat(said["since"])
        first, last = (datetime.fromisoformat(facts[name]).date() for name in ("from", "to"))
        same = (facts[name] for name in ("name", "digest", "purpose", "place"))
        return (*same, first, last, facts.get("by"), facts.get("since"))
    except (KeyError, ValueError, TypeError):
        return ()
