"""Files of evidence: taken by content, drawn anew, kept as pictures only; whatever else is refused in words."""

from __future__ import annotations

import io
import json
import struct
import subprocess
import sys
import zipfile
import zlib
from dataclasses import replace

import numpy as np
import pikepdf
import pytest
from PIL import Image, ImageDraw

from yinxin.attachments import child, process, store
from yinxin.attachments.limits import LIMITS
from yinxin.kernel.canonical import digest
from yinxin.kernel.refusal import Incomplete, NotFound

ORIENTATION, GPS = 274, 34853


class Shelf:
    """A store in memory."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def put(self, data: bytes) -> str:
        self.files[digest(data)] = data
        return digest(data)

    def get(self, key: str) -> bytes:
        return self.files[key]


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


def picture(size=(300, 200), kind="JPEG", mode="RGB", **options) -> bytes:
    """A picture whose upper left quarter is red."""
    image = Image.new(mode, size, "white")
    ImageDraw.Draw(image).rectangle((0, 0, size[0] // 2, size[1] // 2), fill="red" if mode != "L" else 0)
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def document(pages=1, **options) -> pikepdf.Pdf:
    pdf = pikepdf.new()
    for _ in range(pages):
        page = pdf.add_blank_page(page_size=options.get("size", (595, 842)))
        page.Contents = pdf.make_stream(options.get("draw", b"1 0 0 rg 0 421 297 421 re f"))
    return pdf


def saved(pdf: pikepdf.Pdf, **options) -> bytes:
    out = io.BytesIO()
    pdf.save(out, **options)
    return out.getvalue()


def taken(data: bytes, shelf: Shelf, **options):
    return store.take(data, name="身份证.jpg", store=shelf, **options)


def reason(data: bytes, shelf: Shelf, **options) -> str:
    with pytest.raises(Incomplete) as refusal:
        taken(data, shelf, **options)
    assert str(refusal.value.do)
    assert not shelf.files
    return refusal.value.facts["reason"]


def seen(kept: store.Attachment, shelf: Shelf, number=1) -> Image.Image:
    image = Image.open(io.BytesIO(store.page(kept.key, number, store=shelf)))
    assert image.format == "JPEG"
    return image


def is_red(image: Image.Image, at: tuple[int, int]) -> bool:
    red, green, blue = image.getpixel(at)
    return red > 200 and green < 60 and blue < 60


@pytest.mark.parametrize(("kind", "mode"), [("JPEG", "RGB"), ("JPEG", "L"), ("JPEG", "CMYK"), ("PNG", "RGBA"), ("PNG", "P"), ("PNG", "LA")])  # fmt: skip
def test_a_picture_becomes_one_page(kind, mode, shelf):
    data = picture(kind=kind, mode="RGB")
    image = Image.open(io.BytesIO(data)).convert(mode)
    out = io.BytesIO()
    image.save(out, kind)
    kept = taken(out.getvalue(), shelf)
    assert (kept.kind, kept.pages, kept.size, kept.digest) == (
        "image",
        1,
        len(out.getvalue()),
        digest(out.getvalue()),
    )
    assert seen(kept, shelf).mode == "RGB"
    assert seen(kept, shelf).size == (300, 200)


def test_what_is_transparent_is_white_paper(shelf):
    out = io.BytesIO()
    Image.new("RGBA", (50, 50), (0, 0, 0, 0)).save(out, "PNG")
    assert seen(taken(out.getvalue(), shelf), shelf).getpixel((25, 25)) == (255, 255, 255)


def test_camera_data_and_place_are_gone_and_the_picture_stands_upright(shelf):
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif[GPS] = {1: "N", 2: (31.0, 49.0, 0.0), 3: "E", 4: (117.0, 13.0, 0.0)}
    exif[271] = "Camera of somebody"
    given = picture(exif=exif, comment=b"a comment of somebody")
    assert b"somebody" in given
    kept = taken(given, shelf)
    page = seen(kept, shelf)
    assert page.size == (200, 300)
    assert is_red(page, (180, 10))
    assert not page.getexif()
    assert set(page.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert b"somebody" not in shelf.get(kept.key)


def test_text_in_a_png_is_gone(shelf):
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_text("Comment", "somebody")
    kept = taken(picture(kind="PNG", pnginfo=info), shelf)
    assert b"somebody" not in shelf.get(kept.key)


def test_what_hangs_on_a_picture_is_not_kept(shelf):
    """A file that is a picture and an archive, a page or a program at once is only a picture afterwards."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as bundle:
        bundle.writestr("evil.js", "alert(1)")
    for tail in (archive.getvalue(), b"<html><script>alert(1)</script>", b"MZ\x90\x00alert(1)"):
        kept = taken(picture() + tail, shelf)
        assert b"alert" not in shelf.get(kept.key)
        assert is_red(seen(kept, shelf), (10, 10))


