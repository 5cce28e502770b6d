"""What every carrier that proves itself is judged by: unaltered, by whom, still valid (as of when).

The third question is answered from status lists at hand. A list that is out of date, or none, is said so: a carrier
alone never knows what happened after it was made.
"""

from __future__ import annotations

import base64
import gzip
import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any, Final

from cryptography.exceptions import InvalidSignature

from yinxin.kernel.words import Words
from yinxin.signing import plain_keys
from yinxin.signing.trust import PublicKeys

LIST_BITS: Final = 131_072
REVOCATION, REFRESH = "revocation", "refresh"
_LONGEST_LIST: Final = 200_000


class BadList(ValueError):
    """A text is not a status list that the published key has signed."""


class Standing(Enum):
    """What the lists at hand say of a certificate."""

    VALID = "valid"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"
    UNKNOWN = "unknown"

    @property
    def title(self) -> Words:
        """Say it to people."""
        return _TITLES[self]


_TITLES: Final = {
    Standing.VALID: Words("有效"),
    Standing.REVOKED: Words("已作废"),
    Standing.SUPERSEDED: Words("已被新证书替代"),
    Standing.UNKNOWN: Words("不知道现状"),
}


@dataclass(frozen=True, slots=True)
class Status:
    """What is known of the present, and since when.

    :ivar as_of: the moment of the older of the two lists; None where there is none.
    :ivar fresh: the lists had not run out at the moment that was asked about.
    """

    standing: Standing
    as_of: datetime | None = None
    fresh: bool = False


NOT_KNOWN: Final = Status(Standing.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Proof:
    """The judgement of one carrier.

    :ivar unaltered: every byte is as it was signed.
    :ivar signed_by: the name of who signed: the address of the installation; empty where nobody is known.
    :ivar trusted: that is one whose key was published for this, and is still trusted.
    :ivar said: what the carrier says; empty unless unaltered and trusted.
    :ivar problems: what is wrong, for people.
    :ivar place: where a credential's status stands: the number of its lists, and the bit in them.
    """

    unaltered: bool
    signed_by: str
    trusted: bool
    status: Status
    said: Mapping[str, Any] = field(default_factory=dict)
    problems: tuple[Words, ...] = ()
    place: tuple[int, int] | None = None

    @property
    def genuine(self) -> bool:
        """All three: unaltered, by somebody known, and valid by lists that have not run out."""
        known = self.unaltered and self.trusted and not self.problems
        return known and self.status.standing is Standing.VALID and self.status.fresh


def refused(problem: Words, *, unaltered: bool = False) -> Proof:
    """Return the judgement of something that proves nothing."""
    return Proof(unaltered, "", False, NOT_KNOWN, problems=(problem,))


@dataclass(frozen=True, slots=True)
class KnownList:
    """A status list whose signature was verified: its bits, and from when until when it counts."""

    bits: bytes
    at: datetime
    until: datetime

    def marks(self, index: int) -> bool:
        """Say whether it marks a place, counted from the left."""
        return bool(self.bits[index // 8] >> (7 - index % 8) & 1)


class StatusBook:
    """The status lists that are at hand, the newest of each name."""

    def __init__(self, lists: Mapping[str, KnownList] | None = None) -> None:
        self._lists = dict(lists or {})

    @classmethod
    def read(cls, tokens: Iterable[str], keys: PublicKeys) -> StatusBook:
        """Read lists as they are published.

        :raises BadList: one of the texts is none, or its signature does not fit.
        """
        book = cls()
        for token in tokens:
            name, one = read_list(token, keys)
            known = book._lists.get(name)
            if known is None or known.at < one.at:
                book._lists[name] = one
        return book

    def status(self, shard: int, index: int, at: datetime) -> Status:
        """Say how a certificate stands at its place, by the lists at hand."""
        ended, replaced = (self._lists.get(f"{purpose}-{shard}") for purpose in (REVOCATION, REFRESH))
        if ended is None or replaced is None or not 0 <= index < LIST_BITS:
            return NOT_KNOWN
        as_of, until = min(ended.at, replaced.at), min(ended.until, replaced.until)
        standing = Standing.VALID
        if replaced.marks(index):
            standing = Standing.SUPERSEDED
        if ended.marks(index):
            standing = Standing.REVOKED
        return Status(standing, as_of, at <= until)


def read_list(token: str, keys: PublicKeys) -> tuple[str, KnownList]:
    """Return the name of a published list and the list.

    :raises BadList: it is none, or its signature does not fit.
    """
    try:
        head, body, signature = token.strip().split(".")
        header = json.loads(plain_keys.bytes_of(head))
        if (header["alg"], header["typ"]) != ("EdDSA", "vc+jwt"):
            raise BadList("not a status list")
        keys.log_key.verify(plain_keys.bytes_of(signature), f"{head}.{body}".encode())
        said = json.loads(plain_keys.bytes_of(body))
        subject = said["credentialSubject"]
        name = str(said["id"]).rpartition("/")[2]
        if subject["type"] != "BitstringStatusList" or not name.startswith(f"{subject['statusPurpose']}-"):
            raise BadList("not a status list")
        moments = (datetime.fromisoformat(said[key]) for key in ("validFrom", "validUntil"))
        return name, KnownList(_bits(subject["encodedList"]), *moments)
    except InvalidSignature:
        raise BadList("the signature does not fit") from None
    except (ValueError, KeyError, TypeError, AttributeError, OSError, EOFError, zlib.error) as error:
        raise BadList(f"not a status list: {error}") from None


def _bits(text: str) -> bytes:
    if not text.startswith("u") or len(text) > _LONGEST_LIST:
        raise BadList("not a list of bits")
    packed = base64.urlsafe_b64decode(text[1:] + "=" * (-len(text[1:]) % 4))
    bits = gzip.decompress(packed)
    if len(bits) != LIST_BITS // 8:
        raise BadList("not a list of the right length")
    return bits
