"""Drawn portraits: 295×413 pixels, 300 dots an inch, white ground, a few kilobytes, no two alike."""

from __future__ import annotations

import colorsys
import io
import random
from typing import Final

from PIL import Image, ImageDraw

WIDTH: Final = 295
HEIGHT: Final = 413
_DPI: Final = (300, 300)
_SKIN: Final = ((238, 203, 176), (229, 190, 160), (214, 172, 140), (244, 214, 190))
_HAIR: Final = ((24, 20, 20), (40, 32, 28), (62, 46, 38), (92, 92, 96))


def portrait(seed: int, sex: str = "女") -> bytes:
    """Return the JPEG file of a drawn figure; the seed and the sex decide what it looks like."""
    chance = random.Random(f"{seed}/{sex}")  # noqa: S311 - a repeatable drawing, no secret
    image = Image.new("RGB", (WIDTH, HEIGHT), "white")
    draw = ImageDraw.Draw(image)
    skin, hair = chance.choice(_SKIN), chance.choice(_HAIR)
    centre, top = WIDTH // 2 + chance.randint(-4, 4), 100 + chance.randint(-6, 6)
    wide, tall = 60 + chance.randint(-7, 7), 84 + chance.randint(-8, 8)
    if sex == "女":
        draw.rounded_rectangle(
            (centre - wide - 14, top - 12, centre + wide + 14, top + 2 * tall + chance.randint(10, 60)),
            60,
            fill=hair,
        )
    _body(draw, chance, centre, top + 2 * tall, skin)
    draw.ellipse((centre - wide - 9, top - 20, centre + wide + 9, top + tall + 20), fill=hair)
    draw.ellipse((centre - wide, top, centre + wide, top + 2 * tall), fill=skin)
    draw.pieslice(
        (centre - wide - 2, top - 10, centre + wide + 2, top + 70 + chance.randint(-10, 20)), 180, 360, hair
    )
    _face(draw, chance, centre, top + tall, wide)
    file = io.BytesIO()
    image.save(file, "JPEG", quality=82, dpi=_DPI)
    return file.getvalue()


def _body(
    draw: ImageDraw.ImageDraw, chance: random.Random, centre: int, chin: int, skin: tuple[int, int, int]
) -> None:
    red, green, blue = colorsys.hsv_to_rgb(
        chance.random(), chance.uniform(0.2, 0.7), chance.uniform(0.2, 0.7)
    )
    cloth = (int(red * 255), int(green * 255), int(blue * 255))
    shoulder = 112 + chance.randint(-8, 8)
    draw.rounded_rectangle((centre - shoulder, chin + 22, centre + shoulder, HEIGHT + 80), 70, fill=cloth)
    draw.rectangle((centre - 26, chin - 24, centre + 26, chin + 34), fill=skin)
    draw.polygon(((centre - 40, chin + 24), (centre + 40, chin + 24), (centre, chin + 78)), fill="white")


def _face(draw: ImageDraw.ImageDraw, chance: random.Random, centre: int, eyes: int, wide: int) -> None:
    glasses = chance.random() < 0.25
    apart, size = wide // 2 + chance.randint(-3, 3), chance.randint(4, 7)
    for side in (-1, 1):
        eye = centre + side * apart
        draw.ellipse((eye - size, eyes - size, eye + size, eyes + size), fill=(30, 26, 26))
        brow = eyes - 18 - chance.randint(0, 4)
        draw.line((eye - 13, brow, eye + 13, brow - side * chance.randint(-2, 2)), fill=(50, 42, 40), width=4)
        if glasses:
            draw.ellipse((eye - 20, eyes - 16, eye + 20, eyes + 16), outline=(60, 60, 60), width=2)
    draw.line((centre, eyes + 8, centre - 6, eyes + 34, centre + 4, eyes + 36), fill=(176, 128, 106), width=2)
    half, mouth = chance.randint(14, 24), eyes + 50 + chance.randint(0, 6)
    draw.arc((centre - half, mouth - 12, centre + half, mouth + 8), 20, 160, fill=(170, 64, 64), width=3)
