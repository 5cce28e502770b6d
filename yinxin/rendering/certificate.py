"""The certificate as a PDF/A-3b file, ready for its signature (N5, N6, N7).

A page carries the face as text, as a code and as an attached ``face.json``. The seals' pictures are the
appearance of the signature field, so that a reader who clicks a seal is shown the signature.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from yinxin.kernel.face import NOTHING, Face
from yinxin.kernel.refusal import Incomplete
from yinxin.kernel.words import Words
from yinxin.rendering import layout, metadata, ornament, pdf, qr, seal, wording
from yinxin.rendering import photo as photos
from yinxin.rendering.fonts import FontChain
from yinxin.rendering.layout import Composition
from yinxin.rendering.seal import SealPicture
from yinxin.rendering.wording import Wording

ATTACHMENT: Final = "face.json"

_INK = b"0.09 0.11 0.13 rg"
_DEEP = b"0.06 0.24 0.27 rg"
_QUIET = b"0.27 0.40 0.42 rg"
_WARN = b"0.72 0.09 0.12 rg"
_HAIRLINE = b"0.45 w 0.70 0.79 0.79 RG"
_PLACEHOLDER = b"/ByteRange[0 0000000000 0000000000 0000000000]/Contents<"


@dataclass(frozen=True, slots=True)
class Unsigned:
    """A finished file but for the signature's value.

    :ivar buffer: the file; the hexadecimal digits of the signature are still zeros.
    :ivar byte_range: what the signature covers: offset and length, twice.
    :ivar hole: offset of the first hexadecimal digit; ``reserve`` bytes, two digits each, are free.
    """

    buffer: bytearray
    byte_range: tuple[int, int, int, int]
    hole: int
    reserve: int


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What is the same on every page of one wording: objects, operators, font entries, their numbers."""

    head: pdf.Head
    background: int
    intent: int
    fonts: bytes
    heading: bytes
    notes: bytes
    labels: dict[str, bytes]


