"""Propose a change, approve it, refuse it, take it back (A4)."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from yinxin.approvals.kinds import KINDS, Change, Facts, Kind, Row
from yinxin.approvals.models import Proposal
from yinxin.approvals.states import PROPOSAL, ProposalState
from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import AlreadyDone, Incomplete, NotPermitted, WrongState
from yinxin.kernel.words import Words
from yinxin.ledger.record import Line, record
from yinxin.lifecycle.move import move
from yinxin.parties import access, queries, seating
from yinxin.parties.actor import Actor, Body

A4 = Clause("A4")


def propose(*, kind: str, subject_id: int, facts: Facts, by: Actor, at: datetime) -> int:
    """Ask for a change that another person must approve; return the proposal's id.

    :raises NotPermitted: ``by`` may not propose it, or would gain by it.
    :raises AlreadyDone: the same change of the same thing waits already.
    :raises Refusal: what the kind's own check refuses.
    """
    asked = KINDS[kind]
    over = asked.over(subject_id, facts)
    access.require(by, asked.propose, over)
    _refuse_own_affair(asked, subject_id, facts, by)
    behalf = access.on_behalf(by, asked.propose, over)
    with transaction.atomic():
        asked.check(subject_id, facts, at)
        waiting = Proposal.objects.filter(kind=kind, subject_id=subject_id, state=ProposalState.WAITING.value)
        try:
            with transaction.atomic():
                made = Proposal.objects.create(
                    kind=kind,
                    subject_id=subject_id,
                    organisation_id=over.id,
                    facts=dict(facts),
                    rows=stored(asked.picture(subject_id, facts, at)),
                    state=ProposalState.WAITING.value,
                    proposed_by_id=by.account_id,
                    proposed_for_id=behalf.get("on_behalf_of"),
                    proposed_at=at,
                )
        except IntegrityError:
            raise AlreadyDone(
                Words("同样的变更已经提出，正在等待批准。"),
                do=Words("请等待批准，或先收回原来的申请。"),
                clause=A4,
                facts={"proposal": waiting.values_list("id", flat=True).first()},
            ) from None
        said = {"kind": kind, "subject": subject_id, "facts": dict(facts), **behalf}
        record(
            Line(
                "proposal.made",
                asked.clause,
                by.account_id,
                by.organisation_id,
                "proposal",
                made.pk,
                at,
                said,
            )
        )
    return made.pk


def approve(*, proposal_id: int, by: Actor, at: datetime) -> None:
    """Approve a change: it is applied in the same moment, or nothing happens.

    :raises NotPermitted: ``by`` may not approve it, proposed it, stands in for who did, or would gain by it.
    :raises WrongState: it is decided, the proposer has lost the right to it, or the present is not what it was then.
    :raises Refusal: what the kind's check or the chapter's verb refuses.
    """
    found, kind, over = _decidable(proposal_id, by)
    with transaction.atomic():
        _move(
            found,
            ProposalState.APPROVED,
            "proposal.approved",
            by,
            at,
            facts=access.on_behalf(by, kind.approve, over),
        )
        _proposer_still_may(found, kind, over, at)
        kind.check(found.subject_id, found.facts, at)
        now = stored(kind.picture(found.subject_id, found.facts, at))
        if [row[:2] for row in now] != [row[:2] for row in found.rows]:
            raise WrongState(
                Words("提出申请以后情况已有变化，不能再按原申请办理。"),
                do=Words("请不批准这份申请，由提出人按现在的情况重新提出。"),
                clause=kind.clause,
            )
        kind.apply(Change(found.subject_id, found.facts, found.proposed_by_id), by, at)


def refuse(*, proposal_id: int, reason: str, by: Actor, at: datetime) -> None:
    """Refuse a change, with the reason that the proposer will read.

    :raises NotPermitted: ``by`` may not decide it.
    :raises Incomplete: there is no reason.
    :raises WrongState: it is decided.
    """
    found, kind, over = _decidable(proposal_id, by)
    if len(reason.strip()) < 4:
        raise Incomplete(Words("请写明原因。"), do=Words("用一两句话说明原因后再提交。"), clause=A4)
    with transaction.atomic():
        facts = access.on_behalf(by, kind.approve, over)
        _move(
            found, ProposalState.REFUSED, "proposal.refused", by, at, reason=reason.strip()[:400], facts=facts
        )


def withdraw(*, proposal_id: int, by: Actor, at: datetime) -> None:
    """Take one's own proposal back.

    :raises NotFound: there is none of one's own.
    :raises WrongState: it is decided.
    """
    found = Proposal.objects.filter(id=proposal_id).first()
    if found is None or by.account_id not in (found.proposed_by_id, found.proposed_for_id):
        raise access.not_here()
    with transaction.atomic():
        _move(found, ProposalState.WITHDRAWN, "proposal.withdrawn", by, at)


def stored(rows: tuple[Row, ...]) -> list[list[object]]:
    """Return a picture as JSON values."""
    return [[value.stored() for value in row] for row in rows]


def _decidable(proposal_id: int, by: Actor) -> tuple[Proposal, Kind, Body]:
    """Return a proposal that ``by`` may decide.

    :raises NotFound: there is none in the territory.
    :raises NotPermitted: another one must decide it.
    """
    found = Proposal.objects.filter(id=proposal_id).first()
    if found is None:
        raise access.not_here()
    kind, over = KINDS[found.kind], queries.body(found.organisation_id)
    access.require(by, kind.approve, over)
    for earlier in {found.proposed_by_id, found.proposed_for_id or found.proposed_by_id}:
        access.require_other_person(
            by, earlier, act=Words("批准"), clause=kind.clause, when=found.proposed_at
        )
    _refuse_own_affair(kind, found.subject_id, found.facts, by)
    return found, kind, over


def _refuse_own_affair(kind: Kind, subject_id: int, facts: Facts, by: Actor) -> None:
    if by.account_id in kind.concerns(subject_id, facts):
        raise NotPermitted(
            Words("这项变更涉及您本人，不能由您提出或批准。"), do=Words("请由另一人办理。"), clause=A4
        )


def _may_propose(found: Proposal, kind: Kind, over: Body, at: datetime) -> bool:
    proposer = found.proposed_by
    return proposer.is_active and access.may(queries.actor(proposer, at), kind.propose, over)


def _proposer_still_may(found: Proposal, kind: Kind, over: Body, at: datetime) -> None:
    if not _may_propose(found, kind, over, at):
        raise WrongState(
            Words("提出人已经没有这项权限，申请随之失效。"),
            do=Words("请不批准这份申请，由在岗人员重新提出。"),
            clause=A4,
        )


def _move(
    found: Proposal,
    to: ProposalState,
    line: str,
    by: Actor,
    at: datetime,
    *,
    reason: str = "",
    facts: Facts | None = None,
) -> None:
    move(
        PROPOSAL,
        found.pk,
        frm=ProposalState.WAITING,
        to=to,
        kind=line,
        by=by,
        at=at,
        facts={"kind": found.kind, **(facts or {})},
        decided_by_id=by.account_id or None,
        decided_at=at,
        reason=reason,
    )


def _withdraw_orphans(account_id: int, by: Actor, at: datetime) -> None:
    """Take back what a person proposed and could not propose any more; called when rights end."""
    waiting = Proposal.objects.filter(proposed_by_id=account_id, state=ProposalState.WAITING.value)
    for found in waiting.select_related("proposed_by"):
        if not _may_propose(found, KINDS[found.kind], queries.body(found.organisation_id), at):
            _move(found, ProposalState.WITHDRAWN, "proposal.withdrawn", by, at, facts={"why": "rights ended"})


seating.ENDINGS.append(_withdraw_orphans)
