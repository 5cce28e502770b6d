"""X.509 certificates and revocation lists with SM2 keys and SM3 (GB/T 20518): issued and checked.

The X.509 library of the language reads such certificates but knows neither their keys nor their signatures;
both stand here. A chain is checked link by link: names, signatures, periods, what each key may do, and the
revocation lists at hand.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from yinxin.signing import der, sm2

ALGORITHM: Final = der.sequence(der.oid("1.2.156.10197.1.501"))
"""SM2 with SM3, as certificates name it."""

BROKEN: Final = (
    ValueError,
    x509.InvalidVersion,
    x509.DuplicateExtension,
    x509.ExtensionNotFound,
    x509.UnsupportedGeneralNameType,
)
"""What the reading of a damaged certificate or list raises."""

_DEEPEST: Final = 4
_SPKI: Final = 6
"""Where the public key stands among the members of a version 3 certificate."""


@dataclass(frozen=True)
class Authority:
    """Who issues: a name and the key that signs in it."""

    name: x509.Name
    key: sm2.PrivateKey


@dataclass(frozen=True)
class Subject:
    """What a certificate is issued for.

    :ivar point: the public key, 65 bytes.
    :ivar ca: it may sign certificates and revocation lists, and nothing else; otherwise documents only.
    """

    name: x509.Name
    point: bytes
    ca: bool


def issue(subject: Subject, by: Authority, *, start: datetime, end: datetime, serial: int) -> bytes:
    """Return a certificate, DER.

    :param start: the first moment, to the second; ``end`` is the last.
    """
    usage = _usage(ca=subject.ca)
    extensions: list[tuple[x509.ExtensionType, bool]] = [
        (x509.BasicConstraints(ca=subject.ca, path_length=None), True),
        (usage, True),
        (x509.SubjectKeyIdentifier(_identifier(subject.point)), False),
        (x509.AuthorityKeyIdentifier(_identifier(by.key.public), None, None), False),
    ]
    body = der.sequence(
        der.tlv(0xA0, der.integer(2)),
        der.integer(serial),
        ALGORITHM,
        by.name.public_bytes(),
        der.sequence(der.utc(start), der.utc(end)),
        subject.name.public_bytes(),
        sm2.SPKI_HEAD + subject.point,
        der.tlv(0xA3, der.sequence(*(_extension(one, critical) for one, critical in extensions))),
    )
    return _signed(body, by.key)


def revoke(
    serials: Sequence[tuple[int, datetime]], by: Authority, *, at: datetime, until: datetime, number: int
) -> bytes:
    """Return a revocation list, DER.

    :param serials: serial numbers of certificates, each with the moment from which it does not count.
    """
    revoked = [der.sequence(der.integer(serial), der.utc(since)) for serial, since in serials]
    extensions = (
        _extension(x509.AuthorityKeyIdentifier(_identifier(by.key.public), None, None), critical=False),
        _extension(x509.CRLNumber(number), critical=False),
    )
    body = der.sequence(
        der.integer(1),
        ALGORITHM,
        by.name.public_bytes(),
        der.utc(at),
        der.utc(until),
        *([der.sequence(*revoked)] if revoked else []),
        der.tlv(0xA0, der.sequence(*extensions)),
    )
    return _signed(body, by.key)


def public_point(certificate: bytes) -> bytes:
    """Return the SM2 public key of a certificate, 65 bytes.

    :raises ValueError: the certificate is damaged, or its key is of another kind.
    """
    spki = der.members(der.members(certificate)[0])[_SPKI]
    head, point = spki[: len(sm2.SPKI_HEAD)], spki[len(sm2.SPKI_HEAD) :]
    if head != sm2.SPKI_HEAD or len(point) != sm2.POINT:
        raise ValueError("the certificate's key is not an SM2 key")
    return point


def is_trusted(
    certificate: bytes,
    chain: Sequence[bytes],
    roots: Sequence[bytes],
    at: datetime,
    *,
    revocations: Sequence[bytes] = (),
) -> bool:
    """Answer whether a certificate leads to one of the roots, every link being in order at ``at``.

    :param certificate: the signer's, DER; ``chain`` holds those between, in any order.
    :param roots: trusted certificates, DER; those with other keys than SM2 are passed over.
    :param revocations: lists, DER; one that is not the issuer's, or damaged, counts for nothing.
    """
    try:
        return _leads(certificate, tuple(chain), frozenset(roots), at, tuple(revocations), _DEEPEST)
    except BROKEN:
        return False


def _leads(
    certificate: bytes,
    chain: tuple[bytes, ...],
    roots: frozenset[bytes],
    at: datetime,
    revocations: tuple[bytes, ...],
    depth: int,
) -> bool:
    link = x509.load_der_x509_certificate(certificate)
    if not link.not_valid_before_utc <= at <= link.not_valid_after_utc:
        return False
    if certificate in roots:
        return True
    if not depth:
        return False
    return any(
        _issued(link, issuer)
        and not _revoked(link, issuer, at, revocations)
        and _leads(issuer, chain, roots, at, revocations, depth - 1)
        for issuer in (*roots, *chain)
    )


def _issued(link: x509.Certificate, issuer: bytes) -> bool:
    """Answer whether the issuer's certificate names, signs and may issue this one."""
    above = x509.load_der_x509_certificate(issuer)
    if above.subject != link.issuer:
        return False
    try:
        constraints = above.extensions.get_extension_for_class(x509.BasicConstraints).value
        usage = above.extensions.get_extension_for_class(x509.KeyUsage).value
        key = sm2.PublicKey(public_point(issuer))
    except BROKEN:
        return False
    signed = _is_signed(link.public_bytes(Encoding.DER), key)
    return constraints.ca and usage.key_cert_sign and signed


def _revoked(link: x509.Certificate, issuer: bytes, at: datetime, revocations: tuple[bytes, ...]) -> bool:
    for data in revocations:
        found = _entry(link, issuer, data)
        if found is not None and found.revocation_date_utc <= at:
            return True
    return False


def _entry(link: x509.Certificate, issuer: bytes, data: bytes) -> x509.RevokedCertificate | None:
    """Return the certificate's entry in a list, if the list is its issuer's."""
    try:
        revocation_list = x509.load_der_x509_crl(data)
        key = sm2.PublicKey(public_point(issuer))
        if revocation_list.issuer != link.issuer or not _is_signed(data, key):
            return None
        return revocation_list.get_revoked_certificate_by_serial_number(link.serial_number)
    except BROKEN:
        return None


def _signed(body: bytes, key: sm2.PrivateKey) -> bytes:
    return der.sequence(body, ALGORITHM, der.bits(key.sign(body)))


def _is_signed(data: bytes, key: sm2.PublicKey) -> bool:
    """Answer whether a certificate or list is signed with the key, and written as DER demands to the last bit.

    :raises ValueError: it is not DER.
    """
    body, algorithm, value = der.members(data)
    signature = der.content(value, 0x03)
    return algorithm == ALGORITHM and signature[:1] == b"\0" and key.verifies(signature[1:], body)


def _identifier(point: bytes) -> bytes:
    """Return the identifier of a key as RFC 5280 makes it: a name, not a safeguard."""
    return hashlib.sha1(point, usedforsecurity=False).digest()


def _extension(value: x509.ExtensionType, critical: bool) -> bytes:
    flag = (b"\x01\x01\xff",) if critical else ()
    return der.sequence(der.oid(value.oid.dotted_string), *flag, der.octets(value.public_bytes()))


def _usage(*, ca: bool) -> x509.KeyUsage:
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
