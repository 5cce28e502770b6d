"""The registry of seals and keys: whose they are, for what, since when, until when, and whether in use (N6).

A folder holds ``registry.json`` and the files it names::

    {"demonstration": true, "roots": ["root.crt"], "revocations": ["root.crl", "issuing.crl"],
     "log": {"origin": "log.example/2026", "key": "log.key"},
     "seals": [{"id": "…", "owner": {"zh": "…", "en": "…"}, "qualifications": "*", "algorithm": "ES256",
                "key": "seals/….key", "certificate": "seals/….crt", "chain": ["issuing.crt"],
                "valid_from": "2026-01-01", "valid_to": "2030-12-31", "status": "active"}]}

``algorithm`` is ``ES256`` or ``RS256``, whose seals are put on PDF, or ``SM2``, whose seals are put on OFD: they name
the file of their ``stamp`` too, the seal's data after GB/T 38540.

``records`` and ``credentials``, where they are there, are lists of ``{"key": "records.key", "status": "active"}``: the
P-256 keys of the records in QR codes and of credentials. The first active one signs, all of them are published.

``timestamps``, where it is there, names ``key``, ``certificate`` and ``chain`` of this installation's own time stamps,
which only demonstrations and tests use.

``qualifications`` is ``"*"`` or a list of names. ``active`` seals sign; ``proposed`` ones do not yet, ``suspended``
ones do not for now, ``retired`` ones never again: what these signed before stays signed. What was signed with a
``compromised`` one stands only where it is proved to be older than ``compromised_at``. What two people decided about a
key takes the place of what the folder says of it: see :mod:`yinxin.signing.decided`.

``key`` is the name of a file, or where else the private key lives: ``{"pkcs11": {…}}`` for a token
(:mod:`yinxin.signing.token`), ``{"signer": "/run/…/signer.sock"}`` for a process of its own
(:mod:`yinxin.signing.remote`).
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key

from yinxin.kernel.refusal import NotFound, WrongState
from yinxin.kernel.words import Words
from yinxin.signing import notes, ses
from yinxin.signing.algorithms import ALGORITHMS, ES256, OFD, PDF
from yinxin.signing.backends import Signer, open_file, open_key, place_of
from yinxin.signing.cms import Envelope
from yinxin.signing.evidence import Evidence, gather
from yinxin.signing.plain_keys import PlainKey
from yinxin.signing.standing import FILE, Standing
from yinxin.signing.timestamps import LocalTimeStamps

REGISTRY: Final = "registry.json"
PROPOSED, ACTIVE, SUSPENDED = "proposed", "active", "suspended"
RETIRED, COMPROMISED = "retired", "compromised"
STATUSES: Final = frozenset({PROPOSED, ACTIVE, SUSPENDED, RETIRED, COMPROMISED})
EVERYTHING: Final = "*"

_ROOM_STEP: Final = 256
_LONGEST_ECDSA: Final = 72


@dataclass(frozen=True)
class SealKey:
    """One seal with its key: who signs in whose name, for which qualifications, in which period.

    :ivar owner: the department, exactly as in ``Face.sealed_by``.
    :ivar qualifications: the names it may seal, or None for all.
    :ivar valid_from: first day; ``valid_to`` is the last.
    :ivar certificate: the signer's certificate; ``chain`` those between it and the root, nearest first.
    :ivar stamp: the seal after GB/T 38540, DER; empty where it is not for OFD.
    :ivar place: where the private key lives: a name in ``backends.PLACES``.
    :ivar compromised_at: from when on the private key may have been in other hands; None while it is in ours alone.
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
    stamp: bytes = b""
    place: str = FILE
    compromised_at: datetime | None = None

    @cached_property
    def envelope(self) -> Envelope:
        """The constant part of this key's signatures, written once."""
        return Envelope(self.signer, [link.public_bytes(Encoding.DER) for link in self.chain])

    @cached_property
    def reserve(self) -> int:
        """The bytes that a file should keep free for this key's signature."""
        public = self.certificate.public_key()
        value = public.key_size // 8 if isinstance(public, rsa.RSAPublicKey) else _LONGEST_ECDSA
        longest = self.envelope.length(value) + 8
        return -(-longest // _ROOM_STEP) * _ROOM_STEP

    @property
    def carrier(self) -> str:
        """The format that this seal is put on, ``PDF`` or ``OFD``."""
        return ALGORITHMS[self.signer.algorithm].carrier

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

    def require_active(self) -> None:
        """Refuse to sign with a key that is not in use.

        :raises WrongState: it is not; says which key, and in what state it is.
        """
        if self.status != ACTIVE:
            raise WrongState(
                Words("印章密钥{key}不在使用中（{status}）", key=self.id, status=self.status),
                do=Words("请在“印章密钥”中核对它的状态；停用或失密的，待签章的文件会改用新密钥。"),
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
            **({"compromised_at": self.compromised_at.isoformat()} if self.compromised_at else {}),
            "certificate": _text(self.certificate),
            "certificate_sha256": self.certificate_digest,
            "chain": [_text(link) for link in self.chain],
        }


@dataclass(frozen=True)
class Stamper:
    """The key of an installation's own time stamps."""

    signer: Signer
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]


