"""The collector's signature: a picture from the pad, decoded and written anew; or nothing, where paper was signed."""

from __future__ import annotations

import base64
import binascii
import io
from dataclasses import dataclass
from typing import Final

from PIL import Image, UnidentifiedImageError

from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import Incomplete
from yinxin.kernel.words import Words
from yinxin.register.files import files

_LONGEST: Final = 400_000
_WIDEST, _HIGHEST = 1600, 800
_DRAWN: Final = 60
"""Dark pixels that a signature has at least: less is a touch."""


@dataclass(frozen=True)
class Signature:
    """A signature: the picture as the page sent it, or the key of the kept one; both empty for paper."""

    image: bytes = b""
    key: str = ""


ON_PAPER: Final = Signature()


def from_pad(address: str) -> Signature:
    """Return the signature that a page sends as a ``data:`` address.

    :raises Incomplete: it cannot be read, or nothing is drawn.
    """
    head, _, text = address.partition(",")
    if head != "data:image/png;base64" or len(text) > _LONGEST:
        raise _unreadable()
    try:
        return Signature(base64.b64decode(text, validate=True))
    except binascii.Error:
        raise _unreadable() from None


def kept(signature: Signature) -> Signature:
    """Store the picture, decoded and written anew, and return its key; paper has none.

    :raises Incomplete: it cannot be read, or nothing is drawn.
    """
    if not signature.image:
        return ON_PAPER
    try:
        with Image.open(io.BytesIO(signature.image), formats=["PNG"]) as picture:
            if picture.width > _WIDEST or picture.height > _HIGHEST:
                raise _unreadable()
            ground = Image.new("RGBA", picture.size, "white")
            drawn = Image.alpha_composite(ground, picture.convert("RGBA")).convert("L")
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        raise _unreadable() from None
    if sum(drawn.histogram()[:128]) < _DRAWN:
        raise _unreadable()
    clean = io.BytesIO()
    drawn.point(lambda shade: 255 if shade > 160 else 0).convert("1").save(clean, "PNG", optimize=True)
    return Signature(key=files().put(clean.getvalue()))


def _unreadable() -> Incomplete:
    return Incomplete(
        Words("没有签名，或签名读不出。"),
        do=Words("请领取人在签名板上重签，或改为纸上签名。"),
        clause=Clause("N13.1"),
    )
