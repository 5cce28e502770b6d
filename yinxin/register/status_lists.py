"""Status lists: one bit for each certificate, so that many can be checked without asking for any (N18.2).

A list covers 131,072 certificates that were opened one after the other. Where in it a certificate stands is a keyed
permutation: the place is the same for ever, and tells neither when it was opened nor who came before or after. Lists
are published anew by a worker as soon as a certificate has ended or come back, and otherwise twice a day. The format
is W3C's Bitstring Status List, signed as a JWT with the log's key; see docs/status-lists.md.
"""

from __future__ import annotations

import base64
import gzip
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b, sha256
from typing import Any, Final

from django.db import connection, transaction

from yinxin.kernel.clause import Clause
from yinxin.kernel.words import Words
from yinxin.ledger.audit import Difference
from yinxin.ledger.record import Line, record
from yinxin.lifecycle import audit as lives
from yinxin.register.models import StatusList
from yinxin.register.vault import vault
from yinxin.signing import jwt

SIZE: Final = 131_072
"""Bits of one list: the least that the format allows, so that no list is about a few."""

PURPOSES: Final[Mapping[str, str]] = {"revocation": "invalid", "refresh": "superseded"}
"""The state whose certificates each kind of list marks: revoked for good, or replaced by a newer one."""

RENEWED_AFTER: Final = timedelta(hours=12)
HOLDS_FOR: Final = timedelta(hours=24)
KEPT_SECONDS: Final = 300
"""How long anybody may keep a list before asking again: with the worker's half minute well below fifteen minutes."""

Sign = Callable[[Mapping[str, Any]], str]
"""Signs a credential; returns the token."""

_HALF: Final = 9
_MASK: Final = (1 << _HALF) - 1
_BITS = "select id from register_certificate where state = %s and id >= %s and id < %s"
_LOCK = 0x59494E53544C


@dataclass(frozen=True, slots=True)
class Place:
    """Where a certificate stands: the list and the bit in it, counted from the left."""

    shard: int
    index: int


def place_of(certificate_id: int) -> Place:
    """Return where a certificate stands in the lists, for ever."""
    shard, number = divmod(certificate_id, SIZE)
    return Place(shard, _permuted(number, shard))


def certificate_at(place: Place) -> int:
    """Return the number of the certificate that a place is for, whether there is one or not."""
    return place.shard * SIZE + _restored(place.index, place.shard)


def name_of(purpose: str, shard: int) -> str:
    """Return the name that a list has in its address."""
    return f"{purpose}-{shard}"


def published(name: str, version: int | None = None) -> StatusList | None:
    """Return a version of a list, the newest where none is named; None where there is none."""
    purpose, _, shard = name.rpartition("-")
    if purpose not in PURPOSES or not (shard.isascii() and shard.isdecimal()) or len(shard) > 6:
        return None
    rows = StatusList.objects.filter(purpose=purpose, shard=int(shard))
    if version is not None:
        return rows.filter(version=version).first()
    return rows.order_by("-version").first()


def first_marking(certificates: Collection[int], since: datetime) -> list[StatusList]:
    """Return, for each shard of these certificates, the first revocation list from a moment on that marks them all."""
    shards: dict[int, list[int]] = {}
    for number in certificates:
        place = place_of(number)
        shards.setdefault(place.shard, []).append(place.index)
    rows = StatusList.objects.filter(purpose="revocation", shard__in=shards, at__gte=since)
    found: dict[int, StatusList] = {}
    for row in rows.order_by("version").iterator():
        if row.shard not in found and all(is_marked(row.token, index) for index in shards[row.shard]):
            found[row.shard] = row
    return [found[shard] for shard in sorted(found)]


