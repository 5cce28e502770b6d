"""Read proposals: what waits for a person, what they proposed, one with before and after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from yinxin.approvals.kinds import KINDS, Kind, Row
from yinxin.approvals.models import Proposal
from yinxin.approvals.states import PROPOSAL, ProposalState
from yinxin.kernel.words import Words
from yinxin.parties import access
from yinxin.parties.actor import Actor, Body
from yinxin.parties.queries import bodies

MOST = 500


@dataclass(frozen=True)
class ProposalView:
    """A proposal as a page shows it.

    :ivar concerns: the accounts that gain by it.
    :ivar rows: before and after as they stood when it was proposed.
    """

    id: int
    kind: Kind
    subject_id: int
    about: Words
    concerns: frozenset[int]
    over: Body
    rows: tuple[Row, ...]
    count: int
    state: ProposalState
    proposed_by: int
    proposed_by_name: str
    proposed_for: int
    proposed_at: datetime
    decided_by_name: str
    decided_at: datetime | None
    reason: str

    @property
    def state_words(self) -> Words:
        """The state's name for people."""
        return PROPOSAL.names[self.state]

    @property
    def button(self) -> Words:
        """What the button that approves it says: how many, and what."""
        return Words(self.kind.button, count=self.count)


def waiting_for(by: Actor) -> tuple[ProposalView, ...]:
    """Return what this person may approve or refuse now, the oldest first."""
    rows = _rows().filter(state=ProposalState.WAITING.value).order_by("proposed_at", "id")
    return tuple(view for view in _views(rows[:MOST]) if why_not(view, by) is None)


def mine(by: Actor) -> tuple[ProposalView, ...]:
    """Return what this person proposed, or another on their behalf, the latest first."""
    own = Q(proposed_by_id=by.account_id) | Q(proposed_for_id=by.account_id)
    return _views(_rows().filter(own).order_by("-proposed_at", "-id")[:MOST])


def proposal(number: int, by: Actor) -> ProposalView:
    """Return one proposal.

    :raises NotFound: there is none, or it is neither the person's own nor in the reach of their rights.
    """
    found = next(iter(_views(_rows().filter(id=number))), None)
    if found is None or not _sees(found, by):
        raise access.not_here()
    return found


def why_not(view: ProposalView, by: Actor) -> Words | None:
    """Return why this person cannot decide a proposal, or None where they can."""
    earlier = {view.proposed_by, view.proposed_for} - {0}
    if any(access.same_hands(by, one, view.proposed_at) for one in earlier):
        return Words("由您或您的代理关系人提出，须由另一人批准")
    if by.account_id in view.concerns:
        return Words("涉及您本人，须由另一人批准")
    if not access.may(by, view.kind.approve, view.over):
        return Words("由有“{act}”权限的人员办理", act=view.kind.approve.words)
    return None


def _sees(view: ProposalView, by: Actor) -> bool:
    if by.account_id in (view.proposed_by, view.proposed_for):
        return True
    return any(access.may(by, right, view.over) for right in (view.kind.propose, view.kind.approve))


def _rows() -> QuerySet[Proposal]:
    return Proposal.objects.select_related("proposed_by", "decided_by")


def _views(rows: QuerySet[Proposal]) -> tuple[ProposalView, ...]:
    found = list(rows)
    over = bodies(row.organisation_id for row in found)
    return tuple(_view(row, over[row.organisation_id]) for row in found)


def _view(row: Proposal, over: Body) -> ProposalView:
    kind = KINDS[row.kind]
    return ProposalView(
        row.pk,
        kind,
        row.subject_id,
        kind.about(row.subject_id, row.facts),
        kind.concerns(row.subject_id, row.facts),
        over,
        tuple(Row(*(Words.restored(value) for value in line)) for line in row.rows),
        kind.count(row.facts),
        ProposalState(row.state),
        row.proposed_by_id,
        row.proposed_by.name,
        row.proposed_for_id or 0,
        row.proposed_at,
        row.decided_by.name if row.decided_by else "",
        row.decided_at,
        row.reason,
    )
