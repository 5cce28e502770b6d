"""What forgers have done to signed PDF files, made by hand: everything is added, nothing signed is touched, or the
signature itself is bent. After "1 Trillion Dollar Refund" (2019) and "Shadow Attacks" (2021).
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from unittest import mock

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers

from .altering import Altered

_OBJECT = re.compile(rb"(?:^|\n)(\d+) 0 obj\n(.*?)\nendobj(?=\n)", re.DOTALL)
_COVER = b"q 1 1 1 rg 0 0 842 596 re f Q BT /S0_0 40 Tf 100 300 Td <0041>Tj ET"


def objects(data: bytes) -> dict[int, bytes]:
    """Return the file's objects by number."""
    return {int(number): content for number, content in _OBJECT.findall(data)}


def update(
    data: bytes, changes: Mapping[int, bytes], *, root: int | None = None, table: bool = True
) -> bytes:
    """Return the file with an incremental update that replaces or adds objects."""
    size = max(*objects(data), *changes) + 1
    start = int(re.findall(rb"startxref\n(\d+)\n", data)[-1])
    info, identifier = re.findall(rb"/Info (\d+) 0 R/ID(\[.*?\])", data)[-1]
    out, offsets = bytearray(data), {}
    for number, content in sorted(changes.items()):
        offsets[number] = len(out)
        out += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    if not table:
        return bytes(out)
    place = len(out)
    out += b"xref\n" + b"".join(b"%d 1\n%010d 00000 n \n" % item for item in sorted(offsets.items()))
    out += b"trailer\n<</Size %d/Root %d 0 R/Info %b 0 R/ID%b/Prev %d>>\nstartxref\n%d\n%%%%EOF\n" % (
        size, root or root_of(data), info, identifier, start, place,
    )  # fmt: skip
    return bytes(out)


def root_of(data: bytes) -> int:
    """Return the number of the catalogue."""
    return int(re.findall(rb"/Root (\d+) 0 R", data)[-1])


def _stream(data: bytes, entries: bytes = b"") -> bytes:
    return b"<<%b/Length %d>>stream\n%b\nendstream" % (entries, len(data), data)


def _with(found: dict[int, bytes], mark: bytes) -> int:
    """Return the number of the object that holds ``mark``."""
    return next(number for number, content in sorted(found.items(), reverse=True) if mark in content)


