"""Read a certificate as whoever wants it made again needs it: what it says, where it stands, whose it is (N15, N16)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from yinxin.kernel.face import Face
from yinxin.law.regimes import Regime
from yinxin.parties import access
from yinxin.register.models import Certificate
from yinxin.register.places import KEPT
from yinxin.register.states import CertificateState, CopyState, PaperState
from yinxin.register.vault import FACE, vault

_NEVER_LEFT = (PaperState.ORDERED, PaperState.PRINTING, PaperState.PRINTED, PaperState.IN_TRANSIT)

_PUBLIC = [
    state.value for state in (CertificateState.VALID, CertificateState.SUPERSEDED, CertificateState.INVALID)
]


@dataclass(frozen=True)
class Changeable:
    """A certificate and what decides about making it again.

    :ivar qualification: the qualification's code in the catalogue.
    :ivar electronic: its electronic copy is released, and can be downloaded.
    :ivar paper_state: the state of its newest sheet; None where it has none.
    :ivar maker_id: who makes its replacement, as it made the certificate; None for the national centre (A3.3).
    :ivar special: it is of the computer or the foreign-language exam, which the exam institute handles (A3.3).
    :ivar paper_at_hand: the sheet has never left the offices, so that nobody else can hand it in.
    """

    id: int
    face: Face
    regime: Regime
    qualification: str
    qualification_id: int
    holder_id: int
    agency_id: int
    issuer_id: int
    region: str
    approved_on: date | None
    state: CertificateState
    electronic: bool
    paper_state: PaperState | None
    paper_at_hand: bool
    maker_id: int | None
    special: bool


def of(certificate_id: int) -> Changeable:
    """Return a certificate; the caller has asked who may see it.

    :raises NotFound: there is none of that number.
    """
    rows = Certificate.objects.select_related("electronic", "qualification", "exam")
    row = rows.filter(id=certificate_id).first()
    if row is None:
        raise access.not_here()
    copy = getattr(row, "electronic", None)
    paper = row.papers.select_related("place").order_by("-number").first()
    state = PaperState(paper.state) if paper else None
    kept = {kind.value for kind in KEPT}
    held = paper is not None and paper.place is not None and paper.place.kind in kept
    return Changeable(
        row.pk,
        Face.from_json(vault().open(bytes(row.face), FACE)),
        Regime(row.regime),
        row.qualification.code,
        row.qualification_id,
        row.holder_id,
        row.agency_id,
        row.issuer_id,
        row.region,
        row.approved_on,
        CertificateState(row.state),
        copy is not None and copy.state == CopyState.RELEASED.value,
        state,
        state in _NEVER_LEFT or (state is PaperState.HELD and held),
        row.exam.maker_id,
        bool(row.exam.terms.get("special")),
    )


def makers_of(certificates: Iterable[int]) -> dict[int, int]:
    """Return who makes each of some certificates that a province makes; the national centre's are left out (A3.3)."""
    rows = Certificate.objects.filter(id__in=list(certificates), exam__maker_id__isnull=False)
    return dict(rows.values_list("id", "exam__maker_id"))


def newest_of(certificate_id: int) -> int:
    """Return the newest released certificate of a lineage; the certificate itself where nothing followed."""
    last = certificate_id
    while True:
        after = Certificate.objects.filter(predecessor_id=last, state__in=_PUBLIC)
        number = after.values_list("id", flat=True).first()
        if number is None:
            return last
        last = number
