"""Seal the ledger: give each new entry its place in the Merkle tree, and sign the tree's new root.

Entries are written by many transactions at once and nobody waits for anybody. Sealing comes later and takes
only entries of transactions that are surely over: those below the oldest one still running. An entry that
commits late is therefore never passed by; it is sealed the next time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from yinxin.kernel.merkle import HASH_SIZE, Frontier, leaf_hash
from yinxin.kernel.tiles import HEIGHT
from yinxin.ledger.models import Checkpoint

_LOCK = 0x59494E58494E  # any constant that no other part of the program locks

Sign = Callable[[int, bytes], str]
"""Given the tree's size and root, return the signed note that publishes them."""

_NEW = """select id, digest from ledger_entry
          where transaction >= %(from)s and transaction < %(to)s order by id"""
_NEW_AFTER_RESTORE = """select id, digest from ledger_entry e where transaction < %(to)s
          and not exists (select 1 from ledger_leaf l where l.entry_id = e.id) order by id"""


@dataclass(frozen=True)
class Sealed:
    """What one sealing did: entries added, the size and root of the tree after it."""

    added: int
    size: int
    root: bytes


class Closed:
    """The roots over full tiles that closed while a tree grew."""

    def __init__(self) -> None:
        self._rows: list[tuple[int, int, bytes]] = []

    def __call__(self, height: int, place: int, root: bytes) -> None:
        """Keep what a tile of the next level holds."""
        if height % HEIGHT == 0:
            self._rows.append((height // HEIGHT, place, root))

    def take(self) -> list[tuple[int, int, bytes]]:
        """Return what has closed since it was last asked: level, place, root."""
        rows, self._rows = self._rows, []
        return rows

    def write(self, cursor: CursorWrapper) -> None:
        """Add them to the table."""
        with cursor.copy("COPY ledger_subtree (level, index, hash) FROM STDIN") as copy:
            for row in self.take():
                copy.write_row(row)


def seal(*, sign: Sign, at: datetime) -> Sealed:
    """Seal every entry whose transaction is over; doing it twice changes nothing."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_LOCK])
        last = Checkpoint.objects.order_by("-size").first()
        closed = Closed()
        frontier = Frontier(last.size, _peaks(bytes(last.edge)), closed) if last else Frontier(notice=closed)
        before = frontier.size
        horizon = _place_new_entries(cursor, frontier, last.horizon if last else 0)
        closed.write(cursor)
        added = frontier.size - before
        root = frontier.root()
        if added:
            Checkpoint.objects.create(
                size=frontier.size,
                root=root,
                edge=b"".join(frontier.peaks),
                horizon=horizon,
                at=at,
                note=sign(frontier.size, root),
            )
        return Sealed(added, frontier.size, root)


def _place_new_entries(cursor: CursorWrapper, frontier: Frontier, since: int) -> int:
    cursor.execute("select pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
    horizon: int = cursor.fetchone()[0]
    # A database restored from a dump counts its transactions anew: then the old horizon means nothing.
    cursor.execute(_NEW if since <= horizon else _NEW_AFTER_RESTORE, {"from": since, "to": horizon})
    rows = cursor.fetchall()
    with cursor.copy("COPY ledger_leaf (index, entry_id, hash) FROM STDIN") as copy:
        for entry, digest in rows:
            leaf = leaf_hash(bytes(digest))
            copy.write_row((frontier.size, entry, leaf))
            frontier.append(leaf)
    return horizon


def _peaks(edge: bytes) -> list[bytes]:
    return [edge[start : start + HASH_SIZE] for start in range(0, len(edge), HASH_SIZE)]