def is_marked(token: str, index: int) -> bool:
    """Say whether a published list marks a place."""
    bits = decoded(jwt.said(token)["credentialSubject"]["encodedList"])
    return bool(bits[index // 8] >> (7 - index % 8) & 1)


def newest_tokens() -> list[str]:
    """Return the newest version of every list, as it was published."""
    rows = StatusList.objects.order_by("purpose", "shard", "-version").distinct("purpose", "shard")
    return [row.token for row in rows]


def step(*, sign: Sign, address: str, clock: Callable[[], datetime]) -> int:
    """Publish every list that says something else than its last version, or whose last version grows old.

    :param address: the public address of this installation.
    :return: how many were published; doing it twice publishes nothing more.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_LOCK])
        at = clock()
        cursor.execute("select coalesce(max(id), 0) / %s from register_certificate", [SIZE])
        shards = range(cursor.fetchone()[0] + 1)
        known = _newest()
        count = 0
        for shard in shards:
            for purpose in PURPOSES:
                last = known.get((purpose, shard))
                bits = _bits(purpose, shard)
                digest = sha256(bits).hexdigest()
                if last is None or last.digest != digest or at - last.at >= RENEWED_AFTER:
                    _publish(purpose, shard, bits, last, sign, address, at)
                    count += 1
    return count


def audit() -> Iterator[Difference]:
    """Yield every published list that the ledger does not know just so, or whose text says something else."""
    facts = """jsonb_build_object('purpose', t.purpose, 'shard', t.shard, 'version', t.version,
        'ended', t.ended, 'digest', t.digest)"""
    yield from lives.rows("register_status_list", "status_list.published", facts)
    for row in StatusList.objects.order_by("id").iterator():
        encoded = jwt.said(row.token)["credentialSubject"]["encodedList"]
        if sha256(decoded(encoded)).hexdigest() != row.digest:
            yield Difference("register_status_list", row.pk, Words("名单的内容与登记的摘要不符"))


def encoded(bits: bytes) -> str:
    """Return bits as the format writes them: compressed, base64url, with the mark of that base in front."""
    return "u" + base64.urlsafe_b64encode(gzip.compress(bits, 9, mtime=0)).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    """Return the bits that :func:`encoded` wrote."""
    return gzip.decompress(base64.urlsafe_b64decode(text[1:] + "=" * (-len(text[1:]) % 4)))


def _newest() -> dict[tuple[str, int], StatusList]:
    rows = StatusList.objects.order_by("purpose", "shard", "-version").distinct("purpose", "shard")
    return {(row.purpose, row.shard): row for row in rows.defer("token")}


def _bits(purpose: str, shard: int) -> bytes:
    bits = bytearray(SIZE // 8)
    with connection.cursor() as cursor:
        cursor.execute(_BITS, [PURPOSES[purpose], shard * SIZE, (shard + 1) * SIZE])
        for (number,) in cursor.fetchall():
            index = place_of(number).index
            bits[index // 8] |= 0x80 >> index % 8
    return bytes(bits)


def _publish(
    purpose: str, shard: int, bits: bytes, last: StatusList | None, sign: Sign, address: str, at: datetime
) -> None:
    version = last.version + 1 if last else 1
    url = f"{address}/status/{name_of(purpose, shard)}"
    token = sign(
        {
            "@context": ["https://www.w3.org/ns/credentials/v2"],
            "id": url,
            "type": ["VerifiableCredential", "BitstringStatusListCredential"],
            "issuer": address,
            "validFrom": _moment(at),
            "validUntil": _moment(at + HOLDS_FOR),
            "version": version,
            "credentialSubject": {
                "id": f"{url}#list",
                "type": "BitstringStatusList",
                "statusPurpose": purpose,
                "ttl": KEPT_SECONDS * 1000,
                "encodedList": encoded(bits),
            },
        }
    )
    facts = {
        "purpose": purpose,
        "shard": shard,
        "version": version,
        "ended": sum(byte.bit_count() for byte in bits),
        "digest": sha256(bits).hexdigest(),
    }
    made = StatusList.objects.create(at=at, token=token, **facts)
    record(Line("status_list.published", Clause("N18.2"), 0, 0, "status_list", made.pk, at, facts))


def _permuted(number: int, shard: int) -> int:
    """Return a number's place: a Feistel network over 18 bits, walked on until it is one of 17."""
    while True:
        left, right = number >> _HALF, number & _MASK
        for turn in range(8):
            left, right = right, left ^ _round(shard, turn, right)
        number = left << _HALF | right
        if number < SIZE:
            return number


def _restored(number: int, shard: int) -> int:
    """Return the number that has a place: `_permuted` the other way round."""
    while True:
        left, right = number >> _HALF, number & _MASK
        for turn in reversed(range(8)):
            left, right = right ^ _round(shard, turn, left), left
        number = left << _HALF | right
        if number < SIZE:
            return number


def _round(shard: int, turn: int, half: int) -> int:
    text = f"status\0{shard}\0{turn}\0{half}".encode()
    return int.from_bytes(blake2b(text, key=vault().token_secret, digest_size=2).digest(), "big") & _MASK


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
