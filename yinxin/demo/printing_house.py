"""A printing house on the other side of the drop folder: it prints, spoils and loses, and reports, by a seed.

It knows nothing but the folder, as a real one does: it prints only where every file is what the manifest says.
"""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any


def print_all(drop: Path, *, seed: int, spoils: float = 0.1, loses: float = 0.05) -> list[Path]:
    """Print every order that has no report yet; return the reports.

    :param spoils: how likely it spoils a sheet, ``loses`` how likely it loses one.
    :raises ValueError: an order is not what its manifest says.
    """
    luck = Random(seed)  # noqa: S311 - a story, no secret
    written = []
    (drop / "reports").mkdir(exist_ok=True)
    for manifest in sorted((drop / "orders").glob("*/manifest.json")):
        order = json.loads(manifest.read_bytes())
        answer = drop / "reports" / f"{order['order']}.json"
        if not answer.exists():
            _receive(manifest.parent, order)
            answer.write_text(json.dumps(_print(order, luck, spoils, loses)))
            written.append(answer)
    return written


def _receive(folder: Path, order: dict[str, Any]) -> None:
    """Count what came, as a printing house does before it prints."""
    whole = all(
        sha256((folder / file["name"]).read_bytes()).hexdigest() == file["digest"] for file in order["files"]
    )
    if not whole or order["count"] != len(order["papers"]):
        raise ValueError(f"order {order['order']} is not what its manifest says")


def _print(order: dict[str, Any], luck: Random, spoils: float, loses: float) -> dict[str, Any]:
    said: dict[str, Any] = {"order": order["order"], "printed": [], "spoiled": [], "lost": []}
    for sheet in order["papers"]:
        chance = luck.random()
        if chance < spoils:
            said["spoiled"].append({"paper": sheet["paper"], "blank": sheet["blank"]})
        elif chance < spoils + loses:
            said["lost"].append(sheet["paper"])
        else:
            said["printed"].append(sheet["paper"])
    return said
