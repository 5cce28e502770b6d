"""A maker as one would write it in an afternoon, without the safeguards: the control of the crash harness.

It claims nothing, names and dates each file anew, stores it, records it in one commit and writes the ledger's line
in another. It makes every certificate, and it is what the harness must find fault with.

    python -m tests.simulators.naive_maker BATCH
"""

from __future__ import annotations

import sys
import uuid
from typing import Any

from yinxin.cli.main import prepare_database


def make(batch: int) -> None:
    """Make what is still ORDERED, then call the batch made."""
    from config.workshop import workshop
    from yinxin.register import making as register

    shop = workshop()
    while ordered := _query(
        """select c.id from register_certificate c join register_electronic_copy e on e.certificate_id = c.id
           where c.batch_id = %s and e.state = 'ordered' order by c.id limit 50""",
        batch,
    ):
        for (number,) in ordered:
            for intent in register.intents(number, number):
                _make_one(intent, shop)
    _close(batch)


def _make_one(intent: Any, shop: Any) -> None:
    from config.clock import now
    from yinxin.signing.pades import seal_pdf

    key, at = shop.seals[intent.seals[0]], now()
    unsigned = shop.press.render(
        intent.face,
        photo=shop.store.get(intent.face.photo),
        document_id=str(uuid.uuid4()),
        at=at,
        seals=shop.press.seals(intent.face),
        reserve=key.reserve,
    )
    data = seal_pdf(unsigned, key, at)
    digest = shop.store.put(data)
    _execute(
        "update register_electronic_copy set state = 'made', digest = %s, size = %s where id = %s",
        bytes.fromhex(digest), len(data), intent.copy_id,
    )  # fmt: skip
    _line("electronic_copy.made", "electronic_copy", intent.copy_id, {"file": digest})


def _close(batch: int) -> None:
    _execute("update production_chunk set state = 'done' where batch_id = %s", batch)
    _execute(
        "update production_batch set state = 'made', made_at = now() where id = %s and state = 'making'",
        batch,
    )
    _line("batch.made", "batch", batch, {})


def _line(kind: str, subject: str, number: int, facts: dict[str, Any]) -> None:
    from django.db import transaction

    from config.clock import now
    from yinxin.kernel.clause import Clause
    from yinxin.ledger.record import Line, record

    with transaction.atomic():
        record(Line(kind, Clause("N10"), 0, 0, subject, number, now(), facts))


def _query(sql: str, *values: object) -> list[tuple[Any, ...]]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def _execute(sql: str, *values: object) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql, values)


if __name__ == "__main__":
    prepare_database()
    make(int(sys.argv[1]))
