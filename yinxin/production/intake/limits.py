"""How large and how slow an agency's files may be before they are refused unread."""

from __future__ import annotations

from dataclasses import dataclass

_MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one examination; sizes are bytes, times are seconds.

    :ivar file: the table's file.
    :ivar unpacked: an XLSX file's parts together, unpacked.
    :ivar workbook_ratio: how many times larger than packed a large part of an XLSX file may be.
    :ivar rows: rows below the header; :ivar columns: columns with anything in them.
    :ivar memory: address space of the reading process; :ivar table_seconds: its time for the table.
    :ivar archive: the ZIP file; :ivar photos: pictures in it; :ivar photo: one picture's file.
    :ivar pixels: width times height of one picture; :ivar photos_unpacked: all pictures together.
    :ivar ratio: how many times larger than packed a picture may be (JPEG files hardly shrink).
    :ivar photos_seconds: the reading process's time for the pictures.
    """

    file: int = 64 * _MB
    unpacked: int = 512 * _MB
    workbook_ratio: int = 200
    rows: int = 200_000
    columns: int = 100
    memory: int = 2048 * _MB
    table_seconds: int = 60
    archive: int = 2048 * _MB
    photos: int = 200_000
    photo: int = _MB
    pixels: int = 4_000_000
    photos_unpacked: int = 4096 * _MB
    ratio: int = 50
    photos_seconds: int = 900
