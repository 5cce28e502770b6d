"""Checking a certificate file without the register: is it whole, unaltered, and by whom is it signed?

Files come from strangers. Their size is limited, shapes that our files never have (object streams,
encryption) are not opened, nothing is decompressed but the attached face, up to a limit; and whatever goes
wrong inside the PDF library becomes a problem in the answer, never an exception.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any, Final

from asn1crypto import x509
from asn1crypto.cms import ContentInfo
from pyhanko.pdf_utils.generic import StreamObject
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from yinxin.kernel.words import Words

MOST_BYTES: Final = 1024 * 1024
MOST_ATTACHED: Final = 256 * 1024

_STRANGE: Final = re.compile(rb"/(ObjStm|XRefStm|XRef|Encrypt)(?![0-9A-Za-z_])")
_ESCAPED: Final = re.compile(rb"#([0-9A-Fa-f]{2})")

_TOO_LARGE = Words("文件过大，不是电子证书")
_NOT_PDF = Words("不是PDF文件")
_FOREIGN_SHAPE = Words("文件已加密，或结构与电子证书不同")
_UNREADABLE = Words("文件已损坏，无法读取")
_UNSIGNED = Words("文件没有电子签章")
_SEVERAL = Words("文件的签章不止一个")
_ALTERED = Words("签章之后文件内容被改动")
_ADDED = Words("签章之外另有内容")
_UNTRUSTED = Words("签章人的证书不是本系统信任的证书")


@dataclass(frozen=True, slots=True)
class PdfVerdict:
    """What the file itself proves; whether the certificate is still valid only the register knows.

    :ivar signed: there is exactly one signature, and it can be read.
    :ivar unaltered: every signed byte is as it was signed, and the signature fits the signer's key.
    :ivar covers_whole_file: nothing stands outside what is signed, nor beside the signature in its place.
    :ivar trusted: the signer's certificate leads to one of the given roots.
    :ivar signer_name: the common name in the signer's certificate; empty where there is none.
    :ivar certificate_digest: the SHA-256 of the signer's certificate, hexadecimal, as kept with the seal.
    :ivar signed_at: the moment that the file claims.
    :ivar problems: everything that is wrong, in words; empty for a genuine file.
    """

    signed: bool = False
    unaltered: bool = False
    covers_whole_file: bool = False
    trusted: bool = False
    signer_name: str = ""
    certificate_digest: str = ""
    signed_at: datetime | None = None
    problems: tuple[Words, ...] = ()

    @property
    def genuine(self) -> bool:
        """The file is whole, unaltered, and signed by somebody we trust."""
        return self.signed and self.unaltered and self.covers_whole_file and self.trusted


def validate_pdf(
    data: bytes,
    roots: Sequence[bytes],
    at: datetime,
    *,
    revocations: Sequence[bytes] = (),
    most_bytes: int = MOST_BYTES,
) -> PdfVerdict:
    """Judge a file. Never raises on what the file holds.

    :param roots: the trusted root certificates, DER.
    :param at: the moment at which the signer's certificate must be valid: where the register knows when it
        was sealed, that moment, else now.
    :param revocations: certificate revocation lists, DER.
    """
    if problem := _outer_problem(data, most_bytes):
        return PdfVerdict(problems=(problem,))
    trust = ValidationContext(
        trust_roots=[x509.Certificate.load(root) for root in roots],
        crls=list(revocations),
        moment=at,
        allow_fetching=False,
        revocation_mode="soft-fail",
    )
    try:
        signatures = PdfFileReader(BytesIO(data)).embedded_signatures
        if len(signatures) != 1:
            return PdfVerdict(problems=(_SEVERAL if signatures else _UNSIGNED,))
        # No analysis of what was added later: whatever it is, the file is refused.
        status = validate_pdf_signature(signatures[0], trust, skip_diff=True)
        return _verdict(status, tight=_is_tight(signatures[0], data))
    # The library raises dozens of kinds on hostile input, RecursionError among them.
    except Exception:
        return PdfVerdict(problems=(_UNREADABLE,))


def attached(data: bytes, name: str = "face.json", *, most_bytes: int = MOST_BYTES) -> bytes | None:
    """Return a file attached to a certificate, or None where it has none or cannot be read."""
    if _outer_problem(data, most_bytes):
        return None
    try:
        reader = PdfFileReader(BytesIO(data))
        names = reader.root["/Names"]["/EmbeddedFiles"]["/Names"]
        found = {str(names[place]): names[place + 1] for place in range(0, len(names), 2)}
        return _unpacked(found[name]["/EF"]["/F"])
    except Exception:
        return None


def _outer_problem(data: bytes, most_bytes: int) -> Words | None:
    """Return why a file is not even opened."""
    if len(data) > most_bytes:
        return _TOO_LARGE
    if not data.startswith(b"%PDF-"):
        return _NOT_PDF
    # Names may be written with escapes, /Encr#79pt, so that a plain search would miss them.
    plain = _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), data)
    return _FOREIGN_SHAPE if _STRANGE.search(plain) else None


def _is_tight(signature: EmbeddedPdfSignature, data: bytes) -> bool:
    """Answer whether the hole holds the signature in small hexadecimal digits and zeros, and nothing else.

    The hole is the one place that no digest covers: what could be written there otherwise, in capital
    letters, blanks or behind the signature's end, would pass unnoticed.
    """
    _, first, second, _ = map(int, signature.byte_range)
    content = bytes(signature.pkcs7_content)
    size = len(ContentInfo.load(content).dump())
    return data[first:second] == b"<%b>" % content.hex().encode() and not any(content[size:])


def _verdict(status: PdfSignatureStatus, *, tight: bool) -> PdfVerdict:
    certificate = status.signing_cert
    unaltered = bool(status.intact and status.valid)
    whole = tight and status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    trusted = bool(status.trusted)
    problems = ((unaltered, _ALTERED), (whole, _ADDED), (trusted, _UNTRUSTED))
    return PdfVerdict(
        signed=True,
        unaltered=unaltered,
        covers_whole_file=whole,
        trusted=trusted,
        signer_name=_common_name(certificate),
        certificate_digest=hashlib.sha256(certificate.dump()).hexdigest(),
        signed_at=status.signer_reported_dt,
        problems=tuple(words for good, words in problems if not good),
    )


def _common_name(certificate: Any) -> str:
    name = certificate.subject.native.get("common_name", "")
    return name if isinstance(name, str) else "、".join(_texts(name))


def _texts(values: Iterable[object]) -> list[str]:
    return [str(value) for value in values]


def _unpacked(stream: StreamObject) -> bytes | None:
    """Return a stream's data, which may be deflated once and have at most ``MOST_ATTACHED`` bytes."""
    if stream.get("/Filter") != "/FlateDecode":
        return None
    unpacker = zlib.decompressobj()
    content = unpacker.decompress(stream.encoded_data, MOST_ATTACHED)
    return content if unpacker.eof else None
