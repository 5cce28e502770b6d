"""Read what issuing keeps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from yinxin.duties import queries as duties
from yinxin.duties.queries import OwedDuty
from yinxin.issuing.models import Box, CustodianHandover
from yinxin.issuing.states import CONSIGNMENT, TAKEOVER, TakeoverState
from yinxin.kernel.found import Found
from yinxin.kernel.words import Words
from yinxin.parties import access
from yinxin.parties.actor import Actor, Body
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import bodies, territory
from yinxin.register.snapshot import Snapshot


@dataclass(frozen=True)
class HandoverView:
    """A custodian's handover as pages show it; ``outgoing`` and ``incoming`` are accounts."""

    id: int
    over: Body
    outgoing: int
    outgoing_name: str
    incoming: int
    incoming_name: str
    witness: str
    balance: Snapshot
    digest: str
    proposed_at: datetime
    decided_at: datetime | None
    reason: str
    state: TakeoverState

    @property
    def state_words(self) -> Words:
        """The state's name for people."""
        return TAKEOVER.names[self.state]

    @property
    def waits(self) -> bool:
        """Say whether it waits for the incoming custodian."""
        return self.state is TakeoverState.PROPOSED


def handovers_for(by: Actor) -> Found[HandoverView]:
    """Return the custodians' handovers of the person's territory, the latest first."""
    seen = territory(by, Permission.CUSTODY_SEE)
    return Found(CustodianHandover.objects.filter(organisation_id__in=seen).order_by("-id"), _views)


def handover(number: int, by: Actor) -> HandoverView:
    """Return one custodian's handover.

    :raises NotFound: there is none in the person's territory.
    """
    found = next(iter(_views(CustodianHandover.objects.filter(id=number))), None)
    if found is None:
        raise access.not_here()
    access.require(by, Permission.CUSTODY_SEE, found.over)
    return found


def waiting_for(by: Actor) -> tuple[HandoverView, ...]:
    """Return the handovers that wait for this person's signature."""
    rows = CustodianHandover.objects.filter(incoming_id=by.account_id, state=TakeoverState.PROPOSED.value)
    return _views(rows.order_by("id"))


def start_owed(copy_id: int, today: date) -> OwedDuty | None:
    """Return the duty to begin giving out what came with a copy (N11.2); None where none was opened."""
    boxes = Box.objects.filter(copies__contains=[copy_id]).order_by("-id")
    for number in boxes.values_list("consignment_id", flat=True):
        for duty in duties.of_subject(CONSIGNMENT.subject, number, today):
            if duty.clause == "N11.2":
                return duty
    return None


def _views(rows: QuerySet[CustodianHandover]) -> tuple[HandoverView, ...]:
    found = list(rows.select_related("outgoing", "incoming"))
    over = bodies(row.organisation_id for row in found)
    return tuple(
        HandoverView(
            row.pk,
            over[row.organisation_id],
            row.outgoing_id,
            row.outgoing.name,
            row.incoming_id,
            row.incoming.name,
            row.witness,
            Snapshot.restored(row.balance),
            row.digest,
            row.proposed_at,
            row.decided_at,
            row.reason,
            TakeoverState(row.state),
        )
        for row in found
    )
