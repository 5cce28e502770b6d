"""The holder's photograph: embedded byte for byte, never decoded or compressed again."""

from __future__ import annotations

import hashlib

from yinxin.kernel.face import Face
from yinxin.kernel.refusal import Incomplete
from yinxin.kernel.words import Words
from yinxin.rendering import pdf

_COLOURS = {1: b"/DeviceGray", 3: b"/DeviceRGB"}


def require(face: Face, jpeg: bytes) -> None:
    """Refuse a photograph that is not the face's.

    :param jpeg: empty where the face has no photograph.
    :raises Incomplete: it is another one.
    """
    if (hashlib.sha256(jpeg).hexdigest() if jpeg else "") != face.photo:
        raise Incomplete(Words("照片与登记的照片不一致"), do=Words("请重新取得该证书登记的照片后制作。"))


def place(size: tuple[int, int], box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    """Return where a picture of that size stands in a box, whole and undistorted, in the middle.

    :param box: left, bottom, width, height, as is what is returned.
    """
    left, bottom, wide, high = box
    scale = min(wide / size[0], high / size[1])
    w, h = size[0] * scale, size[1] * scale
    return left + (wide - w) / 2, bottom + (high - h) / 2, w, h


def size(jpeg: bytes) -> tuple[int, int]:
    """Return a JPEG file's width and height in pixels.

    :raises Incomplete: the bytes are not a JPEG picture in grey or RGB.
    """
    width, height, _ = _frame(jpeg)
    return width, height


def image(jpeg: bytes) -> tuple[bytes, int, int]:
    """Return the PDF image object of a JPEG file, and its width and height in pixels.

    :raises Incomplete: the bytes are not a JPEG picture in grey or RGB.
    """
    width, height, components = _frame(jpeg)
    entries = (
        b"/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace%b/BitsPerComponent 8/Filter/DCTDecode"
    )
    return pdf.stream(entries % (width, height, _COLOURS[components]), jpeg, deflate=False), width, height


def _frame(jpeg: bytes) -> tuple[int, int, int]:
    """Return width, height and number of components from the frame header."""
    at = 2
    while jpeg[:2] == b"\xff\xd8" and at + 10 <= len(jpeg) and jpeg[at] == 0xFF:
        marker, length = jpeg[at + 1], int.from_bytes(jpeg[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = (int.from_bytes(jpeg[at + n : at + n + 2], "big") for n in (5, 7))
            if width and height and jpeg[at + 4] == 8 and jpeg[at + 9] in _COLOURS:
                return width, height, jpeg[at + 9]
            break
        at += 2 + length
    raise Incomplete(Words("照片不是可用的JPEG图像"), do=Words("请提供RGB或灰度的JPEG照片后重新制作。"))
