"""What stands on a page beside its texts: labels, hairlines, the photograph in its frame. Operators of PDF pages."""

from __future__ import annotations

from typing import Final

from yinxin.kernel.face import NOTHING
from yinxin.rendering import layout, pdf
from yinxin.rendering import photo as photos
from yinxin.rendering.layout import Composition

QUIET: Final = b"0.27 0.40 0.42 rg"
_HAIRLINE: Final = b"0.45 w 0.70 0.79 0.79 RG"


def label(text: pdf.TextSetter, label: str) -> bytes:
    """Set a label from the origin; a short one is spread to the width of four characters, and read as one."""
    apart = {2: 24.0, 3: 6.0}.get(len(label), 0.0)
    whole = pdf.text_string(label)
    return b"/Span<</ActualText%b>>BDC %b Tc %b EMC" % (whole, pdf.number(apart), text.run(0, 0, 12, label))


def rules(page: Composition) -> bytes:
    """Draw the hairlines below the items."""
    out = [b"q", _HAIRLINE]
    for label in page.labels:
        if label.rule:
            left, right, y = map(pdf.number, label.rule)
            out.append(b"%b %b m %b %b l S" % (left, y, right, y))
    return b" ".join([*out, b"Q"])


def photograph(body: pdf.Body, text: pdf.TextSetter, jpeg: bytes) -> tuple[bytes, bytes]:
    """Draw the photograph in its frame, whole and undistorted; return operators and resources."""
    left, bottom, wide, high = layout.PHOTO
    frame = b"q 0.5 w 0.55 0.66 0.67 RG %b re S Q" % b" ".join(
        map(pdf.number, (left - 1.5, bottom - 1.5, wide + 3, high + 3))
    )
    if not jpeg:
        return b"%b q %b %b Q" % (
            frame,
            QUIET,
            text.run(left + wide / 2 - 5, bottom + high / 2, 13, NOTHING),
        ), b""
    picture, width, height = photos.image(jpeg)
    place = placed(photos.place((width, height), layout.PHOTO))
    return b"q %b /P Do Q %b" % (place, frame), b"/P %d 0 R" % body.add(picture)


def placed(box: tuple[float, float, float, float]) -> bytes:
    """Return the matrix that lays a unit square into a box."""
    left, bottom, wide, high = map(pdf.number, box)
    return b"%b 0 0 %b %b %b cm" % (wide, high, left, bottom)
