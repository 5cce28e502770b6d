"""Files as an agency would send them, and what the whole installation holds before and after."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import connection

from config.workshop import missing_glyphs
from tests.cast import AT
from yinxin.demo.sample import SW2026, invented_rows, photos_for, write_photos, write_xlsx
from yinxin.ledger import queries as ledger
from yinxin.production import submission
from yinxin.register.files import files

Rows = list[dict[str, str]]


class Sent:
    """Rows of invented people with their photos; ``write`` puts down what they are at the time."""

    def __init__(self, folder: Path, count: int, *, seed: int, exam=SW2026) -> None:
        self.folder, self.rows = folder, invented_rows(count, exam, seed=seed)
        self.photos = dict(photos_for(self.rows, seed=seed))

    def write(self, name: str = "合格人员") -> tuple[Path, Path]:
        table, archive = self.folder / f"{name}.xlsx", self.folder / f"{name}.zip"
        write_xlsx(table, self.rows)
        write_photos(archive, self.photos.items())
        return table, archive


def submit(
    cast, table: Path, photos: Path | None, *, by=None, partial=False, exam="SW2026", at=AT, store=None
):
    return submission.submit(
        exam_code=exam,
        data=table,
        photos=photos,
        file_name=table.name,
        partial=partial,
        store=store or files(),
        glyphs=missing_glyphs,
        by=by or cast.data,
        at=at,
    )


def holdings() -> dict[str, int]:
    """What the database holds of production: rows by table, lines of the ledger."""
    tables = (
        "production_batch",
        "production_batch_row",
        "production_chunk",
        "register_certificate",
        "duties_duty",
    )
    counts: dict[str, int] = {}
    with connection.cursor() as cursor:
        for table in (*tables, "ledger_entry", "register_holder", "register_electronic_copy"):
            cursor.execute(f"select count(*) from {table}")
            counts[table] = cursor.fetchone()[0]
    return counts


def said(subject: str, number: int) -> list[str]:
    """The kinds of the ledger's lines about one subject, oldest first."""
    return [line.kind for line in ledger.history((subject, number))]


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run acts in threads of their own that start together; return what each returned or raised."""
    outcomes: list[Any] = [None] * len(acts)
    start = threading.Barrier(len(acts))

    def run(place: int) -> None:
        try:
            start.wait()
            outcomes[place] = acts[place]()
        except BaseException as error:
            outcomes[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes
