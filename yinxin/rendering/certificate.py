"""The certificate as a PDF/A-3b file, ready for its signature (N5, N6, N7).

A page carries the face as text, as a code and as an attached ``face.json``. The seals' pictures are the
appearance of the signature field, so that a reader who clicks a seal is shown the signature.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from yinxin.kernel.canonical import canonical_json
from yinxin.kernel.face import Face
from yinxin.kernel.licence import Scheme
from yinxin.kernel.licence import metadata as metadata_of
from yinxin.kernel.refusal import Incomplete
from yinxin.kernel.words import Words
from yinxin.rendering import layout, marked, metadata, ornament, pdf, qr, seal, strokes, wording
from yinxin.rendering import photo as photos
from yinxin.rendering.fonts import FontChain
from yinxin.rendering.layout import Composition
from yinxin.rendering.seal import SealPicture
from yinxin.rendering.wording import Wording

ATTACHMENT: Final = "face.json"
LICENCE: Final = "licence.json"
"""The certificate under the names of GB/T 36903, with its licence identifier."""

_INK = b"0.09 0.11 0.13 rg"
_DEEP = b"0.06 0.24 0.27 rg"
_WARN = b"0.72 0.09 0.12 rg"
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
    """What is the same on every page of one wording: objects, operators, font entries, their numbers.

    :ivar store: the entry of the catalogue that names the evidence; empty where there is none.
    """

    head: pdf.Head
    background: int
    intent: int
    fonts: bytes
    heading: bytes
    notes: bytes
    labels: dict[str, bytes]
    store: bytes


class CertificatePress:
    """Makes certificates; keep one for the life of the process.

    :param fonts: the chain that every text is set in.
    :param demo: the seals are demonstration seals, and the page says so.
    :param licence: whose licence identifiers the files carry, with the standard's metadata; None for none.
    """

    def __init__(self, fonts: FontChain, demo: bool, licence: Scheme | None = None) -> None:
        self._fonts, self._demo, self._licence = fonts, demo, licence
        self._sheets: dict[tuple[Wording, metadata.Evidence | None], _Sheet] = {}
        self._seals: dict[tuple[str, str], SealPicture] = {}

    @property
    def fonts(self) -> FontChain:
        """The chain that every text is set in."""
        return self._fonts

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
        mark: marked.Mark | None = None,
        evidence: metadata.Evidence | None = None,
        code: str = "",
    ) -> Unsigned:
        """Make the file of a face; the same arguments give the same bytes.

        :param photo: the JPEG whose digest the face carries; empty where the face has no photograph.
        :param document_id: the licence identifier, or any name that no other file has.
        :param at: the moment that the file and its signature claim.
        :param seals: one picture for each of ``face.sealed_by``, in order.
        :param reserve: the bytes kept free for the signature.
        :param mark: what stands across the page of a copy made for one purpose.
        :param evidence: what the file carries for its later verification.
        :param code: what the QR code says: the face's address with its signed record; that alone where empty.
        :raises MissingGlyphs: names the characters that no font has.
        :raises DoesNotFit: an item is too long for its place.
        :raises Incomplete: the photo is not the face's, a seal is not the department's.
        """
        _check(face, photo, seals, self._demo)
        page = layout.compose(face, self._fonts)
        words = wording.of(face)
        sheet = self._sheets.get((words, evidence)) or self._prepare(words, evidence)
        body = pdf.Body(sheet.head.next)
        paint = _Paint(photo, code or face.verify_at, ground=True)
        content, resources = self._draw(body, sheet, page, paint)
        if mark:
            over = b"/W %d 0 R>>>>" % marked.draw(body, self._fonts, mark)
            content, resources = content + b"\n/W Do", resources.removesuffix(b">>>>") + over
        contents = body.add_stream(b"", content)
        title = " ".join(
            [words.title, face.management_number or document_id, *([marked.TITLE] if mark else [])]
        )
        field = _signature_field(body, page, seals, at, reserve)
        facts = face.canonical()
        files = [(ATTACHMENT, facts)]
        if self._licence and not mark:  # a marked copy is no licence of its own
            files.append((LICENCE, canonical_json(metadata_of(face, self._licence))))
        root = _catalogue(body, sheet, _Contents(contents, resources, field), files, title, document_id, at)
        info = body.add(metadata.information(title=title, at=at))
        identifier = document_id.encode() + facts + metadata.pdf_date(at)
        return _measure(pdf.assemble(sheet.head, body, pdf.Trailer(root, info, identifier)), reserve)

    def paper(
        self, pages: Sequence[tuple[Face, bytes]], *, ground: bool, at: datetime, codes: Sequence[str] = ()
    ) -> bytes:
        """Make a file for the printing house, a page for each face with its photo; the seals are printed.

        :param pages: faces of one wording; the same arguments give the same bytes.
        :param ground: print the ground pattern too; False for numbered blanks that carry it already.
        :param codes: what the QR code of each page says; the faces' addresses where there are none.
        :raises MissingGlyphs: names the characters that no font has.
        :raises Incomplete: a photo is not its face's.
        """
        words = wording.of(pages[0][0])
        sheet = self._sheets.get((words, None)) or self._prepare(words, None)
        body, leaves = pdf.Body(sheet.head.next), []
        tree = body.add(b"")
        for (face, photo), code in zip(pages, codes or [face.verify_at for face, _ in pages], strict=True):
            seals = self.seals(face)
            _check(face, photo, seals, self._demo)
            page = layout.compose(face, self._fonts)
            paint = _Paint(photo, code, ground=ground)
            content, resources = self._draw(body, sheet, page, paint)
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

    def _prepare(self, words: Wording, evidence: metadata.Evidence | None) -> _Sheet:
        """Make the constant part of the pages of one wording."""
        body, text = pdf.Body(), pdf.TextSetter(self._fonts, b"S")
        background = ornament.ground(body, layout.WIDTH, layout.HEIGHT)
        heading, notes = self._heading(text, words), self._notes(text)
        names = wording.LABELS | {"qualification": words.subject}
        labels = {field: strokes.label(text, name) for field, name in names.items()}
        intent = metadata.output_intent(body)
        fonts = text.embed(body)
        store = metadata.store(body, evidence) if evidence else b""
        sheet = _Sheet(pdf.Head.of(body), background, intent, fonts, heading, notes, labels, store)
        self._sheets[words, evidence] = sheet
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
        return b"\n".join([title, b"q " + strokes.QUIET, english, b"Q q " + _INK, lead, b"Q"])

    def _notes(self, text: pdf.TextSetter) -> bytes:
        """Set what stands below the code and at the foot of the page."""
        _, bottom, *_ = layout.QR
        scan = self._centred(text, wording.SCAN, 7.6, layout.SIDE, bottom - 7)
        advice = self._centred(text, wording.CHECK_ADDRESS, 7.6, layout.SIDE, bottom - 18)
        out = [
            b"q " + strokes.QUIET,
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

    def _draw(self, body: pdf.Body, sheet: _Sheet, page: Composition, paint: _Paint) -> tuple[bytes, bytes]:
        """Return the page's operators and resources; adds pictures and fonts to ``body``."""
        text = pdf.TextSetter(self._fonts, b"V")
        picture, objects = strokes.photograph(body, text, paint.photo)
        code = body.add(qr.image(paint.code))
        place = strokes.placed(layout.QR)
        ops = [
            b"/B Do" if paint.ground else b"",
            picture,
            b"q %b /Q Do Q" % place,
            sheet.heading,
            strokes.rules(page),
            *_texts(text, sheet, page),
        ]
        objects += b"/B %d 0 R/Q %d 0 R" % (sheet.background, code)
        fonts = sheet.fonts + text.embed(body)
        return b"\n".join([*ops, sheet.notes]), b"<</Font<<%b>>/XObject<<%b>>>>" % (fonts, objects)


