"""CMS signatures as PAdES baseline and time stamps want them (RFC 5652, ETSI EN 319 142-1, RFC 3161).

For one key everything but the digest and the signature is constant, so it is written once, with a hole for the
digest. The time of signing stands in the PDF's signature dictionary, as the baseline demands; where somebody else
vouches for it, the time stamp over the signature's value is an unsigned attribute.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Final

from cryptography import x509

from yinxin.signing import der
from yinxin.signing.algorithms import ALGORITHMS
from yinxin.signing.backends import Signer

DATA: Final = der.oid("1.2.840.113549.1.7.1")
"""What is signed stands elsewhere: a detached signature."""
TIME_STAMP: Final = der.oid("1.2.840.113549.1.9.16.1.4")
"""What is signed is the content of a time stamp."""
SHA256: Final = der.sequence(der.oid("2.16.840.1.101.3.4.2.1"))

_SIGNED_DATA = der.oid("1.2.840.113549.1.7.2")
_CONTENT_TYPE = der.oid("1.2.840.113549.1.9.3")
_MESSAGE_DIGEST = der.oid("1.2.840.113549.1.9.4")
_SIGNING_CERTIFICATE_V2 = der.oid("1.2.840.113549.1.9.16.2.47")
_SIGNATURE_TIME_STAMP = der.oid("1.2.840.113549.1.9.16.2.14")
_HOLE = b"\xaa" * 32


class Envelope:
    """The constant parts of the signatures that one key makes.

    :param chain: certificates between the signer's and the root, DER, nearest first.
    :param kind: what is signed, ``DATA`` or ``TIME_STAMP``.
    """

    def __init__(self, signer: Signer, chain: Sequence[bytes], *, kind: bytes = DATA) -> None:
        self._signer, self._content_kind = signer, kind
        certificate = x509.load_der_x509_certificate(signer.certificate)
        name = der.sequence(certificate.issuer.public_bytes(), der.integer(certificate.serial_number))
        self._before, self._after = _signed_attributes(signer.certificate, kind).split(_HOLE)
        self._head = der.integer(1 if kind == DATA else 3) + der.set_of(SHA256)
        self._certificates = der.tlv(0xA0, *sorted([signer.certificate, *chain]))
        self._signer_info = der.integer(1) + name + SHA256
        self._kind = ALGORITHMS[signer.algorithm].identifier

    def value(self, digest: bytes) -> tuple[bytes, bytes]:
        """Return the signed attributes for what has that SHA-256, and the signature's value over them."""
        attributes = self._attributes(digest)
        return attributes, self._signer.sign(attributes)

    def length(self, value: int) -> int:
        """Return how long a CMS signature is whose value has so many bytes; nothing is signed for it."""
        return len(self.wrap(self._attributes(bytes(32)), bytes(value)))

    def digest_in(self, attributes: bytes) -> bytes | None:
        """Return the digest that signed attributes of this key are for; None where they are no such thing."""
        before, after = len(self._before), len(self._after)
        digest = attributes[before : len(attributes) - after]
        return digest if len(digest) == 32 and self._attributes(digest) == attributes else None

    def _attributes(self, digest: bytes) -> bytes:
        return self._before + digest + self._after

    def sign(self, digest: bytes) -> bytes:
        """Return the CMS signature of a document whose SHA-256 is ``digest``."""
        return self.wrap(*self.value(digest))

    def wrap(self, attributes: bytes, value: bytes, *, content: bytes = b"", stamp: bytes = b"") -> bytes:
        """Return the CMS signature with what ``value`` returned.

        :param content: what was signed, where it stands inside; ``stamp`` is a time stamp over the value.
        """
        unsigned = der.tlv(0xA1, der.sequence(_SIGNATURE_TIME_STAMP, der.set_of(stamp))) if stamp else b""
        # Signed as a SET, written under the implicit tag [0]: only the first byte differs.
        info = der.sequence(
            self._signer_info, b"\xa0" + attributes[1:], self._kind, der.octets(value), unsigned
        )
        inner = der.tlv(0xA0, der.octets(content)) if content else b""
        signed = der.sequence(
            self._head, der.sequence(self._content_kind, inner), self._certificates, der.set_of(info)
        )
        return der.sequence(_SIGNED_DATA, der.tlv(0xA0, signed))


def _signed_attributes(certificate: bytes, kind: bytes) -> bytes:
    """Return the signed attributes with a hole where the digest belongs.

    The certificate's own digest (ESSCertIDv2, RFC 5035) ties the signature to this one certificate.
    """
    identifier = der.sequence(der.octets(hashlib.sha256(certificate).digest()))
    signing_certificate = der.sequence(der.sequence(identifier))
    return der.set_of(
        der.sequence(_CONTENT_TYPE, der.set_of(kind)),
        der.sequence(_MESSAGE_DIGEST, der.set_of(der.octets(_HOLE))),
        der.sequence(_SIGNING_CERTIFICATE_V2, der.set_of(signing_certificate)),
    )
