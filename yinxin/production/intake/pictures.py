"""Reading a ZIP file of portraits. Runs in the child process only.

Each picture is stripped of everything that is not picture (camera data, comments, whatever follows the end
mark); what remains is decoded to its last line, measured, and kept under its digest.
"""

from __future__ import annotations

import io
import struct
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from PIL import Image, ImageChops

from yinxin.attachments.archives import Unreadable, entry_name, is_link, open_archive, read_entry
from yinxin.kernel.canonical import digest
from yinxin.production.intake.limits import Limits

_WHITE = 225
"""The darkest channel of a pixel that still counts as white ground, of 255."""
_BAND = 12
"""The ground is looked for in the outer twelfth: above, and on both sides of the upper half."""
_ORIENTATION = 274
_SOS, _EOI = 0xDA, 0xD9
_KEPT_APPLICATION_MARKS = (0xE0, 0xEE)
_COMMENT = 0xFE
_NO_PICTURE = (OSError, ValueError, SyntaxError, TypeError, LookupError, struct.error, EOFError, MemoryError)
"""What the decoder raises for files that are no picture, or a broken one."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One entry of the archive, measured.

    :ivar state: ``ok``, ``not_image`` (no JPEG picture, or damaged) or ``too_large`` (bytes or pixels).
    :ivar photo: SHA-256 of the cleaned picture, hexadecimal; empty unless the state is ``ok``.
    :ivar ground: the part of the outer band that is white, 0 to 1.
    :ivar turned: the camera asks that the picture be turned before it is shown.
    """

    photo_file: str
    photo_state: str
    photo: str = ""
    photo_bytes: int = 0
    photo_width: int = 0
    photo_height: int = 0
    photo_colour: bool = False
    photo_ground: float = 0.0
    photo_turned: bool = False


def read_pictures(path: Path, folder: Path, limits: Limits) -> Iterator[dict[str, Any]]:
    """Yield a record for each file of the archive; save the good pictures in ``folder`` as ``<digest>.jpg``.

    :raises Unreadable: the archive as a whole cannot be trusted.
    """
    Image.MAX_IMAGE_PIXELS = limits.pixels
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    with open_archive(path, entries=limits.photos, unpacked=limits.photos_unpacked) as archive:
        infos = [info for info in archive.infolist() if not _is_litter(info)]
        for info in infos:
            _check_entry(info, limits)
        for info in infos:
            data = read_entry(archive, info, limits.photo)
            yield asdict(_picture(entry_name(info), data, folder))


def _is_litter(info: zipfile.ZipInfo) -> bool:
    """Say whether an operating system left the entry behind: no agency put it there on purpose."""
    return info.filename.startswith("__MACOSX/") or info.filename in (".DS_Store", "Thumbs.db", "desktop.ini")


def _check_entry(info: zipfile.ZipInfo, limits: Limits) -> None:
    name = entry_name(info)
    path = PurePosixPath(name.replace("\\", "/"))
    if info.is_dir() or is_link(info) or len(path.parts) != 1 or path.name in ("..", ".") or ":" in name:
        raise Unreadable("not_flat", name=name[:60])
    if not name.isprintable():
        raise Unreadable("unprintable_name")
    if info.file_size > limits.ratio * max(info.compress_size, 1_000):
        raise Unreadable("packed_too_tight", name=name[:60])


def _picture(name: str, data: bytes | None, folder: Path) -> Picture:
    if data is None:
        return Picture(name, "too_large")
    try:
        with Image.open(io.BytesIO(data), formats=["JPEG"]) as given:
            turned = given.getexif().get(_ORIENTATION, 1) != 1
        clean = strip(data)
        with Image.open(io.BytesIO(clean), formats=["JPEG"]) as image:
            image.load()
            colour = image.mode == "RGB"
            ground = _white_part(image)
            width, height = image.size
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return Picture(name, "too_large", photo_bytes=len(data))
    except _NO_PICTURE:
        return Picture(name, "not_image", photo_bytes=len(data))
    photo = digest(clean)
    target = folder / f"{photo}.jpg"
    if not target.exists():
        target.write_bytes(clean)
    return Picture(name, "ok", photo, len(data), width, height, colour, ground, turned)


def _white_part(image: Image.Image) -> float:
    width, height = image.size
    deep, wide, half = max(1, height // _BAND), max(1, width // _BAND), max(2, height // 2)
    white = counted = 0
    for box in ((0, 0, width, deep), (0, deep, wide, half), (width - wide, deep, width, half)):
        red, green, blue = image.crop(box).convert("RGB").split()
        counts = ImageChops.darker(ImageChops.darker(red, green), blue).histogram()
        white += sum(counts[_WHITE:])
        counted += sum(counts)
    return white / counted


def strip(data: bytes) -> bytes:
    """Return the same JPEG picture, every pixel, without camera data, comments and what follows its end.

    :raises ValueError: the marks of the file contradict each other.
    """
    if data[:2] != b"\xff\xd8":
        raise ValueError("no start of image")
    kept, at = [data[:2]], 2
    while True:
        if len(data) < at + 4 or data[at] != 0xFF:
            raise ValueError("a mark is missing")
        mark = data[at + 1]
        if mark == 0xFF:
            at += 1
            continue
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4])
        application = 0xE0 <= mark <= 0xEF and mark not in _KEPT_APPLICATION_MARKS
        if not application and mark != _COMMENT:
            kept.append(data[at:end])
        at = end
        if mark == _SOS:
            end = _end_of_scan(data, at)
            kept.append(data[at:end])
            at = end
            if data[at : at + 2] == bytes((0xFF, _EOI)):
                return b"".join((*kept, data[at : at + 2]))


def _end_of_scan(data: bytes, at: int) -> int:
    """Return where the compressed lines end: at a mark that is neither a stuffed byte nor a restart."""
    while True:
        at = data.find(b"\xff", at)
        if at < 0 or at + 1 >= len(data):
            raise ValueError("no end of image")
        following = data[at + 1]
        if following != 0 and not 0xD0 <= following <= 0xD7:
            return at
        at += 2