@dataclass(frozen=True, slots=True)
class _Paint:
    """What differs from page to page beside the composed texts."""

    photo: bytes
    code: str
    ground: bool


@dataclass(frozen=True, slots=True)
class _Contents:
    """The numbers of a page's content and signature field, and its resources."""

    stream: int
    resources: bytes
    field: int


def _check(face: Face, photo: bytes, seals: Sequence[SealPicture], demo: bool) -> None:
    """Refuse a photo or seals that do not belong to the face."""
    photos.require(face, photo)
    if tuple(picture.owner for picture in seals) != face.sealed_by:
        raise Incomplete(Words("印章与用印部门不一致"), do=Words("请核对该职业资格的用印部门和印章。"))
    if any(picture.demonstration != demo for picture in seals):
        raise Incomplete(Words("正式印章与演示印章不得混用"), do=Words("请核对系统运行方式和印章。"))


def _texts(text: pdf.TextSetter, sheet: _Sheet, page: Composition) -> list[bytes]:
    """Set every item behind its label, so that a reader for the blind meets them in order."""
    out = []
    labels = {label.field: label for label in page.labels}
    for line in page.lines:
        if label := labels.pop(line.field, None):
            place = b"1 0 0 1 %b %b cm" % (pdf.number(label.x), pdf.number(label.y))
            out.append(b"q %b %b %b Q" % (strokes.QUIET, place, sheet.labels[line.field]))
        out.append(b"q %b %b Q" % (_INK, text.run(line.x, line.y, line.size, line.text)))
    return out


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
    body: pdf.Body,
    sheet: _Sheet,
    page: _Contents,
    files: Sequence[tuple[str, bytes]],
    title: str,
    document_id: str,
    at: datetime,
) -> int:
    """Add the page, the page tree, metadata, attachment and catalogue; return the last one's number."""
    tree = body.next + 1
    leaf = body.add(
        b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 %.2f %.2f]/Contents %d 0 R/Annots[%d 0 R]/Resources%b>>"
        % (tree, layout.WIDTH, layout.HEIGHT, page.stream, page.field, page.resources)
    )
    body.add(b"<</Type/Pages/Kids[%d 0 R]/Count 1>>" % leaf)
    packet = body.add(metadata.xmp(title=title, identifier=document_id, at=at))
    numbers = [
        metadata.attach(body, name=name, mime="application/json", data=data, at=at) for name, data in files
    ]
    attached = b" ".join(b"%d 0 R" % number for number in numbers)
    names = b" ".join(
        b"(%b) %d 0 R" % (name.encode(), number) for (name, _), number in zip(files, numbers, strict=True)
    )
    return body.add(
        b"<</Type/Catalog/Pages %d 0 R/Lang(zh-CN)/Metadata %d 0 R/OutputIntents[%d 0 R]"
        b"/ViewerPreferences<</DisplayDocTitle true>>/AcroForm<</Fields[%d 0 R]/SigFlags 3>>"
        b"/Perms<</DocMDP %d 0 R>>/AF[%b]/Names<</EmbeddedFiles<</Names[%b]>>>>%b>>"
        % (
            tree,
            packet,
            sheet.intent,
            page.field,
            page.field - 1,
            attached,
            names,
            sheet.store,
        )
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
