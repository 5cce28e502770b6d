"""What a file carries so that it can be verified when those who gave its certificates are gone (PAdES B-LT)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding


@dataclass(frozen=True)
class Evidence:
    """Certificates and revocation lists, DER."""

    certificates: tuple[bytes, ...]
    revocations: tuple[bytes, ...]


def gather(
    signers: Iterable[x509.Certificate], others: Sequence[x509.Certificate], revocations: Iterable[bytes]
) -> Evidence:
    """Return what belongs to some signers: the links up to the roots, and their issuers' lists.

    :param others: certificates of authorities; those that lead nowhere from the signers are left out.
    """
    links: list[x509.Certificate] = []
    waiting = list(signers)
    while waiting:
        link = waiting.pop()
        if link not in links:
            links.append(link)
            waiting += [above for above in others if above.subject == link.issuer]
    issuers = {link.issuer for link in links}
    return Evidence(
        tuple(sorted(link.public_bytes(Encoding.DER) for link in links)),
        tuple(data for data in revocations if x509.load_der_x509_crl(data).issuer in issuers),
    )
