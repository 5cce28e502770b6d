"""Turn sealed ledger lines into the feed's changes, in their order and none left out (N22.2).

The place of a line in the sealed ledger is its place in the feed: sealing gives places one after the other and never
passes a transaction that is still open, so that whoever reads places in order misses nothing, however late a line
was committed. Every change of a certificate has a line of its own, also where one act changed thousands.
"""

from __future__ import annotations

from typing import Any, Final

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from yinxin.sharing.licences import serial_of

KINDS: Final = {
    "certificate.released": ("released", "valid"),
    "certificate.collected": ("collected", "valid"),
    "certificate.superseded": ("superseded", "superseded"),
    "certificate.invalidated": ("invalidated", "invalid"),
    "certificate.restored": ("restored", "valid"),
}
"""The ledger's kinds of lines that change what the world is told: what the feed calls each, and the state after it."""

A_STEP: Final = 20_000
"""Leaves that one step reads."""

_LOCK: Final = 0x53484152
_LINES: Final = """
    select l.index, e.kind, e.at, c.id, c.region, q.code
    from ledger_leaf l join ledger_entry e on e.id = l.entry_id
    join register_certificate c on c.id = e.subject_id
    join catalogue_qualification q on q.id = c.qualification_id
    where l.index >= %s and l.index < %s and e.subject = 'certificate' and e.kind = any(%s) order by l.index"""


def step() -> bool:
    """Read the next sealed lines; say whether any were left to read."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_LOCK])
        cursor.execute("select leaves, sequence from sharing_position")
        leaves, sequence = cursor.fetchone() or (0, 0)
        cursor.execute("select coalesce(max(size), 0) from ledger_checkpoint")
        upto = min(cursor.fetchone()[0], leaves + A_STEP)
        if upto <= leaves:
            return False
        cursor.execute(_LINES, [leaves, upto, list(KINDS)])
        rows = cursor.fetchall()
        _enter(cursor, rows, sequence)
        cursor.execute(
            """insert into sharing_position (id, leaves, sequence) values (1, %s, %s)
               on conflict (id) do update set leaves = excluded.leaves, sequence = excluded.sequence""",
            [upto, sequence + len(rows)],
        )
    return True


def follow() -> None:
    """Read every sealed line that has not been read."""
    while step():
        pass


def head() -> tuple[int, int]:
    """Return how far the feed goes: the last change, and the size of the ledger up to which it was read."""
    with connection.cursor() as cursor:
        cursor.execute("select sequence, leaves from sharing_position")
        sequence, leaves = cursor.fetchone() or (0, 0)
    return int(sequence), int(leaves)


def _enter(cursor: CursorWrapper, rows: list[tuple[Any, ...]], sequence: int) -> None:
    columns = "sequence, leaf, kind, at, certificate_id, state, region, qualification, serial"
    with cursor.copy(f"COPY sharing_change ({columns}) FROM STDIN") as copy:
        for number, (leaf, kind, at, certificate, region, qualification) in enumerate(rows, sequence + 1):
            name, state = KINDS[kind]
            copy.write_row(
                (number, leaf, name, at, certificate, state, region, qualification, serial_of(certificate))
            )
