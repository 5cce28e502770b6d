"""The process that opens strangers' pictures and PDFs: it limits itself first, rewrites, and ends.

One argument, a JSON object: ``kind`` (``image`` or ``pdf``), ``source``, ``folder``, ``job``, ``limits``. For ``pages``
they are written to the folder as ``0001.jpg``, ``0002.jpg`` …; the answer on standard output is their number, or the
reason why there are none. Only pixels come out of here: no metadata, scripts, links, forms or embedded files. For
``codes`` and ``text`` nothing is written, and the answer is the texts of the QR codes, or the lines of print.
"""

from __future__ import annotations

import ctypes
import itertools
import json
import resource
import struct
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from yinxin.attachments.limits import Limits

if TYPE_CHECKING:
    from PIL import Image

_CLONE_NEWUSER, _CLONE_NEWNET = 0x1000_0000, 0x4000_0000
_QUALITY = 85
_MOST_DOTS = 300 / 72
"""A small page is enlarged to 300 dots an inch at most."""
_PAGES_WITH_CODES, _MOST_CODES, _LONGEST_CODE, _SIDE_FOR_CODES = 3, 8, 4_000, 3_000
"""A certificate has one page and one code; whoever hides it behind others is not looked for."""
_PAGES_WITH_TEXT, _MOST_LINES, _LONGEST_LINE = 4, 400, 200
"""An old certificate is a booklet of a few pages."""
_PASSWORD = 4
"""PDFium's code for a file that opens with a password only."""
_NO_PICTURE = (OSError, ValueError, SyntaxError, TypeError, LookupError, struct.error, EOFError)
"""What the decoder raises for files that are no picture, or a broken one."""


class Unreadable(Exception):
    """The file cannot be taken; the reason is a key of `process.REASONS`."""


def confine(limits: Limits) -> None:
    """Let the machine's kernel end this process when it takes too much, and cut it off from every network.

    A namespace of its own has no network; where the machine does not grant one, the hook below still refuses.
    """
    for what, limit in (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_CPU, limits.cpu),
        (resource.RLIMIT_FSIZE, limits.kept),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        hard = resource.getrlimit(what)[1]
        resource.setrlimit(what, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))
    ctypes.CDLL(None).unshare(_CLONE_NEWUSER | _CLONE_NEWNET)
    sys.addaudithook(_refuse)


def _refuse(event: str, _: Any) -> None:
    if event.startswith(("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.system")):
        raise PermissionError(event)


def image(source: Path, limits: Limits) -> Iterator[Image.Image]:
    """Yield the one page of a picture, turned as its camera meant it."""
    from PIL import Image, ImageOps  # after the limits are set

    Image.MAX_IMAGE_PIXELS = limits.pixels
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        with Image.open(source, formats=["JPEG", "PNG"]) as given:
            given.draft("RGB", (limits.side, limits.side))
            turned = ImageOps.exif_transpose(given)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Unreadable("too_many_pixels") from None
    except _NO_PICTURE:
        raise Unreadable("damaged_image") from None
    yield _on_white(turned)


def _on_white(given: Image.Image) -> Image.Image:
    """Return a picture in three colours; what is transparent shows white paper."""
    from PIL import Image

    if not given.has_transparency_data:
        return given.convert("RGB")
    seen = given.convert("RGBA")
    white = Image.new("RGB", seen.size, "white")
    white.paste(seen, mask=seen.getchannel("A"))
    return white


