"""The registry of seals and keys: whose they are, for what, since when, until when, and whether in use (N6).

A folder holds ``registry.json`` and the files it names::

    {"demonstration": true, "roots": ["root.crt"], "revocations": ["root.crl", "issuing.crl"],
     "log": {"origin": "log.example/2026", "key": "log.key"},
     "seals": [{"id": "…", "owner": {"zh": "…", "en": "…"}, "qualifications": "*", "algorithm": "ES256",
                "key": "seals/….key", "certificate": "seals/….crt", "chain": ["issuing.crt"],
                "valid_from": "2026-01-01", "valid_to": "2030-12-31", "status": "active"}]}

``qualifications`` is ``"*"`` or a list of names. ``active`` seals sign; ``suspended`` ones do not for now,
``retired`` ones never again: what either signed before stays signed.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key

from yinxin.kernel.refusal import NotFound, WrongState
from yinxin.kernel.words import Words
from yinxin.signing import notes
from yinxin.signing.backends import ES256, FileSigner, Signer
from yinxin.signing.cms import Envelope

REGISTRY: Final = "registry.json"
ACTIVE, RETIRED, SUSPENDED = "active", "retired", "suspended"
STATUSES: Final = frozenset({ACTIVE, RETIRED, SUSPENDED})
EVERYTHING: Final = "*"

_ROOM_STEP: Final = 256


@dataclass(frozen=True)
class SealKey:
    """One seal with its key: who signs in whose name, for which qualifications, in which period.

    :ivar owner: the department, exactly as in ``Face.sealed_by``.
    :ivar qualifications: the names it may seal, or None for all.
    :ivar valid_from: first day; ``valid_to`` is the last.
    :ivar certificate: the signer's certificate; ``chain`` those between it and the root, nearest first.
    """

    id: str
    owner: str
    owner_en: str
    qualifications: frozenset[str] | None
    valid_from: date
    valid_to: date
    status: str
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]
    signer: Signer

    @cached_property
    def envelope(self) -> Envelope:
        """The constant part of this key's signatures, written once."""
        return Envelope(self.signer, [link.public_bytes(Encoding.DER) for link in self.chain])

    @cached_property
    def reserve(self) -> int:
        """The bytes that a file should keep free for this key's signature."""
        longest = len(self.envelope.sign(bytes(32))) + 8
        return -(-longest // _ROOM_STEP) * _ROOM_STEP

    @property
    def certificate_digest(self) -> str:
        """The SHA-256 of the signer's certificate, hexadecimal: recorded with what it sealed."""
        return hashlib.sha256(self.signer.certificate).hexdigest()

    def seals(self, owner: str, on: date, qualification: str) -> bool:
        """Answer whether this seal may be put on a certificate of ``owner`` on that day."""
        return (
            self.owner == owner
            and self.status == ACTIVE
            and self.valid_from <= on <= self.valid_to
            and (self.qualifications is None or not qualification or qualification in self.qualifications)
        )

    def covers(self, at: datetime) -> bool:
        """Answer whether the signer's certificate is valid at a moment."""
        return self.certificate.not_valid_before_utc <= at <= self.certificate.not_valid_after_utc

    def public_view(self) -> dict[str, Any]:
        """Return what everybody may know of the seal, as JSON values."""
        return {
            "id": self.id,
            "owner": {"zh": self.owner, "en": self.owner_en},
            "qualifications": EVERYTHING if self.qualifications is None else sorted(self.qualifications),
            "algorithm": self.signer.algorithm,
            "status": self.status,
            "valid_from": self.valid_from.isoformat(),
            "valid_to": self.valid_to.isoformat(),
            "certificate": _text(self.certificate),
            "certificate_sha256": self.certificate_digest,
            "chain": [_text(link) for link in self.chain],
        }


class Keyring:
    """Everything that a folder of keys holds, read once."""

    def __init__(
        self,
        *,
        seals: Iterable[SealKey],
        roots: Iterable[x509.Certificate],
        revocations: Iterable[bytes],
        log_origin: str,
        log_key: Ed25519PrivateKey,
        demonstration: bool,
    ) -> None:
        self.seals = tuple(seals)
        self.log_origin = log_origin
        self.log_key = log_key
        self.demonstration = demonstration
        self._roots = tuple(roots)
        self._revocations = tuple(revocations)

    @classmethod
    def open(cls, folder: Path) -> Keyring:
        """Read a folder.

        :raises FileNotFoundError: the folder has no registry, or a file that it names is not there.
        :raises ValueError: the registry is not as described above, or a key does not fit its certificate.
        """
        facts = json.loads((folder / REGISTRY).read_text("utf-8"))
        try:
            return cls(
                seals=[_seal(folder, entry) for entry in facts["seals"]],
                roots=[_certificate(folder / name) for name in facts["roots"]],
                revocations=[(folder / name).read_bytes() for name in facts["revocations"]],
                log_origin=facts["log"]["origin"],
                log_key=_log_key(folder / facts["log"]["key"]),
                demonstration=facts["demonstration"],
            )
        except KeyError as missing:
            raise ValueError(f"{REGISTRY}: no entry {missing}") from None

    def seal(self, owner: str, on: date, qualification: str = "") -> SealKey:
        """Return the seal that ``owner`` uses on a day, the newest where several would do.

        :param qualification: the qualification to be sealed; not asked where empty.
        :raises NotFound: the department has no seal here at all.
        :raises WrongState: it has, but none that is in use that day for that qualification.
        """
        own = [key for key in self.seals if key.owner == owner]
        if not own:
            raise NotFound(
                Words("没有登记{owner}的印章", owner=owner),
                do=Words("请先在印章登记中登记该部门的印章和密钥。"),
            )
        usable = [key for key in own if key.seals(owner, on, qualification)]
        if not usable:
            raise WrongState(
                Words("{owner}在{on}没有可用的印章", owner=owner, on=on.isoformat()),
                do=Words("请核对印章的有效期、状态和适用的职业资格。"),
            )
        return max(usable, key=lambda key: key.valid_from)

    def trust_roots(self) -> tuple[bytes, ...]:
        """Return the root certificates, DER."""
        return tuple(root.public_bytes(Encoding.DER) for root in self._roots)

    def revocations(self) -> tuple[bytes, ...]:
        """Return the certificate revocation lists at hand, DER."""
        return self._revocations

    def log_public_key(self) -> Ed25519PublicKey:
        """Return the key that verifies the public log's checkpoints."""
        return self.log_key.public_key()

    def public_document(self) -> dict[str, Any]:
        """Return what ``/.well-known/yinxin/keys.json`` says: enough to verify offline, nothing secret."""
        return {
            "demonstration": self.demonstration,
            "seals": [key.public_view() for key in self.seals],
            "roots": [_text(root) for root in self._roots],
            "revocations": [base64.b64encode(data).decode() for data in self._revocations],
            "log": {
                "origin": self.log_origin,
                "algorithm": "Ed25519",
                "verifier_key": notes.verifier_key(self.log_origin, self.log_public_key()),
            },
        }


def _seal(folder: Path, entry: Mapping[str, Any]) -> SealKey:
    if entry["status"] not in STATUSES or entry["algorithm"] != ES256:
        raise ValueError(f"{REGISTRY}: seal {entry['id']}: unknown status or algorithm")
    certificate = _certificate(folder / entry["certificate"])
    only = entry["qualifications"]
    return SealKey(
        id=entry["id"],
        owner=entry["owner"]["zh"],
        owner_en=entry["owner"]["en"],
        qualifications=None if only == EVERYTHING else frozenset(only),
        valid_from=date.fromisoformat(entry["valid_from"]),
        valid_to=date.fromisoformat(entry["valid_to"]),
        status=entry["status"],
        certificate=certificate,
        chain=tuple(_certificate(folder / name) for name in entry["chain"]),
        signer=FileSigner(folder / entry["key"], certificate),
    )


def _certificate(path: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(path.read_bytes())


def _log_key(path: Path) -> Ed25519PrivateKey:
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError(f"{path.name}: not an Ed25519 key")
    return key


def _text(certificate: x509.Certificate) -> str:
    return base64.b64encode(certificate.public_bytes(Encoding.DER)).decode()
