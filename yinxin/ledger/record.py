"""Write into the ledger: an insert in the caller's transaction, and nothing else."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Final

from django.db import connection

from yinxin.kernel.canonical import canonical_json
from yinxin.kernel.clause import Clause

_COLUMNS = "at, kind, clause, actor, organisation, subject, subject_id, facts, salt, digest"

SALT_SIZE: Final = 16
"""The random octets of every line: its digest is published, and nobody shall guess what was digested."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the ledger, before it is written.

    :ivar kind: what was done, ``object.verb`` in the past tense: ``batch.released``.
    :ivar by: who did it: anything with ``account_id`` and ``organisation_id``.
    """

    kind: str
    clause: Clause | None
    actor: int
    organisation: int
    subject: str
    subject_id: int
    at: datetime
    facts: Mapping[str, Any] = field(default_factory=dict)


def record(line: Line) -> None:
    """Insert one line; it stands or falls with the caller's transaction."""
    record_many((line,))


def record_many(lines: Iterable[Line]) -> int:
    """Insert many lines with COPY, in the caller's transaction; return how many.

    :raises RuntimeError: there is no transaction: an act and its line must be one.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a ledger line is written only inside the transaction of its act")
    count = 0
    with connection.cursor() as cursor, cursor.copy(f"COPY ledger_entry ({_COLUMNS}) FROM STDIN") as copy:
        for line in lines:
            facts = canonical_json(line.facts).decode()
            clause = str(line.clause or "")
            row = (
                line.at,
                line.kind,
                clause,
                line.actor,
                line.organisation,
                line.subject,
                line.subject_id,
                facts,
                os.urandom(SALT_SIZE),
            )
            copy.write_row((*row, entry_digest(*row)))
            count += 1
    return count


def entry_text(
    at: datetime,
    kind: str,
    clause: str,
    actor: int,
    organisation: int,
    subject: str,
    subject_id: int,
    facts: str,
    salt: bytes,
) -> bytes:
    """Return everything that an entry says, as canonical JSON; moments count in UTC microseconds.

    Lines from before there was salt have none, and say nothing of it.
    """
    said = {
        "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
        "kind": kind,
        "clause": clause,
        "actor": actor,
        "organisation": organisation,
        "subject": subject,
        "subject_id": subject_id,
        "facts": facts,
    }
    return canonical_json(said | {"salt": salt.hex()} if salt else said)


def entry_digest(*said: Any) -> bytes:
    """Return the SHA-256 over everything that an entry says: what ``entry_text`` takes."""
    return sha256(entry_text(*said)).digest()
