"""Signed notes: the checkpoints of the public log (C2SP ``signed-note`` and ``tlog-checkpoint``, Ed25519).

A checkpoint is three lines (origin, size, root in base64), a blank line, and a signature line that begins
with an em dash, the signer's name and four bytes that tell its keys apart.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from yinxin.kernel.merkle import HASH_SIZE

_ED25519 = b"\x01"
_NAME = re.compile(r"[^\s+]+\Z")
_SIZE = re.compile(r"(?:0|[1-9][0-9]{0,18})\Z")
_MARK = "\u2014 "


class BadNote(ValueError):
    """A text is not a checkpoint signed with the key."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log commits itself to: its name, how many leaves it has, their 32-byte root."""

    origin: str
    size: int
    root: bytes


def sign_note(origin: str, size: int, root: bytes, key: Ed25519PrivateKey) -> str:
    """Return the signed checkpoint.

    :raises ValueError: the origin cannot be a name, the size is negative or the root is not 32 bytes.
    """
    if not _NAME.match(origin) or not _SIZE.match(str(size)) or len(root) != HASH_SIZE:
        raise ValueError(f"not a checkpoint: {origin!r}, {size}, {root.hex()}")
    body = f"{origin}\n{size}\n{_base64(root)}\n"
    signature = _key_id(origin, key.public_key()) + key.sign(body.encode())
    return f"{body}\n{_MARK}{origin} {_base64(signature)}\n"


def verify_note(text: str, key: Ed25519PublicKey) -> Checkpoint:
    """Return the checkpoint that ``text`` holds; signatures of others (witnesses) are passed over.

    :raises BadNote: it is not one, or ``key`` has not signed it in the name of its origin.
    """
    body, blank, signatures = text.rpartition("\n\n")
    lines = body.split("\n")
    if not blank or len(lines) < 3 or not _NAME.match(lines[0]) or not _SIZE.match(lines[1]):
        raise BadNote("not a checkpoint")
    origin, root = lines[0], _bytes(lines[2])
    if len(root) != HASH_SIZE or not signatures.endswith("\n"):
        raise BadNote("not a checkpoint")
    key_id = _key_id(origin, key)
    for line in signatures[:-1].split("\n"):
        name, _, value = line.removeprefix(_MARK).rpartition(" ")
        if not line.startswith(_MARK) or not name:
            raise BadNote("not a signature line")
        signature = _bytes(value)
        if name == origin and signature[:4] == key_id:
            _check(key, signature[4:], f"{body}\n")
            return Checkpoint(origin, int(lines[1]), root)
    raise BadNote("not signed with this key")


def verifier_key(origin: str, key: Ed25519PublicKey) -> str:
    """Return the public key as such notes' tools take it: name, key id, kind and key."""
    return f"{origin}+{_key_id(origin, key).hex()}+{_base64(_ED25519 + _raw(key))}"


def read_verifier_key(text: str) -> tuple[str, Ed25519PublicKey]:
    """Return the name and the key that ``verifier_key`` wrote.

    :raises ValueError: it is not one, or its key id does not fit.
    """
    name, _, rest = text.partition("+")
    key_id, _, value = rest.partition("+")
    data = _bytes(value)
    if not _NAME.match(name) or data[:1] != _ED25519 or len(data) != 33:
        raise BadNote("not a verifier key")
    key = Ed25519PublicKey.from_public_bytes(data[1:])
    if _key_id(name, key).hex() != key_id:
        raise BadNote("the key id does not fit the key")
    return name, key


def _check(key: Ed25519PublicKey, signature: bytes, body: str) -> None:
    try:
        key.verify(signature, body.encode())
    except InvalidSignature:
        raise BadNote("the signature does not fit the text") from None


def _key_id(origin: str, key: Ed25519PublicKey) -> bytes:
    return hashlib.sha256(origin.encode() + b"\n" + _ED25519 + _raw(key)).digest()[:4]


def _raw(key: Ed25519PublicKey) -> bytes:
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw)


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _bytes(text: str) -> bytes:
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise BadNote("not base64") from None
    if _base64(data) != text:  # bits that nobody reads must not differ either
        raise BadNote("not the one way to write it in base64")
    return data
