"""What a verifier needs to know, read from the published document of keys: no private key, no database.

``Keyring.public_document`` writes the document; whoever has fetched it once can verify offline.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from yinxin.signing import notes
from yinxin.signing.plain_keys import KnownKey
from yinxin.signing.standing import stands


@dataclass(frozen=True, slots=True)
class KnownSeal:
    """A published seal: whose, since when, until when, in use or not.

    :ivar certificate: the signer's certificate, DER; ``certificate_digest`` is its SHA-256, hexadecimal.
    :ivar compromised_at: from when on what it signed stands only if proved to be older; None for a good key.
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
    compromised_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PublicKeys:
    """The published keys of one installation: arguments for ``validate_pdf`` and ``verify_note``.

    :ivar demonstration: what these keys seal has no legal force.
    :ivar roots: root certificates, DER; ``revocations`` are revocation lists, DER.
    :ivar makers: the certificates of those who make seals for OFD, DER.
    :ivar records: the keys of the records in QR codes; ``credentials`` those of credentials.
    :ivar compromised: keys that may have been in other hands, by the SHA-256 of certificate or bare public key,
        hexadecimal: from which moment on. Seals and all other keys are among them.
    """

    demonstration: bool
    seals: tuple[KnownSeal, ...]
    roots: tuple[bytes, ...]
    revocations: tuple[bytes, ...]
    makers: tuple[bytes, ...]
    log_origin: str
    log_key: Ed25519PublicKey
    records: tuple[KnownKey, ...] = ()
    credentials: tuple[KnownKey, ...] = ()
    compromised: Mapping[str, datetime] = field(default_factory=dict)

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
                makers=tuple(_certificate(text) for text in document.get("seal_makers", ())),
                log_origin=origin,
                log_key=key,
                records=tuple(KnownKey.from_published(one) for one in document.get("records", ())),
                credentials=tuple(KnownKey.from_published(one) for one in document.get("credentials", ())),
                compromised=_compromised(document),
            )
        except (KeyError, TypeError, AttributeError) as missing:
            raise ValueError(f"not a document of keys: {missing}") from None

    def stands(self, digest: str, proved_at: datetime | None) -> bool:
        """Answer whether what a key signed stands, as far as compromise goes.

        :param digest: the SHA-256 of the key's certificate, or of its bare public key, hexadecimal.
        :param proved_at: as in :func:`standing.stands`: what the signer claims is no proof.
        """
        return stands(self.compromised.get(digest), proved_at)

    def intermediates(self) -> tuple[bytes, ...]:
        """Return the certificates between the seals' and the roots, DER, each once."""
        return tuple(dict.fromkeys(link for seal in self.seals for link in seal.chain))

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
        compromised_at=_moment(entry),
    )


def _compromised(document: Mapping[str, Any]) -> dict[str, datetime]:
    """Return when keys were compromised, by their digests: seals, and whatever the decisions name."""
    found = {one["certificate_sha256"]: _moment(one) for one in document["seals"]}
    found |= {one["digest"]: _moment(one) for one in document.get("standings", ())}
    return {digest: moment for digest, moment in found.items() if moment}


def _moment(entry: Mapping[str, Any]) -> datetime | None:
    return datetime.fromisoformat(entry["compromised_at"]) if "compromised_at" in entry else None


def _certificate(text: str) -> bytes:
    """Return a certificate's DER, which must be one."""
    data = base64.b64decode(text, validate=True)
    x509.load_der_x509_certificate(data)
    return data
