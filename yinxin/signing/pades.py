"""Signing a certificate file in one pass: hash around the hole, sign, write the signature into it."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Protocol

from yinxin.kernel.refusal import WrongState
from yinxin.kernel.words import Words
from yinxin.signing.keys import SealKey


class Unsigned(Protocol):
    """A file with room for its signature; ``rendering.certificate.Unsigned`` is one."""

    @property
    def buffer(self) -> bytearray:
        """The file; where the signature belongs it holds zeros."""

    @property
    def byte_range(self) -> tuple[int, int, int, int]:
        """Offset and length of what is signed, twice."""

    @property
    def hole(self) -> int:
        """Offset of the first hexadecimal digit of the signature."""

    @property
    def reserve(self) -> int:
        """Bytes that the signature may have."""


def seal_pdf(unsigned: Unsigned, key: SealKey, at: datetime) -> bytes:
    """Return the signed file (PAdES B-B). The same file, key and moment give the same bytes.

    :raises WrongState: the key's certificate is not valid at ``at``.
    :raises ValueError: the room kept free is too small for the signature.
    """
    if not key.covers(at):
        raise WrongState(
            Words("印章证书在签章时刻无效：{owner}", owner=key.owner),
            do=Words("请更换有效的印章证书后重新签章。"),
        )
    data = bytearray(unsigned.buffer)
    first, first_size, second, second_size = unsigned.byte_range
    view = memoryview(data)
    digest = hashlib.sha256(view[first : first + first_size])
    digest.update(view[second : second + second_size])
    view.release()
    value = key.envelope.sign(digest.digest()).hex().encode()
    if len(value) > 2 * unsigned.reserve:
        raise ValueError(f"the signature has {len(value) // 2} bytes, the file keeps {unsigned.reserve} free")
    data[unsigned.hole : unsigned.hole + len(value)] = value
    return bytes(data)
