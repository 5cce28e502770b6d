"""Signing a certificate file in one pass: hash around the hole, sign, write the signature into it.

Three levels of PAdES (ETSI EN 319 142-1): B-B is the signature alone; B-LT has a time stamp in it, and the file holds
certificates and revocation lists, so that it verifies when their givers are gone; B-LTA adds a time stamp over the
whole file as an incremental update, the one change that a certification of ours allows, and of one shape only.
"""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from typing import Final, Protocol

from yinxin.kernel.refusal import WrongState
from yinxin.kernel.words import Words
from yinxin.signing.keys import SealKey
from yinxin.signing.timestamps import TimeStamps

B_B, B_LT, B_LTA = "B-B", "B-LT", "B-LTA"
LEVELS: Final = (B_B, B_LT, B_LTA)

_END: Final = re.compile(
    rb"trailer\n<</Size (\d+)/Root (\d+) 0 R/Info (\d+) 0 R/ID(\[<[0-9a-f]+><[0-9a-f]+>\])>>\n"
    rb"startxref\n(\d+)\n%%EOF\n\Z"
)
_FIELDS: Final = re.compile(rb"/AcroForm<</Fields\[(\d+ 0 R)\]/SigFlags 3>>")
_PLACEHOLDER: Final = b"/ByteRange[0 %010d %010d %010d]/Contents<"


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


def room(key: SealKey, stamps: TimeStamps | None = None) -> int:
    """Return the bytes that a file should keep free for a signature, with its time stamp where one is asked for."""
    return key.reserve + (stamps.room + 64 if stamps else 0)


def seal_pdf(unsigned: Unsigned, key: SealKey, at: datetime, *, stamps: TimeStamps | None = None) -> bytes:
    """Return the signed file. Without a time stamp the same file, key and moment give the same bytes.

    :param stamps: who gives the time stamp; without it the file is B-B.
    :raises WrongState: the key's certificate is not valid at ``at``, or no time stamp can be had.
    :raises ValueError: the room kept free is too small for the signature.
    """
    if not key.covers(at):
        raise WrongState(
            Words("印章证书在签章时刻无效：{owner}", owner=key.owner),
            do=Words("请更换有效的印章证书后重新签章。"),
        )
    data = bytearray(unsigned.buffer)
    digest = _digest(data, unsigned.byte_range)
    if stamps is None:
        signature = key.envelope.sign(digest)
    else:
        attributes, value = key.envelope.value(digest)
        stamp = stamps.token(hashlib.sha256(value).digest())
        signature = key.envelope.wrap(attributes, value, stamp=stamp)
    _fill(data, unsigned.hole, unsigned.reserve, signature)
    return bytes(data)


def archive(data: bytes, stamps: TimeStamps) -> bytes:
    """Return a signed file with a time stamp over all of it (B-LTA).

    :raises WrongState: no time stamp can be had.
    :raises ValueError: the file is not one of ours, or has a time stamp already.
    """
    updated, byte_range = _updated(data, stamps.room)
    token = stamps.token(_digest(updated, byte_range))
    _fill(updated, byte_range[1] + 1, stamps.room, token)
    return bytes(updated)


def is_archived_form(data: bytes, length: int, token: bytes, reserve: int) -> bool:
    """Answer whether a file is just what ``archive`` makes of its first ``length`` bytes with that time stamp.

    Whatever else may stand in an update, objects that replace others among it, makes another file.
    """
    try:
        updated, byte_range = _updated(data[:length], reserve)
        _fill(updated, byte_range[1] + 1, reserve, token)
    except ValueError:
        return False
    return updated == data


def _updated(data: bytes, reserve: int) -> tuple[bytearray, tuple[int, int, int, int]]:
    """Return the file with an update that holds an empty time stamp, and what that covers.

    :raises ValueError: the file does not end as ours do.
    """
    end = _END.search(data)
    if end is None:
        raise ValueError("not a file of ours, or stamped already")
    size, root, start = int(end[1]), int(end[2]), int(end[5])
    catalogue = _object(data, root)
    fields = _FIELDS.search(catalogue)
    if fields is None:
        raise ValueError("no field for a signature")
    field, stamp = size, size + 1
    catalogue = catalogue[: fields.end(1)] + b" %d 0 R" % field + catalogue[fields.end(1) :]
    objects = (
        (root, catalogue),
        (field, b"<</Type/Annot/Subtype/Widget/FT/Sig/T(Archive)/F 132/Rect[0 0 0 0]/V %d 0 R>>" % stamp),
        (stamp, b"<</Type/DocTimeStamp/Filter/Adobe.PPKLite/SubFilter/ETSI.RFC3161"
                + _PLACEHOLDER % (0, 0, 0) + b"0" * (2 * reserve) + b">>>"),
    )  # fmt: skip
    updated, offsets = bytearray(data), {}
    for number, content in objects:
        offsets[number] = len(updated)
        updated += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = len(updated)
    updated += b"xref\n%d 1\n%010d 00000 n \n%d 2\n%010d 00000 n \n%010d 00000 n \n" % (
        root, offsets[root], field, offsets[field], offsets[stamp],
    )  # fmt: skip
    updated += b"trailer\n<</Size %d/Root %d 0 R/Info %b 0 R/ID%b/Prev %d>>\nstartxref\n%d\n%%%%EOF\n" % (
        size + 2, root, end[3], end[4], start, table,
    )  # fmt: skip
    empty = _PLACEHOLDER % (0, 0, 0)
    at = updated.index(empty, offsets[stamp])
    opening = at + len(empty) - 1
    closing = opening + 2 * reserve + 2
    byte_range = (0, opening, closing, len(updated) - closing)
    updated[at : at + len(empty)] = _PLACEHOLDER % byte_range[1:]
    return updated, byte_range


def _object(data: bytes, number: int) -> bytes:
    """Return the content of an object near the end of the file, as the catalogue is.

    :raises ValueError: there is none.
    """
    head = b"\n%d 0 obj\n" % number
    start = data.rfind(head)
    end = data.find(b"\nendobj\n", start)
    if not 0 <= start < end:
        raise ValueError("no catalogue")
    return data[start + len(head) : end]


def _digest(data: bytearray, byte_range: tuple[int, int, int, int]) -> bytes:
    first, first_size, second, second_size = byte_range
    view = memoryview(data)
    digest = hashlib.sha256(view[first : first + first_size])
    digest.update(view[second : second + second_size])
    view.release()
    return digest.digest()


def _fill(data: bytearray, hole: int, reserve: int, signature: bytes) -> None:
    """Write a signature into the room kept for it.

    :raises ValueError: the room is too small.
    """
    if len(signature) > reserve:
        raise ValueError(f"the signature has {len(signature)} bytes, the file keeps {reserve} free")
    value = signature.hex().encode()
    data[hole : hole + len(value)] = value