class CertificatePress:
    """Makes certificates; keep one for the life of the process.

    :param fonts: the chain that every text is set in.
    :param demo: the seals are demonstration seals, and the page says so.
    """

    def __init__(self, fonts: FontChain, demo: bool) -> None:
        self._fonts, self._demo = fonts, demo
        self._sheets: dict[Wording, _Sheet] = {}
        self._seals: dict[tuple[str, str], SealPicture] = {}

    def seals(self, face: Face) -> tuple[SealPicture, ...]:
        """Return the pictures of the seals that the face names, in order; drawn once."""
        caption = wording.of(face).seal
        return tuple(self._seal(owner, caption) for owner in face.sealed_by)

    def render(
        self,
        face: Face,
        *,
        photo: bytes,
        document_id: str,
        at: datetime,
        seals: Sequence[SealPicture],
        reserve: int,
    ) -> Unsigned:
        """Make the file of a face; the same arguments give the same bytes.

        :param photo: the JPEG whose digest the face carries; empty where the face has no photograph.
        :param document_id: the licence identifier, or any name that no other file has.
        :param at: the moment that the file and its signature claim.
        :param seals: one picture for each of ``face.sealed_by``, in order.
        :param reserve: the bytes kept free for the signature.
        :raises MissingGlyphs: names the characters that no font has.
        :raises DoesNotFit: an item is too long for its place.
        :raises Incomplete: the photo is not the face's, a seal is not the department's.
        """
        _check(face, photo, seals, self._demo)
        page = layout.compose(face, self._fonts)
        words = wording.of(face)
        sheet = self._sheets.get(words) or self._prepare(words)
        body = pdf.Body(sheet.head.next)
        content, resources = self._draw(body, sheet, page, face, photo, ground=True)
        contents = body.add_stream(b"", content)
        title = f"{words.title} {face.management_number or document_id}"
        field = _signature_field(body, page, seals, at, reserve)
        facts = face.canonical()
        root = _catalogue(body, sheet, _Contents(contents, resources, field), facts, title, document_id, at)
        info = body.add(metadata.information(title=title, at=at))
        identifier = document_id.encode() + facts + metadata.pdf_date(at)
        return _measure(pdf.assemble(sheet.head, body, pdf.Trailer(root, info, identifier)), reserve)

    def paper(self, pages: Sequence[tuple[Face, bytes]], *, ground: bool, at: datetime) -> bytes:
        """Make a file for the printing house, a page for each face with its photo; the seals are printed.

        :param pages: faces of one wording; the same arguments give the same bytes.
        :param ground: print the ground pattern too; False for numbered blanks that carry it already.
        :raises MissingGlyphs: names the characters that no font has.
        :raises Incomplete: a photo is not its face's.
        """
        words = wording.of(pages[0][0])
        sheet = self._sheets.get(words) or self._prepare(words)
        body, leaves = pdf.Body(sheet.head.next), []
        tree = body.add(b"")
        for face, photo in pages:
            seals = self.seals(face)
            _check(face, photo, seals, self._demo)
            page = layout.compose(face, self._fonts)
            content, resources = self._draw(body, sheet, page, face, photo, ground=ground)
            stamp, (left, bottom, _, _) = _appearance(body, page, seals)
            place = b"\nq 1 0 0 1 %b %b cm /Z Do Q" % (pdf.number(left), pdf.number(bottom))
            leaf = b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 %.2f %.2f]/Contents %d 0 R/Resources%b/Z %d 0 R>>>>>>" % (
                tree, layout.WIDTH, layout.HEIGHT, body.add_stream(b"", content + place), resources[:-4], stamp,
            )  # fmt: skip
            leaves.append(body.add(leaf))
        kids = b" ".join(b"%d 0 R" % leaf for leaf in leaves)
        body.objects[tree - body.first] = b"<</Type/Pages/Kids[%b]/Count %d>>" % (kids, len(leaves))
        root = body.add(b"<</Type/Catalog/Pages %d 0 R/OutputIntents[%d 0 R]>>" % (tree, sheet.intent))
        info = body.add(metadata.information(title=words.title, at=at))
        identifier = b"".join(face.digest.encode() for face, _ in pages)
        return bytes(pdf.assemble(sheet.head, body, pdf.Trailer(root, info, identifier)))

    def _seal(self, owner: str, caption: str) -> SealPicture:
        key = (owner, caption)
        if key not in self._seals:
            self._seals[key] = seal.draw(self._fonts, owner, caption, demonstration=self._demo)
        return self._seals[key]

    def _prepare(self, words: Wording) -> _Sheet:
        """Make the constant part of the pages of one wording."""
        body, text = pdf.Body(), pdf.TextSetter(self._fonts, b"S")
        background = ornament.ground(body, layout.WIDTH, layout.HEIGHT)
        heading, notes = self._heading(text, words), self._notes(text)
        names = wording.LABELS | {"qualification": words.subject}
        labels = {field: _label(text, name) for field, name in names.items()}
        intent = metadata.output_intent(body)
        fonts = text.embed(body)
        sheet = _Sheet(pdf.Head.of(body), background, intent, fonts, heading, notes, labels)
        self._sheets[words] = sheet
        return sheet

    def _heading(self, text: pdf.TextSetter, words: Wording) -> bytes:
        """Set title, English title and the sentence below, centred on the sheet."""
        size, apart = 31.0, 4.2
        wide = self._fonts.width(words.title, size) + apart * (len(words.title) - 1)
        x = (layout.WIDTH - wide) / 2
        title = b"q %b 0.06 0.24 0.27 RG 2 Tr 0.55 w %b Tc %b Q" % (
            _DEEP, pdf.number(apart), text.run(x, layout.TITLE_Y, size, words.title),
        )  # fmt: skip
        english = self._centred(text, words.english, 11, layout.WIDTH / 2, layout.TITLE_Y - 21, apart=0.9)
        lead = self._centred(text, words.lead, 11.5, layout.WIDTH / 2, layout.LEAD_Y)
        return b"\n".join([title, b"q " + _QUIET, english, b"Q q " + _INK, lead, b"Q"])

    def _notes(self, text: pdf.TextSetter) -> bytes:
        """Set what stands below the code and at the foot of the page."""
        _, bottom, *_ = layout.QR
        scan = self._centred(text, wording.SCAN, 7.6, layout.SIDE, bottom - 7)
        advice = self._centred(text, wording.CHECK_ADDRESS, 7.6, layout.SIDE, bottom - 18)
        out = [
            b"q " + _QUIET,
            scan,
            advice,
            text.run(layout.LEFT, layout.FOOTER_Y, 8, wording.STATEMENT),
            b"Q",
        ]
        if self._demo:
            notice = self._centred(text, wording.DEMONSTRATION, 9.5, layout.SIDE, layout.FOOTER_Y)
            out += [b"q " + _WARN, notice, b"Q"]
        return b"\n".join(out)

    def _centred(
        self, text: pdf.TextSetter, words: str, size: float, middle: float, y: float, *, apart: float = 0
    ) -> bytes:
        wide = self._fonts.width(words, size) + apart * (len(words) - 1)
        spacing = b"%b Tc " % pdf.number(apart) if apart else b""
        return spacing + text.run(middle - wide / 2, y, size, words)

    def _draw(
        self, body: pdf.Body, sheet: _Sheet, page: Composition, face: Face, photo: bytes, *, ground: bool
    ) -> tuple[bytes, bytes]:
        """Return the page's operators and resources; adds pictures and fonts to ``body``."""
        text = pdf.TextSetter(self._fonts, b"V")
        picture, objects = _photo(body, text, photo)
        code = body.add(qr.image(face.verify_at))
        place = _at(layout.QR)
        ops = [
            b"/B Do" if ground else b"",
            picture,
            b"q %b /Q Do Q" % place,
            sheet.heading,
            _rules(page),
            *_texts(text, sheet, page),
        ]
        objects += b"/B %d 0 R/Q %d 0 R" % (sheet.background, code)
        fonts = sheet.fonts + text.embed(body)
        return b"\n".join([*ops, sheet.notes]), b"<</Font<<%b>>/XObject<<%b>>>>" % (fonts, objects)


