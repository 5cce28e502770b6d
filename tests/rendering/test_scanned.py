"""The code with its signed record is read from the drawn page: at 150 dots to the inch, askew, blurred, as JPEG."""

from __future__ import annotations

import io
import shutil
import subprocess
from dataclasses import replace

import numpy as np
import pypdfium2
import pytest
import zxingcpp
from PIL import Image, ImageFilter

from tests.long import often
from yinxin.rendering.ofd import OfdPress
from yinxin.signing import records
from yinxin.signing.demo import create_demo_authority
from yinxin.signing.proofs import StatusBook
from yinxin.signing.trust import PublicKeys

from .conftest import AT, ROOM

PAGE = "https://verify.yinxin.example/c/aBcDeFgHiJkLmNoPqRsTuV"
DPI = 150
CLEAN = {
    "as drawn": lambda picture: picture,
    "turned by 2°": lambda picture: picture.rotate(2, expand=True, fillcolor="white", resample=3),
    "turned by 7°": lambda picture: picture.rotate(-7, expand=True, fillcolor="white", resample=3),
    "upside down": lambda picture: picture.rotate(180),
    "JPEG 60": lambda picture: _jpeg(picture, 60),
    "JPEG 35": lambda picture: _jpeg(picture, 35),
    "grey light": lambda picture: picture.point(lambda level: 60 + level // 2),
}
ROUGH = {
    "blurred": lambda picture: picture.filter(ImageFilter.GaussianBlur(0.8)),
    "blurred, turned, JPEG": lambda picture: _jpeg(
        picture.rotate(3, expand=True, fillcolor="white", resample=3).filter(ImageFilter.GaussianBlur(0.6)),
        60,
    ),
}


def _jpeg(picture: Image.Image, quality: int) -> Image.Image:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return Image.open(io.BytesIO(out.getvalue()))


@pytest.fixture(scope="module")
def ring(tmp_path_factory):
    return create_demo_authority(tmp_path_factory.mktemp("keys"), ["人力资源和社会保障部"], AT)


def coded(face, ring, number):
    face = replace(face, management_number=f"20260614340100{number:05}", verify_at=f"{PAGE[:-3]}{number:03}")
    record = records.record_of(face, shard=number, index=131_071 - number, at=AT)
    return face, records.code(face.verify_at, record, ring.record_key())


@pytest.fixture(scope="module")
def drawn(make_face, photo, press, ring):
    """Draw pages, electronic and paper, and give them with what their codes say."""

    def draw(number: int, *, paper: bool = False, **changes):
        face, code = coded(make_face(**changes), ring, number)
        if paper:
            data = press.paper([(face, photo)], ground=True, at=AT, codes=[code])
        else:
            seals = press.seals(face)
            made = press.render(
                face, photo=photo, document_id="1", at=AT, seals=seals, reserve=ROOM, code=code
            )
            data = bytes(made.buffer)
        return pypdfium2.PdfDocument(data)[0].render(scale=DPI / 72).to_pil().convert("L"), code

    return draw


def read(picture):
    """Return the QR codes of a picture: readers find bar codes in the lines of a pattern, too."""
    return zxingcpp.read_barcodes(np.asarray(picture), formats=zxingcpp.BarcodeFormat.QRCode)


@pytest.mark.parametrize("way", [*CLEAN, *ROUGH])
def test_one_reader_reads_every_way(drawn, way):
    for number in range(often(2, 20)):
        picture, code = drawn(number)
        found = read((CLEAN | ROUGH)[way](picture))
        assert [one.text for one in found] == [code]


@pytest.mark.skipif(
    not shutil.which("zbarimg"), reason="no zbar on this machine: the second reader was not asked"
)
@pytest.mark.parametrize("way", CLEAN)
def test_another_reader_reads_it_too(drawn, way, tmp_path):
    for number in range(often(2, 20)):
        picture, code = drawn(number)
        place = tmp_path / f"{number}.png"
        CLEAN[way](picture).save(place)
        asked = ["zbarimg", "-q", "--raw", "-Sdisable", "-Sqrcode.enable", place]
        said = subprocess.run(asked, capture_output=True, text=True, timeout=60)
        assert said.stdout.strip() == code


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "阿卜杜热合曼·麦麦提吐尔逊·艾力亚"},
        {"sealed_by": ("人力资源和社会保障部", "住房和城乡建设部", "交通运输部", "水利部")},
    ],
)
def test_a_long_record_is_read_too_and_the_paper_as_well(drawn, ring, changes):
    keys = PublicKeys.from_document(ring.public_document())
    for paper in (False, True):
        picture, code = drawn(7, paper=paper, **changes)
        (found,) = read(picture)
        assert found.text == code
        assert records.verify(found.text, keys, StatusBook(), AT).unaltered


def test_the_ofd_carries_the_same_code(make_face, photo, chain, ring):
    face, code = coded(make_face(), ring, 1)
    made = OfdPress(chain, demo=True).render(face, photo=photo, document_id="1", at=AT, code=code)
    (picture,) = (part.data for part in made.parts if part.name.endswith("code.png"))
    (found,) = read(Image.open(io.BytesIO(picture)).convert("L"))
    assert found.text == code
