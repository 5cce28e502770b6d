"""QR codes as one-bit images: as many bits as modules, scaled up without smoothing."""

from __future__ import annotations

import struct
import zlib

import numpy as np
import zxingcpp

from yinxin.rendering import pdf

_PIXELS = 4
"""Pixels to a module: enough that viewers that smooth pictures still leave sharp edges."""

_LONG = 200
_ONE_MASK = {"data_mask": 3}
"""A text longer than this ends in a signed record, which is as good as random: every mask leaves it as even as any
other, and to find the very best of the eight takes eight times as long as the code itself."""


def image(payload: str, *, level: str = "M") -> bytes:
    """Return a PDF image object of the code with its quiet zone, square.

    :param level: error correction, ``L``, ``M``, ``Q`` or ``H``.
    """
    side, bits = _modules(payload, level)
    return pdf.stream(
        b"/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceGray/BitsPerComponent 1"
        % (side, side),
        bits,
    )


def png(payload: str, *, level: str = "M") -> bytes:
    """Return the same picture as a PNG file."""
    side, bits = _modules(payload, level)
    wide = len(bits) // side
    # Every line begins with the number of its filter: none.
    lines = b"".join(b"\0" + bits[start : start + wide] for start in range(0, len(bits), wide))
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(lines, 6)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )


def _modules(payload: str, level: str) -> tuple[int, bytes]:
    """Return the code's side in pixels, and its lines, a bit to the pixel and whole bytes to the line."""
    options = _ONE_MASK if len(payload) > _LONG else {}
    barcode = zxingcpp.create_barcode(payload, zxingcpp.BarcodeFormat.QRCode, ec_level=level, **options)
    modules = np.asarray(zxingcpp.write_barcode_to_image(barcode, scale=1, add_quiet_zones=True)) != 0
    lines = np.packbits(modules.repeat(_PIXELS, axis=1), axis=1).repeat(_PIXELS, axis=0)
    return lines.shape[0], lines.tobytes()
