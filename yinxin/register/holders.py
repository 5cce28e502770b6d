"""What a holder may see: found by any identity document they ever had, and shown what is theirs alone (N14)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from yinxin.kernel.face import Face
from yinxin.parties import access
from yinxin.register.models import Certificate, HolderDocument, HolderName
from yinxin.register.states import CertificateState, CopyState
from yinxin.register.vault import DOCUMENT, FACE, vault

TOLD = (CertificateState.VALID.value, CertificateState.SUPERSEDED.value, CertificateState.INVALID.value)
"""States in which a certificate is its holder's; before that it is being made."""


@dataclass(frozen=True)
class HeldCertificate:
    """A certificate as its holder sees it.

    :ivar file: the key of the electronic certificate's file; None where there is none to download now.
    """

    id: int
    face: Face
    approved_on: date | None
    state: str
    electronic_state: str | None
    paper_state: str | None
    file: str | None
    issuer_id: int


def holder_by_document(kind: str, number: str) -> int | None:
    """Return the holder who has, or once had, this identity document; None where the register knows nobody.

    :param kind: the kind by its code or its Chinese name; numbers of 15 and 18 digits meet.
    """
    key = vault().document_key(kind, number)
    return HolderDocument.objects.filter(key=key).values_list("holder_id", flat=True).first()


def name_of(holder_id: int) -> str:
    """Return the holder's newest name; empty where there is none."""
    names = HolderName.objects.filter(holder_id=holder_id).order_by("-since", "-id")
    return names.values_list("name", flat=True).first() or ""


def certificates_of(holder_id: int) -> tuple[HeldCertificate, ...]:
    """Return a holder's certificates, the newest first."""
    rows = Certificate.objects.select_related("electronic").prefetch_related("papers")
    found = rows.filter(holder_id=holder_id, state__in=TOLD).order_by("-approved_on", "-id")
    return tuple(_held(row) for row in found)


def certificate_of(holder_id: int, number: int) -> HeldCertificate:
    """Return one certificate of a holder.

    :raises NotFound: there is none of that number, or it is somebody else's: the two look the same.
    """
    rows = Certificate.objects.select_related("electronic").prefetch_related("papers")
    row = rows.filter(holder_id=holder_id, id=number, state__in=TOLD).first()
    if row is None:
        raise access.not_here()
    return _held(row)


def documents_of_some(count: int) -> tuple[tuple[int, str, str, str], ...]:
    """Return holder, name, kind and number of the first few holders of valid certificates, for a demonstration."""
    valid = Certificate.objects.filter(state=CertificateState.VALID.value).order_by("holder_id")
    ids = list(valid.values_list("holder_id", flat=True).distinct()[:count])
    documents = HolderDocument.objects.filter(holder_id__in=ids).order_by("holder_id", "-since")
    found = {row.holder_id: row for row in documents}
    return tuple(
        (number, name_of(number), row.kind, vault().open(bytes(row.sealed), DOCUMENT).decode())
        for number, row in sorted(found.items())
    )


def _held(row: Certificate) -> HeldCertificate:
    copy = getattr(row, "electronic", None)
    papers = sorted(row.papers.all(), key=lambda paper: paper.number)
    released = copy is not None and copy.state == CopyState.RELEASED.value and copy.digest
    return HeldCertificate(
        row.pk,
        Face.from_json(vault().open(bytes(row.face), FACE)),
        row.approved_on,
        row.state,
        copy.state if copy else None,
        papers[-1].state if papers else None,
        bytes(copy.digest).hex() if copy and released else None,
        row.issuer_id,
    )
