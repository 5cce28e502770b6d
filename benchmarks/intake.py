"""Rows a second that an examination takes, without photos: reading, every check, the look-ups in the register.

The floor is a bare COPY of the same file's bytes into a table of twenty text columns: what the database needs to
take the rows in without looking at them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.measuring import AT, installation, interleaved, machine, rate, ratio

ROWS = 100_000
ROUNDS = 3
AIM = 25_000


def measure() -> dict[str, Any]:
    """Return the rate of examination and its ratio to the bare COPY."""
    with installation() as home:
        from config.workshop import missing_glyphs
        from yinxin.catalogue import queries as catalogue
        from yinxin.demo.sample import SW2026, invented_rows, write_csv
        from yinxin.parties.queries import body
        from yinxin.production.exam_facts import Register, exam_facts
        from yinxin.production.intake.examine import examine

        source = home / "rows.csv"
        write_csv(source, invented_rows(ROWS, SW2026, seed=1), encoding="utf-8")
        exam = catalogue.exam(SW2026.code)
        facts = exam_facts(exam, body(exam.parts[0].agency_id))
        findings: list[int] = []

        def check() -> None:
            known = Register(exam, AT.date())
            examined = examine(source, None, exam=facts, known=known, glyphs=missing_glyphs)
            findings.append(len(examined.errors))
            examined.forget()

        took = interleaved({"checked": check, "copied": lambda: _copy(source)}, ROUNDS)
    checked, copied = rate(ROWS, took["checked"]), rate(ROWS, took["copied"])
    return {
        "benchmark": "intake",
        "rows": ROWS,
        "errors_found": findings[-1],
        "checked_rows": checked,
        "bare_copy_rows": copied,
        "ratio_to_bare_copy": ratio(checked, copied),
        "aim_per_second": AIM,
        "machine": machine(),
    }


def _copy(source: Path) -> None:
    from django.db import connection, transaction

    from yinxin.production.intake.columns import COLUMNS

    columns = ", ".join(f"{column.key} text" for column in COLUMNS)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"create temporary table bare ({columns}) on commit drop")
        with cursor.copy("COPY bare FROM STDIN WITH (FORMAT csv, HEADER)") as copy, source.open("rb") as file:
            while part := file.read(1 << 20):
                copy.write(part)
