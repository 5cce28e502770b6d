"""The certificate as an OFD document (GB/T 33190-2016), ready for its seals: the same page as the PDF's.

Text is text in embedded subsets of the same fonts, set at the same places; photograph, code and the face as an
attached ``face.json`` are the same bytes or the same pictures. What the seals need is left to ``signing``: the
list of parts with their digests, and where each seal stands. Nothing inside is compressed a second time.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Final
from xml.sax.saxutils import escape

from cryptography.hazmat.primitives import hashes

from yinxin.kernel.face import NOTHING, Face
from yinxin.kernel.licence import Scheme
from yinxin.kernel.licence import metadata as metadata_of
from yinxin.rendering import layout, metadata, ofd_ground, qr, wording
from yinxin.rendering import photo as photos
from yinxin.rendering.certificate import ATTACHMENT
from yinxin.rendering.fonts import FontChain
from yinxin.rendering.layout import Composition
from yinxin.rendering.ofd_marks import (
    HEADER,
    NAMESPACE,
    Colour,
    Ids,
    TextSetter,
    box,
    path,
    picture,
    point,
    rectangle,
)
from yinxin.rendering.seal import RADIUS
from yinxin.rendering.wording import Wording

PAGE: Final = 1
"""The number of the page, which seals name."""
SIGNATURES: Final = "Doc_0/Signs/Signatures.xml"

_TEMPLATE, _LAYER, _TEMPLATE_LAYER = 2, 3, 4
_LABEL_FONTS, _VALUE_FONTS, _PHOTO, _CODE = 10, 30, 50, 51
_FIRST_TEMPLATE_OBJECT, _FIRST_PAGE_OBJECT = 100, 1000

_LICENCE: Final = ("证照类型名称", "证照类型代码", "证照编号", "证照标识", "证照颁发机构代码", "证照颁发日期")
"""What the document's own information says of the licence (GB/T 36903): nothing of the person."""

_INK: Final[Colour] = (23, 28, 33)
_DEEP: Final[Colour] = (15, 61, 69)
_QUIET: Final[Colour] = (69, 102, 107)
_WARN: Final[Colour] = (184, 23, 31)
_HAIRLINE: Final[Colour] = (179, 201, 201)
_FRAME: Final[Colour] = (140, 168, 171)


@dataclass(frozen=True)
class Part:
    """A file inside the document."""

    name: str
    data: bytes

    @cached_property
    def check(self) -> str:
        """The part's SM3 digest as a signature lists it."""
        digest = hashes.Hash(hashes.SM3())
        digest.update(self.data)
        return base64.b64encode(digest.finalize()).decode()