def test_the_first_bytes_decide_and_not_the_name(shelf):
    assert store.take(picture(), name="声明.pdf", store=shelf).kind == "image"
    assert store.take(saved(document()), name="照片.jpg", store=shelf).kind == "pdf"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty"),
        (b"GIF89a" + b"\0" * 50, "wrong_type"),
        (b"<html><script>alert(1)</script></html>", "wrong_type"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "wrong_type"),
        (b"PK\x03\x04" + b"\0" * 50, "wrong_type"),
        (b"MZ" + b"\0" * 50, "wrong_type"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 50, "heic"),
        (b"\xff\xd8\xff", "damaged_image"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 500, "damaged_image"),
        (b"\x89PNG\r\n\x1a\n", "damaged_image"),
        (b"%PDF-", "damaged_pdf"),
        (b"%PDF-1.7\n<script>alert(1)</script>", "damaged_pdf"),
        (b"\xff\xd8\xff" + b"\0" * (8 << 20), "image_too_large"),
        (b"%PDF-1.7" + b"\0" * (10 << 20), "pdf_too_large"),
    ],
)
def test_anything_else_is_refused_with_a_way_out(data, why, shelf):
    assert reason(data, shelf) == why


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
@pytest.mark.parametrize("part", [0.3, 0.7, 0.95])
def test_a_picture_cut_short_is_refused(kind, part, shelf):
    noise = Image.fromarray(np.random.default_rng(1).integers(0, 255, (80, 80, 3), dtype=np.uint8))
    out = io.BytesIO()
    noise.save(out, kind)
    assert reason(out.getvalue()[: int(len(out.getvalue()) * part)], shelf) == "damaged_image"


def png_of(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds next to nothing."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 4096)) + chunk(b"IEND", b"")  # fmt: skip


@pytest.mark.parametrize(("width", "height"), [(50_000, 50_000), (10_000, 5_001), (2_000_000_000, 1)])
def test_a_small_file_with_very_many_pixels_is_refused(width, height, shelf):
    assert reason(png_of(width, height), shelf) in ("too_many_pixels", "damaged_image")


def test_a_bomb_is_refused_by_its_pixels_and_the_words_say_how_many(shelf):
    with pytest.raises(Incomplete, match=r"超过5000万像素.*降低"):
        taken(png_of(50_000, 50_000), shelf)


def test_a_large_picture_is_kept_smaller(shelf):
    assert seen(taken(picture((4_000, 3_000)), shelf), shelf).size == (2_000, 1_500)


def test_every_page_of_a_pdf_becomes_a_picture(shelf):
    kept = taken(saved(document(3)), shelf)
    assert (kept.kind, kept.pages) == ("pdf", 3)
    for number in (1, 2, 3):
        page = seen(kept, shelf, number)
        assert max(page.size) == 2_000
        assert is_red(page, (100, 100))
        assert not is_red(page, (100, 1_500))


def test_scripts_links_and_embedded_files_do_not_survive(shelf):
    pdf = document()
    pdf.Root.OpenAction = pikepdf.Dictionary(
        S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert('evil')")
    )
    pdf.attachments["evil.exe"] = b"MZ evil"
    kept = taken(saved(pdf), shelf)
    with zipfile.ZipFile(io.BytesIO(shelf.get(kept.key))) as bundle:
        assert bundle.namelist() == ["0001.jpg"]
        assert b"evil" not in bundle.read("0001.jpg")


def test_a_filled_field_of_a_form_is_seen(shelf):
    pdf = document(draw=b"")
    look = pdf.make_stream(b"1 0 0 rg 0 0 200 200 re f")
    look.Type, look.Subtype, look.BBox = pikepdf.Name.XObject, pikepdf.Name.Form, [0, 0, 200, 200]
    field = pdf.make_indirect(
        pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Tx, T="name", F=4,
                           Rect=[0, 642, 200, 842], AP=pikepdf.Dictionary(N=look))
    )  # fmt: skip
    pdf.pages[0].Annots = pikepdf.Array([field])
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=[field])
    assert is_red(seen(taken(saved(pdf), shelf), shelf), (100, 100))


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (saved(document(21)), "too_many_pages"),
        (saved(document(), encryption=pikepdf.Encryption(user="geheim", owner="geheim")), "encrypted"),
        (saved(document(0)), "damaged_pdf"),
    ],
)
def test_a_pdf_that_is_too_long_locked_or_empty_is_refused(data, why, shelf):
    assert reason(data, shelf) == why


