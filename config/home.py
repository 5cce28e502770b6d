"""Where one installation keeps its state: everything lies under ``YINXIN_HOME`` (default ``./var``)."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def home() -> Path:
    """Return the folder of this installation's state; two homes are two installations."""
    return Path(os.environ.get("YINXIN_HOME") or ROOT / "var").expanduser().resolve()


def private_folder(*parts: str) -> Path:
    """Return a folder under the home, made if need be, that only this user may enter."""
    folder = home().joinpath(*parts)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder
