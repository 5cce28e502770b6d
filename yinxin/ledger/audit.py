"""Recompute the ledger from its entries and hold it against its seals; name everything that differs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection

from yinxin.kernel.merkle import Frontier, leaf_hash
from yinxin.kernel.tiles import HEIGHT
from yinxin.kernel.words import Words
from yinxin.ledger.models import Checkpoint, Cosignature
from yinxin.ledger.record import entry_digest
from yinxin.ledger.seal import Closed

_CHUNK = 20_000


@dataclass(frozen=True)
class Difference:
    """One thing that is not as it must be.

    :ivar where: the table or file that differs; ``number`` its key.
    """

    where: str
    number: int | str
    words: Words


CheckNote = Callable[[str, int, bytes], bool]
"""Given a signed note, a size and a root, say whether the note is genuine and says just that."""

CheckCosignature = Callable[[str, str, str], bool | None]
"""Given a note, a witness's name and its line, say whether the line holds; None where nobody knows the witness."""


def audit(
    *, check_note: CheckNote, check_cosignature: CheckCosignature | None = None
) -> Iterator[Difference]:
    """Yield every entry that was edited, deleted or slipped in, and every checkpoint that does not hold."""
    yield from _entries_that_changed()
    yield from _leaves_without_entry()
    if check_cosignature:
        yield from _cosignatures(check_cosignature)
    yield from _places_and_roots(check_note)
    yield from _entries_left_behind()


def _entries_that_changed() -> Iterator[Difference]:
    columns = "id, at, kind, clause, actor, organisation, subject, subject_id, facts, salt, digest"
    last = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                f"select {columns} from ledger_entry where id > %s order by id limit %s",  # noqa: S608
                [last, _CHUNK],
            )
            rows = cursor.fetchall()
        if not rows:
            return
        for number, *said, digest in rows:
            if not _fits(said, bytes(digest)):
                yield Difference("ledger_entry", number, Words("账目内容与其摘要不符：被改动过"))
        last = rows[-1][0]


def _fits(said: list[Any], digest: bytes) -> bool:
    """Answer whether an entry's digest is that of what it says."""
    *plain, salt = said
    return entry_digest(*plain, bytes(salt)) == digest


def _leaves_without_entry() -> Iterator[Difference]:
    with connection.cursor() as cursor:
        cursor.execute(
            """select l.index, l.entry_id from ledger_leaf l
               left join ledger_entry e on e.id = l.entry_id where e.id is null order by l.index"""
        )
        for index, entry in cursor.fetchall():
            yield Difference("ledger_entry", entry, Words("第{index}号封存的账目不见了：被删除", index=index))


def _places_and_roots(check_note: CheckNote) -> Iterator[Difference]:
    """Rebuild the tree leaf by leaf and compare it with every checkpoint on the way."""
    checkpoints = {c.size: c for c in Checkpoint.objects.order_by("size").iterator()}
    closed = Closed()
    frontier = Frontier(notice=closed)
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                """select l.index, l.hash, e.digest from ledger_leaf l
                   left join ledger_entry e on e.id = l.entry_id
                   where l.index >= %s order by l.index limit %s""",
                [frontier.size, _CHUNK],
            )
            rows = cursor.fetchall()
        if not rows:
            break
        for index, stored, digest in rows:
            if index != frontier.size:
                yield Difference("ledger_leaf", frontier.size, Words("封存序号不连续：此号缺失"))
                return
            if digest is not None and leaf_hash(bytes(digest)) != bytes(stored):
                yield Difference("ledger_leaf", index, Words("封存的叶子与账目不符：账目在封存后被改动"))
            frontier.append(bytes(stored))
            checkpoint = checkpoints.pop(frontier.size, None)
            if checkpoint:
                yield from _compare(checkpoint, frontier.root(), check_note)
        yield from _subtrees(closed)
    yield from _subtrees_beyond(frontier.size)
    for size in checkpoints:
        yield Difference("ledger_checkpoint", size, Words("检查点声明的账目多于现存的账目：末尾被截断"))


def _subtrees(closed: Closed) -> Iterator[Difference]:
    """Hold what has just been recomputed against what is kept for the tiles."""
    rows = closed.take()
    with connection.cursor() as cursor:
        cursor.execute(
            """select w.level, w.index from unnest(%s::smallint[], %s::bigint[], %s::bytea[]) as w(level, index, hash)
               left join ledger_subtree s on s.level = w.level and s.index = w.index
               where s.hash is distinct from w.hash order by 1, 2""",
            [list(column) for column in zip(*rows, strict=True)] or [[], [], []],
        )
        for level, index in cursor.fetchall():
            yield Difference("ledger_subtree", f"{level}/{index}", Words("公布的树中节点与账目不符"))


def _subtrees_beyond(size: int) -> Iterator[Difference]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select level, index from ledger_subtree where ((index + 1) << (%s * level)) > %s", [HEIGHT, size]
        )
        for level, index in cursor.fetchall():
            yield Difference("ledger_subtree", f"{level}/{index}", Words("公布的树中有账目没有的节点"))


def _cosignatures(check: CheckCosignature) -> Iterator[Difference]:
    said = Cosignature.objects.order_by("checkpoint_id", "witness").values_list(
        "id", "checkpoint__note", "witness", "line"
    )
    for number, note, witness, line in said.iterator():
        if check(note, witness, line) is False:
            yield Difference("ledger_cosignature", number, Words("见证人的签名不成立"))


def _compare(checkpoint: Checkpoint, root: bytes, check_note: CheckNote) -> Iterator[Difference]:
    if bytes(checkpoint.root) != root:
        yield Difference("ledger_checkpoint", checkpoint.size, Words("按账目重算的根与检查点不符"))
    elif not check_note(checkpoint.note, checkpoint.size, root):
        yield Difference("ledger_checkpoint", checkpoint.size, Words("检查点的签名不成立"))


def _entries_left_behind() -> Iterator[Difference]:
    """Yield entries that sealing should have taken: they were slipped in with a forged transaction number.

    A database restored from a dump counts its transactions anew: until the next sealing the last horizon means nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """select e.id from ledger_entry e
               where e.transaction < (select case when horizon <= pg_snapshot_xmax(pg_current_snapshot())::text::bigint
                                                  then horizon else 0 end
                                      from ledger_checkpoint order by size desc limit 1)
               and not exists (select 1 from ledger_leaf l where l.entry_id = e.id) order by e.id"""
        )
        for (number,) in cursor.fetchall():
            yield Difference("ledger_entry", number, Words("账目早于最近的检查点却未封存：事后插入"))
