"""A certificate authority for demonstrations: its seals are nobody's, and its certificates say so.

Root, issuing authority, one P-256 signer for each department, revocation lists, and the key of the public
log. Running it again changes nothing; further departments are added.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final, TypeVar, cast

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID

from yinxin.signing import demo_sm2
from yinxin.signing.algorithms import ALGORITHMS, ES256, OFD, PDF, RS256, SM2
from yinxin.signing.backends import SHORTEST_RSA
from yinxin.signing.demo_files import name, period, write, write_once
from yinxin.signing.keys import ACTIVE, EVERYTHING, PROPOSED, REGISTRY, Keyring

LOG_ORIGIN: Final = "demo.yinxin.example/log"

_PLAIN: Final = {"records": "records.key", "credentials": "credentials.key"}
_ROOT_YEARS, _ISSUING_YEARS, _SIGNER_YEARS = 20, 15, 10
_ENGLISH: Final = {
    "人力资源和社会保障部": "Ministry of Human Resources and Social Security",
    "民政部": "Ministry of Civil Affairs",
    "住房和城乡建设部": "Ministry of Housing and Urban-Rural Development",
    "交通运输部": "Ministry of Transport",
    "水利部": "Ministry of Water Resources",
    "安徽省人力资源和社会保障厅": "Department of Human Resources and Social Security of Anhui Province",
}

K = TypeVar("K", ec.EllipticCurvePrivateKey, rsa.RSAPrivateKey, Ed25519PrivateKey)


@dataclass(frozen=True)
class _Authority:
    """A certificate authority that can issue."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


def create_demo_authority(
    folder: Path,
    owners: Sequence[str],
    at: datetime,
    *,
    algorithm: str = ES256,
    picture: Callable[[str], bytes] | None = None,
) -> Keyring:
    """Make what is not there yet, and open the folder; private keys are readable by their owner only.

    :param owners: the departments, each as in ``Face.sealed_by``.
    :param at: now; certificates are valid from the first day of its year.
    :param algorithm: what new seals for PDF sign with: ``ES256`` or ``RS256``.
    :param picture: draws a department's seal as PNG; where given, each department has an SM2 seal for OFD too.
    :raises Unavailable: SM2 is asked for, and this machine has no libcrypto that knows it.
    """
    seals = folder / "seals"
    for place in (folder, seals):
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
    root = _authority(folder / "root", "演示根证书 DEMO Root CA", None, at)
    issuing = _authority(folder / "issuing", "演示签发机构 DEMO Issuing CA", root, at)
    write_once(folder / "root.crl", lambda: _revocations(root, at))
    write_once(folder / "issuing.crl", lambda: _revocations(issuing, at))
    _key(folder / "log.key", Ed25519PrivateKey.generate)
    _stamper(folder, issuing, at)
    for file in _PLAIN.values():
        _key(folder / file, _p256)
    entries = _entries(folder)
    known = {(entry["owner"]["zh"], ALGORITHMS[entry["algorithm"]].carrier) for entry in entries}
    for owner in dict.fromkeys(owners):
        if (owner, PDF) not in known:
            entries.append(_seal(folder, owner, issuing, at, algorithm, "demo-" + _digest(owner)))
        if picture and (owner, OFD) not in known:
            entries.append(_national_seal(folder, owner, at, picture(owner)))
    _write_registry(folder, entries)
    return Keyring.open(folder)


def add_demo_seal(folder: Path, owner: str, id: str, at: datetime, *, algorithm: str = ES256) -> None:
    """Make one more seal of a department in a demonstration's folder; it is proposed, and signs nothing yet.

    :raises FileNotFoundError: the folder has no registry.
    :raises ValueError: it is no demonstration's, or has a seal with that id.
    """
    facts = json.loads((folder / REGISTRY).read_text("utf-8"))
    if not facts["demonstration"] or any(entry["id"] == id for entry in facts["seals"]):
        raise ValueError(f"{id}: there is such a key, or this is no demonstration")
    root = _authority(folder / "root", "演示根证书 DEMO Root CA", None, at)
    issuing = _authority(folder / "issuing", "演示签发机构 DEMO Issuing CA", root, at)
    entry = _seal(folder, owner, issuing, at, algorithm, id) | {"status": PROPOSED}
    _write_registry(folder, [*facts["seals"], entry])


def _stamper(folder: Path, issuing: _Authority, at: datetime) -> None:
    """Make key and certificate of the demonstration's own time stamps."""
    key, subject = _key(folder / "timestamps.key", _p256), name("演示时间戳 DEMO Time Stamps")
    path = folder / "timestamps.crt"
    _certificate(
        path, subject, key, issuing, at, _ISSUING_YEARS, ca=False, purpose=ExtendedKeyUsageOID.TIME_STAMPING
    )


