"""Detached CMS signatures as PAdES baseline B-B wants them (RFC 5652, ETSI EN 319 142-1).

For one key everything but the document's digest and the signature is constant, so it is written once, with a
hole for the digest. The time of signing stands in the PDF's signature dictionary, as the baseline demands.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from cryptography import x509

from yinxin.signing import der
from yinxin.signing.backends import Signer

_SHA256 = der.sequence(der.oid("2.16.840.1.101.3.4.2.1"))
_ECDSA_SHA256 = der.sequence(der.oid("1.2.840.10045.4.3.2"))
_DATA = der.oid("1.2.840.113549.1.7.1")
_SIGNED_DATA = der.oid("1.2.840.113549.1.7.2")
_CONTENT_TYPE = der.oid("1.2.840.113549.1.9.3")
_MESSAGE_DIGEST = der.oid("1.2.840.113549.1.9.4")
_SIGNING_CERTIFICATE_V2 = der.oid("1.2.840.113549.1.9.16.2.47")
_HOLE = b"\xaa" * 32


class Envelope:
    """The constant parts of the signatures that one key makes.

    :param chain: certificates between the signer's and the root, DER, nearest first.
    """

    def __init__(self, signer: Signer, chain: Sequence[bytes]) -> None:
        self._signer = signer
        certificate = x509.load_der_x509_certificate(signer.certificate)
        name = der.sequence(certificate.issuer.public_bytes(), der.integer(certificate.serial_number))
        self._before, self._after = _signed_attributes(signer.certificate).split(_HOLE)
        certificates = der.tlv(0xA0, *sorted([signer.certificate, *chain]))
        self._head = der.integer(1) + der.set_of(_SHA256) + der.sequence(_DATA) + certificates
        self._signer_info = der.integer(1) + name + _SHA256

    def sign(self, digest: bytes) -> bytes:
        """Return the CMS signature of a document whose SHA-256 is ``digest``."""
        attributes = self._before + digest + self._after
        value = self._signer.sign(attributes)
        # Signed as a SET, written under the implicit tag [0]: only the first byte differs.
        info = der.sequence(self._signer_info, b"\xa0" + attributes[1:], _ECDSA_SHA256, der.octets(value))
        signed = der.sequence(self._head, der.set_of(info))
        return der.sequence(_SIGNED_DATA, der.tlv(0xA0, signed))


def _signed_attributes(certificate: bytes) -> bytes:
    """Return the signed attributes with a hole where the digest belongs.

    The certificate's own digest (ESSCertIDv2, RFC 5035) ties the signature to this one certificate.
    """
    identifier = der.sequence(der.octets(hashlib.sha256(certificate).digest()))
    signing_certificate = der.sequence(der.sequence(identifier))
    return der.set_of(
        der.sequence(_CONTENT_TYPE, der.set_of(_DATA)),
        der.sequence(_MESSAGE_DIGEST, der.set_of(der.octets(_HOLE))),
        der.sequence(_SIGNING_CERTIFICATE_V2, der.set_of(signing_certificate)),
    )
