"""Keys without a certificate: P-256 (ES256, which every browser knows), for records in QR codes and credentials.

A key is named by the thumbprint of its public half (RFC 7638), so that nobody has to agree on names.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from yinxin.kernel.canonical import canonical_json

ACTIVE: Final = "active"
RETIRED: Final = "retired"
TRUSTED: Final = frozenset({ACTIVE, RETIRED})
"""What a key in one of these states has signed stays signed."""

SIGNATURE_SIZE: Final = 64
_ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_SCHEME: Final = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)
_PLAIN: Final = ec.ECDSA(hashes.SHA256())
_SIDE: Final = 32


@dataclass(frozen=True)
class KnownKey:
    """The public half of a key.

    :ivar status: ``active``, ``retired``, or something else, and then nothing that it signed is trusted.
    """

    public: ec.EllipticCurvePublicKey
    status: str

    @cached_property
    def name(self) -> str:
        """Its thumbprint, base64url."""
        return text_of(self.thumbprint)

    @cached_property
    def thumbprint(self) -> bytes:
        """The SHA-256 of the key in its canonical form (RFC 7638)."""
        return hashlib.sha256(canonical_json(_point(self.public))).digest()

    @property
    def trusted(self) -> bool:
        """Whether what it signed counts."""
        return self.status in TRUSTED

    def verify(self, signature: bytes, message: bytes) -> bool:
        """Say whether a signature, two numbers of 32 bytes, is this key's; of its two forms only the low one is."""
        if len(signature) != SIGNATURE_SIZE:
            return False
        first, second = int.from_bytes(signature[:_SIDE], "big"), int.from_bytes(signature[_SIDE:], "big")
        if second > _ORDER // 2:
            return False
        try:
            self.public.verify(encode_dss_signature(first, second), message, _PLAIN)
        except (InvalidSignature, ValueError):
            return False
        return True

    def jwk(self) -> dict[str, str]:
        """Return the key as a JSON Web Key."""
        return {**_point(self.public), "alg": "ES256", "use": "sig", "kid": self.name}

    def published(self) -> dict[str, str]:
        """Return the key as the document of keys has it."""
        return {**self.jwk(), "status": self.status}

    @classmethod
    def from_published(cls, entry: Mapping[str, Any]) -> KnownKey:
        """Read a published key.

        :raises ValueError: it is not one on the curve, or not named by its own thumbprint.
        """
        key = cls(public_of(entry), str(entry["status"]))
        if entry["kid"] != key.name:
            raise ValueError("a key that is not named by its own thumbprint")
        return key


@dataclass(frozen=True)
class PlainKey:
    """A key that signs."""

    private: ec.EllipticCurvePrivateKey
    status: str

    @classmethod
    def open(cls, file: Path, status: str) -> PlainKey:
        """Open a PEM file.

        :raises ValueError: the key is not a P-256 key.
        """
        key = load_pem_private_key(file.read_bytes(), password=None)
        if not isinstance(key, ec.EllipticCurvePrivateKey) or key.curve.name != "secp256r1":
            raise ValueError(f"{file.name}: not a P-256 key")
        return cls(key, status)

    @cached_property
    def known(self) -> KnownKey:
        """Its public half."""
        return KnownKey(self.private.public_key(), self.status)

    def sign(self, message: bytes) -> bytes:
        """Return the signature as two numbers of 32 bytes; the same message gives the same bytes (RFC 6979)."""
        first, second = decode_dss_signature(self.private.sign(message, _SCHEME))
        return first.to_bytes(_SIDE, "big") + min(second, _ORDER - second).to_bytes(_SIDE, "big")


def public_of(jwk: Mapping[str, Any]) -> ec.EllipticCurvePublicKey:
    """Return the public key of a JSON Web Key.

    :raises ValueError: it is not a P-256 key.
    """
    if jwk.get("kty") != "EC" or jwk.get("crv") != "P-256":
        raise ValueError("not a P-256 key")
    x, y = (int.from_bytes(bytes_of(str(jwk[axis])), "big") for axis in "xy")
    return ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()


def text_of(data: bytes) -> str:
    """Return bytes as base64url without filling."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def bytes_of(text: str) -> bytes:
    """Return the bytes of a text in base64url without filling, of which only one spelling counts.

    :raises ValueError: it is not such a text.
    """
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if text_of(data) != text:
        raise ValueError("not plain base64url")
    return data


def _point(public: ec.EllipticCurvePublicKey) -> dict[str, str]:
    """Return what the thumbprint is of."""
    numbers = public.public_numbers()
    x, y = (text_of(value.to_bytes(_SIDE, "big")) for value in (numbers.x, numbers.y))
    return {"crv": "P-256", "kty": "EC", "x": x, "y": y}
