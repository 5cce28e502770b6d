"""The ledger's tree as everybody may read it: tiles, bundles of entries, roots and proofs.

Nothing here is stored twice: a tile of level 0 is 256 rows of leaves, a tile above it 256 rows of roots over full
tiles, and both are one range of an index. A bundle holds the digests of entries, never what they say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from yinxin.kernel.tiles import HEIGHT, WIDTH, Tile, TiledTree
from yinxin.ledger.models import Checkpoint

_TILES = """
    select case when t.level = 0
           then (select string_agg(hash, ''::bytea order by index) from ledger_leaf
                 where index >= t.first and index < t.last)
           else (select string_agg(hash, ''::bytea order by index) from ledger_subtree s
                 where s.level = t.level and index >= t.first and index < t.last) end
    from unnest(%s::smallint[], %s::bigint[], %s::bigint[]) with ordinality as t(level, first, last, place)
    order by t.place"""
# An entry of a bundle is preceded by its length in two octets; a digest has 32.
_ENTRIES = r"""select string_agg('\x0020'::bytea || e.digest, ''::bytea order by l.index)
               from ledger_leaf l join ledger_entry e on e.id = l.entry_id where l.index >= %s and l.index < %s"""


@dataclass(frozen=True)
class Published:
    """The newest checkpoint as it is published: its size, its signed note with what witnesses have added."""

    size: int
    root: bytes
    note: str
    witnesses: tuple[str, ...]


def published() -> Published | None:
    """Return the newest checkpoint, or None where the ledger has never been sealed."""
    newest = Checkpoint.objects.order_by("-size").first()
    if newest is None:
        return None
    said = list(newest.cosignatures.order_by("witness").values_list("witness", "line"))
    note = newest.note + "".join(line for _, line in said)
    return Published(newest.size, bytes(newest.root), note, tuple(name for name, _ in said))


def size() -> int:
    """Return how many leaves are published: the size of the newest checkpoint, 0 where there is none."""
    return Checkpoint.objects.order_by("-size").values_list("size", flat=True).first() or 0


def tree(size: int) -> TiledTree:
    """Return the tree of the first ``size`` leaves, to be asked for roots and proofs."""
    return TiledTree(size, read_tiles)


def root(whole: TiledTree, size: int) -> bytes:
    """Return the root at a size: that of a checkpoint, where there is one of that size, else computed."""
    signed = Checkpoint.objects.filter(size=size).values_list("root", flat=True).first()
    return bytes(signed) if signed is not None else whole.root(size)


def read_tiles(wanted: Sequence[Tile]) -> list[bytes]:
    """Return the hashes of tiles that the tree has, with one question to the database."""
    spans = [
        [one.level for one in wanted],
        [one.number * WIDTH for one in wanted],
        [one.end for one in wanted],
    ]
    with connection.cursor() as cursor:
        cursor.execute(_TILES, spans)
        return [bytes(found or b"") for (found,) in cursor.fetchall()]


def read_tile(wanted: Tile) -> bytes:
    """Return the hashes of one tile."""
    return read_tiles([wanted])[0]


def read_entries(wanted: Tile) -> bytes:
    """Return the bundle of entries under a tile of level 0: the digest of each, its length before it."""
    with connection.cursor() as cursor:
        cursor.execute(_ENTRIES, [wanted.number * WIDTH, wanted.end])
        (found,) = cursor.fetchone()
    return bytes(found or b"")


def has(wanted: Tile, size: int) -> bool:
    """Answer whether a tree of ``size`` leaves has had this tile, in this width."""
    return wanted.end <= size >> HEIGHT * wanted.level
