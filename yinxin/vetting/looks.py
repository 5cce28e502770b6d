"""Who asked about a certificate in a list, for its holder: one digest for each list, in its line of the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from yinxin.kernel.canonical import canonical_json, digest
from yinxin.kernel.words import Words
from yinxin.vetting import grounds, terms
from yinxin.vetting.models import Look
from yinxin.vetting.outcomes import Outcome


@dataclass(frozen=True, slots=True)
class Seen:
    """An employer asked about a certificate.

    :ivar told: the state that it was told.
    """

    at: datetime
    employer: str
    ground: Words
    reference: str
    purpose: str
    told: Words


def enter(list_id: int, found: Mapping[int, Outcome], at: datetime) -> None:
    """Write down which certificates were matched, each once a list, in the caller's transaction."""
    Look.objects.bulk_create(
        (
            Look(of_id=list_id, certificate_id=number, at=at, outcome=outcome.value)
            for number, outcome in found.items()
        ),
        ignore_conflicts=True,
    )


def of_certificate(certificate_id: int, *, count: int = 50) -> tuple[tuple[Seen, ...], int]:
    """Return who asked about a certificate in lists, the newest first, and how many did.

    Whoever calls has made sure that the certificate is the asker's own.
    """
    rows = Look.objects.filter(certificate_id=certificate_id)
    found = []
    for row in rows.select_related("of__organisation").order_by("-at", "-id")[:count]:
        reason = grounds.opened(row.of.sealed)
        told = Outcome(row.outcome).status or Words("—")
        found.append(
            Seen(row.at, row.of.organisation.name, reason.words, reason.reference, reason.purpose, told)
        )
    return tuple(found), rows.count()


def digest_of(list_id: int) -> str:
    """Return the SHA-256 over the looks of a list, which its line of the ledger names, hexadecimal."""
    rows = Look.objects.filter(of_id=list_id).order_by("certificate_id")
    said = [
        [number, at.isoformat(), outcome]
        for number, at, outcome in rows.values_list("certificate_id", "at", "outcome")
    ]
    return digest(canonical_json({"looks": said}))


def forget(*, at: datetime) -> int:
    """Remove looks that have been shown long enough; return how many there were."""
    gone, _ = Look.objects.filter(at__lt=at - terms.LOOKS_KEPT).delete()
    return gone
