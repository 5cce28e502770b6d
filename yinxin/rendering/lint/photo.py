"""Checks of the photograph: the face's own, a picture that prints well, nothing hidden in it."""

from __future__ import annotations

import hashlib
from typing import Final

from yinxin.kernel.refusal import Incomplete
from yinxin.kernel.words import Words
from yinxin.rendering import photo
from yinxin.rendering.lint.model import Check, Severity, Subject, collector, wrong

_checks: list[Check] = []
_check = collector(_checks)

MOST_BYTES: Final = 200 * 1024
LEAST_PIXELS: Final = (120, 160)
MOST_PIXELS: Final = 2400
_PROPORTION: Final = (0.60, 0.90)
"""Width over height: 25 × 35 mm is 0.71."""


def _size(s: Subject) -> tuple[int, int] | None:
    try:
        return photo.size(s.photo)
    except Incomplete:
        return None


@_check("H01", Words("照片不是证书登记的那一张"))
def _same(s: Subject) -> str | None:
    digest = hashlib.sha256(s.photo).hexdigest() if s.photo else ""
    return wrong(bool(s.photo) and digest != s.face.photo)


@_check("H02", Words("照片文件缺失"))
def _there(s: Subject) -> str | None:
    return wrong(bool(s.face.photo) and not s.photo)


@_check("H03", Words("照片不是可用的JPEG图像"))
def _jpeg(s: Subject) -> str | None:
    return wrong(bool(s.photo) and _size(s) is None)


@_check("H04", Words("照片像素过少，印出来不清楚"))
def _sharp(s: Subject) -> str | None:
    size = _size(s)
    return wrong(size is not None and (size[0] < LEAST_PIXELS[0] or size[1] < LEAST_PIXELS[1]), str(size))


@_check("H05", Words("照片像素过多"))
def _modest(s: Subject) -> str | None:
    size = _size(s)
    return wrong(size is not None and max(size) > MOST_PIXELS, str(size))


@_check("H06", Words("照片不是证件照的比例"), Severity.WARNING)
def _upright(s: Subject) -> str | None:
    size = _size(s)
    return wrong(size is not None and not _PROPORTION[0] <= size[0] / size[1] <= _PROPORTION[1], str(size))


@_check("H07", Words("照片文件过大"))
def _light(s: Subject) -> str | None:
    return wrong(len(s.photo) > MOST_BYTES, str(len(s.photo)))


@_check("H08", Words("照片文件末尾另有内容，或不完整"))
def _ends(s: Subject) -> str | None:
    return wrong(_size(s) is not None and not s.photo.endswith(b"\xff\xd9"))


@_check("H09", Words("照片带有拍摄信息（EXIF）"))
def _bare(s: Subject) -> str | None:
    return wrong(b"Exif\0\0" in s.photo[:4096])


CHECKS: Final = tuple(_checks)
