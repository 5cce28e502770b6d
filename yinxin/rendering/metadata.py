"""What a PDF/A-3 file says about itself: colour space, XMP packet, information object, attached data, evidence."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Final, Protocol
from xml.sax.saxutils import escape

from PIL import ImageCms

from yinxin.rendering import pdf

PRODUCER: Final = "Yinxin"
SHANGHAI: Final = timezone(timedelta(hours=8))

_XMP: Final = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
    'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
    'xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" pdfaid:part="3" '
    'pdfaid:conformance="B" xmp:CreateDate="{at}" xmp:ModifyDate="{at}" pdf:Producer="{producer}">'
    "<dc:identifier>{identifier}</dc:identifier><dc:title><rdf:Alt>"
    '<rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>'
    '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
)


class Evidence(Protocol):
    """Certificates and revocation lists, DER, that a file carries for later; ``signing.pades.Evidence`` is one."""

    @property
    def certificates(self) -> tuple[bytes, ...]:
        """Those that the signatures need."""

    @property
    def revocations(self) -> tuple[bytes, ...]:
        """The lists that say what was revoked when the file was signed."""


def pdf_date(at: datetime) -> bytes:
    """Return a moment as a PDF date string object, in China's time.

    :raises ValueError: ``at`` has no time zone.
    """
    return b"(D:" + _local(at).strftime("%Y%m%d%H%M%S+08'00'").encode() + b")"


def xmp(*, title: str, identifier: str, at: datetime) -> bytes:
    """Return the XMP stream object; left uncompressed, so that any tool can read it."""
    packet = _XMP.format(
        at=_local(at).isoformat(timespec="seconds"),
        producer=PRODUCER,
        identifier=escape(identifier),
        title=escape(title),
    )
    return pdf.stream(b"/Type/Metadata/Subtype/XML", packet.encode(), deflate=False)


def information(*, title: str, at: datetime) -> bytes:
    """Return the information dictionary: the same facts as in the XMP packet, for older readers."""
    moment = pdf_date(at)
    return b"<</Title%b/Producer(%b)/CreationDate%b/ModDate%b>>" % (
        pdf.text_string(title), PRODUCER.encode(), moment, moment,
    )  # fmt: skip


def output_intent(body: pdf.Body) -> int:
    """Add the sRGB profile and the output intent that names it; return the number of the latter."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    # The library stamps the profile with the time of its making: bytes 24 to 35 of the header.
    profile[24:36] = bytes([7, 0xD0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0])
    stream = body.add_stream(b"/N 3", bytes(profile))
    return body.add(
        b"<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB)/Info(sRGB IEC61966-2.1)"
        b"/DestOutputProfile %d 0 R>>" % stream
    )


def attach(body: pdf.Body, *, name: str, mime: str, data: bytes, at: datetime) -> int:
    """Add an attached file; return the number of its file specification."""
    kind = mime.replace("/", "#2F").encode()
    entries = b"/Type/EmbeddedFile/Subtype/%b/Params<</Size %d/ModDate%b>>" % (kind, len(data), pdf_date(at))
    file, label = body.add_stream(entries, data), name.encode()
    return body.add(
        b"<</Type/Filespec/F(%b)/UF(%b)/AFRelationship/Data/Desc(The certificate as data)"
        b"/EF<</F %d 0 R/UF %d 0 R>>>>" % (label, label, file, file)
    )


def store(body: pdf.Body, evidence: Evidence) -> bytes:
    """Add what a verifier will need later (DSS, ETSI EN 319 142-1); return the catalogue's entry for it."""
    kinds = ((b"Certs", evidence.certificates), (b"CRLs", evidence.revocations))
    entries = [
        b"/%b[%b]" % (kind, b" ".join(b"%d 0 R" % body.add_stream(b"", one) for one in members))
        for kind, members in kinds
        if members
    ]
    number = body.add(b"<</Type/DSS%b>>" % b"".join(entries))
    return b"/DSS %d 0 R/Extensions<</ESIC<</BaseVersion/1.7/ExtensionLevel 1>>>>" % number


def _local(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("a moment without its time zone")
    return at.astimezone(SHANGHAI)
