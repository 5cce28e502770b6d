"""What witnesses add to a checkpoint (C2SP ``tlog-cosignature``, version 1): "I saw it then, and it goes on".

A cosignature is a signature line under the note, of the witness's name, over two lines (``cosignature/v1`` and the
time) and the text of the checkpoint. It holds the time as eight octets before the Ed25519 signature.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from yinxin.signing.notes import BadNote

_KIND: Final = b"\x04"
_MARK: Final = "\u2014 "
_SIZE: Final = 4 + 8 + 64


@dataclass(frozen=True, slots=True)
class WitnessKey:
    """A witness as others know it: its name and its public key."""

    name: str
    key: Ed25519PublicKey

    @property
    def mark(self) -> bytes:
        """The four octets that tell its keys apart."""
        return hashlib.sha256(self.name.encode() + b"\n" + _KIND + self._raw).digest()[:4]

    @property
    def text(self) -> str:
        """The verifier key, as tools take it."""
        return f"{self.name}+{self.mark.hex()}+{base64.b64encode(_KIND + self._raw).decode()}"

    @property
    def _raw(self) -> bytes:
        return self.key.public_bytes(Encoding.Raw, PublicFormat.Raw)


def read_witness(text: str) -> WitnessKey:
    """Return the witness of a verifier key.

    :raises BadNote: it is none of a witness, or its key id does not fit.
    """
    name, _, rest = text.partition("+")
    mark, _, value = rest.partition("+")
    data = _bytes(value)
    if not name or data[:1] != _KIND or len(data) != 33:
        raise BadNote("not a witness's verifier key")
    found = WitnessKey(name, Ed25519PublicKey.from_public_bytes(data[1:]))
    if found.mark.hex() != mark:
        raise BadNote("the key id does not fit the key")
    return found


def cosign(note: str, name: str, key: Ed25519PrivateKey, seconds: int) -> str:
    """Return a witness's signature line for a note.

    :param seconds: when it saw it, since 1970.
    """
    witness = WitnessKey(name, key.public_key())
    value = witness.mark + seconds.to_bytes(8, "big") + key.sign(_signed(note, seconds))
    return f"{_MARK}{name} {base64.b64encode(value).decode()}\n"


def verify_cosignature(note: str, line: str, witness: WitnessKey) -> int:
    """Return when the witness saw the note, in seconds since 1970.

    :raises BadNote: the line is none of this witness for this note.
    """
    name, _, value = line.removesuffix("\n").removeprefix(_MARK).rpartition(" ")
    data = _bytes(value)
    if not line.startswith(_MARK) or not line.endswith("\n") or name != witness.name or len(data) != _SIZE:
        raise BadNote("not a cosignature of this witness")
    seconds = int.from_bytes(data[4:12], "big")
    try:
        witness.key.verify(data[12:], _signed(note, seconds))
    except InvalidSignature:
        raise BadNote("the cosignature does not fit the text") from None
    if data[:4] != witness.mark:
        raise BadNote("not a cosignature with this key")
    return seconds


def _signed(note: str, seconds: int) -> bytes:
    body = note.rpartition("\n\n")[0]
    return f"cosignature/v1\ntime {seconds}\n{body}\n".encode()


def _bytes(text: str) -> bytes:
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        raise BadNote("not base64") from None
    if base64.b64encode(data).decode() != text:
        raise BadNote("not the one way to write it in base64")
    return data