def pdf(source: Path, limits: Limits) -> Iterator[Image.Image]:
    """Yield each page of a PDF as it looks, its filled form fields and stamps included."""
    import pypdfium2 as pdfium  # after the limits are set

    try:
        document = pdfium.PdfDocument(source)
        count = len(document)
    except pdfium.PdfiumError as error:
        raise Unreadable("encrypted" if error.err_code == _PASSWORD else "damaged_pdf") from None
    if not 1 <= count <= limits.pages:
        raise Unreadable("too_many_pages" if count else "damaged_pdf")
    document.init_forms()  # this build has no engine for scripts: forms are drawn, nothing runs
    for number in range(count):
        try:
            page = document[number]
            longest = max(page.get_size())
            if not longest > 0:
                raise Unreadable("damaged_pdf")
            picture = page.render(scale=min(limits.side / longest, _MOST_DOTS))
        except pdfium.PdfiumError:
            raise Unreadable("damaged_pdf") from None
        yield picture.to_pil().convert("RGB")


def rewrite(kind: str, source: Path, folder: Path, limits: Limits) -> int:
    """Write every page as a fresh JPEG picture without metadata; return how many there are.

    :raises Unreadable: the file is damaged, locked, or too much.
    """
    count, kept = 0, 0
    for count, page in enumerate((image if kind == "image" else pdf)(source, limits), 1):
        page.thumbnail((limits.side, limits.side))
        page.info.clear()  # what the file said besides its pixels would be written again
        file = folder / f"{count:04}.jpg"
        page.save(file, "JPEG", quality=_QUALITY, optimize=True)
        kept += file.stat().st_size
        if kept > limits.kept:
            raise Unreadable("too_much")
    return count


def read_codes(kind: str, source: Path, limits: Limits) -> list[str]:
    """Return the texts of the QR codes on the first pages.

    :raises Unreadable: the file is damaged, locked, or too much.
    """
    import zxingcpp  # after the limits are set

    found: list[str] = []
    for page in itertools.islice((image if kind == "image" else pdf)(source, limits), _PAGES_WITH_CODES):
        page.thumbnail((_SIDE_FOR_CODES, _SIDE_FOR_CODES))
        read = zxingcpp.read_barcodes(
            page.convert("L"), formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
        )
        found += (code.text for code in read if len(code.text) <= _LONGEST_CODE)
    return found[:_MOST_CODES]


def read_text(kind: str, source: Path, limits: Limits) -> list[tuple[int, str, float, list[int]]]:
    """Return the lines of print on the first pages: page from 1, text, how sure the reader is, where it stands.

    The box is left, top, right, bottom in thousandths of the page's width and height.

    :raises Unreadable: the file is damaged, locked, or too much.
    """
    from rapidocr import RapidOCR  # after the limits are set; its models lie in its package

    one = {f"EngineConfig.onnxruntime.{name}_op_num_threads": 1 for name in ("intra", "inter")}
    reader = RapidOCR(params={"Global.log_level": "critical", **one})
    found: list[tuple[int, str, float, list[int]]] = []
    pages = itertools.islice((image if kind == "image" else pdf)(source, limits), _PAGES_WITH_TEXT)
    for number, page in enumerate(pages, 1):
        page.thumbnail((limits.side, limits.side))
        read: Any = reader(page)
        if read.boxes is None:
            continue
        for corners, text, score in zip(read.boxes, read.txts, read.scores, strict=True):
            across = [1000 * x / page.width for x, _ in corners]
            down = [1000 * y / page.height for _, y in corners]
            box = [round(edge) for edge in (min(across), min(down), max(across), max(down))]
            found.append((number, text[:_LONGEST_LINE], round(float(score), 3), box))
    return found[:_MOST_LINES]


def main(job: str) -> None:
    """Do one job and print the answer."""
    facts = json.loads(job)
    limits = Limits(**facts["limits"])
    confine(limits)
    try:
        source = Path(facts["source"])
        answer: dict[str, Any]
        match facts["job"]:
            case "codes":
                answer = {"codes": read_codes(facts["kind"], source, limits)}
            case "text":
                answer = {"lines": read_text(facts["kind"], source, limits)}
            case _:
                answer = {"pages": rewrite(facts["kind"], source, Path(facts["folder"]), limits)}
    except Unreadable as no:
        answer = {"reason": str(no)}
    except MemoryError:
        answer = {"reason": "too_much"}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main(sys.argv[1])
