"""What verification leaves behind for holders: that somebody looked at a certificate, when, and in which way.

Verification writes nothing into the register. It appends a line to a file, and a worker enters the lines later: the
answer never waits for it, and goes out even where the line cannot be written. A file belongs to one process and one
short slot of time, so that nobody writes into it any more when it is read. Who asked from where is not written down;
a program that shows its key leaves the key's digest, which the worker turns into its organisation's name.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from hashlib import sha256
from pathlib import Path
from typing import Final

from django.conf import settings

from yinxin.kernel.words import Words

SLOT_SECONDS: Final = 10
"""How long one file is written to; it is read when twice as long again has passed."""

log = logging.getLogger(__name__)


class Way(Enum):
    """In which way a certificate was looked at."""

    PAGE = "page"
    QR = "qr"
    FILE = "file"
    API = "api"
    COPY = "copy"
    LINK = "link"

    @property
    def words(self) -> Words:
        """The way in words."""
        return _WAYS[self]


_WAYS = {
    Way.PAGE: Words("在核验页面输入号码"),
    Way.QR: Words("扫描证书上的二维码"),
    Way.FILE: Words("上传文件核验"),
    Way.API: Words("通过接口核验"),
    Way.COPY: Words("扫描加注件上的二维码"),
    Way.LINK: Words("打开分享链接"),
}


@dataclass(frozen=True, slots=True)
class Noted:
    """One line.

    :ivar source: file and line, the same however often the file is read.
    :ivar key: SHA-256 of the key that the asking program showed, hexadecimal; empty where it showed none.
    :ivar grant_id: the marked copy that was shown; None for the certificate itself.
    """

    source: str
    certificate_id: int
    way: Way
    at: datetime
    key: str
    grant_id: int | None


class _Spool:
    """This process's open file; it is exchanged when its slot has passed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._slot, self._file, self._owner = -1, -1, 0

    def write(self, line: bytes) -> None:
        """Append a line with one call, which nothing can come between."""
        slot = int(time.time()) // SLOT_SECONDS
        if slot != self._slot or os.getpid() != self._owner:
            self._turn(slot)
        os.write(self._file, line)

    def _turn(self, slot: int) -> None:
        with self._lock:
            if slot == self._slot and os.getpid() == self._owner:
                return
            folder = Path(settings.LOOKS)
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            fresh = os.open(
                folder / f"{slot}-{os.uname().nodename}-{os.getpid()}",
                os.O_WRONLY | os.O_APPEND | os.O_CREAT,
                0o600,
            )
            # Another thread may be about to write into the old file: it stays open under its number.
            if self._file >= 0 and self._owner == os.getpid():
                os.dup2(fresh, self._file)
                os.close(fresh)
            else:
                self._file = fresh
            self._slot, self._owner = slot, os.getpid()


_spool = _Spool()


def note(
    certificate_id: int | None, way: Way, at: datetime, *, key: str = "", grant_id: int | None = None
) -> None:
    """Note that somebody looked; nothing where no certificate was found.

    A folder that is full or away must not stop verification: the line is then lost, and the log says so.

    :param key: the key that the asking program showed.
    """
    if certificate_id is None:
        return
    shown = sha256(key.encode()).hexdigest() if key else ""
    line = f"{certificate_id} {way.value} {at.isoformat()} {shown or '-'} {grant_id or '-'}\n"
    try:
        _spool.write(line.encode())
    except OSError as error:
        log.warning("a look could not be noted: %s", type(error).__name__)


def ripe(folder: Path, *, wall: datetime) -> list[Path]:
    """Return the files into which nobody writes any more, the oldest first."""
    before = int(wall.timestamp()) // SLOT_SECONDS - 2
    found = [(int(file.name.split("-")[0]), file) for file in folder.glob("*-*") if file.name[0].isdigit()]
    return [file for slot, file in sorted(found) if slot < before]


def lines(file: Path) -> Iterator[Noted]:
    """Yield the lines of a file; one that a full disk has cut short is passed over."""
    for number, text in enumerate(file.read_text(encoding="ascii", errors="replace").splitlines()):
        parts = text.split(" ")
        try:
            certificate, way, at, key, grant = parts
            yield Noted(
                f"{file.name[:50]}:{number}",
                int(certificate),
                Way(way),
                datetime.fromisoformat(at),
                "" if key == "-" else key,
                None if grant == "-" else int(grant),
            )
        except ValueError:
            log.warning("line %s of %s is no look", number, file.name)