class Keyring:
    """Everything that a folder of keys holds, read once.

    :ivar standings: what was decided about keys, by their ids; see :mod:`yinxin.signing.decided`.
    """

    def __init__(
        self,
        *,
        seals: Iterable[SealKey],
        roots: Iterable[x509.Certificate],
        revocations: Iterable[bytes],
        log_origin: str,
        log_key: Ed25519PrivateKey,
        demonstration: bool,
        stamper: Stamper | None = None,
        records: Iterable[PlainKey] = (),
        credentials: Iterable[PlainKey] = (),
    ) -> None:
        self.seals = tuple(seals)
        self.log_origin = log_origin
        self.log_key = log_key
        self.demonstration = demonstration
        self.standings: Mapping[str, Standing] = {}
        self._stamper = stamper
        self._roots = tuple(roots)
        self._revocations = tuple(revocations)
        self.records, self.credentials = tuple(records), tuple(credentials)

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
                stamper=_stamper(folder, facts["timestamps"]) if "timestamps" in facts else None,
                records=_plain(folder, facts.get("records", ())),
                credentials=_plain(folder, facts.get("credentials", ())),
            )
        except KeyError as missing:
            raise ValueError(f"{REGISTRY}: no entry {missing}") from None

    def seal(self, owner: str, on: date, qualification: str = "", *, carrier: str = PDF) -> SealKey:
        """Return the seal that ``owner`` uses on a day, the newest where several would do.

        :param qualification: the qualification to be sealed; not asked where empty.
        :param carrier: the format to be sealed, ``PDF`` or ``OFD``.
        :raises NotFound: the department has no seal for that format here at all.
        :raises WrongState: it has, but none that is in use that day for that qualification.
        """
        own = [key for key in self.seals if key.owner == owner]
        if not own:
            raise NotFound(
                Words("没有登记{owner}的印章", owner=owner),
                do=Words("请先在印章登记中登记该部门的印章和密钥。"),
            )
        own = [key for key in own if key.carrier == carrier]
        if not own:
            raise NotFound(
                Words("没有登记{owner}用于{carrier}文件的印章", owner=owner, carrier=carrier.upper()),
                do=Words("请在印章登记中为该部门登记用于该格式的印章。"),
            )
        usable = [key for key in own if key.seals(owner, on, qualification)]
        if not usable:
            raise WrongState(
                Words("{owner}在{on}没有可用的印章", owner=owner, on=on.isoformat()),
                do=Words("请核对印章的有效期、状态和适用的职业资格。"),
            )
        return max(usable, key=lambda key: key.valid_from)

    def seal_of(self, certificate_digest: str) -> SealKey | None:
        """Return the seal with that signer's certificate (SHA-256, hexadecimal), or None."""
        return next((key for key in self.seals if key.certificate_digest == certificate_digest), None)

    def trust_roots(self) -> tuple[bytes, ...]:
        """Return the root certificates, DER."""
        return tuple(root.public_bytes(Encoding.DER) for root in self._roots)

    def intermediates(self) -> tuple[bytes, ...]:
        """Return the certificates between the seals' and the roots, DER, each once."""
        links = (link.public_bytes(Encoding.DER) for key in self.seals for link in key.chain)
        return tuple(dict.fromkeys(links))

    def evidence(self, key: SealKey) -> Evidence:
        """Return what a file sealed with a key carries at B-LT; what belongs to own time stamps is among it."""
        stamper = self._stamper
        signers = (key.certificate, *([stamper.certificate] if stamper else []))
        others = (*key.chain, *(stamper.chain if stamper else ()), *self._roots)
        return gather(signers, others, self._revocations)

    def own_stamps(self, clock: Callable[[], datetime]) -> LocalTimeStamps:
        """Return this installation's own time stamps, for demonstrations and tests.

        :raises NotFound: the registry has no key for them.
        """
        if self._stamper is None:
            raise NotFound(
                Words("没有登记时间戳密钥"),
                do=Words("请设置时间戳服务的地址，或重新运行 yinxin seals demo 建立演示密钥。"),
            )
        chain = [link.public_bytes(Encoding.DER) for link in self._stamper.chain]
        return LocalTimeStamps(self._stamper.signer, chain, clock)

    def makers(self) -> tuple[bytes, ...]:
        """Return the certificates of those who made our seals for OFD, DER, each once."""
        return tuple(dict.fromkeys(ses.read_seal(key.stamp).maker for key in self.seals if key.stamp))

    def revocations(self) -> tuple[bytes, ...]:
        """Return the certificate revocation lists at hand, DER."""
        return self._revocations

    def log_public_key(self) -> Ed25519PublicKey:
        """Return the key that verifies the public log's checkpoints."""
        return self.log_key.public_key()

    def record_key(self) -> PlainKey | None:
        """Return the key that signs the records in QR codes, or None where there is none in use."""
        return next((key for key in self.records if key.status == ACTIVE), None)

    def credential_key(self) -> PlainKey:
        """Return the key that signs credentials.

        :raises NotFound: the registry has none in use.
        """
        key = next((key for key in self.credentials if key.status == ACTIVE), None)
        if key is None:
            raise NotFound(
                Words("没有登记签发可验证凭证的密钥"),
                do=Words("请在密钥登记中登记；演示运行 yinxin seals demo 即可建立。"),
            )
        return key

    def public_document(self) -> dict[str, Any]:
        """Return what ``/.well-known/yinxin/keys.json`` says: enough to verify offline, nothing secret."""
        return {
            "demonstration": self.demonstration,
            "seals": [key.public_view() for key in self.seals],
            "standings": [one.public_view(id) for id, one in sorted(self.standings.items())],
            "seal_makers": [base64.b64encode(data).decode() for data in self.makers()],
            "roots": [_text(root) for root in self._roots],
            "revocations": [base64.b64encode(data).decode() for data in self._revocations],
            "records": [key.known.published() for key in self.records],
            "credentials": [key.known.published() for key in self.credentials],
            "log": {
                "origin": self.log_origin,
                "algorithm": "Ed25519",
                "verifier_key": notes.verifier_key(self.log_origin, self.log_public_key()),
            },
        }