@dataclass(frozen=True, slots=True)
class _Contents:
    """The numbers of a page's content and signature field, and its resources."""

    stream: int
    resources: bytes
    field: int


def _check(face: Face, photo: bytes, seals: Sequence[SealPicture], demo: bool) -> None:
    """Refuse a photo or seals that do not belong to the face."""
    if (hashlib.sha256(photo).hexdigest() if photo else "") != face.photo:
        raise Incomplete(Words("照片与登记的照片不一致"), do=Words("请重新取得该证书登记的照片后制作。"))
    if tuple(picture.owner for picture in seals) != face.sealed_by:
        raise Incomplete(Words("印章与用印部门不一致"), do=Words("请核对该职业资格的用印部门和印章。"))
    if any(picture.demonstration != demo for picture in seals):
        raise Incomplete(Words("正式印章与演示印章不得混用"), do=Words("请核对系统运行方式和印章。"))


def _label(text: pdf.TextSetter, label: str) -> bytes:
    """Set a label from the origin; a short one is spread to the width of four characters, and read as one."""
    apart = {2: 24.0, 3: 6.0}.get(len(label), 0.0)
    whole = pdf.text_string(label)
    return b"/Span<</ActualText%b>>BDC %b Tc %b EMC" % (whole, pdf.number(apart), text.run(0, 0, 12, label))


def _texts(text: pdf.TextSetter, sheet: _Sheet, page: Composition) -> list[bytes]:
    """Set every item behind its label, so that a reader for the blind meets them in order."""
    out = []
    labels = {label.field: label for label in page.labels}
    for line in page.lines:
        if label := labels.pop(line.field, None):
            place = b"1 0 0 1 %b %b cm" % (pdf.number(label.x), pdf.number(label.y))
            out.append(b"q %b %b %b Q" % (_QUIET, place, sheet.labels[line.field]))
        out.append(b"q %b %b Q" % (_INK, text.run(line.x, line.y, line.size, line.text)))
    return out


def _rules(page: Composition) -> bytes:
    """Draw the hairlines below the items."""
    out = [b"q", _HAIRLINE]
    for label in page.labels:
        if label.rule:
            left, right, y = map(pdf.number, label.rule)
            out.append(b"%b %b m %b %b l S" % (left, y, right, y))
    return b" ".join([*out, b"Q"])


def _photo(body: pdf.Body, text: pdf.TextSetter, jpeg: bytes) -> tuple[bytes, bytes]:
    """Draw the photograph in its frame, whole and undistorted; return operators and resources."""
    left, bottom, wide, high = layout.PHOTO
    frame = b"q 0.5 w 0.55 0.66 0.67 RG %b re S Q" % b" ".join(
        map(pdf.number, (left - 1.5, bottom - 1.5, wide + 3, high + 3))
    )
    if not jpeg:
        return b"%b q %b %b Q" % (
            frame,
            _QUIET,
            text.run(left + wide / 2 - 5, bottom + high / 2, 13, NOTHING),
        ), b""
    picture, width, height = photos.image(jpeg)
    scale = min(wide / width, high / height)
    w, h = width * scale, height * scale
    place = _at((left + (wide - w) / 2, bottom + (high - h) / 2, w, h))
    return b"q %b /P Do Q %b" % (place, frame), b"/P %d 0 R" % body.add(picture)


def _at(box: tuple[float, float, float, float]) -> bytes:
    """Return the matrix that lays a unit square into a box."""
    left, bottom, wide, high = map(pdf.number, box)
    return b"%b 0 0 %b %b %b cm" % (wide, high, left, bottom)


