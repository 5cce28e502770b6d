"""Just enough DER (X.690) to write a signature, and to read one strictly: what is not DER is an error."""

from __future__ import annotations

from datetime import UTC, datetime

NULL = b"\x05\x00"


def tlv(tag: int, *parts: bytes) -> bytes:
    """Return the parts under one tag with their length."""
    content = b"".join(parts)
    size = len(content)
    if size < 0x80:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + content


def sequence(*parts: bytes) -> bytes:
    """Return a SEQUENCE."""
    return tlv(0x30, *parts)


def set_of(*parts: bytes) -> bytes:
    """Return a SET OF, its members in the order that DER demands."""
    return tlv(0x31, *sorted(parts))


def octets(data: bytes) -> bytes:
    """Return an OCTET STRING."""
    return tlv(0x04, data)


def integer(value: int) -> bytes:
    """Return a non-negative INTEGER."""
    return tlv(0x02, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def oid(dotted: str) -> bytes:
    """Return an OBJECT IDENTIFIER."""
    first, second, *rest = map(int, dotted.split("."))
    out = bytearray([first * 40 + second])
    for arc in rest:
        groups = [arc & 0x7F]
        while arc := arc >> 7:
            groups.append(arc & 0x7F | 0x80)
        out += bytes(reversed(groups))
    return tlv(0x06, bytes(out))


def bits(data: bytes) -> bytes:
    """Return a BIT STRING of whole bytes."""
    return tlv(0x03, b"\0", data)


def utf8(text: str) -> bytes:
    """Return a UTF8String."""
    return tlv(0x0C, text.encode())


def ia5(text: str) -> bytes:
    """Return an IA5String.

    :raises UnicodeEncodeError: the text is not ASCII.
    """
    return tlv(0x16, text.encode("ascii"))


def moment(at: datetime) -> bytes:
    """Return a GeneralizedTime in UTC, to the second."""
    return tlv(0x18, at.astimezone(UTC).strftime("%Y%m%d%H%M%SZ").encode())


def utc(at: datetime) -> bytes:
    """Return a UTCTime, which years before 2050 demand in certificates."""
    return tlv(0x17, at.astimezone(UTC).strftime("%y%m%d%H%M%SZ").encode())


def split(data: bytes) -> tuple[bytes, bytes]:
    """Return the first value with its tag and length, and what follows it.

    :raises ValueError: there is none, its length is not written as DER demands, or it is cut short.
    """
    if len(data) < 2:
        raise ValueError("no value")
    size, start = data[1], 2
    if size > 0x84 or size == 0x80:
        raise ValueError("a length that DER does not know")
    if size > 0x80:
        start = 2 + size - 0x80
        size = int.from_bytes(data[2:start], "big")
    value = data[: start + size]
    # Written again, a length in too many bytes becomes shorter.
    if tlv(value[0], data[start : start + size]) != value or len(value) != start + size:
        raise ValueError("a value that is cut short or not in DER")
    return value, data[start + size :]


def content(value: bytes, tag: int) -> bytes:
    """Return what stands in a value of that tag, which must be the whole of ``value``.

    :raises ValueError: it has another tag, or something follows it.
    """
    whole, rest = split(value)
    if rest or whole[0] != tag:
        raise ValueError("another kind of value")
    return whole[2 if whole[1] < 0x80 else 2 + whole[1] - 0x80 :]


def members(value: bytes, tag: int = 0x30) -> list[bytes]:
    """Return the values inside a SEQUENCE (or another constructed value), each with tag and length.

    :raises ValueError: as ``content`` and ``split``.
    """
    out, rest = [], content(value, tag)
    while rest:
        one, rest = split(rest)
        out.append(one)
    return out


def check(data: bytes) -> None:
    """Go through all values, those inside constructed ones too.

    :raises ValueError: a length is not written as DER demands, or something is cut short.
    """
    rest = data
    while rest:
        one, rest = split(rest)
        if one[0] & 0x20:
            check(content(one, one[0]))
