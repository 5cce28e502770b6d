"""The container of an OFD document: a ZIP archive of one shape only, written and read bit by bit.

Archives can say one thing in their directory and another in their entries, carry bytes that no entry names, name
two files alike or unfold to anything. None of that is possible in this shape: entries one after the other from the
first byte, stored as they are, their headers the same twice and free of anything optional, the directory right
behind them and nothing behind it. Another shape is not opened.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterable
from typing import Final

MOST_ENTRIES: Final = 64
_NAME: Final = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9]+)?(?:/[A-Za-z0-9_-]+(?:\.[A-Za-z0-9]+)?)*\Z")

_LOCAL: Final = struct.Struct("<4s5H3I2H")
_CENTRAL: Final = struct.Struct("<4s6H3I5H2I")
_END: Final = struct.Struct("<4s4H2IH")
_VERSION, _STORED, _FLAGS = 20, 0, 0
_TIME, _DATE = 0, 33
"""Midnight of 1980-01-01, the first moment that the format knows: the same document gives the same bytes."""


class BadPackage(ValueError):
    """The bytes are no archive of our shape."""


def pack(parts: Iterable[tuple[str, bytes]]) -> bytes:
    """Return the archive of the parts, names and contents, in their order.

    :raises ValueError: a name is not plain, or given twice.
    """
    entries, directory, names = [], [], set()
    offset = 0
    for name, data in parts:
        if name in names or not _NAME.match(name):
            raise ValueError(f"not a name for a part: {name!r}")
        names.add(name)
        local, central = _headers(name.encode(), zlib.crc32(data), len(data), offset)
        entries += [local, data]
        directory.append(central)
        offset += len(local) + len(data)
    central = b"".join(directory)
    count = len(directory)
    end = _END.pack(b"PK\x05\x06", 0, 0, count, count, len(central), offset, 0)
    return b"".join([*entries, central, end])


def unpack(data: bytes) -> dict[str, bytes]:
    """Return the parts of an archive, by name and in their order.

    :raises BadPackage: it is not exactly what ``pack`` would write of those parts.
    """
    parts: dict[str, bytes] = {}
    offset = 0
    while data[offset : offset + 4] == b"PK\x03\x04" and len(parts) < MOST_ENTRIES:
        name, size = _name(data, offset)
        start = offset + _LOCAL.size + len(name)
        if name.decode() in parts or start + size > len(data):
            raise BadPackage("an entry is named twice or cut short")
        parts[name.decode()] = data[start : start + size]
        offset = start + size
    # Whatever else a byte may say, only what would be written again is what was written.
    if not parts or pack(parts.items()) != data:
        raise BadPackage("not an archive of this shape")
    return parts


def _name(data: bytes, offset: int) -> tuple[bytes, int]:
    """Return name and size of the entry at ``offset``."""
    if offset + _LOCAL.size > len(data):
        raise BadPackage("an entry is cut short")
    *_, size, _, length, _ = _LOCAL.unpack_from(data, offset)
    start = offset + _LOCAL.size
    name = data[start : start + length]
    if not _NAME.match(name.decode("ascii", errors="replace")):
        raise BadPackage("an entry's name is not plain")
    return name, size


def _headers(name: bytes, check: int, size: int, offset: int) -> tuple[bytes, bytes]:
    """Return an entry's header and its line in the directory."""
    both = (_VERSION, _FLAGS, _STORED, _TIME, _DATE, check, size, size, len(name), 0)
    local = _LOCAL.pack(b"PK\x03\x04", *both) + name
    central = _CENTRAL.pack(b"PK\x01\x02", _VERSION, *both, 0, 0, 0, 0, offset) + name
    return local, central