def updates(data: bytes) -> Iterator[Altered]:
    """Add an update: hide, replace, hide and replace, and every object for itself."""
    found = objects(data)
    new = max(found) + 1
    root, page = root_of(data), _with(found, b"/Type/Page/")
    contents = int(re.search(rb"/Contents (\d+) 0 R", found[page])[1])
    field, form = _with(found, b"/T(Seal)"), _with(found, b"/Subtype/Form/BBox[0 0 ")
    yield "hide: the page's content covered", update(data, {contents: _stream(_COVER)})
    over = found[page].replace(b"/Contents %d 0 R" % contents, b"/Contents[%d 0 R %d 0 R]" % (contents, new))
    yield "hide: an overlay behind the content", update(data, {page: over, new: _stream(_COVER)})
    note = (
        b"<</Type/Annot/Subtype/FreeText/Rect[100 100 500 400]/Contents(x)/DA(/Helv 12 Tf)/F 4/AP<</N %d 0 R>>>>"
        % form
    )
    noted = re.sub(rb"/Annots\[(.*?)\]", rb"/Annots[\1 %d 0 R]" % new, found[page])
    yield "hide: a note over the page", update(data, {page: noted, new: note})
    yield "hide: no seal on the page", update(data, {page: re.sub(rb"/Annots\[.*?\]", b"", found[page])})
    yield (
        "replace: the seal's picture",
        update(data, {form: _stream(_COVER, b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]")}),
    )
    yield "replace: the field's value", update(data, {field: re.sub(rb"/V \d+ 0 R", b"", found[field])})
    for kind in (b"/ToUnicode", b"/FontFile", b"/DCTDecode", b"/Type/Metadata", b"/Type/EmbeddedFile"):
        if any(kind in content for content in found.values()):
            number = _with(found, kind)
            yield f"replace: the object with {kind.decode()}", update(data, {number: _stream(b"x")})
    copy = {new: found[page], new + 1: b"<</Type/Pages/Kids[%d 0 R]/Count 1>>" % new}
    tree = re.sub(rb"/Pages \d+ 0 R", b"/Pages %d 0 R" % (new + 1), found[root])
    yield "hide and replace: another tree of pages", update(data, {**copy, root: tree})
    yield "hide and replace: another catalogue", update(data, {**copy, new + 2: tree}, root=new + 2)
    for what, entry in (
        ("certification", rb"/Perms<<.*?>>"), ("form", rb"/AcroForm<<.*?>>"), ("attachment", rb"/Names<<.*?>>>>"),
        ("evidence", rb"/DSS \d+ 0 R"), ("intent", rb"/OutputIntents\[.*?\]"),
    ):  # fmt: skip
        if re.search(entry, found[root]):
            yield f"the catalogue without its {what}", update(data, {root: re.sub(entry, b"", found[root])})
    for action in (
        b"/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>",
        b"/AA<<>>",
        b"/Collection<<>>",
        b"/OCProperties<<>>",
    ):
        yield f"the catalogue with {action[:9]!r}", update(data, {root: found[root][:-2] + action + b">>"})
    for number, content in found.items():
        yield f"object {number} taken away", update(data, {number: b"null"})
        yield f"object {number} written again", update(data, {number: content})
    yield "an object more", update(data, {new: b"<<>>"})
    yield "objects without a table", update(data, {contents: _stream(_COVER)}, table=False)
    yield "two updates", update(update(data, {contents: _stream(_COVER)}), {new: b"<<>>"})


def appended(data: bytes) -> Iterator[Altered]:
    """Add bytes at one of the ends."""
    tail = data[data.rindex(b"xref\n") - 1 :]
    for extra in (
        b"\n",
        b" ",
        b"\0",
        b"%",
        b"%%EOF\n",
        b"x" * 1000,
        tail,
        data,
        b"PK\x03\x04",
        b"\nstartxref\n0\n%%EOF\n",
    ):
        yield f"{len(extra)} bytes behind", data + extra
        yield f"{len(extra)} bytes before", extra + data
    for cut in (1, 2, 7, 100, len(data) // 2):
        yield f"{cut} bytes short", data[:-cut]


def bent(data: bytes) -> Iterator[Altered]:
    """Bend the signature: what it covers, where it stands, what it is."""
    start = data.index(b"/ByteRange[")
    end = data.index(b"]", start) + 1
    opening = data.index(b"<", end)
    closing = data.index(b">", opening) + 1
    numbers = [int(one) for one in re.findall(rb"\d+", data[start:end])]
    ranges = (
        [0, 0, 0, 0], [0, numbers[1], numbers[2], 0], [0, numbers[1], 0, numbers[3]], [0, numbers[1] - 1, *numbers[2:]],
        [0, numbers[1] + 1, *numbers[2:]], [1, *numbers[1:]], [0, numbers[1], numbers[2] + 1, numbers[3] - 1],
        [0, numbers[1], numbers[2] - 1, numbers[3] + 1], [0, len(data), len(data), 0], [0, numbers[1]],
    )  # fmt: skip
    for one in ranges:
        text = b"/ByteRange[%b]" % b" ".join(b"%d" % number for number in one)
        yield f"covers {one}", data[:start] + text.ljust(end - start) + data[end:]
    for text in (b"/ByteRange null", b"/ByteRang3[0 0 0 0]", b""):
        yield f"covers {text!r}", data[:start] + text.ljust(end - start) + data[end:]
    wide = closing - opening
    for what, hole in (
        ("null", b"null"), ("nothing", b"<>"), ("zeros", b"<" + b"0" * (wide - 2) + b">"), ("one byte", b"<30>"),
        ("capitals", data[opening:closing].upper()), ("blanks", data[opening : closing - 3] + b"  >"),
        ("half of it", data[opening : opening + wide // 2] + b">"),
    ):  # fmt: skip
        if hole != data[opening:closing]:
            yield f"the signature is {what}", data[:opening] + hole.ljust(wide) + data[closing:]
    for old, changed in (
        (b"/SubFilter/ETSI.CAdES.detached", b"/SubFilter/adbe.pkcs7.detached"), (b"/Type/Sig", b"/Type/Sag"),
        (b"/Filter/Adobe.PPKLite", b"/Filter/Adobe.PPKMine"), (b"/P 1/V/1.2", b"/P 3/V/1.2"),
    ):  # fmt: skip
        yield f"{old.decode()} is {changed.decode()}", data.replace(old, changed, 1)
    # The second part of what is covered is moved behind, and something else put in its place.
    moved = data[:closing] + b"x" * 200 + data[closing:]
    text = b"/ByteRange[0 %010d %010d %010d]" % (numbers[1], numbers[2] + 200, numbers[3])
    yield "wrapped: the rest moved behind", moved.replace(data[start:end], text.ljust(end - start))
    body = update(data, {max(objects(data)) + 1: data[data.rfind(b"\n", 0, start) + 1 : closing] + b">>"})
    yield "an update with a copy of the signature", body


def signed_again(data: bytes, signer: signers.Signer) -> Iterator[Altered]:
    """Let a stranger sign the file too."""
    for name in ("Other", "Second"):
        # The program refuses to sign what a certification forbids to change; a forger's does not.
        with mock.patch.object(signers.PdfSigner, "_enforce_certification_constraints"):
            writer = IncrementalPdfFileWriter(io.BytesIO(data), strict=False)
            facts = signers.PdfSignatureMetadata(field_name=name, md_algorithm="sha256")
            out = signers.PdfSigner(facts, signer).sign_pdf(writer, existing_fields_only=False)
        yield f"signed again in the field {name}", out.getvalue()