@pytest.mark.parametrize("part", [0.2, 0.5])
def test_a_pdf_cut_short_is_refused_or_shown_never_kept_as_it_is(part, shelf):
    data = saved(document())
    assert reason(data[: int(len(data) * part)], shelf) == "damaged_pdf"


def test_a_locked_pdf_is_refused_in_words(shelf):
    data = saved(document(), encryption=pikepdf.Encryption(user="geheim", owner="geheim"))
    with pytest.raises(Incomplete, match="加了密码.*去掉密码"):
        taken(data, shelf)


@pytest.mark.parametrize("size", [(14_400, 14_400), (3, 14_400), (3, 3)])
def test_pages_of_odd_sizes_stay_within_bounds(size, shelf):
    assert max(seen(taken(saved(document(size=size)), shelf), shelf).size) <= 2_000


def test_a_page_that_draws_for_ever_is_ended(shelf):
    """A million overlapping strokes take longer than the file is given."""
    heavy = b"0.5 w " + b"0 0 m 300 800 50 20 590 840 c 10 10 500 30 20 800 c S\n" * 200_000
    assert reason(saved(document(draw=heavy)), shelf, limits=replace(LIMITS, cpu=1, seconds=5)) == "too_slow"
    assert reason(saved(document(draw=heavy)), shelf, limits=replace(LIMITS, seconds=1)) == "too_slow"


def test_a_file_that_needs_too_much_memory_is_ended(shelf):
    assert reason(png_of(9_000, 5_000), shelf, limits=replace(LIMITS, memory=130 << 20)) in (
        "too_much",
        "unreadable",
    )


def test_pages_that_together_are_too_large_are_refused(shelf):
    assert reason(saved(document(3)), shelf, limits=replace(LIMITS, kept=20_000)) in (
        "too_much",
        "unreadable",
    )


def test_the_reading_process_reaches_nobody():
    """Neither a socket nor another program can be opened once the process has confined itself."""
    tries = (
        "import sys, socket, json, subprocess; sys.path.insert(0, sys.argv[1])\n"
        "from yinxin.attachments import child; from yinxin.attachments.limits import LIMITS\n"
        "child.confine(LIMITS); refused = 0\n"
        "for act in (lambda: socket.create_connection(('127.0.0.1', 1), 1), lambda: subprocess.run(['true'])):\n"
        "    try: act()\n"
        "    except PermissionError: refused += 1\n"
        "print(refused)"
    )
    done = subprocess.run([sys.executable, "-I", "-c", tries, process._ROOT], capture_output=True, timeout=30)
    assert json.loads(done.stdout) == 2


def test_every_reason_of_the_child_has_its_words():
    import ast
    from pathlib import Path

    tree = ast.parse(Path(child.__file__).read_text())
    raised = [
        call
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "Unreadable"
    ]
    codes = {node.value for call in raised for node in ast.walk(call) if isinstance(node, ast.Constant)}
    assert codes
    assert {code for code in codes if isinstance(code, str)} <= process.REASONS.keys()


def test_a_page_that_is_not_there_is_not_found(shelf):
    kept = taken(picture(), shelf)
    for number in (0, 2, -1):
        with pytest.raises(NotFound):
            store.page(kept.key, number, store=shelf)


def test_the_name_in_a_refusal_is_short_and_printable(shelf):
    with pytest.raises(Incomplete) as refusal:
        store.take(b"", name="a\n\u202e" + "长" * 300, store=shelf)
    assert "\n" not in str(refusal.value.what)
    assert "\u202e" not in str(refusal.value.what)
    assert len(str(refusal.value.what)) < 100
