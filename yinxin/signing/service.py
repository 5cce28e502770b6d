"""The signer: a process of its own that keeps the private keys and signs what was written down before (N6).

It is asked over a Unix socket, and asks the register itself, with rights to read and none to write: is there such an
intent, does it still wait, is it this seal's turn, is the seal in use on that day? What is to be signed must be the
signed attributes of a document under that seal's own certificate, and nothing else; and one intent makes one file, a
few at most where it had to be made again. Every answer is a line in the journal.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import socket
import socketserver
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Protocol

from yinxin.kernel.calendar import day_of
from yinxin.kernel.refusal import Refusal
from yinxin.signing import wire
from yinxin.signing.keys import ACTIVE, Keyring, SealKey

log = logging.getLogger(__name__)

MOST_FILES: Final = 3
"""So many different files may be signed for one intent: a new edition of the program may draw the page anew."""


@dataclass(frozen=True, slots=True)
class Written:
    """An intent as the register has it.

    :ivar seals: the ids of the seals, the first of which signs; for a copy that is sealed anew, those of the old file.
    :ivar signed_at: the moment that the signature will state; None where that is the moment of signing.
    :ivar waiting: what was intended is not done yet.
    :ivar same_seal: the first seal itself must sign; else any seal of its department may.
    :ivar once: one intent makes one file.
    """

    seals: Sequence[str]
    signed_at: datetime | None
    waiting: bool
    same_seal: bool = True
    once: bool = True


class Book(Protocol):
    """What the signer may read."""

    def find(self, intent: str) -> Written | None:
        """Return what was written down, or None."""

    def ring(self) -> Keyring:
        """Return the keys as they stand now."""


@dataclass
class Desk:
    """What decides about one question after the other.

    :ivar journal: a file to which each answer is added; what it holds already is remembered.
    """

    book: Book
    clock: Callable[[], datetime]
    journal: Path
    _made: dict[str, set[str]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        if self.journal.exists():
            for line in self.journal.read_text("utf-8").splitlines():
                said = json.loads(line)
                if not said["refused"]:
                    self._made.setdefault(f"{said['intent']} {said['key']}", set()).add(said["digest"])

    def answer(self, asked: wire.Asked) -> wire.Answer:
        """Sign, or say why not; either is written into the journal."""
        digest = hashlib.sha256(asked.message).hexdigest()
        try:
            refused, value = self._judge(asked, digest)
        except Refusal as no:
            refused, value = str(no), b""
        line = {"at": self.clock().isoformat(), "key": asked.key, "intent": asked.intent, "digest": digest}
        with self._lock, self.journal.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line | {"refused": refused}, ensure_ascii=False) + "\n")
        return wire.Answer(value, refused)

    def _judge(self, asked: wire.Asked, digest: str) -> tuple[str, bytes]:
        """Return why it is refused, or the signature."""
        ring = self.book.ring()
        key = next((one for one in ring.seals if one.id == asked.key), None)
        if key is None:
            return "no such seal", b""
        if key.status != ACTIVE:
            return f"the seal is {key.status}", b""
        if key.envelope.digest_in(asked.message) is None:
            return "not the attributes of a document under this seal", b""
        written = self.book.find(asked.intent)
        if written is None or not written.waiting:
            return "no such intent waits", b""
        if why := self._unfit(key, written, ring):
            return why, b""
        if written.once and not self._remember(f"{asked.intent} {asked.key}", digest):
            return "another file was signed for this intent", b""
        return "", key.signer.sign(asked.message)

    def _unfit(self, key: SealKey, written: Written, ring: Keyring) -> str:
        owner = next((one.owner for one in ring.seals if one.id == written.seals[0]), None)
        mine = written.seals[0] == key.id if written.same_seal else owner == key.owner
        if not mine:
            return "the intent names another seal"
        at = written.signed_at or self.clock()
        if not key.covers(at) or not key.valid_from <= day_of(at) <= key.valid_to:
            return "outside the seal's period"
        return ""

    def _remember(self, intent: str, digest: str) -> bool:
        with self._lock:
            known = self._made.setdefault(intent, set())
            if digest not in known and len(known) >= MOST_FILES:
                return False
            known.add(digest)
            return True


class _Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    """One thread for each worker that is connected."""

    daemon_threads = True
    desk: Desk


class _Handler(socketserver.BaseRequestHandler):
    """One connection: question after question until the worker leaves."""

    server: _Server

    def handle(self) -> None:
        """Answer until the other side goes; what is no question ends the connection."""
        link: socket.socket = self.request
        while True:
            try:
                asked = wire.read_question(wire.receive(link))
                wire.answer(link, self.server.desk.answer(asked))
            except (wire.Broken, OSError):
                return
            except Exception:
                log.exception("a question could not be answered")
                return


def open_server(address: Path, desk: Desk, *, mode: int = 0o600) -> Any:
    """Return a server on a Unix socket that is yet to be run (``serve_forever``, ``shutdown``).

    :param mode: who may connect: 0o600 the same account alone, 0o660 its group too.
    """
    address.unlink(missing_ok=True)
    before = os.umask(0o177)
    try:
        server = _Server(str(address), _Handler)
    finally:
        os.umask(before)
    address.chmod(mode)
    server.desk = desk
    return server
