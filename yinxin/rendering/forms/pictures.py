"""Pictures on forms: bar codes and QR codes as vectors, a signature as it was written."""

from __future__ import annotations

import io
from typing import Final

import zxingcpp
from PIL import Image, UnidentifiedImageError

from yinxin.kernel.refusal import Incomplete
from yinxin.kernel.words import Words

_LONGEST: Final = 40
"""Characters in a bar code: more would be too fine for a hand scanner at the widths used here."""

_WIDEST: Final = 4000
"""Pixels on the longer side of a signature."""


def code128(text: str) -> bytes:
    """Return the Code 128 of a text as SVG, with its quiet zones; it may be stretched.

    :raises Incomplete: the text has characters that the code does not know, is empty or too long.
    """
    if not (text.isascii() and text.isprintable() and 0 < len(text) <= _LONGEST):
        raise Incomplete(
            Words("不能印成条码：“{text}”", text=text[:_LONGEST]),
            do=Words("条码内容须为1至40个字母、数字或半角符号，请核对编号。"),
        )
    return _svg(zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128))


def qr(text: str) -> bytes:
    """Return the QR code of a text as SVG, square, with its quiet zone."""
    return _svg(zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M"))


def signature(png: bytes) -> bytes:
    """Return the picture of a signature unchanged, if it is one.

    :raises Incomplete: the bytes are not a whole PNG picture of sensible size.
    """
    try:
        with Image.open(io.BytesIO(png), formats=["PNG"]) as picture:
            if max(picture.size) <= _WIDEST:
                picture.load()
                return png
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        pass
    raise Incomplete(
        Words("签名图像不是可用的PNG图像"), do=Words("请重新签名；仍不成功的，打印后在纸面签字。")
    )


def photo(jpeg: bytes) -> bytes:
    """Return the picture of a portrait unchanged, if it is one.

    :raises Incomplete: the bytes are not a whole JPEG picture.
    """
    try:
        with Image.open(io.BytesIO(jpeg), formats=["JPEG"]) as picture:
            picture.load()
            return jpeg
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        pass
    raise Incomplete(Words("照片不是可用的JPEG图像"), do=Words("请不带照片打印，打印后粘贴照片。"))


def _svg(barcode: zxingcpp.Barcode) -> bytes:
    return str(zxingcpp.write_barcode_to_svg(barcode)).encode()
