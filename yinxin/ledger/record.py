"""Write into the ledger: an insert in the caller's transaction, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from django.db import connection

from yinxin.kernel.canonical import canonical_json
from yinxin.kernel.clause import Clause

_COLUMNS = "at, kind, clause, actor, organisation, subject, subject_id, facts, digest"


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
            )
            copy.write_row((*row, entry_digest(*row)))
            count += 1
    return count


def entry_digest(
    at: datetime,
    kind: str,
    clause: str,
    actor: int,
    organisation: int,
    subject: str,
    subject_id: int,
    facts: str,
) -> bytes:
    """Return the SHA-256 over everything that an entry says; moments count in UTC microseconds."""
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    return sha256(
        canonical_json(
            {
                "at": moment,
                "kind": kind,
                "clause": clause,
                "actor": actor,
                "organisation": organisation,
                "subject": subject,
                "subject_id": subject_id,
                "facts": facts,
            }
        )
    ).digest()
