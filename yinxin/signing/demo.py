"""A certificate authority for demonstrations: its seals are nobody's, and its certificates say so.

Root, issuing authority, one P-256 signer for each department, revocation lists, and the key of the public
log. Running it again changes nothing; further departments are added.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final, TypeVar, cast

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID

from yinxin.signing.backends import ES256
from yinxin.signing.keys import ACTIVE, EVERYTHING, REGISTRY, Keyring

LOG_ORIGIN: Final = "demo.yinxin.example/log"

_ROOT_YEARS, _ISSUING_YEARS, _SIGNER_YEARS = 20, 15, 10
_ENGLISH: Final = {
    "人力资源和社会保障部": "Ministry of Human Resources and Social Security",
    "民政部": "Ministry of Civil Affairs",
    "住房和城乡建设部": "Ministry of Housing and Urban-Rural Development",
    "交通运输部": "Ministry of Transport",
    "水利部": "Ministry of Water Resources",
    "安徽省人力资源和社会保障厅": "Department of Human Resources and Social Security of Anhui Province",
}

K = TypeVar("K", ec.EllipticCurvePrivateKey, Ed25519PrivateKey)


@dataclass(frozen=True)
class _Authority:
    """A certificate authority that can issue."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


def create_demo_authority(folder: Path, owners: Sequence[str], at: datetime) -> Keyring:
    """Make what is not there yet, and open the folder; private keys are readable by their owner only.

    :param owners: the departments, each as in ``Face.sealed_by``.
    :param at: now; certificates are valid from the first day of its year.
    """
    seals = folder / "seals"
    for place in (folder, seals):
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
    root = _authority(folder / "root", "演示根证书 DEMO Root CA", None, at)
    issuing = _authority(folder / "issuing", "演示签发机构 DEMO Issuing CA", root, at)
    _write_once(folder / "root.crl", lambda: _revocations(root, at))
    _write_once(folder / "issuing.crl", lambda: _revocations(issuing, at))
    _key(folder / "log.key", Ed25519PrivateKey.generate)
    entries = _entries(folder)
    known = {entry["owner"]["zh"] for entry in entries}
    entries += [_seal(folder, owner, issuing, at) for owner in dict.fromkeys(owners) if owner not in known]
    _write_registry(folder, entries)
    return Keyring.open(folder)


def _seal(folder: Path, owner: str, issuing: _Authority, at: datetime) -> dict[str, Any]:
    """Make key and certificate of one department; return its entry in the registry."""
    name = "demo-" + hashlib.sha256(owner.encode()).hexdigest()[:10]
    base = folder / "seals" / name
    key = _key(base.with_suffix(".key"), _p256)
    subject = _name(f"演示 DEMO {owner}", unit=owner)
    certificate = _certificate(base.with_suffix(".crt"), subject, key, issuing, at, _SIGNER_YEARS, ca=False)
    return {
        "id": name,
        "owner": {"zh": owner, "en": f"{_ENGLISH.get(owner, owner)} (DEMO)"},
        "qualifications": EVERYTHING,
        "algorithm": ES256,
        "key": f"seals/{name}.key",
        "certificate": f"seals/{name}.crt",
        "chain": ["issuing.crt"],
        "valid_from": certificate.not_valid_before_utc.date().isoformat(),
        "valid_to": certificate.not_valid_after_utc.date().isoformat(),
        "status": ACTIVE,
    }


def _authority(base: Path, common_name: str, parent: _Authority | None, at: datetime) -> _Authority:
    key = _key(base.with_suffix(".key"), _p256)
    years = _ISSUING_YEARS if parent else _ROOT_YEARS
    path = base.with_suffix(".crt")
    return _Authority(_certificate(path, _name(common_name), key, parent, at, years, ca=True), key)


def _certificate(
    path: Path,
    subject: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    parent: _Authority | None,
    at: datetime,
    years: int,
    *,
    ca: bool,
) -> x509.Certificate:
    """Return the certificate at ``path``; where there is none, issue it (by itself without a parent)."""
    issuer_key, issuer_name = (parent.key, parent.certificate.subject) if parent else (key, subject)

    def issue() -> bytes:
        start = _year_start(at)
        own_id = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
        issuer_id = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key())
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer_name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(start)
            .not_valid_after(start.replace(year=start.year + years) - timedelta(seconds=1))
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
            .add_extension(_usage(ca=ca), critical=True)
            .add_extension(own_id, critical=False)
            .add_extension(issuer_id, critical=False)
        )
        return builder.sign(issuer_key, hashes.SHA256()).public_bytes(Encoding.PEM)

    return x509.load_pem_x509_certificate(_write_once(path, issue))


def _revocations(authority: _Authority, at: datetime) -> bytes:
    """Return an empty revocation list, DER."""
    start = _year_start(at)
    issuer_id = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key())
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(authority.certificate.subject)
        .last_update(start)
        .next_update(start.replace(year=start.year + _SIGNER_YEARS))
        .add_extension(x509.CRLNumber(1), critical=False)
        .add_extension(issuer_id, critical=False)
    )
    return builder.sign(authority.key, hashes.SHA256()).public_bytes(Encoding.DER)


def _usage(*, ca: bool) -> x509.KeyUsage:
    """Return what a key may do: authorities sign certificates and lists, seals sign documents."""
    return x509.KeyUsage(
        digital_signature=not ca,
        content_commitment=not ca,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=ca,
        crl_sign=ca,
        encipher_only=False,
        decipher_only=False,
    )


def _name(common_name: str, unit: str = "") -> x509.Name:
    """Return a name that calls itself a demonstration; a common name has at most 64 bytes."""
    short = common_name.encode()[:64].decode(errors="ignore")
    parts = [
        (NameOID.COUNTRY_NAME, "CN"),
        (NameOID.ORGANIZATION_NAME, "印信演示 DEMO（无法律效力）"),
        (NameOID.ORGANIZATIONAL_UNIT_NAME, unit),
        (NameOID.COMMON_NAME, short),
    ]
    return x509.Name([x509.NameAttribute(kind, value) for kind, value in parts if value])


def _year_start(at: datetime) -> datetime:
    return datetime(at.year, 1, 1, tzinfo=UTC)


def _p256() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def _key(path: Path, make: Callable[[], K]) -> K:
    """Return the private key at ``path``, made where there is none."""

    def pem() -> bytes:
        return make().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

    return cast("K", load_pem_private_key(_write_once(path, pem), password=None))


def _entries(folder: Path) -> list[dict[str, Any]]:
    path = folder / REGISTRY
    return list(json.loads(path.read_text("utf-8"))["seals"]) if path.exists() else []


def _write_registry(folder: Path, entries: list[dict[str, Any]]) -> None:
    facts = {
        "demonstration": True,
        "roots": ["root.crt"],
        "revocations": ["root.crl", "issuing.crl"],
        "log": {"origin": LOG_ORIGIN, "key": "log.key"},
        "seals": entries,
    }
    text = json.dumps(facts, ensure_ascii=False, indent=2) + "\n"
    path = folder / REGISTRY
    if not path.exists() or path.read_text("utf-8") != text:
        _write(path, text.encode())


def _write_once(path: Path, make: Callable[[], bytes]) -> bytes:
    """Return the file's bytes; where there is no file, write what ``make`` returns first."""
    if not path.exists():
        _write(path, make())
    return path.read_bytes()


def _write(path: Path, data: bytes) -> None:
    """Write a file that only its owner can read, whole or not at all."""
    draft = path.with_suffix(path.suffix + ".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
