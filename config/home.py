"""Where one installation keeps its state: everything lies under ``YINXIN_HOME`` (default ``./var``)."""

from __future__ import annotations

import json
import os
import secrets
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


def remembered(name: str, otherwise: str) -> str:
    """Return what the environment says (``YINXIN_NAME``), else what this home remembers, else ``otherwise``."""
    given = os.environ.get(f"YINXIN_{name.upper()}")
    return given if given is not None else _memory().get(name, otherwise)


def remember(**facts: str) -> None:
    """Keep settings in the home, so that later commands of this installation agree with the first."""
    home().mkdir(parents=True, exist_ok=True)
    file = home() / "home.json"
    half = file.with_suffix(f".{secrets.token_hex(8)}")
    half.write_text(json.dumps({**_memory(), **facts}, ensure_ascii=False, indent=2))
    half.replace(file)


def _memory() -> dict[str, str]:
    file = home() / "home.json"
    facts: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}
    return facts
