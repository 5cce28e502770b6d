"""QR codes as one-bit images: as many bits as modules, scaled up without smoothing."""

from __future__ import annotations

import numpy as np
import zxingcpp

from yinxin.rendering import pdf

_PIXELS = 4
"""Pixels to a module: enough that viewers that smooth pictures still leave sharp edges."""


def image(payload: str, *, level: str = "M") -> bytes:
    """Return a PDF image object of the code with its quiet zone, square.

    :param level: error correction, ``L``, ``M``, ``Q`` or ``H``.
    """
    barcode = zxingcpp.create_barcode(payload, zxingcpp.BarcodeFormat.QRCode, ec_level=level)
    picture = zxingcpp.write_barcode_to_image(barcode, scale=_PIXELS, add_quiet_zones=True)
    pixels = np.asarray(picture)
    side = pixels.shape[0]
    return pdf.stream(
        b"/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceGray/BitsPerComponent 1"
        % (side, side),
        np.packbits(pixels != 0, axis=1).tobytes(),
    )
