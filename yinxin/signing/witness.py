"""A witness (C2SP ``tlog-witness``): it remembers how far each log was, and cosigns only what goes on from there.

A log that shows one history here and another there cannot have both cosigned. A witness proves something only where
somebody else than the log's keeper runs it; the one that a demonstration brings along shows how it works, no more.

``add-checkpoint`` takes ``old <size>``, the consistency proof a hash a line, a blank line and the note; it answers with
the witness's signature line, or 400, 403, 404, 409 (with the size that it knows) or 422.
"""

from __future__ import annotations

import base64
import fcntl
import json
import os
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Final, NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from yinxin.kernel.merkle import EMPTY_ROOT, verify_consistency
from yinxin.signing import notes
from yinxin.signing.cosignatures import WitnessKey, cosign

LARGEST: Final = 16_384
"""No request has more octets."""

_KEY, _STATE, _LOCK = "witness.key", "seen.json", "lock"
_LINES: Final = 63
_TIMEOUT: Final = 5.0


class Answer(NamedTuple):
    """An HTTP answer: status, content type, text."""

    status: int
    kind: str
    text: str


class Behind(Exception):
    """The witness knows the log at another size than the one that was named."""

    def __init__(self, size: int) -> None:
        super().__init__(f"the witness knows the log at size {size}")
        self.size = size


class Declined(Exception):
    """The witness does not cosign, or cannot be reached; the text says why."""


def request(old: int, proof: Sequence[bytes], note: str) -> bytes:
    """Return the body of ``add-checkpoint``."""
    lines = [f"old {old}", *(base64.b64encode(one).decode() for one in proof)]
    return ("\n".join(lines) + "\n\n" + note).encode()


class LocalWitness:
    """A witness with its key and its memory in a folder.

    :param logs: verifier keys of the logs that it watches.
    """

    def __init__(self, folder: Path, name: str, logs: Sequence[str], clock: Callable[[], datetime]) -> None:
        self.name = name
        self._folder = folder
        self._logs = dict(notes.read_verifier_key(one) for one in logs)
        self._clock = clock
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self._locked():
            self._key = _own_key(folder / _KEY)

    @property
    def public(self) -> WitnessKey:
        """How others know it."""
        return WitnessKey(self.name, self._key.public_key())

    def add_checkpoint(self, body: bytes) -> Answer:
        """Answer one request; what is cosigned is on disk before it is answered."""
        try:
            old, proof, note = _read(body)
            origin = note.split("\n", 1)[0]
            if origin not in self._logs:
                return _said(404, "unknown log")
            seen = notes.verify_note(note, self._logs[origin])
        except notes.BadNote as error:
            return _said(403, str(error))
        except ValueError as error:
            return _said(400, str(error))
        if old > seen.size:
            return _said(400, "the old size is beyond the checkpoint")
        with self._locked():
            return self._judge(old, proof, note, seen)

    def _judge(self, old: int, proof: Sequence[bytes], note: str, seen: notes.Checkpoint) -> Answer:
        memory = self._memory()
        size, root = memory.get(seen.origin, (0, EMPTY_ROOT.hex()))
        if old != size or (seen.size == size and seen.root.hex() != root):
            return Answer(409, "text/x.tlog.size", f"{size}\n")
        if not verify_consistency(size, seen.size, bytes.fromhex(root), seen.root, proof):
            return _said(422, "the consistency proof does not hold")
        self._remember({**memory, seen.origin: (seen.size, seen.root.hex())})
        return _said(200, cosign(note, self.name, self._key, int(self._clock().timestamp())))

    def _memory(self) -> dict[str, tuple[int, str]]:
        file = self._folder / _STATE
        found: Mapping[str, Any] = json.loads(file.read_text("utf-8")) if file.exists() else {}
        return {origin: (size, root) for origin, (size, root) in found.items()}

    def _remember(self, memory: Mapping[str, tuple[int, str]]) -> None:
        fresh = self._folder / f"{_STATE}.new"
        with fresh.open("w", encoding="utf-8") as file:
            json.dump(memory, file)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._folder / _STATE)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with (self._folder / _LOCK).open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


class NearWitness:
    """A witness in this process, asked as one far away would be."""

    def __init__(self, witness: LocalWitness) -> None:
        self.public = witness.public
        self._witness = witness

    def ask(self, old: int, proof: Sequence[bytes], note: str) -> str:
        """Return the cosignature.

        :raises Behind: it knows the log at another size. :raises Declined: it does not cosign.
        """
        return _line(self._witness.add_checkpoint(request(old, proof, note)))


class FarWitness:
    """A witness at an address."""

    def __init__(self, public: WitnessKey, address: str) -> None:
        self.public = public
        self._address = address.rstrip("/")

    def ask(self, old: int, proof: Sequence[bytes], note: str) -> str:
        """Return the cosignature.

        :raises Behind: it knows the log at another size. :raises Declined: it does not cosign, or is not there.
        """
        asked = urllib.request.Request(  # noqa: S310
            f"{self._address}/add-checkpoint", data=request(old, proof, note), method="POST"
        )
        try:
            with urllib.request.urlopen(asked, timeout=_TIMEOUT) as answer:  # noqa: S310
                return _line(Answer(answer.status, "", answer.read(LARGEST).decode()))
        except urllib.error.HTTPError as error:
            kind = error.headers.get("Content-Type", "")
            return _line(Answer(error.code, kind, error.read(LARGEST).decode(errors="replace")))
        except (OSError, UnicodeDecodeError) as error:
            raise Declined(str(error)) from None


def _line(answer: Answer) -> str:
    if (
        answer.status == 409
        and answer.kind.startswith("text/x.tlog.size")
        and answer.text.strip().isdecimal()
    ):
        raise Behind(int(answer.text))
    if answer.status != 200:
        raise Declined(f"{answer.status} {answer.text.strip()[:200]}")
    return answer.text


def _read(body: bytes) -> tuple[int, list[bytes], str]:
    """Return what a request says: old size, proof, note."""
    head, blank, note = body.decode().partition("\n\n")
    first, *proof = head.split("\n")
    size = first.removeprefix("old ")
    if not blank or not first.startswith("old ") or not size.isdecimal() or len(proof) > _LINES:
        raise ValueError("not a request to add a checkpoint")
    return int(size), [base64.b64decode(line, validate=True) for line in proof], note


def _said(status: int, text: str) -> Answer:
    return Answer(status, "text/plain; charset=utf-8", text if text.endswith("\n") else f"{text}\n")


def _own_key(file: Path) -> Ed25519PrivateKey:
    if not file.exists():
        data = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        file.touch(mode=0o600)
        file.write_bytes(data)
    key = load_pem_private_key(file.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError(f"{file.name}: not an Ed25519 key")
    return key
