"""Checking an OFD certificate without the register: is it whole, unaltered, and by whom is it sealed?

Files come from strangers. The archive must be of the one shape that ours have, every file inside must stand in
every signature's list with its right digest, the seals must be those that the signatures carry, and their
certificates must lead to a root we trust. What goes wrong becomes a problem in the answer, never an exception.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from cryptography import x509
from cryptography.x509.oid import NameOID

from yinxin.kernel.words import Words
from yinxin.signing import packages, problems, ses, sm2, sm2_x509
from yinxin.signing.ofd import FOLDER, SIGNATURES, check_value, signature, signatures

MOST_BYTES: Final = 2 * 1024 * 1024
MOST_SEALS: Final = 8

_REFERENCE: Final = re.compile(
    '<ofd:Reference FileRef="/([^"<>&]+)"><ofd:CheckValue>([A-Za-z0-9+/=]+)</ofd:CheckValue></ofd:Reference>'
)
_STAMP: Final = re.compile('<ofd:StampAnnot ID="stamp" (PageRef="[0-9]+" Boundary="[0-9. ]+")/>')


@dataclass(frozen=True, slots=True)
class SealVerdict:
    """What one seal in a file proves.

    :ivar unaltered: what it covers is as it was sealed; ``whole`` nothing else stands in the file.
    :ivar trusted: signer and maker of the seal lead to a root we trust.
    :ivar signer_name: the common name in the signer's certificate; ``seal_name`` that of the seal.
    :ivar certificate_digest: the SHA-256 of the signer's certificate, hexadecimal, as kept with the seal.
    """

    unaltered: bool
    whole: bool
    trusted: bool
    signer_name: str
    seal_name: str
    certificate_digest: str
    signed_at: datetime


@dataclass(frozen=True, slots=True)
class OfdVerdict:
    """What the file itself proves; whether the certificate is still valid only the register knows.

    :ivar seals: one for each seal that could be read, in order.
    :ivar problems: everything that is wrong, in words; empty for a genuine file.
    """

    seals: tuple[SealVerdict, ...] = ()
    problems: tuple[Words, ...] = ()

    @property
    def signed(self) -> bool:
        """The file is sealed, and every seal can be read."""
        return bool(self.seals)

    @property
    def unaltered(self) -> bool:
        """Everything that the seals cover is as it was sealed."""
        return self.signed and all(seal.unaltered for seal in self.seals)

    @property
    def covers_whole_file(self) -> bool:
        """Nothing stands in the file that a seal does not cover."""
        return self.signed and all(seal.whole for seal in self.seals)

    @property
    def trusted(self) -> bool:
        """Every seal leads to a root we trust."""
        return self.signed and all(seal.trusted for seal in self.seals)

    @property
    def genuine(self) -> bool:
        """The file is whole, unaltered, and sealed by somebody we trust."""
        return self.unaltered and self.covers_whole_file and self.trusted

    @property
    def signer_name(self) -> str:
        """Who sealed it, all of them."""
        return "、".join(dict.fromkeys(seal.signer_name for seal in self.seals))

    @property
    def certificate_digest(self) -> str:
        """The digest of the first signer's certificate; empty where there is none."""
        return self.seals[0].certificate_digest if self.seals else ""

    @property
    def signed_at(self) -> datetime | None:
        """The moment that the first seal claims."""
        return self.seals[0].signed_at if self.seals else None


def validate_ofd(
    data: bytes,
    roots: Sequence[bytes],
    at: datetime,
    *,
    makers: Sequence[bytes],
    chain: Sequence[bytes] = (),
    revocations: Sequence[bytes] = (),
    most_bytes: int = MOST_BYTES,
) -> OfdVerdict:
    """Judge a file. Never raises on what the file holds.

    :param roots: the trusted root certificates, DER; ``chain`` holds those between signers and roots.
    :param makers: the certificates of those who may make seals, DER: a signer cannot make its own.
    :param at: the moment at which the certificates must be valid: where the register knows when it was sealed,
        that moment, else now.
    :param revocations: certificate revocation lists, DER.
    :raises Unavailable: this machine has no libcrypto that knows SM2.
    """
    if len(data) > most_bytes:
        return OfdVerdict(problems=(problems.TOO_LARGE,))
    if not data.startswith(b"PK"):
        return OfdVerdict(problems=(problems.NOT_OFD,))
    trust = _Trust(frozenset(makers), tuple(roots), tuple(chain), tuple(revocations), at, {}, {})
    try:
        parts = packages.unpack(data)
        folders = _folders(parts)
        if not folders:
            return OfdVerdict(problems=(problems.UNSIGNED,))
        found = tuple(_judge(parts, folder, folders, trust) for folder in folders)
    # ValueError is raised by every reader here; a part that is missing is a KeyError.
    except (ValueError, KeyError):
        return OfdVerdict(problems=(problems.DAMAGED,))
    verdict = OfdVerdict(found)
    wrong = (
        (verdict.unaltered, problems.ALTERED),
        (verdict.covers_whole_file, problems.ADDED),
        (verdict.trusted, problems.UNTRUSTED),
    )
    return OfdVerdict(found, tuple(words for good, words in wrong if not good))


