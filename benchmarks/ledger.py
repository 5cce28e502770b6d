"""Ledger lines a second: one in its own transaction, many in one, sealed, audited.

The floor is a bare COPY of the same columns, digests ready, into a table of the same shape without index or trigger.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from benchmarks.measuring import AT, installation, interleaved, machine, rate, ratio, timed

SINGLE, MANY = 500, 20_000
ROUNDS = 5


def measure() -> dict[str, Any]:
    """Return the rates of record, seal and audit, and their ratios to the bare COPY."""
    with installation():
        from config.workshop import check_checkpoint, sign_checkpoint
        from yinxin.ledger import audit, seal

        def seal_all() -> None:
            seal.seal(sign=sign_checkpoint, at=AT)

        seal_all()
        took = interleaved({"single": _single, "many": _many, "seal": seal_all, "copied": _copied}, ROUNDS)
        entries = _count()
        differences: list[Any] = []
        audited = [
            timed(lambda: differences.extend(audit.audit(check_note=check_checkpoint))) for _ in range(3)
        ]
    rates = {
        "recorded_singly": rate(SINGLE, took["single"]),
        "recorded_together": rate(MANY, took["many"]),
        "sealed": rate(SINGLE + MANY, took["seal"]),
        "audited": rate(entries, audited),
        "bare_copy": rate(MANY, took["copied"]),
    }
    return {
        "benchmark": "ledger",
        "entries": entries,
        "differences": len(differences),
        **rates,
        "ratios_to_bare_copy": {
            name: ratio(one, rates["bare_copy"]) for name, one in rates.items() if name != "bare_copy"
        },
        "machine": machine(),
    }


def _lines(count: int) -> Iterator[Any]:
    from yinxin.kernel.clause import Clause
    from yinxin.ledger.record import Line

    clause = Clause("N10")
    for number in range(count):
        facts = {"file": f"{number:064x}"}
        yield Line("electronic_copy.made", clause, 1, 2, "electronic_copy", number, AT, facts)


def _single() -> None:
    from django.db import transaction

    from yinxin.ledger.record import record

    for line in _lines(SINGLE):
        with transaction.atomic():
            record(line)


def _many() -> None:
    from django.db import transaction

    from yinxin.ledger.record import record_many

    with transaction.atomic():
        record_many(_lines(MANY))


def _copied() -> None:
    from django.db import connection, transaction

    from yinxin.ledger.record import _COLUMNS

    rows = [
        (
            line.at,
            line.kind,
            "N10",
            1,
            2,
            line.subject,
            line.subject_id,
            f'{{"file":"{line.subject_id:064x}"}}',
            bytes(16),
            bytes(32),
        )
        for line in _lines(MANY)
    ]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("create temporary table bare (like ledger_entry including defaults) on commit drop")
        cursor.execute("alter table bare alter id drop not null, alter transaction drop not null")
        with cursor.copy(f"COPY bare ({_COLUMNS}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)


def _count() -> int:
    from yinxin.ledger.models import Entry

    return Entry.objects.count()
