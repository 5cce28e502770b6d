"""Ways to alter a sealed file: bits anywhere, bits where the signature stands, and what forgers have tried.

Every way is a name and the altered bytes; the same seed gives the same ways. How many are tried by default is a
sample; ``YINXIN_LONG=1`` tries them all.
"""

from __future__ import annotations

import io
import os
import random
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from itertools import islice

from yinxin.signing import packages

LONG = os.environ.get("YINXIN_LONG") == "1"

Altered = tuple[str, bytes]


def flips(data: bytes, count: int, places: Sequence[int], seed: str) -> Iterator[Altered]:
    """Turn one bit at a time, at places drawn from ``places``."""
    chance = random.Random(seed)
    for _ in range(count):
        at, bit = chance.choice(places), chance.randrange(8)
        changed = bytearray(data)
        changed[at] ^= 1 << bit
        yield f"bit {bit} of byte {at}", bytes(changed)


def inside(data: bytes, *pieces: bytes) -> list[int]:
    """Return the places at which the pieces stand."""
    places: list[int] = []
    for piece in pieces:
        start = data.index(piece)
        places += range(start, start + len(piece))
    return places


def archives(whole: bytes, other: bytes, foreign: bytes) -> Iterator[Altered]:
    """Alter an OFD document as an archive.

    :param other: another document with the same seal; ``foreign`` is sealed by somebody unknown.
    """
    parts, others, strangers = (packages.unpack(data) for data in (whole, other, foreign))
    pieces = (*_pieces(parts, others, "of another document"), *_pieces(parts, strangers, "of a stranger"))
    yield from ((name, data) for name, data in pieces if data != whole)
    for name in parts:
        yield f"without {name}", packages.pack((n, d) for n, d in parts.items() if n != name)
        yield f"renamed {name}", packages.pack((n + "x" if n == name else n, d) for n, d in parts.items())
        yield f"emptied {name}", packages.pack((n, b"" if n == name else d) for n, d in parts.items())
        yield (
            f"a blank more in {name}",
            packages.pack((n, d + b" " if n == name else d) for n, d in parts.items()),
        )
    yield from _additions(parts)
    yield from _tricks(whole, parts)


def _pieces(parts: dict[str, bytes], others: dict[str, bytes], whose: str) -> Iterator[Altered]:
    """Put in pieces of another document, one at a time and a few together."""
    for name, data in others.items():
        if parts.get(name) != data:
            yield f"{name} {whose}", packages.pack({**parts, name: data}.items())
    for ending in (".xml", ".dat", ".esl"):
        changed = {
            name: others.get(name, data) if name.endswith(ending) else data for name, data in parts.items()
        }
        if changed != parts and changed != others:
            yield f"every {ending} {whose}", packages.pack(changed.items())
    signs = {name: others.get(name, data) if "/Signs/" in name else data for name, data in parts.items()}
    yield f"the signature {whose}", packages.pack(signs.items())
    pages = {name: data if "/Signs/" in name else others.get(name, data) for name, data in parts.items()}
    yield f"the page {whose}", packages.pack(pages.items())


def _additions(parts: dict[str, bytes]) -> Iterator[Altered]:
    page = parts["Doc_0/Pages/Page_0/Content.xml"]
    for name in (
        "Doc_0/Pages/Page_1/Content.xml", "Doc_0/Annots/Annotations.xml", "Doc_0/Res/other.jpg", "readme.txt",
        "Doc_1/Document.xml", "Doc_0/Signs/Sign_1/Seal.esl", "Doc_0/Signs/Sign_1/Signature.xml", "META-INF/container.xml",
    ):  # fmt: skip
        yield f"{name} added behind", packages.pack([*parts.items(), (name, page)])
        yield f"{name} added before", packages.pack([(name, page), *parts.items()])
    for number in range(8):
        names = list(parts)
        random.Random(number).shuffle(names)
        yield f"other order {number}", packages.pack((name, parts[name]) for name in names)
    again = {name.replace("Sign_0", "Sign_1"): data for name, data in parts.items() if "Sign_0" in name}
    yield "the signature twice", packages.pack([*parts.items(), *again.items()])