def attached_ofd(data: bytes, name: str = "face.json", *, most_bytes: int = MOST_BYTES) -> bytes | None:
    """Return a file attached to a certificate, or None where it has none or cannot be read."""
    try:
        return packages.unpack(data).get(f"Doc_0/Attachs/{name}") if len(data) <= most_bytes else None
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class _Trust:
    makers: frozenset[bytes]
    roots: tuple[bytes, ...]
    chain: tuple[bytes, ...]
    revocations: tuple[bytes, ...]
    at: datetime
    known: dict[bytes, str]
    """Digests of this file's parts: each seal asks for them again."""
    asked: dict[bytes, bool]
    """Certificates judged already: seals have their maker in common."""

    def digest(self, data: bytes) -> str:
        if data not in self.known:
            self.known[data] = check_value(data)
        return self.known[data]

    def covers(self, certificate: bytes) -> bool:
        return sm2_x509.is_trusted(certificate, self.chain, self.roots, self.at, revocations=self.revocations)


def _folders(parts: Mapping[str, bytes]) -> list[str]:
    """Return the folders of the signatures, which the list of signatures must name, and nothing else.

    :raises ValueError: the list says anything else.
    """
    count = sum(name.startswith(f"{FOLDER}/") and name.endswith("/Signature.xml") for name in parts)
    folders = [f"{FOLDER}/Sign_{number}" for number in range(count)]
    if count and (count > MOST_SEALS or parts.get(SIGNATURES) != signatures(folders)):
        raise ValueError("the list of signatures is not ours")
    return folders


def _judge(parts: Mapping[str, bytes], folder: str, folders: Sequence[str], trust: _Trust) -> SealVerdict:
    """Judge one seal.

    :raises ValueError: it cannot be read.
    :raises KeyError: a file that it needs is not there.
    """
    place, stamp = f"{folder}/Signature.xml", f"{folder}/Seal.esl"
    signed = ses.read(parts[f"{folder}/SignedValue.dat"])
    checks = _listed(parts[place], folder, signed.at)
    own = [f"{one}/{name}" for one in folders for name in ("Signature.xml", "SignedValue.dat")]
    unaltered = (
        signed.place == f"/{place}"
        and parts[stamp] == signed.seal.data
        and signed.digest == sm2.sm3(parts[place])
        and signed.certificate in signed.seal.certificates
        and ses.holds(signed.certificate, signed.signature, signed.body)
        and ses.holds(signed.seal.maker, signed.seal.signature, signed.seal.body)
        and all(name in parts and trust.digest(parts[name]) == check for name, check in checks.items())
    )
    return SealVerdict(
        unaltered=unaltered,
        whole=[*checks, *own] == list(parts),
        trusted=signed.seal.valid_from <= signed.at <= signed.seal.valid_to
        and trust.covers(signed.certificate)
        and signed.seal.maker in trust.makers
        and trust.covers(signed.seal.maker),
        signer_name=_common_name(x509.load_der_x509_certificate(signed.certificate)),
        seal_name=signed.seal.name,
        certificate_digest=hashlib.sha256(signed.certificate).hexdigest(),
        signed_at=signed.at,
    )


def _listed(facts: bytes, folder: str, at: datetime) -> dict[str, str]:
    """Return the files that a signature lists, each with its digest in base64.

    The signature's file is not parsed: written again from what it lists, it must come out the same.

    :raises ValueError: it is not what we write, or lists a file twice.
    """
    text = facts.decode()
    checks, where = _REFERENCE.findall(text), _STAMP.search(text)
    if where is None or signature(folder, checks, where[1], at) != facts or len(dict(checks)) != len(checks):
        raise ValueError("a signature of another shape")
    return dict(checks)


def _common_name(certificate: x509.Certificate) -> str:
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return "、".join(str(name.value) for name in names)