def _seal(
    folder: Path, owner: str, issuing: _Authority, at: datetime, algorithm: str, id: str
) -> dict[str, Any]:
    """Make key and certificate of one department's seal for PDF; return its entry in the registry."""
    base = folder / "seals" / id
    subject = name(f"演示 DEMO {owner}", unit=owner)
    file = base.with_suffix(".key")
    key = _key(file, _rsa) if algorithm == RS256 else _key(file, _p256)
    _certificate(base.with_suffix(".crt"), subject, key, issuing, at, _SIGNER_YEARS, ca=False)
    return _entry(folder, owner, id, algorithm, ["issuing.crt"])


def _national_seal(folder: Path, owner: str, at: datetime, picture: bytes) -> dict[str, Any]:
    """Make key, certificate and stamp of one department's seal for OFD; return its entry in the registry."""
    id, full = "demo-ofd-" + _digest(owner), f"演示 DEMO {owner}"
    base, years = folder / "seals" / id, period(at, _SIGNER_YEARS)
    chain = demo_sm2.signer(folder, base, name(full, unit=owner), years)
    demo_sm2.stamp(folder, base, full, picture, years)
    return _entry(folder, owner, id, SM2, chain) | {"stamp": f"seals/{id}.esl"}


def _entry(folder: Path, owner: str, id: str, algorithm: str, chain: list[str]) -> dict[str, Any]:
    certificate = x509.load_pem_x509_certificate((folder / f"seals/{id}.crt").read_bytes())
    return {
        "id": id,
        "owner": {"zh": owner, "en": f"{_ENGLISH.get(owner, owner)} (DEMO)"},
        "qualifications": EVERYTHING,
        "algorithm": algorithm,
        "key": f"seals/{id}.key",
        "certificate": f"seals/{id}.crt",
        "chain": chain,
        "valid_from": certificate.not_valid_before_utc.date().isoformat(),
        "valid_to": certificate.not_valid_after_utc.date().isoformat(),
        "status": ACTIVE,
    }


def _digest(owner: str) -> str:
    return hashlib.sha256(owner.encode()).hexdigest()[:10]


def _authority(base: Path, common_name: str, parent: _Authority | None, at: datetime) -> _Authority:
    key = _key(base.with_suffix(".key"), _p256)
    years = _ISSUING_YEARS if parent else _ROOT_YEARS
    path = base.with_suffix(".crt")
    return _Authority(_certificate(path, name(common_name), key, parent, at, years, ca=True), key)


def _certificate(
    path: Path,
    subject: x509.Name,
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey,
    parent: _Authority | None,
    at: datetime,
    years: int,
    *,
    ca: bool,
    purpose: x509.ObjectIdentifier | None = None,
) -> x509.Certificate:
    """Return the certificate at ``path``; where there is none, issue it (by itself without a parent).

    :param purpose: the one thing that the key is for; not said where None.
    """
    issuer_key, issuer_name = (parent.key, parent.certificate.subject) if parent else (key, subject)

    def issue() -> bytes:
        start, end = period(at, years)
        own_id = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
        issuer_id = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key())
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer_name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(start)
            .not_valid_after(end)
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
            .add_extension(_usage(ca=ca), critical=True)
            .add_extension(own_id, critical=False)
            .add_extension(issuer_id, critical=False)
        )
        if purpose:
            builder = builder.add_extension(x509.ExtendedKeyUsage([purpose]), critical=True)
        return builder.sign(issuer_key, hashes.SHA256()).public_bytes(Encoding.PEM)

    return x509.load_pem_x509_certificate(write_once(path, issue))


def _revocations(authority: _Authority, at: datetime) -> bytes:
    """Return an empty revocation list, DER."""
    start, _ = period(at, _SIGNER_YEARS)
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


def _rsa() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=SHORTEST_RSA)


def _p256() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def _key(path: Path, make: Callable[[], K]) -> K:
    """Return the private key at ``path``, made where there is none."""

    def pem() -> bytes:
        return make().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

    return cast("K", load_pem_private_key(write_once(path, pem), password=None))


def _entries(folder: Path) -> list[dict[str, Any]]:
    path = folder / REGISTRY
    return list(json.loads(path.read_text("utf-8"))["seals"]) if path.exists() else []


def _write_registry(folder: Path, entries: list[dict[str, Any]]) -> None:
    roots, lists = ["root.crt"], ["root.crl", "issuing.crl"]
    if (folder / demo_sm2.ROOT).exists():
        roots, lists = [*roots, demo_sm2.ROOT], [*lists, *demo_sm2.LISTS]
    facts = {
        "demonstration": True,
        "roots": roots,
        "revocations": lists,
        "log": {"origin": LOG_ORIGIN, "key": "log.key"},
        "timestamps": {"key": "timestamps.key", "certificate": "timestamps.crt", "chain": ["issuing.crt"]},
        **{purpose: [{"key": file, "status": ACTIVE}] for purpose, file in _PLAIN.items()},
        "seals": entries,
    }
    text = json.dumps(facts, ensure_ascii=False, indent=2) + "\n"
    path = folder / REGISTRY
    if not path.exists() or path.read_text("utf-8") != text:
        write(path, text.encode())
