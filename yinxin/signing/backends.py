"""Where private keys live. A backend signs bytes and shows its certificate; it never gives the key away."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key

ES256 = "ES256"
"""ECDSA on P-256 with SHA-256."""


class Signer(Protocol):
    """A private key that can be used and not read.

    :ivar algorithm: ``ES256``.
    :ivar certificate: the signer's certificate, DER.
    """

    algorithm: str
    certificate: bytes

    def sign(self, message: bytes) -> bytes:
        """Return the signature over ``message`` (not yet hashed), DER; the same message, the same bytes."""


class FileSigner:
    """A P-256 key in a PEM file, opened once.

    :raises ValueError: the key is of another kind, or does not belong to the certificate.
    """

    algorithm = ES256
    # Deterministic nonces (RFC 6979): a file whose making was interrupted comes out byte for byte the same.
    _SCHEME = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)

    def __init__(self, key_file: Path, certificate: x509.Certificate) -> None:
        key = load_pem_private_key(key_file.read_bytes(), password=None)
        if not isinstance(key, ec.EllipticCurvePrivateKey) or key.curve.name != "secp256r1":
            raise ValueError(f"{key_file.name}: not a P-256 key")
        if key.public_key() != certificate.public_key():
            raise ValueError(f"{key_file.name}: the key does not belong to the certificate")
        self._key = key
        self.certificate = certificate.public_bytes(Encoding.DER)

    def sign(self, message: bytes) -> bytes:
        """Return the ECDSA signature over ``message``, DER."""
        return self._key.sign(message, self._SCHEME)
