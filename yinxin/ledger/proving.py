"""Log proofs: what the ledger says of a thing, line by line, with the proof that each line is in the public log.

A log proof is a JSON object that the stand-alone verifier takes without asking anybody::

    {"format": "yinxin-log-proof-1",
     "checkpoint": "…",                          the signed note, with what witnesses have added
     "entries": [{"index": 17,                   the line's place in the log
                  "entry": "{…}",                its canonical text with its salt: the leaf is over its SHA-256
                  "proof": ["…", …]}]}           hashes to the root, lowest first, hexadecimal
"""

from __future__ import annotations

from typing import Any, Final

from django.db import connection

from yinxin.ledger import tree
from yinxin.ledger.record import entry_text

FORMAT: Final = "yinxin-log-proof-1"

_LINES: Final = """
    select l.index, e.at, e.kind, e.clause, e.actor, e.organisation, e.subject, e.subject_id, e.facts, e.salt
    from unnest(%s::text[], %s::bigint[]) as s(kind, id)
    join ledger_entry e on e.subject = s.kind and e.subject_id = s.id
    join ledger_leaf l on l.entry_id = e.id
    where l.index < %s order by l.index"""


def of_subjects(*subjects: tuple[str, int]) -> dict[str, Any] | None:
    """Return the log proof of every published line about the subjects; None where there is none yet."""
    published = tree.published()
    if published is None:
        return None
    with connection.cursor() as cursor:
        kinds, ids = [kind for kind, _ in subjects], [number for _, number in subjects]
        cursor.execute(_LINES, [kinds, ids, published.size])
        rows = cursor.fetchall()
    if not rows:
        return None
    whole = tree.tree(published.size)
    entries = [
        {
            "index": index,
            "entry": _text(said, bytes(salt)),
            "proof": [one.hex() for one in whole.inclusion(index)],
        }
        for index, *said, salt in rows
    ]
    return {"format": FORMAT, "checkpoint": published.note, "entries": entries}


def _text(said: list[Any], salt: bytes) -> str:
    return entry_text(*(*said, salt)).decode()
