"""A new photo for a certificate, out of the picture that was handed in: the size that a certificate prints (N7)."""

from __future__ import annotations

import io
from typing import Final

from PIL import Image, ImageOps

SIZE: Final = (295, 413)
"""Width and height in pixels: one inch by one and a half, at 300 dots."""


def fitted(page: bytes) -> bytes:
    """Return a picture cut to the photo's proportions about its middle, as JPEG without metadata."""
    with Image.open(io.BytesIO(page)) as picture:
        made = ImageOps.fit(picture.convert("RGB"), SIZE, Image.Resampling.LANCZOS)
    out = io.BytesIO()
    made.save(out, "JPEG", quality=92)
    return out.getvalue()
