"""One invented holder, one press, and readers of what it makes."""

from __future__ import annotations

import hashlib
import io
import shutil
import subprocess
from collections.abc import Callable
from datetime import datetime, timedelta, timezone

import pypdf
import pytest
from PIL import Image

from yinxin.kernel.face import Face
from yinxin.rendering.certificate import CertificatePress
from yinxin.rendering.fonts import FontChain

AT = datetime(2026, 9, 1, 10, 0, tzinfo=timezone(timedelta(hours=8)))
ROOM = 2048


@pytest.fixture(scope="session")
def photo() -> bytes:
    """A small colour picture, as a photograph would be stored."""
    picture = Image.radial_gradient("L").resize((295, 413)).convert("RGB")
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=80)
    return out.getvalue()


@pytest.fixture(scope="session")
def make_face(photo) -> Callable[..., Face]:
    """A face of an invented person, with changes."""

    def make(**changes) -> Face:
        facts = {
            "kind": "certificate",
            "regime": "national",
            "qualification": "社会工作者职业资格",
            "level": "中级",
            "specialty": "社会工作",
            "name": "王芳",
            "sex": "女",
            "born": "1990-01",
            "id_kind": "居民身份证",
            "id_number": "999101199001011234",
            "photo": hashlib.sha256(photo).hexdigest(),
            "management_number": "2026061434010000123",
            "approved_on": "2026-06-14",
            "verify_at": "https://verify.yinxin.example/v/7Q4M2K9XW1ZP6T8RJ3NB",
            "scope": "全国",
            "valid_until": "",
            "remarks": (),
            "sealed_by": ("人力资源和社会保障部", "民政部"),
        }
        return Face(**(facts | changes))

    return make


@pytest.fixture(scope="session")
def chain() -> FontChain:
    return FontChain.default()


@pytest.fixture(scope="session")
def press(chain) -> CertificatePress:
    return CertificatePress(chain, demo=True)


@pytest.fixture(scope="session")
def render(press, photo) -> Callable[..., bytes]:
    """The bytes of a face's file, unsigned."""

    def make(face: Face, *, press: CertificatePress = press, document_id: str = "document-1") -> bytes:
        picture = photo if face.photo else b""
        made = press.render(
            face, photo=picture, document_id=document_id, at=AT, seals=press.seals(face), reserve=ROOM
        )
        return bytes(made.buffer)

    return make


def _by_poppler(data: bytes, *options: str) -> list[str]:
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext (poppler-utils) is not installed")
    command = ["pdftotext", *options, "-enc", "UTF-8", "-", "-"]
    text = subprocess.run(command, input=data, capture_output=True, check=True).stdout.decode()
    return text.replace("\f", "").splitlines()


def _by_pypdf(data: bytes) -> list[str]:
    pieces: list[str] = []
    page = pypdf.PdfReader(io.BytesIO(data)).pages[0]
    page.extract_text(visitor_text=lambda text, *_: pieces.append(text.strip("\n ")))
    return pieces


@pytest.fixture(params=[_by_poppler, _by_pypdf], ids=["poppler", "pypdf"])
def read_lines(request) -> Callable[[bytes], list[str]]:
    """The page's lines as a reader extracts them: two independent readers."""
    return request.param


@pytest.fixture(params=[lambda data: _by_poppler(data, "-raw"), _by_pypdf], ids=["poppler", "pypdf"])
def read_in_order(request) -> Callable[[bytes], str]:
    """The page's text in the order of its drawing, blanks left out."""
    return lambda data: "".join("".join(request.param(data)).split())


@pytest.fixture(scope="session")
def picture() -> Callable[[bytes], Image.Image]:
    """The page as a grey picture at 150 dots to the inch."""

    def draw(data: bytes) -> Image.Image:
        if not shutil.which("pdftoppm"):
            pytest.skip("pdftoppm (poppler-utils) is not installed")
        done = subprocess.run(
            ["pdftoppm", "-r", "150", "-gray", "-"], input=data, capture_output=True, check=True
        )
        return Image.open(io.BytesIO(done.stdout))

    return draw
