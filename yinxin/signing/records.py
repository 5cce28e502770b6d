"""The signed record in the QR code: what the paper shows, so that it can be checked without a network (N7, N22.1).

The code says ``ADDRESS#RECORD``. The address is the certificate's own page and works in any reader; what follows the
``#`` is never sent to a server. ``RECORD`` is the base32 (RFC 4648, no filling) of a COSE_Sign1 (RFC 9052) under
ES256, whose external data is the address: neither can be put beside another's. See docs/records.md.

Only one spelling of a record counts: deterministic CBOR (RFC 8949, 4.2), the low form of the signature, capital
letters. A record says nothing of identity numbers and carries no picture.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

import cbor2

from yinxin.kernel.calendar import day_of
from yinxin.kernel.face import Face
from yinxin.kernel.words import Words
from yinxin.signing.plain_keys import SIGNATURE_SIZE, KnownKey, PlainKey
from yinxin.signing.proofs import LIST_BITS, Proof, StatusBook, refused
from yinxin.signing.trust import PublicKeys

VERSION: Final = 1
LONGEST: Final = 2_000
"""No text of a code has more characters."""
KINDS: Final = ("certificate", "pass_certificate", "pass_proof", "qualification_proof")
"""The kinds of document by their number."""

_TAG, _ES256, _ALGORITHM, _KEY = 18, -7, 1, 4
_KEY_SIZE: Final = 4
_SIGNATURE: Final = bytes((0x58, SIGNATURE_SIZE))
"""What stands before a signature: a string of 64 bytes."""
_FIRST: Final = date(1970, 1, 1)
_MOST: Final = 2**64


class BadRecord(ValueError):
    """A text is not a record in its one spelling."""


@dataclass(frozen=True, slots=True)
class Record:
    """What a record says; texts as they are printed, days ``YYYY-MM-DD``, empty where there is none.

    :ivar shard: the number of its status lists, and ``index`` the bit in them.
    :ivar issued_at: when the carrier was made, to the second.
    """

    management_number: str
    name: str
    kind: str
    qualification: str
    level: str
    specialty: str
    approved_on: str
    valid_until: str
    sealed_by: tuple[str, ...]
    shard: int
    index: int
    issued_at: datetime


def record_of(face: Face, *, shard: int, index: int, at: datetime) -> Record:
    """Return what the record of a face says: nothing but what the page shows, and where its status stands."""
    return Record(
        face.management_number,
        face.name,
        face.kind,
        face.qualification,
        face.level,
        face.specialty,
        face.approved_on,
        face.valid_until,
        face.sealed_by,
        shard,
        index,
        at.astimezone(UTC).replace(microsecond=0),
    )


def code(address: str, record: Record, key: PlainKey) -> str:
    """Return the text of a QR code; the same record gives the same text.

    :param address: the address of the certificate's page, without a fragment.
    """
    payload = cbor2.dumps(_values(record), canonical=True)
    protected = _protected(key.known)
    signature = key.sign(_signed(address, protected, payload))
    return f"{address}#{_text(_opening(key.known) + cbor2.dumps(payload) + _SIGNATURE + signature)}"


def verify(text: str, keys: PublicKeys, statuses: StatusBook, at: datetime) -> Proof:
    """Judge the text of a QR code without asking anybody.

    :param at: the moment that is asked about, which decides how fresh the lists are.
    """
    address, _, fragment = text.strip().partition("#")
    if not fragment:
        return refused(Words("二维码里没有可离线核验的签名记录。"))
    try:
        message = _message(fragment)
        key = next((one for one in keys.records if message.startswith(_opening(one))), None)
        if key is None:
            return refused(Words("签名记录不是由已公布的密钥签发，或已损坏。"))
        payload, signature = _parts(message, key)
        # Nothing is read before its signature was verified: what strangers wrote is never interpreted.
        if not key.verify(signature, _signed(address, _protected(key), payload)):
            return refused(Words("签名记录与签名不符，内容或网址被改动过。"))
        record = _record(payload)
    except BadRecord:
        return refused(Words("签名记录已损坏或不是本格式。"))
    if not key.trusted:
        return refused(Words("签发这条记录的密钥已不可信。"), unaltered=True)
    said = said_of(record)
    problems: tuple[Words, ...] = ()
    if record.valid_until and day_of(at).isoformat() > record.valid_until:
        problems = (Words("证书已过有效期。"),)
    status = statuses.status(record.shard, record.index, at)
    return Proof(True, urlsplit(address).netloc, True, status, said, problems)


def said_of(record: Record) -> dict[str, Any]:
    """Return what a record says as JSON values."""
    facts = asdict(record)
    shard, index = facts.pop("shard"), facts.pop("index")
    status = {"shard": shard, "index": index}
    return (
        facts
        | {"sealed_by": list(record.sealed_by), "issued_at": record.issued_at.isoformat()}
        | {"status": status}
    )


def _values(record: Record) -> list[Any]:
    return [
        VERSION,
        _number(record.management_number),
        record.name,
        KINDS.index(record.kind),
        record.qualification,
        record.level,
        record.specialty,
        _days(record.approved_on),
        _days(record.valid_until),
        list(record.sealed_by),
        record.shard * LIST_BITS + record.index,
        int(record.issued_at.timestamp()),
    ]


def _number(text: str) -> int | str:
    """Return a number of digits as a number, which is shorter, where it can be read back to the letter."""
    plain = text.isascii() and text.isdecimal() and not text.startswith("0") and int(text) < _MOST
    return int(text) if plain else text


def _days(text: str) -> int | None:
    return (date.fromisoformat(text) - _FIRST).days if text else None


def _day(value: int | None) -> str:
    return "" if value is None else (_FIRST + timedelta(days=value)).isoformat()


def _protected(key: KnownKey) -> bytes:
    return cbor2.dumps({_ALGORITHM: _ES256, _KEY: key.thumbprint[:_KEY_SIZE]}, canonical=True)


def _signed(address: str, protected: bytes, payload: bytes) -> bytes:
    """Return the bytes that are signed: the Sig_structure of RFC 9052, 4.4."""
    return cbor2.dumps(["Signature1", protected, address.encode(), payload], canonical=True)


def _opening(key: KnownKey) -> bytes:
    """Return how the message of a key begins: tag, list of four, protected header, no other header."""
    return bytes((0xC0 | _TAG, 0x84)) + cbor2.dumps(_protected(key)) + b"\xa0"


def _message(fragment: str) -> bytes:
    """Return the bytes of a fragment.

    :raises BadRecord: it is not base32 in its one spelling.
    """
    if len(fragment) > LONGEST:
        raise BadRecord("too long")
    try:
        message = base64.b32decode(fragment + "=" * (-len(fragment) % 8))
    except (ValueError, binascii.Error):
        raise BadRecord("not base32") from None
    if _text(message) != fragment:
        raise BadRecord("not in the one spelling")
    return message


def _parts(message: bytes, key: KnownKey) -> tuple[bytes, bytes]:
    """Return payload and signature of a message of a key.

    :raises BadRecord: it is not of the one shape that such messages have.
    """
    rest, tail = message[len(_opening(key)) : -len(_SIGNATURE) - SIGNATURE_SIZE], message[-SIGNATURE_SIZE:]
    payload = rest[2:] if rest[:1] == b"\x58" else rest[3:]
    middle = cbor2.dumps(payload) + _SIGNATURE + tail
    if not payload or _opening(key) + middle != message:
        raise BadRecord("not in the one spelling")
    return payload, tail


def _text(message: bytes) -> str:
    return base64.b32encode(message).decode().rstrip("=")


def _record(payload: bytes) -> Record:
    """Return what a payload says.

    :raises BadRecord: it is not a list of the right values, or not in its one spelling.
    """
    try:
        values: Sequence[Any] = cbor2.loads(payload)
        version, number, name, kind, qualification, level, specialty, approved, until, sealed, place, at = (
            values
        )
        record = Record(
            str(number), name, KINDS[kind], qualification, level, specialty, _day(approved), _day(until),
            tuple(sealed), place // LIST_BITS, place % LIST_BITS, datetime.fromtimestamp(at, UTC),
        )  # fmt: skip
        again = cbor2.dumps(_values(record), canonical=True)
    except (
        ValueError,
        TypeError,
        IndexError,
        OverflowError,
        OSError,
        RecursionError,
        AttributeError,
    ) as error:
        raise BadRecord(str(error)) from None
    if version != VERSION or again != payload:
        raise BadRecord("not in the one spelling")
    return record
