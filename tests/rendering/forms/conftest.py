"""Readers of forms: text by poppler, pages as pictures, codes by a scanner."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from collections.abc import Callable

import pytest
from PIL import Image


def _poppler(tool: str, data: bytes, *options: str) -> bytes:
    if not shutil.which(tool):
        pytest.skip(f"{tool} (poppler-utils) is not installed")
    return subprocess.run([tool, *options], input=data, capture_output=True, check=True).stdout


@pytest.fixture(scope="session")
def pages_of() -> Callable[[bytes], list[str]]:
    """The text of each page, blanks left out."""

    def read(data: bytes) -> list[str]:
        text = _poppler("pdftotext", data, "-enc", "UTF-8", "-raw", "-", "-").decode()
        return [re.sub(r"\s", "", page) for page in text.split("\f")[:-1]]

    return read


@pytest.fixture(scope="session")
def rows_of() -> Callable[[bytes], list[str]]:
    """The lines of all pages as they stand side by side, blanks left out."""

    def read(data: bytes) -> list[str]:
        text = _poppler("pdftotext", data, "-enc", "UTF-8", "-layout", "-", "-").decode()
        return [re.sub(r"\s", "", line) for line in text.splitlines()]

    return read


@pytest.fixture(scope="session")
def words_of() -> Callable[[bytes], list[tuple[float, float, float, float, float, float]]]:
    """Of each word: left, top, right, bottom, and the page's width and height, in points."""

    def read(data: bytes) -> list[tuple[float, float, float, float, float, float]]:
        found, page = [], (0.0, 0.0)
        for line in _poppler("pdftotext", data, "-bbox", "-", "-").decode().splitlines():
            numbers = [float(one) for one in re.findall(r'="([\d.]+)"', line)]
            if line.strip().startswith("<page"):
                page = (numbers[0], numbers[1])
            elif line.strip().startswith("<word"):
                found.append((*numbers[:4], *page))
        return found

    return read


@pytest.fixture(scope="session")
def picture_of() -> Callable[..., Image.Image]:
    """A page as a grey picture at 200 dots to the inch."""

    def draw(data: bytes, page: int = 1) -> Image.Image:
        number = str(page)
        drawn = _poppler("pdftoppm", data, "-r", "200", "-gray", "-f", number, "-l", number, "-")
        return Image.open(io.BytesIO(drawn))

    return draw
