"""What the demonstration's authorities share: names that call themselves a demonstration, and files written once."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.x509.oid import NameOID

Period = tuple[datetime, datetime]
"""First and last moment of a certificate."""


def name(common_name: str, unit: str = "") -> x509.Name:
    """Return a name that calls itself a demonstration; a common name has at most 64 bytes."""
    short = common_name.encode()[:64].decode(errors="ignore")
    parts = [
        (NameOID.COUNTRY_NAME, "CN"),
        (NameOID.ORGANIZATION_NAME, "印信演示 DEMO（无法律效力）"),
        (NameOID.ORGANIZATIONAL_UNIT_NAME, unit),
        (NameOID.COMMON_NAME, short),
    ]
    return x509.Name([x509.NameAttribute(kind, value) for kind, value in parts if value])


def period(at: datetime, years: int) -> Period:
    """Return whole years from the first day of the year of ``at``."""
    start = datetime(at.year, 1, 1, tzinfo=UTC)
    return start, start.replace(year=start.year + years) - timedelta(seconds=1)


def write_once(path: Path, make: Callable[[], bytes]) -> bytes:
    """Return the file's bytes; where there is no file, write what ``make`` returns first."""
    if not path.exists():
        write(path, make())
    return path.read_bytes()


def write(path: Path, data: bytes) -> None:
    """Write a file that only its owner can read, whole or not at all."""
    draft = path.with_suffix(path.suffix + ".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