def _appearance(
    body: pdf.Body, page: Composition, seals: Sequence[SealPicture]
) -> tuple[int, tuple[float, float, float, float]]:
    """Add the picture of all the seals together; return its number, and the rectangle that it covers."""
    radius = seal.RADIUS
    left, bottom = page.seals[0][0] - radius, page.seals[0][1] - radius
    right, top = page.seals[-1][0] + radius, page.seals[-1][1] + radius
    pictures = {picture: body.add(picture.form) for picture in dict.fromkeys(seals)}
    ops = [b"/M gs"]
    names: dict[SealPicture, bytes] = {}
    for picture, (x, y) in zip(seals, page.seals, strict=True):
        name = names.setdefault(picture, b"S%d" % len(names))
        ops.append(b"q 1 0 0 1 %b %b cm /%b Do Q" % (pdf.number(x - left), pdf.number(y - bottom), name))
    entries = b"".join(b"/%b %d 0 R" % (name, pictures[picture]) for picture, name in names.items())
    # Multiplied, the red of a seal darkens the text below it and never covers it.
    box = b"/Type/XObject/Subtype/Form/BBox[0 0 %b %b]" % (pdf.number(right - left), pdf.number(top - bottom))
    appearance = body.add_stream(
        box + b"/Resources<</ExtGState<</M<</BM/Multiply>>>>/XObject<<%b>>>>" % entries, b"\n".join(ops)
    )
    return appearance, (left, bottom, right, top)


def _signature_field(
    body: pdf.Body, page: Composition, seals: Sequence[SealPicture], at: datetime, reserve: int
) -> int:
    """Add the signature and its visible field, whose appearance is the seals; return the field's number."""
    appearance, box = _appearance(body, page, seals)
    signature = body.add(
        b"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/M%b/Reference[<</Type/SigRef"
        b"/TransformMethod/DocMDP/TransformParams<</Type/TransformParams/P 1/V/1.2>>>>]%b%b>>>"
        % (metadata.pdf_date(at), _PLACEHOLDER, b"0" * (2 * reserve))
    )
    rect = b" ".join(map(pdf.number, box))
    # The page follows the field, the catalogue the page's tree: see _catalogue.
    return body.add(
        b"<</Type/Annot/Subtype/Widget/FT/Sig/T(Seal)/F 132/Rect[%b]/P %d 0 R/V %d 0 R/AP<</N %d 0 R>>>>"
        % (rect, body.next + 1, signature, appearance)
    )


def _catalogue(
    body: pdf.Body, sheet: _Sheet, page: _Contents, facts: bytes, title: str, document_id: str, at: datetime
) -> int:
    """Add the page, the page tree, metadata, attachment and catalogue; return the last one's number."""
    tree = body.next + 1
    leaf = body.add(
        b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 %.2f %.2f]/Contents %d 0 R/Annots[%d 0 R]/Resources%b>>"
        % (tree, layout.WIDTH, layout.HEIGHT, page.stream, page.field, page.resources)
    )
    body.add(b"<</Type/Pages/Kids[%d 0 R]/Count 1>>" % leaf)
    packet = body.add(metadata.xmp(title=title, identifier=document_id, at=at))
    file = metadata.attach(body, name=ATTACHMENT, mime="application/json", data=facts, at=at)
    return body.add(
        b"<</Type/Catalog/Pages %d 0 R/Lang(zh-CN)/Metadata %d 0 R/OutputIntents[%d 0 R]"
        b"/ViewerPreferences<</DisplayDocTitle true>>/AcroForm<</Fields[%d 0 R]/SigFlags 3>>"
        b"/Perms<</DocMDP %d 0 R>>/AF[%d 0 R]/Names<</EmbeddedFiles<</Names[(%b) %d 0 R]>>>>>>"
        % (tree, packet, sheet.intent, page.field, page.field - 1, file, ATTACHMENT.encode(), file)
    )


def _measure(buffer: bytearray, reserve: int) -> Unsigned:
    """Write the signature's byte range into its placeholder."""
    start = buffer.index(_PLACEHOLDER)
    opening = start + len(_PLACEHOLDER) - 1
    closing = opening + 2 * reserve + 2
    byte_range = (0, opening, closing, len(buffer) - closing)
    entry = b"/ByteRange[0 %010d %010d %010d]/Contents<" % byte_range[1:]
    buffer[start : start + len(entry)] = entry
    return Unsigned(buffer, byte_range, opening + 1, reserve)