@dataclass(frozen=True, slots=True)
class UnsignedOfd:
    """A document that names signatures which are not there yet.

    :ivar parts: every file but those of the signatures.
    :ivar stamps: for each sealing department, in order, where its seal stands: left, top, width, height in
        millimetres, as OFD writes it; ``page`` is the number of the page.
    """

    parts: tuple[Part, ...]
    stamps: tuple[str, ...]
    page: int = PAGE


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What is the same in every document of one wording: its parts."""

    parts: tuple[Part, ...]


class OfdPress:
    """Makes OFD certificates; keep one for the life of the process.

    :param fonts: the chain that every text is set in.
    :param demo: the seals are demonstration seals, and the page says so.
    :param licence: whose licence identifiers the documents carry; None for none.
    """

    def __init__(self, fonts: FontChain, demo: bool, licence: Scheme | None = None) -> None:
        self._fonts, self._demo, self._licence = fonts, demo, licence
        self._sheets: dict[Wording, _Sheet] = {}

    def render(
        self, face: Face, *, photo: bytes, document_id: str, at: datetime, code: str = ""
    ) -> UnsignedOfd:
        """Make the document of a face; the same arguments give the same bytes.

        :param photo: the JPEG whose digest the face carries; empty where the face has no photograph.
        :param document_id: any name that no other document has.
        :param at: the moment that the document claims.
        :param code: what the QR code says: the face's address with its signed record; that alone where empty.
        :raises MissingGlyphs: names the characters that no font has.
        :raises DoesNotFit: an item is too long for its place.
        :raises Incomplete: the photo is not the face's.
        """
        photos.require(face, photo)
        page, words = layout.compose(face, self._fonts), wording.of(face)
        sheet = self._sheets.get(words) or self._prepare(words)
        ids = Ids(_FIRST_PAGE_OBJECT)
        values = TextSetter(self._fonts, ids, _VALUE_FONTS)
        labels = TextSetter(self._fonts, ids, _LABEL_FONTS)
        marks = [*_pictures(ids, values, photo), _rules(ids, page), *_texts(page, labels, values, words)]
        facts = face.canonical()
        fonts = [(number, name, data) for number, name, data in values.fonts()]
        parts = (
            _part("OFD.xml", _entry(face, words, document_id, facts, at, self._licence)),
            _part("Doc_0/Document.xml", _document(ids.last)),
            _part("Doc_0/DocumentRes.xml", _resources(fonts, "v", photo=bool(photo))),
            _part("Doc_0/Pages/Page_0/Content.xml", _page(marks)),
            *(Part(f"Doc_0/Res/{_file('v', number, data)}", data) for number, _, data in fonts),
            *((Part("Doc_0/Res/photo.jpg", photo),) if photo else ()),
            Part("Doc_0/Res/code.png", qr.png(code or face.verify_at)),
            _part("Doc_0/Attachs/Attachments.xml", _attachments(facts, at)),
            Part(f"Doc_0/Attachs/{ATTACHMENT}", facts),
            *sheet.parts,
        )
        side = 2 * RADIUS
        stamps = tuple(box((x - RADIUS, y - RADIUS, side, side)) for x, y in page.seals)
        return UnsignedOfd(parts, stamps)

    def _prepare(self, words: Wording) -> _Sheet:
        """Make the parts that are the same for every document of one wording."""
        ids = Ids(_FIRST_TEMPLATE_OBJECT)
        text = TextSetter(self._fonts, ids, _LABEL_FONTS)
        marks = [ofd_ground.ground(ids), self._heading(text, words), self._notes(text)]
        # Labels stand on the page, where the rows are; their shapes belong to the sheet.
        for label in (*wording.LABELS.values(), words.subject):
            text.run(0, 0, 12, label, _QUIET)
        fonts = list(text.fonts())
        template = (
            f'{HEADER}<ofd:Page {NAMESPACE}><ofd:Content><ofd:Layer ID="{_TEMPLATE_LAYER}" Type="Background">'
            f"{''.join(marks)}</ofd:Layer></ofd:Content></ofd:Page>"
        )
        parts = (
            _part("Doc_0/PublicRes.xml", _resources(fonts, "s", photo=None)),
            _part("Doc_0/Tpls/Tpl_0/Content.xml", template),
            *(Part(f"Doc_0/Res/{_file('s', number, data)}", data) for number, _, data in fonts),
        )
        sheet = self._sheets[words] = _Sheet(parts)
        return sheet

    def _heading(self, text: TextSetter, words: Wording) -> str:
        """Set title, English title and the sentence below, centred on the sheet."""
        size, apart, middle = 31.0, 4.2, layout.WIDTH / 2
        wide = self._fonts.width(words.title, size) + apart * (len(words.title) - 1)
        title = text.run(middle - wide / 2, layout.TITLE_Y, size, words.title, _DEEP, apart=apart, bold=0.55)
        english = self._centred(text, words.english, 11, middle, layout.TITLE_Y - 21, _QUIET, apart=0.9)
        return title + english + self._centred(text, words.lead, 11.5, middle, layout.LEAD_Y, _INK)

    def _notes(self, text: TextSetter) -> str:
        """Set what stands below the code and at the foot of the page."""
        bottom = layout.QR[1]
        out = [
            self._centred(text, wording.SCAN, 7.6, layout.SIDE, bottom - 7, _QUIET),
            self._centred(text, wording.CHECK_ADDRESS, 7.6, layout.SIDE, bottom - 18, _QUIET),
            text.run(layout.LEFT, layout.FOOTER_Y, 8, wording.STATEMENT, _QUIET),
        ]
        if self._demo:
            out.append(self._centred(text, wording.DEMONSTRATION, 9.5, layout.SIDE, layout.FOOTER_Y, _WARN))
        return "".join(out)

    def _centred(
        self, text: TextSetter, words: str, size: float, middle: float, y: float, ink: Colour, *, apart: float = 0
    ) -> str:  # fmt: skip
        wide = self._fonts.width(words, size) + apart * (len(words) - 1)
        return text.run(middle - wide / 2, y, size, words, ink, apart=apart)


def _part(name: str, text: str) -> Part:
    return Part(name, text.encode())


def _entry(
    face: Face, words: Wording, document_id: str, facts: bytes, at: datetime, licence: Scheme | None
) -> str:
    """Return the document's entry: what it is, and where it begins."""
    identifier = hashlib.sha256(document_id.encode() + facts + metadata.pdf_date(at)).hexdigest()[:32]
    title = escape(" ".join([words.title, face.management_number or document_id]))
    day = at.astimezone(metadata.SHANGHAI).date().isoformat()
    data = {"FaceDigest": face.digest}
    if licence:
        said = metadata_of(face, licence)
        data |= {name: said[name] for name in _LICENCE}
    custom = "".join(
        f'<ofd:CustomData Name="{name}">{escape(text)}</ofd:CustomData>' for name, text in data.items()
    )
    return (
        f'{HEADER}<ofd:OFD {NAMESPACE} Version="1.1" DocType="OFD"><ofd:DocBody><ofd:DocInfo>'
        f"<ofd:DocID>{identifier}</ofd:DocID><ofd:Title>{title}</ofd:Title>"
        f"<ofd:CreationDate>{day}</ofd:CreationDate><ofd:Creator>{metadata.PRODUCER}</ofd:Creator>"
        f"<ofd:CustomDatas>{custom}</ofd:CustomDatas>"
        f"</ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>"
        f"<ofd:Signatures>{SIGNATURES}</ofd:Signatures></ofd:DocBody></ofd:OFD>"
    )


