"""What the QR code of a certificate says: its page's address and, behind it, its signed record (docs/records.md)."""

from __future__ import annotations

from datetime import datetime

from yinxin.kernel.face import Face
from yinxin.register import status_lists
from yinxin.signing import records
from yinxin.signing.plain_keys import PlainKey


def code_of(certificate_id: int, face: Face, key: PlainKey | None, *, at: datetime) -> str:
    """Return the text of the code; the same arguments give the same text.

    :param key: signs the record; None where there is no such key, and then the code is the address alone.
    :param at: when the carrier is made.
    """
    if key is None:
        return face.verify_at
    place = status_lists.place_of(certificate_id)
    record = records.record_of(face, shard=place.shard, index=place.index, at=at)
    return records.code(face.verify_at, record, key)
