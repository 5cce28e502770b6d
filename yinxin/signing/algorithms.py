"""What a seal's key may be: P-256, RSA of 3072 bits or more, or SM2. The registry's column switches between them.

PDF readers verify the first two and know nothing of SM2; seals after GB/T 38540, as OFD has them, are SM2 seals and
nothing else. So the algorithm says what a seal can be put on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from yinxin.signing import der

ES256: Final = "ES256"
"""ECDSA on P-256 with SHA-256."""
RS256: Final = "RS256"
"""RSA, PKCS #1 v1.5 with SHA-256; keys of 3072 bits or more."""
SM2: Final = "SM2"
"""SM2 with SM3, under the default identity."""
PDF, OFD = "pdf", "ofd"
"""The formats that seals are put on."""


@dataclass(frozen=True, slots=True)
class Algorithm:
    """An algorithm for seals.

    :ivar identifier: the signature's AlgorithmIdentifier, DER.
    :ivar carrier: the format that seals with it are put on.
    """

    name: str
    identifier: bytes
    carrier: str


ALGORITHMS: Final = {
    one.name: one
    for one in (
        Algorithm(ES256, der.sequence(der.oid("1.2.840.10045.4.3.2")), PDF),
        Algorithm(RS256, der.sequence(der.oid("1.2.840.113549.1.1.11"), der.NULL), PDF),
        Algorithm(SM2, der.sequence(der.oid("1.2.156.10197.1.501")), OFD),
    )
}
"""Every algorithm that a seal may have, by its name in the registry."""
