"""Electronic seals and their signatures after GB/T 38540-2020 (version 4) or GM/T 0031-2025 (version 5), in DER.

A seal holds its picture, its owner's certificates and its period, and is signed by whoever makes seals; a seal's
signature holds the whole seal, the digest of what was sealed, the moment, and is signed with the owner's key. Both
signatures are SM2 with SM3. Extensions and time stamps, which the standard leaves open, are neither written nor read.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from yinxin.signing import der, sm2, sm2_x509
from yinxin.signing.backends import Signer

VERSIONS: Final = frozenset({4, 5})
"""4 is GB/T 38540-2020, 5 is GM/T 0031-2025; what is written here differs in the number alone."""

_ALGORITHM: Final = der.oid("1.2.156.10197.1.501")
_MAGIC: Final = "ES"
_VENDOR: Final = "YINXIN"
_UNIT, _CERTIFICATES = 1, 1
"""The kind of seal: an organisation's; the kind of list: certificates and not their digests."""


class BadSeal(ValueError):
    """The bytes are no seal, or no signature with one, of the shape described above."""


@dataclass(frozen=True, slots=True)
class Picture:
    """What a seal looks like.

    :ivar data: a PNG file; ``width`` and ``height`` are in whole millimetres.
    """

    data: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Seal:
    """A seal as it was read.

    :ivar data: all of it, DER; ``body`` is what the maker signed.
    :ivar certificates: the certificates that may sign with it, DER; ``maker`` is the maker's.
    """

    data: bytes
    body: bytes
    version: int
    id: str
    name: str
    certificates: tuple[bytes, ...]
    made_at: datetime
    valid_from: datetime
    valid_to: datetime
    picture: Picture
    maker: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Signed:
    """A seal's signature as it was read.

    :ivar body: what was signed; ``certificate`` is the signer's, DER.
    :ivar digest: the SM3 digest of what was sealed; ``place`` says where that stands.
    """

    body: bytes
    version: int
    seal: Seal
    at: datetime
    digest: bytes
    place: str
    certificate: bytes
    signature: bytes


def make_seal(
    maker: Signer,
    *,
    id: str,
    name: str,
    certificate: bytes,
    picture: Picture,
    made_at: datetime,
    valid_to: datetime,
    version: int = 4,
) -> bytes:
    """Return a new seal, DER, valid from the moment of its making.

    :param maker: the SM2 key of whoever makes seals.
    :param certificate: the one that may sign with the seal, DER.
    :raises ValueError: the version is not known.
    """
    if version not in VERSIONS:
        raise ValueError(f"no seals of version {version}")
    head = der.sequence(der.ia5(_MAGIC), der.integer(version), der.ia5(_VENDOR))
    facts = der.sequence(
        der.integer(_UNIT),
        der.utf8(name),
        der.integer(_CERTIFICATES),
        der.sequence(der.octets(certificate)),
        der.moment(made_at),
        der.moment(made_at),
        der.moment(valid_to),
    )
    shown = der.sequence(
        der.ia5("PNG"), der.octets(picture.data), der.integer(picture.width), der.integer(picture.height)
    )
    body = der.sequence(head, der.ia5(id), facts, shown)
    return der.sequence(body, der.octets(maker.certificate), _ALGORITHM, der.bits(maker.sign(body)))


def sign(seal: bytes, signer: Signer, digest: bytes, place: str, at: datetime, *, version: int = 4) -> bytes:
    """Return the signature with a seal over what has that SM3 digest, DER.

    :param signer: the SM2 key of one of the seal's certificates.
    :param place: where what was sealed stands, as ``/Doc_0/Signs/Sign_0/Signature.xml``.
    """
    body = der.sequence(der.integer(version), seal, der.moment(at), der.bits(digest), der.ia5(place))
    return der.sequence(body, der.octets(signer.certificate), _ALGORITHM, der.bits(signer.sign(body)))


def read_seal(data: bytes) -> Seal:
    """Read a seal; every byte of it has a meaning here, or it is refused.

    :raises BadSeal: it is not one.
    """
    try:
        body, maker, algorithm, value = der.members(data)
        head, identifier, facts, shown = der.members(body)
        magic, version, vendor = der.members(head)
        kind, name, listed, certificates, made_at, start, end = der.members(facts)
        picture_kind, picture, width, height = der.members(shown)
        der.content(vendor, 0x16)
        if (magic, kind, listed, algorithm, picture_kind) != (
            der.ia5(_MAGIC), der.integer(_UNIT), der.integer(_CERTIFICATES), _ALGORITHM, der.ia5("PNG"),
        ):  # fmt: skip
            raise BadSeal("a seal of another kind")
        return Seal(
            data=data,
            body=body,
            version=_version(version),
            id=der.content(identifier, 0x16).decode("ascii"),
            name=der.content(name, 0x0C).decode(),
            certificates=tuple(der.content(one, 0x04) for one in der.members(certificates)),
            made_at=_moment(made_at),
            valid_from=_moment(start),
            valid_to=_moment(end),
            picture=Picture(der.content(picture, 0x04), _number(width), _number(height)),
            maker=der.content(maker, 0x04),
            signature=_bits(value),
        )
    except ValueError as wrong:
        raise BadSeal(f"not a seal: {wrong}") from None


def read(data: bytes) -> Signed:
    """Read a signature with a seal; every byte of it has a meaning here, or it is refused.

    :raises BadSeal: it is not one.
    """
    try:
        body, certificate, algorithm, value = der.members(data)
        version, seal, at, digest, place = der.members(body)
        if algorithm != _ALGORITHM:
            raise BadSeal("a signature of another kind")
        return Signed(
            body=body,
            version=_version(version),
            seal=read_seal(seal),
            at=_moment(at),
            digest=_bits(digest),
            place=der.content(place, 0x16).decode("ascii"),
            certificate=der.content(certificate, 0x04),
            signature=_bits(value),
        )
    except ValueError as wrong:
        raise BadSeal(f"not a seal's signature: {wrong}") from None


def holds(certificate: bytes, signature: bytes, body: bytes) -> bool:
    """Answer whether a signature over ``body`` fits a certificate's SM2 key; False where either is damaged."""
    try:
        return sm2.PublicKey(sm2_x509.public_point(certificate)).verifies(signature, body)
    except ValueError:
        return False


def _version(value: bytes) -> int:
    version = _number(value)
    if version not in VERSIONS:
        raise BadSeal(f"version {version}")
    return version


def _number(value: bytes) -> int:
    number = int.from_bytes(der.content(value, 0x02), "big")
    if der.integer(number) != value:
        raise BadSeal("a number that is negative or not in DER")
    return number


def _bits(value: bytes) -> bytes:
    content = der.content(value, 0x03)
    if content[:1] != b"\0":
        raise BadSeal("bits that are no bytes")
    return content[1:]


def _moment(value: bytes) -> datetime:
    text = der.content(value, 0x18).decode("ascii")
    at = datetime.strptime(text, "%Y%m%d%H%M%SZ").replace(tzinfo=UTC)
    if der.moment(at) != value:
        raise BadSeal("a moment that is not in DER")
    return at
