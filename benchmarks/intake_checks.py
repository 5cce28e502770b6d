"""How many rows a second an examination takes, without photos: reading, checking, findings, all in.

    python -m benchmarks.intake_checks [ROWS]

Prints JSON: rows, seconds, rows per second, for a clean CSV file and for its examination once read.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path

from yinxin.demo.sample import SW2026, invented_rows, write_csv
from yinxin.production.intake.examine import examine, examine_table
from yinxin.production.intake.facts import NothingKnown
from yinxin.production.intake.limits import Limits
from yinxin.production.intake.reading import read


def main(count: int) -> None:
    """Measure once and print."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / "rows.csv"
        write_csv(source, invented_rows(count, SW2026, seed=1))
        start = time.perf_counter()
        examined = examine(source, None, exam=SW2026, known=NothingKnown(), glyphs=lambda text: ())
        whole = time.perf_counter() - start
        examined.forget()
        table, _ = read(source, None, folder, Limits())
        start = time.perf_counter()
        examine_table(table, None, folder, exam=SW2026, known=NothingKnown(), glyphs=lambda text: ())
        checks = time.perf_counter() - start
    facts = {
        "rows": count,
        "findings": len(examined.findings),
        "all_in_seconds": round(whole, 2),
        "all_in_rows_per_second": round(count / whole),
        "checks_seconds": round(checks, 2),
        "checks_rows_per_second": round(count / checks),
    }
    print(json.dumps(facts))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
