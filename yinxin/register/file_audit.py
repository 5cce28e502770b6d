"""Hold files against their names: each lies under the digest of its bytes, so that whatever takes its place shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from yinxin.kernel.canonical import digest
from yinxin.kernel.words import Words
from yinxin.ledger.audit import Difference
from yinxin.register.files import FileStore

Wanted = tuple[str, int, str]
"""A table, a row's number, the key of the file that it names; empty where it names none."""


def audit(
    store: FileStore, wanted: Iterable[Wanted], *, whole: bool, gone: Words, changed: Words
) -> Iterator[Difference]:
    """Yield every row whose file is not there, and with ``whole`` every row whose file is not what it was."""
    sound: dict[str, Words | None] = {}
    for table, number, key in wanted:
        if not key:
            continue
        if key not in sound:
            missing = not store.has(key)
            altered = whole and not missing and digest(store.get(key)) != key
            sound[key] = gone if missing else changed if altered else None
        words = sound[key]
        if words is not None:
            yield Difference(table, number, words)