def _document(last: int) -> str:
    whole = box((0, 0, layout.WIDTH, layout.HEIGHT))
    return (
        f"{HEADER}<ofd:Document {NAMESPACE}><ofd:CommonData><ofd:MaxUnitID>{last}</ofd:MaxUnitID>"
        f"<ofd:PageArea><ofd:PhysicalBox>{whole}</ofd:PhysicalBox></ofd:PageArea>"
        "<ofd:PublicRes>PublicRes.xml</ofd:PublicRes><ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes>"
        f'<ofd:TemplatePage ID="{_TEMPLATE}" Name="sheet" ZOrder="Background" BaseLoc="Tpls/Tpl_0/Content.xml"/>'
        f'</ofd:CommonData><ofd:Pages><ofd:Page ID="{PAGE}" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages>'
        "<ofd:Attachments>Attachs/Attachments.xml</ofd:Attachments></ofd:Document>"
    )


def _resources(fonts: Sequence[tuple[int, str, bytes]], prefix: str, *, photo: bool | None) -> str:
    """Return a list of resources.

    :param photo: None for a list without pictures; else whether there is a photograph beside the code.
    """
    faces = "".join(
        f'<ofd:Font ID="{number}" FontName="{name}" FamilyName="{name}"><ofd:FontFile>{_file(prefix, number, data)}'
        "</ofd:FontFile></ofd:Font>"
        for number, name, data in fonts
    )
    out = [f"<ofd:Fonts>{faces}</ofd:Fonts>"] if faces else []
    if photo is not None:
        pictures = [(_PHOTO, "JPEG", "photo.jpg")] if photo else []
        pictures.append((_CODE, "PNG", "code.png"))
        media = "".join(
            f'<ofd:MultiMedia ID="{number}" Type="Image" Format="{kind}"><ofd:MediaFile>{file}</ofd:MediaFile>'
            "</ofd:MultiMedia>"
            for number, kind, file in pictures
        )
        out.append(f"<ofd:MultiMedias>{media}</ofd:MultiMedias>")
    return f'{HEADER}<ofd:Res {NAMESPACE} BaseLoc="Res">{"".join(out)}</ofd:Res>'


