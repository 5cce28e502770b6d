"""Time stamps (RFC 3161): asked for over HTTP, or given by this installation for demonstrations and tests.

A time stamp says that a digest existed at a moment, and is worth what its giver is worth: one that an installation
gives itself proves nothing to others, and says DEMO in its certificate.
"""

from __future__ import annotations

import hashlib
import secrets
import urllib.request
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final, Protocol
from urllib.error import URLError

from asn1crypto import tsp

from yinxin.kernel.refusal import WrongState
from yinxin.kernel.words import Words
from yinxin.signing import cms, der
from yinxin.signing.backends import Signer

POLICY: Final = der.oid("1.3.6.1.4.1.57264.2")
MEDIA_TYPES: Final = ("application/timestamp-query", "application/timestamp-reply")
_MOST_BYTES: Final = 64 * 1024
_GRANTED: Final = der.sequence(der.integer(0))
_SLACK: Final = 64


class TimeStamps(Protocol):
    """Somebody who gives time stamps."""

    room: int
    """The bytes that a time stamp may have."""

    def token(self, digest: bytes) -> bytes:
        """Return a time stamp over a SHA-256 digest, DER.

        :raises WrongState: none can be had now.
        """


class LocalTimeStamps:
    """Gives time stamps with a key of its own.

    :param signer: a key whose certificate is for time stamps and nothing else.
    :param chain: certificates between the signer's and the root, DER, nearest first.
    :param clock: tells the moment; the same digest at the same moment gets the same time stamp.
    """

    def __init__(self, signer: Signer, chain: Sequence[bytes], clock: Callable[[], datetime]) -> None:
        self._envelope = cms.Envelope(signer, chain, kind=cms.TIME_STAMP)
        self._clock = clock
        self.room = len(self.token(bytes(32))) + _SLACK

    def token(self, digest: bytes) -> bytes:
        """Return a time stamp over a SHA-256 digest, DER."""
        return self._stamp(digest, None)

    def answer(self, request: bytes) -> bytes:
        """Return the answer to a request as services give it over HTTP.

        :raises ValueError: the request is none, or asks for a digest other than SHA-256.
        """
        asked = tsp.TimeStampReq.load(request, strict=True)
        imprint = asked["message_imprint"]
        digest = bytes(imprint["hashed_message"].native)
        if imprint["hash_algorithm"]["algorithm"].native != "sha256" or len(digest) != 32:
            raise ValueError("time stamps are given over SHA-256 digests")
        nonce = asked["nonce"].native
        return der.sequence(_GRANTED, self._stamp(digest, nonce))

    def _stamp(self, digest: bytes, nonce: int | None) -> bytes:
        moment = der.moment(self._clock())
        # The serial number must differ between time stamps, and be the same when one is made again.
        serial = int.from_bytes(hashlib.sha256(digest + moment + repr(nonce).encode()).digest()[:16], "big")
        content = der.sequence(
            der.integer(1),
            POLICY,
            der.sequence(cms.SHA256, der.octets(digest)),
            der.integer(serial),
            moment,
            *([der.integer(nonce)] if nonce is not None else []),
        )
        attributes, value = self._envelope.value(hashlib.sha256(content).digest())
        return self._envelope.wrap(attributes, value, content=content)


class HttpTimeStamps:
    """Asks a service for time stamps.

    :param address: where it answers, ``https://…`` or ``http://…``.
    :param room: the bytes that its time stamps may have.
    """

    def __init__(self, address: str, *, room: int = 8192, seconds: float = 10) -> None:
        if not address.startswith(("https://", "http://")):
            raise ValueError(f"not the address of a time-stamp service: {address}")
        self._address, self.room, self._seconds = address, room, seconds

    def token(self, digest: bytes) -> bytes:
        """Return a time stamp over a SHA-256 digest, DER.

        :raises WrongState: the service does not answer, or answers with something else.
        """
        nonce = secrets.randbits(63)
        query = der.sequence(
            der.integer(1),
            der.sequence(cms.SHA256, der.octets(digest)),
            der.integer(nonce),
            b"\x01\x01\xff",
        )
        request = urllib.request.Request(  # noqa: S310 the scheme is checked above
            self._address, query, {"Content-Type": MEDIA_TYPES[0]}
        )
        try:
            with urllib.request.urlopen(request, timeout=self._seconds) as answer:  # noqa: S310
                return self._read(answer.read(_MOST_BYTES), digest, nonce)
        except (URLError, TimeoutError, OSError, ValueError) as wrong:
            raise WrongState(
                Words("时间戳服务没有给出可用的时间戳"),
                do=Words("请稍后重试；仍不成功的，请检查时间戳服务的地址和状态。"),
                facts={"reason": str(wrong)[:200]},
            ) from None

    def _read(self, data: bytes, digest: bytes, nonce: int) -> bytes:
        """Return the time stamp in an answer.

        :raises ValueError: the answer is a refusal, or stamps something else.
        """
        response = tsp.TimeStampResp.load(data, strict=True)
        if response["status"]["status"].native not in ("granted", "granted_with_mods"):
            raise ValueError("the service refused")
        token = response["time_stamp_token"]
        content = token["content"]["encap_content_info"]["content"].parsed
        stamped = bytes(content["message_imprint"]["hashed_message"].native)
        if stamped != digest or content["nonce"].native != nonce:
            raise ValueError("the service stamped something else")
        found = bytes(token.dump())
        if len(found) > self.room:
            raise ValueError("the time stamp is larger than foreseen")
        return found
