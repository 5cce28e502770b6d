"""Read the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from django.db import connection

from yinxin.ledger.models import Checkpoint


@dataclass(frozen=True, slots=True)
class Recorded:
    """One line of the ledger as it stands there; ``index`` is its place in the tree, None until it is sealed."""

    id: int
    at: datetime
    kind: str
    clause: str
    actor: int
    organisation: int
    subject: str
    subject_id: int
    facts: dict[str, Any]
    index: int | None


def history(*subjects: tuple[str, int]) -> tuple[Recorded, ...]:
    """Return the lines about any of the subjects, oldest first."""
    kinds = [kind for kind, _ in subjects]
    ids = [number for _, number in subjects]
    with connection.cursor() as cursor:
        cursor.execute(
            """select e.id, e.at, e.kind, e.clause, e.actor, e.organisation, e.subject, e.subject_id, e.facts, l.index
               from unnest(%s::text[], %s::bigint[]) as s(kind, id)
               join ledger_entry e on e.subject = s.kind and e.subject_id = s.id
               left join ledger_leaf l on l.entry_id = e.id
               order by e.id""",
            [kinds, ids],
        )
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return tuple(_recorded(*row) for row in rows)


_COLUMNS = "e.id, e.at, e.kind, e.clause, e.actor, e.organisation, e.subject, e.subject_id, e.facts"


def of_person(account_id: int, *, limit: int = 1000) -> tuple[Recorded, ...]:
    """Return what a person did, and what was done to their account, the latest first.

    What an act brought about for each certificate and copy is left out: the act itself stands for it.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"""with found as (
                    (select {_COLUMNS} from ledger_entry e where e.actor = %(person)s and e.actor <> 0
                         and e.subject not in ('certificate', 'chunk', 'electronic_copy', 'paper_copy')
                     order by e.id desc limit %(limit)s)
                    union
                    (select {_COLUMNS} from ledger_entry e
                     where e.subject = 'account' and e.subject_id = %(person)s order by e.id desc limit %(limit)s))
                select {_COLUMNS}, l.index from found e left join ledger_leaf l on l.entry_id = e.id
                order by e.id desc limit %(limit)s""",  # noqa: S608
            {"person": account_id, "limit": limit},
        )
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return tuple(_recorded(*row) for row in rows)


def _recorded(*row: Any) -> Recorded:
    facts, index = orjson.loads(row[8]), row[9]
    return Recorded(row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7], facts, index)


def latest_checkpoint() -> str | None:
    """Return the signed note of the newest checkpoint, or None where the ledger has never been sealed."""
    return Checkpoint.objects.order_by("-size").values_list("note", flat=True).first()
