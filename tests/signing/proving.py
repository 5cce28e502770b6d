"""What the tests of records and credentials share: status lists of our own making, and ways to alter a text."""

from __future__ import annotations

import base64
import gzip
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from yinxin.signing import jwt
from yinxin.signing.keys import Keyring
from yinxin.signing.proofs import LIST_BITS

ADDRESS = "https://verify.yinxin.example"


def status_list(
    ring: Keyring, purpose: str, at: datetime, *, marked: tuple[int, ...] = (), **changes: Any
) -> str:
    """Return a signed list of shard 3."""
    bits = bytearray(LIST_BITS // 8)
    for index in marked:
        bits[index // 8] |= 0x80 >> index % 8
    encoded = "u" + base64.urlsafe_b64encode(gzip.compress(bytes(bits), mtime=0)).rstrip(b"=").decode()
    moments = (at.astimezone(UTC), at.astimezone(UTC) + timedelta(hours=24))
    said = {
        "id": f"{ADDRESS}/status/{purpose}-3",
        "validFrom": moments[0].isoformat().replace("+00:00", "Z"),
        "validUntil": moments[1].isoformat().replace("+00:00", "Z"),
        "credentialSubject": {
            "type": "BitstringStatusList",
            "statusPurpose": purpose,
            "encodedList": encoded,
        },
    }
    return jwt.signed(said | changes, kind="vc+jwt", name=ring.log_origin, key=ring.log_key)


def altered(text: str, alphabet: str, count: int, seed: str) -> Iterator[tuple[str, str]]:
    """Yield a text with one character put in the place of another, every place at least once where count allows."""
    chance = random.Random(seed)
    places = list(range(len(text)))
    for number in range(count):
        at = places[number] if number < len(places) else chance.choice(places)
        other = chance.choice([one for one in alphabet if one != text[at]])
        yield f"{other!r} at {at}", text[:at] + other + text[at + 1 :]


def shortened(text: str) -> Iterator[tuple[str, str]]:
    """Yield a text cut off, doubled, or longer."""
    for part in (1, 7, len(text) // 3, len(text) // 2):
        yield f"without the last {part}", text[:-part]
        yield f"without the first {part}", text[part:]
    yield "twice", text + text
    yield "with an end", text + "A"
