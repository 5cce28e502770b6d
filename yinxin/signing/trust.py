"""What a verifier needs to know, read from the published document of keys: no private key, no database.

``Keyring.public_document`` writes the document; whoever has fetched it once can verify offline.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from yinxin.signing import notes


@dataclass(frozen=True, slots=True)
class KnownSeal:
    """A published seal: whose, since when, until when, in use or not.

    :ivar certificate: the signer's certificate, DER; ``certificate_digest`` is its SHA-256, hexadecimal.
    """

    id: str
    owner: str
    owner_en: str
    status: str
    valid_from: date
    valid_to: date
    certificate: bytes
    certificate_digest: str
    chain: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class PublicKeys:
    """The published keys of one installation: arguments for ``validate_pdf`` and ``verify_note``.

    :ivar demonstration: what these keys seal has no legal force.
    :ivar roots: root certificates, DER; ``revocations`` are revocation lists, DER.
    """

    demonstration: bool
    seals: tuple[KnownSeal, ...]
    roots: tuple[bytes, ...]
    revocations: tuple[bytes, ...]
    log_origin: str
    log_key: Ed25519PublicKey

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> PublicKeys:
        """Read a published document.

        :raises ValueError: it is not one, or a part of it is damaged.
        """
        try:
            origin, key = notes.read_verifier_key(document["log"]["verifier_key"])
            return cls(
                demonstration=bool(document["demonstration"]),
                seals=tuple(_seal(entry) for entry in document["seals"]),
                roots=tuple(_certificate(text) for text in document["roots"]),
                revocations=tuple(base64.b64decode(text, validate=True) for text in document["revocations"]),
                log_origin=origin,
                log_key=key,
            )
        except (KeyError, TypeError, AttributeError) as missing:
            raise ValueError(f"not a document of keys: {missing}") from None

    def seal_of(self, certificate_digest: str) -> KnownSeal | None:
        """Return the seal with that signer's certificate (``PdfVerdict.certificate_digest``), or None."""
        return next((seal for seal in self.seals if seal.certificate_digest == certificate_digest), None)


def _seal(entry: Mapping[str, Any]) -> KnownSeal:
    certificate = _certificate(entry["certificate"])
    return KnownSeal(
        id=entry["id"],
        owner=entry["owner"]["zh"],
        owner_en=entry["owner"]["en"],
        status=entry["status"],
        valid_from=date.fromisoformat(entry["valid_from"]),
        valid_to=date.fromisoformat(entry["valid_to"]),
        certificate=certificate,
        certificate_digest=hashlib.sha256(certificate).hexdigest(),
        chain=tuple(_certificate(text) for text in entry["chain"]),
    )


def _certificate(text: str) -> bytes:
    """Return a certificate's DER, which must be one."""
    data = base64.b64decode(text, validate=True)
    x509.load_der_x509_certificate(data)
    return data
