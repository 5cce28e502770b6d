"""Write the public log into a folder as static files: for any web server, for a mirror, for an auditor."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from yinxin.kernel.tiles import WIDTH, Tile, number_path, tiles_of
from yinxin.ledger import tree
from yinxin.ledger.standalone import verify_log

VERIFIER: Final = Path(verify_log.__file__)
"""The stand-alone verifier's file."""


def export(folder: Path) -> int | None:
    """Write every tile, every bundle of entries, the checkpoint last; return the size, None where there is none.

    What is there already and can never change is left as it is, so that a copy is brought up to date quickly.
    """
    published = tree.published()
    if published is None:
        return None
    for one in tiles_of(published.size):
        _write(folder / "tile" / one.path, one, tree.read_tile)
        if one.level == 0:
            path = folder / "tile" / "entries" / number_path(one.number, one.width)
            _write(path, one, tree.read_entries)
    _replace(folder / VERIFIER.name, VERIFIER.read_bytes())
    _replace(folder / "checkpoint", published.note.encode())
    return published.size


def _write(path: Path, one: Tile, read: Callable[[Tile], bytes]) -> None:
    if one.width < WIDTH or not path.exists():
        _replace(path, read(one))


def _replace(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(path.name + ".new")
    fresh.write_bytes(data)
    fresh.replace(path)