def _seal(folder: Path, entry: Mapping[str, Any]) -> SealKey:
    algorithm = entry["algorithm"]
    if entry["status"] not in STATUSES or algorithm not in ALGORITHMS:
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
        signer=open_key(algorithm, folder, entry["id"], entry["key"], certificate),
        place=place_of(entry["key"]),
        compromised_at=datetime.fromisoformat(entry["compromised_at"]) if "compromised_at" in entry else None,
        stamp=(folder / entry["stamp"]).read_bytes() if ALGORITHMS[algorithm].carrier == OFD else b"",
    )


def _certificate(path: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(path.read_bytes())


def _stamper(folder: Path, entry: Mapping[str, Any]) -> Stamper:
    certificate = _certificate(folder / entry["certificate"])
    signer = open_file(ES256, folder / entry["key"], certificate)
    return Stamper(signer, certificate, tuple(_certificate(folder / name) for name in entry["chain"]))


def _plain(folder: Path, entries: Iterable[Mapping[str, Any]]) -> list[PlainKey]:
    return [PlainKey.open(folder / entry["key"], entry["status"]) for entry in entries]


def _log_key(path: Path) -> Ed25519PrivateKey:
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError(f"{path.name}: not an Ed25519 key")
    return key


def _text(certificate: x509.Certificate) -> str:
    return base64.b64encode(certificate.public_bytes(Encoding.DER)).decode()
