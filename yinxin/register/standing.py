"""What stands on record against a person: provincial bars, and entries in the file of exam integrity.

The two have different bases and are never merged: a bar stops (A1.3b), a record is a reference for a human.
Each ends by itself on its last day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import Enum
from typing import TypeVar

from django.db import transaction

from yinxin.kernel.clause import Clause
from yinxin.ledger.record import Line, record
from yinxin.parties.actor import Actor
from yinxin.register import bulk
from yinxin.register.models import Standing
from yinxin.register.vault import vault

P = TypeVar("P", bound=tuple[str, str])


class StandingKind(Enum):
    """A bar that stops, or a record that a human must weigh."""

    BARRED = "barred"
    RECORDED = "recorded"


def enter(
    *,
    kind: StandingKind,
    id_kind: str,
    id_number: str,
    qualification_id: int | None,
    since: date,
    until: date | None,
    basis: str,
    clause: Clause,
    by: Actor,
    at: datetime,
) -> int:
    """Enter a bar or a record against whoever has this identity document; return its id.

    :param qualification_id: the qualification concerned; None for all of them.
    :param until: its last day; None for a long-term record.
    """
    with transaction.atomic():
        made = Standing.objects.create(
            kind=kind.value,
            person=vault().document_key(id_kind, id_number),
            qualification_id=qualification_id,
            since=since,
            until=until,
            basis=basis,
        )
        facts = {
            "kind": kind.value,
            "since": since.isoformat(),
            "until": until.isoformat() if until else None,
        }
        record(
            Line(
                "standing.entered", clause, by.account_id, by.organisation_id, "standing", made.pk, at, facts
            )
        )
    return made.pk


def against(
    people: Sequence[tuple[str, str]], *, qualification_id: int, on: date
) -> Mapping[tuple[str, str], str]:
    """Return what stands against people on a day, by kind and number of their document; a bar before a record."""
    safe = vault()
    return against_keys(
        {person: safe.document_key(*person) for person in people}, qualification_id=qualification_id, on=on
    )


def against_keys(keys: Mapping[P, bytes], *, qualification_id: int, on: date) -> Mapping[P, str]:
    """Return what stands against people of whom the digests of their documents are at hand already."""
    rows = bulk.ask(
        """select person, min(kind) from register_standing
           where person = any(%(people)b) and since <= %(on)s and (until is null or until >= %(on)s)
             and (qualification_id is null or qualification_id = %(qualification)s) group by person""",
        {"people": list(keys.values()), "on": on, "qualification": qualification_id},
    )
    found = {bytes(key): kind for key, kind in rows}
    # One person may be asked for under two forms of one number: each gets the answer.
    return {person: found[key] for person, key in keys.items() if key in found}
