"""The picture of a seal as a PNG with a clear ground, as a seal after GB/T 38540 carries it."""

from __future__ import annotations

import io
from typing import Final

import pypdfium2
from PIL import Image

from yinxin.rendering import pdf
from yinxin.rendering.layout import MM
from yinxin.rendering.seal import RADIUS, SealPicture

SIDE_MM: Final = round(2 * RADIUS / MM)
"""Width and height of the picture in millimetres."""
_PIXELS: Final = 360
_FINER: Final = 3
_SHADES: Final = 16


def png(picture: SealPicture) -> bytes:
    """Return the picture: one red, as many shades of transparency as its edges need, ten kilobytes or so."""
    page = pypdfium2.PdfDocument(_page(picture))[0]
    scale = _PIXELS * _FINER / page.get_width()
    drawn = page.render(scale=scale, grayscale=True).to_pil().convert("L").resize((_PIXELS, _PIXELS))
    # Dark is covered: the picture is one colour, and only how much of it shows differs from place to place.
    darkest = drawn.getextrema()[0]
    steps = [round(_SHADES * min(1.0, (255 - value) / (255 - darkest))) for value in range(256)]
    indexed = drawn.point(steps).convert("L")
    out = Image.frombytes("P", indexed.size, indexed.tobytes())
    out.putpalette([201, 18, 28] * (_SHADES + 1))
    file = io.BytesIO()
    out.save(file, "PNG", optimize=True, transparency=bytes(255 * n // _SHADES for n in range(_SHADES + 1)))
    return file.getvalue()


def _page(picture: SealPicture) -> bytes:
    """Return a PDF file whose one page is the picture."""
    body = pdf.Body()
    form = body.add(picture.form)
    side = pdf.number(2 * RADIUS)
    content = body.add_stream(b"", b"1 0 0 1 %b %b cm /S Do" % (pdf.number(RADIUS), pdf.number(RADIUS)))
    leaf = body.next
    body.add(
        b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 %b %b]/Contents %d 0 R/Resources<</XObject<</S %d 0 R>>>>>>"
        % (leaf + 1, side, side, content, form)
    )
    body.add(b"<</Type/Pages/Kids[%d 0 R]/Count 1>>" % leaf)
    root = body.add(b"<</Type/Catalog/Pages %d 0 R>>" % (leaf + 1))
    return bytes(pdf.assemble(pdf.Head.of(pdf.Body()), body, pdf.Trailer(root, root, b"seal")))
