"""Read a finished file again with other people's programs, and hold it against the register's face (N7).

Nothing here is shared with what made the file: PDFium reads text, attachment and picture, ZXing the code on it,
pyHanko the signature. What differs is named; an empty answer is a file that says what the register says.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

import pypdfium2 as pdfium
import pypdfium2.raw as raw
import zxingcpp

from yinxin.kernel.face import Face
from yinxin.kernel.words import Words
from yinxin.register.models import ElectronicCopy
from yinxin.register.vault import FACE, vault
from yinxin.signing.keys import Keyring
from yinxin.signing.validate import validate_pdf

_SHOWN: Final = (
    *(
        "qualification",
        "level",
        "specialty",
        "name",
        "sex",
        "id_kind",
        "id_number",
        "management_number",
        "scope",
    ),
)
_SCALE: Final = 150 / 72
"""150 dots to the inch: a poor print."""
_MOST_ATTACHED: Final = 256 * 1024
_FACE, _LICENCE = "face.json", "licence.json"


@dataclass(frozen=True, slots=True)
class Checked:
    """What reading one file again has found.

    :ivar known: the register has a file with these bytes; ``certificate`` is whose, 0 where it has not.
    :ivar differences: everything that is not as the register has it.
    """

    known: bool
    certificate: int
    differences: tuple[Words, ...]

    @property
    def agrees(self) -> bool:
        """Say whether the file is ours and says what the register says."""
        return self.known and not self.differences


def check(data: bytes, ring: Keyring, *, at: datetime) -> Checked:
    """Read a file again; one that the register does not know is held against the data attached to it."""
    copy = ElectronicCopy.objects.select_related("certificate").filter(digest=sha256(data).digest()).first()
    if copy is None:
        return Checked(False, 0, tuple(differences(data, None, ring, at=at)))
    face = Face.from_json(vault().open(bytes(copy.certificate.face), FACE))
    found = tuple(differences(data, face, ring, at=copy.signed_at))
    return Checked(True, copy.certificate_id, found)


def of_batch(batch_id: int, *, every: int = 1) -> list[str]:
    """Return the digests of a batch's files, of one certificate in so many."""
    made = ElectronicCopy.objects.filter(certificate__batch_id=batch_id, digest__isnull=False)
    digests = made.order_by("certificate_id").values_list("digest", flat=True)
    return [bytes(digest or b"").hex() for digest in digests[:: max(every, 1)]]


def differences(data: bytes, face: Face | None, ring: Keyring, *, at: datetime) -> list[Words]:
    """Return what a file says otherwise than a face, and what is wrong with its signature.

    :param face: the register's; None to hold the page against the data attached to the file itself.
    """
    found = [*validate_pdf(data, ring.trust_roots(), at, revocations=ring.revocations()).problems]
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError:
        return [*found, Words("PDFium不能打开文件")]
    try:
        attached = _attached(document)
        if face is None:
            if attached is None:
                return [*found, Words("文件没有附带证书数据")]
            face = Face.from_json(attached)
        elif attached != face.canonical():
            found.append(Words("附带的数据与登记的证书内容不符"))
        found += _page(document, face)
    except ValueError:
        found.append(Words("附带的数据不是证书数据"))
    finally:
        document.close()
    return found


def _page(document: pdfium.PdfDocument, face: Face) -> list[Words]:
    """Hold what a reader sees on the page against a face."""
    if len(document) != 1:
        return [Words("文件有{count}页", count=len(document))]
    page = document[0]
    text = "".join(page.get_textpage().get_text_range().split())
    found = [
        Words("页面上没有这一项：{item}", item=item)
        for item in _expected(face)
        if "".join(item.split()) not in text
    ]
    picture = page.render(scale=_SCALE, may_draw_forms=True).to_numpy()
    only = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)  # fine line work can look like other codes
    codes = [one.text for one in zxingcpp.read_barcodes(picture, formats=only)]
    if [one.partition("#")[0] for one in codes] != [face.verify_at]:
        found.append(Words("页面上的二维码读出：{codes}", codes=" ".join(codes) or "—"))
    return found


def _expected(face: Face) -> Sequence[str]:
    """Return the texts that the page must show, written here again and not asked of the layout."""
    items = [getattr(face, name) for name in _SHOWN]
    if face.approved_on:
        items.append("{}年{}月{}日".format(*face.approved_on.split("-")))
    if face.born:
        items.append("{}年{}月".format(*face.born.split("-")[:2]))
    return [item for item in (*items, *face.remarks, *face.sealed_by) if item]


def _attached(document: pdfium.PdfDocument) -> bytes | None:
    """Return the attached face as PDFium reads it; None where there is none, or anything but the licence beside it."""
    every = range(raw.FPDFDoc_GetAttachmentCount(document))
    named = {_name(one): one for one in (raw.FPDFDoc_GetAttachment(document, number) for number in every)}
    attachment = named.get(_FACE)
    if attachment is None or len(named) != len(every) or not set(named) <= {_FACE, _LICENCE}:
        return None
    size = ctypes.c_ulong()
    raw.FPDFAttachment_GetFile(attachment, None, 0, ctypes.byref(size))
    if not 0 < size.value <= _MOST_ATTACHED:
        return None
    buffer = (ctypes.c_ubyte * size.value)()
    raw.FPDFAttachment_GetFile(attachment, buffer, size.value, ctypes.byref(size))
    return bytes(buffer)


def _name(attachment: Any) -> str:
    size = raw.FPDFAttachment_GetName(attachment, None, 0)
    buffer = (ctypes.c_ushort * (size // 2 + 1))()
    raw.FPDFAttachment_GetName(attachment, buffer, size)
    return bytes(buffer)[: max(size - 2, 0)].decode("utf-16-le", "replace")
