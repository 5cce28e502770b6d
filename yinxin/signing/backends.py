"""Where private keys live. A backend signs bytes and shows its certificate; it never gives the key away."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key

from yinxin.signing import sm2, sm2_x509
from yinxin.signing.algorithms import ES256, RS256, SM2
from yinxin.signing.standing import FILE, PKCS11, PLACES, PROCESS

SHORTEST_RSA = 3072
"""The fewest bits of an RSA key."""


class Signer(Protocol):
    """A private key that can be used and not read.

    :ivar algorithm: a name in ``algorithms.ALGORITHMS``.
    :ivar certificate: the signer's certificate, DER.
    """

    algorithm: str
    certificate: bytes

    def sign(self, message: bytes) -> bytes:
        """Return the signature over ``message`` (not yet hashed), as certificates carry it.

        But for SM2, the same message gives the same bytes.
        """


class P256File:
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


class RsaFile:
    """An RSA key of 3072 bits or more in a PEM file, opened once.

    :raises ValueError: the key is of another kind or too short, or does not belong to the certificate.
    """

    algorithm = RS256

    def __init__(self, key_file: Path, certificate: x509.Certificate) -> None:
        key = load_pem_private_key(key_file.read_bytes(), password=None)
        if not isinstance(key, rsa.RSAPrivateKey) or key.key_size < SHORTEST_RSA:
            raise ValueError(f"{key_file.name}: not an RSA key of {SHORTEST_RSA} bits or more")
        if key.public_key() != certificate.public_key():
            raise ValueError(f"{key_file.name}: the key does not belong to the certificate")
        self._key = key
        self.certificate = certificate.public_bytes(Encoding.DER)

    def sign(self, message: bytes) -> bytes:
        """Return the PKCS #1 v1.5 signature over ``message``."""
        return self._key.sign(message, padding.PKCS1v15(), hashes.SHA256())


class Sm2File:
    """An SM2 key in a PEM file, opened once; each signature differs from the last, as SM2 has it.

    :raises ValueError: the key is of another kind, or does not belong to the certificate.
    :raises Unavailable: this machine has no libcrypto that knows SM2.
    """

    algorithm = SM2

    def __init__(self, key_file: Path, certificate: x509.Certificate) -> None:
        self.certificate = certificate.public_bytes(Encoding.DER)
        try:
            self._key = sm2.PrivateKey(key_file.read_bytes())
        except ValueError:
            raise ValueError(f"{key_file.name}: not an SM2 key") from None
        if self._key.public != sm2_x509.public_point(self.certificate):
            raise ValueError(f"{key_file.name}: the key does not belong to the certificate")

    def sign(self, message: bytes) -> bytes:
        """Return the SM2 signature over ``message`` under the default identity, DER."""
        return self._key.sign(message)


def open_file(algorithm: str, key_file: Path, certificate: x509.Certificate) -> Signer:
    """Open a private key that lies in a file.

    :param algorithm: a name in ``algorithms.ALGORITHMS``, as the registry of keys has it.
    :raises ValueError: the key is of another kind, or does not belong to the certificate.
    :raises Unavailable: the key is an SM2 key, and this machine has no libcrypto that knows SM2.
    """
    kinds: dict[str, type[P256File | RsaFile | Sm2File]] = {ES256: P256File, RS256: RsaFile, SM2: Sm2File}
    return kinds[algorithm](key_file, certificate)


def place_of(entry: str | Mapping[str, Any]) -> str:
    """Return where a private key lives, from its entry in the registry: a name in ``PLACES``.

    :raises ValueError: the entry names no place that is known.
    """
    if isinstance(entry, str):
        return FILE
    if len(entry) != 1 or not {*entry} < {PKCS11, PROCESS}:
        raise ValueError(
            f"a private key lives in {', '.join(PLACES)}, not in {', '.join(entry) or 'nothing'}"
        )
    return next(iter(entry))


def open_key(
    algorithm: str, folder: Path, name: str, entry: str | Mapping[str, Any], certificate: x509.Certificate
) -> Signer:
    """Open a private key wherever it lives; tokens and processes are asked at the first signature.

    :param folder: the folder of keys; ``name`` is the seal's id, by which a process knows it.
    :param entry: what the registry says: a file's name, or ``{"pkcs11": {…}}``, ``{"signer": "…"}``.
    :raises ValueError: the entry is not understood, or a key in a file does not fit.
    """
    place = place_of(entry)
    if isinstance(entry, str):
        return open_file(algorithm, folder / entry, certificate)
    if place == PKCS11:
        from yinxin.signing.token import Token

        return Token(algorithm, folder, entry[PKCS11], certificate)
    from yinxin.signing.remote import RemoteSigner

    return RemoteSigner(algorithm, Path(entry[PROCESS]), name, certificate)
