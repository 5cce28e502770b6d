"""The process that reads strangers' files: it limits itself first, reads, writes plain results, and ends.

One argument, a JSON object: ``what`` (``table``, ``photos`` or ``book``), ``source``, ``folder``, ``limits``.
The answer on standard output is a JSON object: the header and the count, or the reason why it cannot be read.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path
from typing import Any

from yinxin.production.intake.limits import Limits


def confine(memory: int, seconds: int) -> None:
    """Let the kernel of the machine end this process when it takes too much memory, time or disk."""
    for what, limit in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 256),
    ):
        hard = resource.getrlimit(what)[1]
        resource.setrlimit(what, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))


def table(source: Path, folder: Path, limits: Limits) -> dict[str, Any]:
    """Read a table and write ``table.arrow``: ``row``, then ``c0``, ``c1`` … for the header's columns."""
    import polars as pl  # after the limits are set

    from yinxin.production.intake.tables import read_table

    header, rows = read_table(source, limits)
    width = len(header)
    columns = zip(*((cells + [""] * (width - len(cells)))[:width] for _, cells in rows), strict=True)
    values = list(columns) or [()] * width
    frame = pl.DataFrame(
        {"row": [number for number, _ in rows]} | {f"c{at}": list(cells) for at, cells in enumerate(values)},
        schema={"row": pl.UInt32} | {f"c{at}": pl.String for at in range(width)},
    )
    frame.write_ipc(folder / "table.arrow")
    return {"header": header, "count": len(rows)}


def photos(source: Path, folder: Path, limits: Limits) -> dict[str, Any]:
    """Read the pictures and write what was measured as ``photos.arrow``, one row a file."""
    import polars as pl  # after the limits are set

    from yinxin.production.intake.pictures import Picture, read_pictures

    records = list(read_pictures(source, folder, limits))
    kinds = {"int": pl.Int64, "float": pl.Float64, "bool": pl.Boolean, "str": pl.String}
    schema = {name: kinds[str(kind)] for name, kind in Picture.__annotations__.items()}
    pl.DataFrame(records, schema=schema).write_ipc(folder / "photos.arrow")
    return {"count": len(records)}


def book(source: Path, folder: Path, limits: Limits) -> dict[str, Any]:
    """Read a whole file and write its cells as ``book.json``."""
    from yinxin.production.intake.books import read_book  # after the limits are set

    found = read_book(source, limits)
    (folder / "book.json").write_text(json.dumps(found))
    return {"count": sum(len(rows) for _, rows in found["sheets"])}


def main(job: str) -> None:
    """Do one job and print the answer."""
    facts = json.loads(job)
    limits = Limits(**facts["limits"])
    work = {"table": table, "photos": photos, "book": book}[facts["what"]]
    confine(limits.memory, limits.photos_seconds if work is photos else limits.table_seconds)
    from yinxin.attachments.archives import Unreadable

    try:
        answer = work(Path(facts["source"]), Path(facts["folder"]), limits)
    except Unreadable as no:
        answer = {"reason": no.reason, "facts": no.facts}
    except MemoryError:
        answer = {"reason": "too_large_to_read", "facts": {}}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main(sys.argv[1])