def _tricks(whole: bytes, parts: dict[str, bytes]) -> Iterator[Altered]:
    """Alter what a ZIP archive is and not what it holds."""
    for extra in (b"\0", b"\n", b" ", b"x" * 100, b"PK\x05\x06" + bytes(18), whole[-22:]):
        yield f"{len(extra)} bytes behind", whole + extra
        yield f"{len(extra)} bytes before", extra + whole
    comment = bytearray(whole)
    comment[-2:] = struct.pack("<H", 5)
    yield "a comment", bytes(comment) + b"valid"
    page = "Doc_0/Pages/Page_0/Content.xml"
    forged = parts[page].replace("王芳".encode(), "李芳".encode())
    for first, second in ((parts[page], forged), (forged, parts[page])):
        yield (
            f"{page} twice",
            _zipped([*((n, d) for n, d in parts.items() if n != page), (page, first), (page, second)]),
        )
    yield "packed by another program", _zipped(parts.items())
    yield "compressed by another program", _zipped(parts.items(), zipfile.ZIP_DEFLATED)
    yield "a bomb", _zipped([*parts.items(), ("Doc_0/Res/b.xml", bytes(50_000_000))], zipfile.ZIP_DEFLATED)
    for name in (
        "../../evil.xml",
        "/etc/passwd",
        "C:\\evil.xml",
        "Doc_0//x.xml",
        "Doc_0/./x.xml",
        "Doc_0/x\0.xml",
        "é.xml",
    ):
        yield f"an entry named {name!r}", _zipped([*parts.items(), (name, b"x")])
    yield "a directory's line missing", _without_line(whole)
    yield "the directory names other bytes", _other_directory(whole, parts, page, forged)
    for offset, what in (
        (4, "version"),
        (6, "flags"),
        (8, "method"),
        (10, "time"),
        (12, "date"),
        (28, "extra"),
    ):
        changed = bytearray(whole)
        changed[offset] ^= 1
        yield f"another {what}", bytes(changed)
    for cut in (1, 2, 22, 23, 500, len(whole) // 2, len(whole) - 30):
        yield f"{cut} bytes short", whole[:-cut]


def _zipped(parts, method: int = zipfile.ZIP_STORED) -> bytes:
    import warnings

    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w", method) as archive:
        warnings.simplefilter("ignore")
        for name, data in parts:
            info = zipfile.ZipInfo("x")
            info.filename = name
            info.compress_type = method
            archive.writestr(info, data)
    return out.getvalue()


def _without_line(whole: bytes) -> bytes:
    """Return the archive with its first entry's line missing in the directory: a file that few readers see."""
    start = whole.index(b"PK\x01\x02")
    end = whole.index(b"PK\x01\x02", start + 4)
    tail = bytearray(whole[-22:])
    count = struct.unpack_from("<H", tail, 8)[0] - 1
    struct.pack_into("<HHI", tail, 8, count, count, len(whole) - 22 - end)
    return whole[:start] + whole[end:-22] + bytes(tail)


def _other_directory(whole: bytes, parts: dict[str, bytes], name: str, forged: bytes) -> bytes:
    """Return an archive whose entries are whole and whose directory leads to a forged one behind them."""
    start = whole.index(b"PK\x01\x02")
    entry = packages.pack([(name, forged)])
    entry = entry[: entry.index(b"PK\x01\x02")]
    directory = bytearray(whole[start:-22])
    line = directory.index(name.encode()) - 46
    struct.pack_into("<III", directory, line + 16, zlib.crc32(forged), len(forged), len(forged))
    struct.pack_into("<I", directory, line + 42, start)
    tail = bytearray(whole[-22:])
    struct.pack_into("<I", tail, 16, start + len(entry))
    return whole[:start] + entry + bytes(directory) + bytes(tail)


def sample(ways: Iterator[Altered], count: int) -> Iterator[Altered]:
    """Yield ``count`` of the ways spread over all of them; every one in the long run."""
    every = list(ways)
    return iter(every) if LONG else islice(every, 0, None, max(1, len(every) // count))
