"""Pages as a scanner makes them, with invented text."""

from __future__ import annotations

from importlib import resources
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

PRINTED = ("姓名：欧阳文", "管理号：04340100000123", "批准日期：2004年6月20日")


def scan(*rows: str) -> bytes:
    """Return a picture of a page with these rows, a little askew, as a scanner makes it."""
    font = resources.files("pylopdf_fonts_zh_cn") / "NotoSansSC-Regular.otf"
    page = Image.new("RGB", (1000, 700), (250, 247, 238))
    pen = ImageDraw.Draw(page)
    with resources.as_file(font) as file:
        face = ImageFont.truetype(str(file), 34)
    for number, row in enumerate(rows):
        pen.text((120, 90 + number * 90), row, font=face, fill=(40, 40, 40))
    kept = BytesIO()
    page.rotate(0.7, fillcolor=(250, 247, 238)).save(kept, "JPEG", quality=75)
    return kept.getvalue()
