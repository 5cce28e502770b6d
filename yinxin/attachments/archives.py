"""Opening ZIP files that strangers made (photo archives, XLSX, which is one too), and making our own.

Every doubtful archive is refused as a whole before anything in it is unpacked: too many entries, too much
data, two entries with one name, encrypted entries, links, folders, names that lead elsewhere. What we make holds the
same bytes for the same files.
"""

from __future__ import annotations

import io
import lzma
import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

_MOMENT: Final = (1980, 1, 1, 0, 0, 0)
"""The earliest moment that the format knows: our archives say nothing of when they were made."""

_END = struct.Struct("<4s4H2LH")
_END_MAGIC = b"PK\x05\x06"
_LONGEST_COMMENT = 65_535
_ENCRYPTED, _UTF8 = 0x1, 0x800
_DAMAGE = (zlib.error, lzma.LZMAError)


class Unreadable(Exception):
    """A file cannot be read; ``reason`` is a code of `reading.REASONS`, ``facts`` fill its sentence."""

    def __init__(self, reason: str, **facts: str | int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.facts = facts


def open_archive(path: Path, *, entries: int, unpacked: int) -> zipfile.ZipFile:
    """Open a ZIP file whose directory can be believed.

    :raises Unreadable: it is no ZIP file, or its directory breaks a limit.
    """
    if _declared_entries(path) > entries:
        raise Unreadable("too_many_entries", limit=entries)
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise Unreadable("not_zip") from error
    try:
        _check_directory(archive, entries, unpacked)
    except Unreadable:
        archive.close()
        raise
    return archive


def _declared_entries(path: Path) -> int:
    """Return the number of entries that the end record declares, without reading the directory itself."""
    with path.open("rb") as file:
        file.seek(0, os.SEEK_END)
        file.seek(max(0, file.tell() - _LONGEST_COMMENT - _END.size))
        tail = file.read()
    at = tail.rfind(_END_MAGIC)
    if at < 0 or len(tail) - at < _END.size:
        raise Unreadable("not_zip")
    return int(_END.unpack_from(tail, at)[4])


def _check_directory(archive: zipfile.ZipFile, entries: int, unpacked: int) -> None:
    infos = archive.infolist()
    if len(infos) > entries:
        raise Unreadable("too_many_entries", limit=entries)
    if len({info.filename for info in infos}) != len(infos):
        raise Unreadable("same_name_twice")
    if any(info.flag_bits & _ENCRYPTED for info in infos):
        raise Unreadable("encrypted")
    if sum(info.file_size for info in infos) > unpacked:
        raise Unreadable("unpacks_too_large", limit=unpacked // (1024 * 1024))


def is_link(info: zipfile.ZipInfo) -> bool:
    """Say whether the entry is a symbolic link."""
    return stat.S_ISLNK(info.external_attr >> 16)


def entry_name(info: zipfile.ZipInfo) -> str:
    """Return the entry's name as its author saw it: archives made on Windows write GBK without saying so."""
    if info.flag_bits & _UTF8:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return info.filename


def read_entry(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limit: int) -> bytes | None:
    """Return the entry's bytes, or None where it is larger than ``limit``, whatever the directory says.

    :raises Unreadable: the entry is damaged or contradicts the directory.
    """
    data = read_start(archive, info, limit + 1)
    return data if len(data) <= limit else None


def read_start(archive: zipfile.ZipFile, info: zipfile.ZipInfo, count: int) -> bytes:
    """Return the first ``count`` bytes of an entry, or all of a shorter one.

    :raises Unreadable: the entry is damaged or contradicts the directory.
    """
    try:
        with archive.open(info) as file:
            return file.read(count)
    except (
        *_DAMAGE,
        zipfile.BadZipFile,
        NotImplementedError,
        EOFError,
        ValueError,
        RuntimeError,
        OSError,
    ) as error:
        raise Unreadable("damaged_zip", name=entry_name(info)[:60]) from error


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return the files as one ZIP archive, in their order and without compression."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, _MOMENT), data)
    return out.getvalue()
