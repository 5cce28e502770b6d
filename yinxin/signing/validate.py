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
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from typing import Any, Final

from asn1crypto import x509
from asn1crypto.cms import ContentInfo
from pyhanko.pdf_utils.generic import StreamObject
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from yinxin.kernel.words import Words
from yinxin.signing import cms_check, problems
from yinxin.signing.pades import is_archived_form

MOST_BYTES: Final = 1024 * 1024
MOST_ATTACHED: Final = 256 * 1024

_STRANGE: Final = re.compile(rb"/(ObjStm|XRefStm|XRef|Encrypt)(?![0-9A-Za-z_])")
_ESCAPED: Final = re.compile(rb"#([0-9A-Fa-f]{2})")


@dataclass(frozen=True, slots=True)
class PdfVerdict:
    """What the file itself proves; whether the certificate is still valid only the register knows.

    :ivar signed: there is exactly one signature, and it can be read.
    :ivar unaltered: every signed byte is as it was signed, and the signature fits the signer's key.
    :ivar covers_whole_file: nothing stands outside what is signed, nor beside the signature in its place.
    :ivar trusted: the signer's certificate leads to one of the given roots.
    :ivar signer_name: the common name in the signer's certificate; empty where there is none.
    :ivar certificate_digest: the SHA-256 of the signer's certificate, hexadecimal, as kept with the seal.
    :ivar signed_at: the moment that the file claims; ``stamped_at`` the one that a time stamp vouches for, if any.
    :ivar problems: everything that is wrong, in words; empty for a genuine file.
    """

    signed: bool = False
    unaltered: bool = False
    covers_whole_file: bool = False
    trusted: bool = False
    signer_name: str = ""
    certificate_digest: str = ""
    signed_at: datetime | None = None
    stamped_at: datetime | None = None
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
        if len(signatures) == 2:
            return _judge_archived(data, signatures, trust)
        if len(signatures) != 1:
            return PdfVerdict(problems=(problems.SEVERAL if signatures else problems.UNSIGNED,))
        return _judge(data, signatures[0], trust)
    # The library raises dozens of kinds on hostile input, RecursionError among them.
    except Exception:
        return PdfVerdict(problems=(problems.UNREADABLE,))


def _judge(data: bytes, signature: EmbeddedPdfSignature, trust: ValidationContext) -> PdfVerdict:
    """Judge a file with one signature."""
    # No analysis of what was added later: whatever it is, the file is refused.
    status = validate_pdf_signature(signature, trust, ts_validation_context=trust, skip_diff=True)
    return _verdict(status, tight=_is_tight(signature, data, status))


def _judge_archived(
    data: bytes, signatures: Sequence[EmbeddedPdfSignature], trust: ValidationContext
) -> PdfVerdict:
    """Judge a file with a time stamp over the whole of it: as it was before, and then the time stamp itself."""
    first, second = signatures
    length = first.byte_range[2] + first.byte_range[3]
    _, opening, closing, _ = map(int, second.byte_range)
    before = PdfFileReader(BytesIO(data[:length])).embedded_signatures
    if len(before) != 1 or second.sig_object_type != "/DocTimeStamp":
        return PdfVerdict(problems=(problems.SEVERAL,))
    verdict = _judge(data[:length], before[0], trust)
    status = validate_pdf_timestamp(second, trust, skip_diff=True)
    token = ContentInfo.load(bytes(second.pkcs7_content)).dump()
    form = is_archived_form(data, length, token, (closing - opening - 2) // 2)
    stamped = _stands(status) and cms_check.is_strict(token, _path(status))
    wrong = [words for good, words in ((form, problems.ADDED), (stamped, problems.STAMP)) if not good]
    return replace(
        verdict,
        unaltered=verdict.unaltered and stamped,
        covers_whole_file=verdict.covers_whole_file and form,
        problems=(*verdict.problems, *wrong),
    )


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
        return problems.TOO_LARGE
    if not data.startswith(b"%PDF-"):
        return problems.NOT_PDF
    # Names may be written with escapes, /Encr#79pt, so that a plain search would miss them.
    plain = _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), data)
    return problems.FOREIGN_SHAPE if _STRANGE.search(plain) else None


def _is_tight(signature: EmbeddedPdfSignature, data: bytes, status: PdfSignatureStatus) -> bool:
    """Answer whether the hole holds the signature in small hexadecimal digits and zeros, and nothing else.

    The hole is the one place that no digest covers: what could be written there otherwise, in capital letters,
    blanks, behind the signature's end, or in those of its parts that nobody signs, would pass unnoticed.
    """
    _, first, second, _ = map(int, signature.byte_range)
    content = bytes(signature.pkcs7_content)
    value = ContentInfo.load(content).dump()
    if data[first:second] != b"<%b>" % content.hex().encode() or any(content[len(value) :]):
        return False
    return cms_check.is_strict(value, _path(status), stamp_path=_path(status.timestamp_validity))


def _path(status: Any) -> frozenset[bytes]:
    """Return the certificates from a signer to the root, DER; none where there is no such path."""
    path = status.validation_path if status is not None else None
    return (
        frozenset(certificate.dump() for certificate in path.iter_certs(include_root=True))
        if path
        else frozenset()
    )


def _stands(status: Any) -> bool:
    """Answer whether a time stamp fits what it stamps, and leads to a root we trust."""
    return bool(status.intact and status.valid and status.trusted)


def _verdict(status: PdfSignatureStatus, *, tight: bool) -> PdfVerdict:
    certificate = status.signing_cert
    stamp = status.timestamp_validity
    stamped = stamp is None or _stands(stamp)
    unaltered = bool(status.intact and status.valid) and stamped
    whole = tight and status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    trusted = bool(status.trusted)
    checks = (
        (bool(status.intact and status.valid), problems.ALTERED),
        (stamped, problems.STAMP),
        (whole, problems.ADDED),
        (trusted, problems.UNTRUSTED),
    )
    return PdfVerdict(
        signed=True,
        unaltered=unaltered,
        covers_whole_file=whole,
        trusted=trusted,
        signer_name=_common_name(certificate),
        certificate_digest=hashlib.sha256(certificate.dump()).hexdigest(),
        signed_at=status.signer_reported_dt,
        stamped_at=stamp.timestamp if stamp is not None else None,
        problems=tuple(words for good, words in checks if not good),
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
