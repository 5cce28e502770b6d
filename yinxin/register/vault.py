"""Personal data at rest: encrypted under an envelope key, found again through keyed digests.

The master key comes from ``YINXIN_MASTER_KEY`` (base64, 32 bytes) or from a file that only this user may read.
It wraps the data keys, which lie beside it; a new data key can be added at any time, the old ones keep reading.
"""

from __future__ import annotations

import base64
import contextlib
import os
import secrets
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b, sha256
from pathlib import Path
from urllib.parse import urlparse

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from yinxin.kernel import identity, names
from yinxin.kernel.numbers import normalise_management_number

FACE, DOCUMENT, GRANTED, REPORTED = b"face", b"document", b"grant", b"correction"
RECEIPT, OBJECTION, FAKE = b"receipt", b"objection", b"fake"
WEBHOOK = b"webhook"
WATCHED = b"watch"
"""Contexts that bind closed data to its place."""

_NONCE = 12
_TOKEN = 16
_MATCH = 16
_DIGEST = 32


@dataclass(frozen=True)
class Vault:
    """Opens and closes personal data; holds the keys in memory only.

    :ivar ciphers: data keys by number; ``current`` closes, all of them open.
    """

    ciphers: dict[int, AESGCM]
    current: int
    index_key: bytes
    token_secret: bytes

    def close(self, plain: bytes, context: bytes) -> bytes:
        """Encrypt with AES-256-GCM; ``context`` binds the text to its place and must be given again to open it."""
        nonce = os.urandom(_NONCE)
        return bytes((self.current,)) + nonce + self.ciphers[self.current].encrypt(nonce, plain, context)

    def open(self, closed: bytes, context: bytes) -> bytes:
        """Decrypt what :meth:`close` made.

        :raises cryptography.exceptions.InvalidTag: it was altered or cut short, or belongs to another place.
        """
        cipher = self.ciphers.get(closed[0]) if len(closed) > _NONCE else None
        if cipher is None:
            raise InvalidTag
        return cipher.decrypt(closed[1 : 1 + _NONCE], closed[1 + _NONCE :], context)

    def document_key(self, kind: str, number: str) -> bytes:
        """Return the keyed digest under which an identity document is found; its kind by code or by name."""
        return self._digest(b"document", identity.code_of(kind), _plain(number))

    def match_key(self, management_number: str, name: str, id_number: str) -> bytes:
        """Return the keyed digest of the three things that a verifier must know, in 16 bytes."""
        return self._digest(b"match", *self.asked_of(management_number, name, id_number))[:_MATCH]

    def row_key(self, content: bytes) -> bytes:
        """Return the keyed digest by which a row that was submitted before is recognised."""
        return blake2b(b"row\0" + content, key=self.index_key, digest_size=_DIGEST).digest()

    def cursor_key(self, content: bytes) -> str:
        """Return the mark by which a cursor that was given out is recognised, hexadecimal."""
        return blake2b(b"cursor\0" + content, key=self.index_key, digest_size=_TOKEN).hexdigest()

    def token(self, certificate_id: int) -> str:
        """Return the unguessable token of a certificate's QR code: 128 bits, 22 characters."""
        secret = blake2b(b"token\0" + str(certificate_id).encode(), key=self.token_secret, digest_size=_TOKEN)
        return base64.urlsafe_b64encode(secret.digest()).rstrip(b"=").decode()

    def grant_token(self, grant_id: int) -> str:
        """Return the unguessable token of a grant's address: as long as a certificate's, and never one of theirs."""
        secret = blake2b(b"grant\0" + str(grant_id).encode(), key=self.token_secret, digest_size=_TOKEN)
        return base64.urlsafe_b64encode(secret.digest()).rstrip(b"=").decode()

    def objection_token(self, objection_id: int) -> str:
        """Return the unguessable code by which somebody follows an objection."""
        secret = blake2b(
            b"objection\0" + str(objection_id).encode(), key=self.token_secret, digest_size=_TOKEN
        )
        return base64.urlsafe_b64encode(secret.digest()).rstrip(b"=").decode()

    def asked_of(self, management_number: str, name: str, id_number: str) -> tuple[str, str, str]:
        """Return the three things that a verifier must know in the form in which their spellings meet."""
        return normalise_management_number(management_number), names.key(name), _plain(id_number)

    def _digest(self, purpose: bytes, *parts: str) -> bytes:
        content = b"\0".join((purpose, *(part.encode() for part in parts)))
        return blake2b(content, key=self.index_key, digest_size=_DIGEST).digest()


def _plain(id_number: str) -> str:
    """Return the form under which numbers meet: a resident's 15 digits become 18."""
    if len(id_number) == 18 and id_number.isascii() and id_number.isalnum():
        return id_number.upper()  # the common case, in its form already
    return identity.to_18(identity.normalise(id_number))


def token_key(token: str) -> bytes:
    """Return what the register keeps of a token: its SHA-256."""
    return sha256(token.encode()).digest()


def token_of(text: str, address: str, *, below: str = "/c/") -> str | None:
    """Return the token in the text of a QR code, or None where the code is not one of ours.

    :param address: the public address of this installation; a code that leads elsewhere is a forgery.
    :param below: ``/c/`` for a certificate's own code, ``/m/`` for that of a marked copy.
    """
    try:
        link, ours = urlparse(text.strip()), urlparse(address)
    except ValueError:
        return None
    here = (link.scheme, link.netloc) == (ours.scheme, ours.netloc)
    return link.path.removeprefix(below) if here and link.path.startswith(below) else None


@cache
def vault() -> Vault:
    """Return this installation's vault, made at first use where the keys are files of its own."""
    return open_vault(Path(settings.KEYS))


def open_vault(folder: Path) -> Vault:
    """Open the vault of a key folder; make its keys where there are none yet."""
    master = AESGCM(_master_key(folder))
    wrapped = orjson.loads(_once(folder / "data-keys.json", lambda: _new_data_keys(master)))
    keys = {int(number): _unwrap(master, text) for number, text in wrapped["keys"].items()}
    index = _unwrap(master, wrapped["index"])
    return Vault(
        ciphers={number: AESGCM(key) for number, key in keys.items()},
        current=max(keys),
        index_key=_derive(index, b"index"),
        token_secret=_derive(index, b"token"),
    )


def _master_key(folder: Path) -> bytes:
    given = os.environ.get("YINXIN_MASTER_KEY")
    text = (
        given.encode()
        if given
        else _once(folder / "master.key", lambda: base64.b64encode(secrets.token_bytes(32)))
    )
    return base64.b64decode(text)


def _new_data_keys(master: AESGCM) -> bytes:
    return orjson.dumps({"keys": {"1": _wrap(master)}, "index": _wrap(master)})


def _wrap(master: AESGCM) -> str:
    nonce = os.urandom(_NONCE)
    return base64.b64encode(nonce + master.encrypt(nonce, secrets.token_bytes(32), b"data key")).decode()


def _unwrap(master: AESGCM, text: str) -> bytes:
    closed = base64.b64decode(text)
    return master.decrypt(closed[:_NONCE], closed[_NONCE:], b"data key")


def _derive(key: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), 32, None, b"yinxin " + purpose).derive(key)


def _once(file: Path, make: Callable[[], bytes]) -> bytes:
    """Return a secret file's content, making it once even where processes and threads come at the same time."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
        with os.fdopen(descriptor, "wb") as fresh:
            fresh.write(make())
        with contextlib.suppress(FileExistsError):
            os.link(name, file)
        Path(name).unlink()
    return file.read_bytes()