def _file(prefix: str, number: int, font: bytes) -> str:
    """Return the name of a font's file, which says what kind of outlines it has."""
    return f"{prefix}{number}.{'otf' if font.startswith(b'OTTO') else 'ttf'}"


def _page(marks: Sequence[str]) -> str:
    whole = box((0, 0, layout.WIDTH, layout.HEIGHT))
    return (
        f'{HEADER}<ofd:Page {NAMESPACE}><ofd:Template TemplateID="{_TEMPLATE}" ZOrder="Background"/>'
        f"<ofd:Area><ofd:PhysicalBox>{whole}</ofd:PhysicalBox></ofd:Area>"
        f'<ofd:Content><ofd:Layer ID="{_LAYER}" Type="Body">{"".join(marks)}</ofd:Layer></ofd:Content></ofd:Page>'
    )


def _attachments(facts: bytes, at: datetime) -> str:
    """Return the list of attached files: the face as data. Sizes are in kilobytes, as the standard has them."""
    moment = at.astimezone(metadata.SHANGHAI).strftime("%Y-%m-%dT%H:%M:%S")
    return (
        f'{HEADER}<ofd:Attachments {NAMESPACE}><ofd:Attachment ID="face" Name="{ATTACHMENT}" Format="json" '
        f'CreationDate="{moment}" Size="{len(facts) / 1024:.2f}" Visible="true">'
        f"<ofd:FileLoc>{ATTACHMENT}</ofd:FileLoc></ofd:Attachment></ofd:Attachments>"
    )


def _pictures(ids: Ids, text: TextSetter, photo: bytes) -> list[str]:
    """Draw the photograph in its frame, and the code."""
    left, bottom, wide, high = layout.PHOTO
    frame = path(ids, rectangle((left - 1.5, bottom - 1.5, wide + 3, high + 3)), _FRAME, 0.5)
    code = picture(ids, _CODE, layout.QR)
    if not photo:
        return [frame, text.run(left + wide / 2 - 5, bottom + high / 2, 13, NOTHING, _QUIET), code]
    return [picture(ids, _PHOTO, photos.place(photos.size(photo), layout.PHOTO)), frame, code]


def _rules(ids: Ids, page: Composition) -> str:
    """Draw the hairlines below the items."""
    lines = [
        f"M {point(label.rule[0], label.rule[2])} L {point(label.rule[1], label.rule[2])}"
        for label in page.labels
        if label.rule
    ]
    return path(ids, " ".join(lines), _HAIRLINE, 0.45)


def _texts(page: Composition, labels: TextSetter, values: TextSetter, words: Wording) -> list[str]:
    """Set every item behind its label, so that the text is read in order."""
    names = wording.LABELS | {"qualification": words.subject}
    waiting, out = {label.field: label for label in page.labels}, []
    for line in page.lines:
        if label := waiting.pop(line.field, None):
            name = names[line.field]
            apart = {2: 24.0, 3: 6.0}.get(len(name), 0.0)
            out.append(labels.run(label.x, label.y, 12, name, _QUIET, apart=apart))
        out.append(values.run(line.x, line.y, line.size, line.text, _INK))
    return out
