"""Custodians: who keeps an organisation's paper, and how it passes from one to the next (N11.1).

A handover has two signatures. The outgoing custodian proposes it with the balance of every place; the incoming one
counts, and accepts or refuses. Between the two nothing may move: whoever signs, signs for what lies there.
It gives nobody a seat and ends none; that is the security administrators' business.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from yinxin.desk import notices
from yinxin.issuing.models import CustodianHandover
from yinxin.issuing.states import TAKEOVER, TakeoverState
from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import AlreadyDone, Incomplete, NotApplicable, NotPermitted, WrongState
from yinxin.kernel.words import Words
from yinxin.ledger.record import Line, record
from yinxin.lifecycle.move import move
from yinxin.parties import access, directory
from yinxin.parties.actor import Actor
from yinxin.parties.directory import SeatView
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import body
from yinxin.parties.roles import Custodian
from yinxin.register import counts
from yinxin.register.snapshot import Snapshot, snapshot

N11_1 = Clause("N11.1")
_KINDS = {
    TakeoverState.ACCEPTED: "custodian_handover.accepted",
    TakeoverState.REFUSED: "custodian_handover.refused",
    TakeoverState.WITHDRAWN: "custodian_handover.withdrawn",
}


def custodians_of(organisation_id: int, at: datetime) -> tuple[SeatView, ...]:
    """Return the seats of an organisation's custodians that are open at a moment: the people named by N11.1."""
    return tuple(seat for seat in directory.seats_in(organisation_id, at) if seat.role is Custodian)


def propose_handover(*, organisation_id: int, to: int, witness: str, by: Actor, at: datetime) -> int:
    """Offer the keeping of an organisation's paper to another custodian, with today's balance; return its id.

    :param to: the incoming custodian's account; ``witness`` the name of who watches over it, or nothing.
    :raises NotFound: the organisation is out of reach; NotPermitted: ``by`` is not its custodian.
    :raises Incomplete: the other one is none of its custodians, or the same person.
    :raises NotApplicable: the organisation has no book yet.
    :raises WrongState: a place is being counted.
    :raises AlreadyDone: a handover waits already.
    """
    over = body(organisation_id)
    access.require(by, Permission.CUSTODY_KEEP, over)
    keepers = _keepers(organisation_id, at)
    if by.account_id not in keepers or to not in keepers - {by.account_id} or len(witness.strip()) > 60:
        raise Incomplete(
            Words("保管交接须在本机构的两名在任证书保管员之间办理。"),
            do=Words("请先由安全管理员授予接管人“证书保管员”岗位，再由移交人本人办理。"),
            clause=N11_1,
        )
    with transaction.atomic():
        _no_open_count(organisation_id)
        there = snapshot(organisation_id, still=True)
        if not there.places:
            raise NotApplicable(
                Words("本机构还没有库位，没有可以交接的。"), do=Words("请先设置库位。"), clause=N11_1
            )
        made = _enter(organisation_id, to, witness.strip(), there, by, at)
        facts = {
            "organisation": organisation_id,
            "incoming": to,
            "papers": there.total,
            "balance": there.digest,
        }
        record(
            Line(
                "custodian_handover.proposed",
                N11_1,
                by.account_id,
                by.organisation_id,
                TAKEOVER.subject,
                made,
                at,
                facts,
            )
        )
        notices.tell(
            accounts=[to],
            words=Words("{name}向您移交{count}本证书的保管，请核对后签收", name=by.name, count=there.total),
            address=f"/office/custody/handover/{made}",
            at=at,
        )
    return made


def accept_handover(*, handover_id: int, by: Actor, at: datetime) -> None:
    """Sign for what another custodian hands over, as it lies there now.

    :raises NotFound: there is none that ``by`` may see.
    :raises NotPermitted: it is offered to somebody else, or a delegation ties the two.
    :raises WrongState: it is decided, a place is being counted, or something has moved since it was proposed.
    """
    found = _offered(handover_id, by, at)
    access.require_other_person(
        by, found.outgoing_id, act=Words("签收保管交接"), clause=N11_1, when=found.proposed_at
    )
    with transaction.atomic():
        _no_open_count(found.organisation_id)
        now, then = snapshot(found.organisation_id, still=True), Snapshot.restored(found.balance)
        if now != then:
            raise WrongState(
                Words(
                    "提出交接以后账簿有变动：当时{then}本，现在{now}本，或其间有出入库、新设库位。",
                    then=then.total,
                    now=now.total,
                ),
                do=Words("请不签收这份交接，由移交人按现在的账簿重新提出。"),
                clause=N11_1,
            )
        facts = {"outgoing": found.outgoing_id, "papers": now.total, "balance": found.digest}
        _move(found, TakeoverState.ACCEPTED, by, at, facts)
        _tell(found, Words("{name}已签收您移交的证书", name=by.name), at)


def refuse_handover(*, handover_id: int, reason: str, by: Actor, at: datetime) -> None:
    """Decline to sign, with the reason that the outgoing custodian will read.

    :raises NotFound: there is none that ``by`` may see; NotPermitted: it is offered to somebody else.
    :raises Incomplete: there is no reason.
    :raises WrongState: it is decided.
    """
    found = _offered(handover_id, by, at)
    if len(reason.strip()) < 4:
        raise Incomplete(
            Words("请写明不签收的原因。"), do=Words("用一两句话说明原因后再提交。"), clause=N11_1
        )
    with transaction.atomic():
        facts = {"outgoing": found.outgoing_id}
        _move(found, TakeoverState.REFUSED, by, at, facts, reason=reason.strip()[:400])
        _tell(found, Words("{name}没有签收您移交的证书", name=by.name), at)


def withdraw_handover(*, handover_id: int, by: Actor, at: datetime) -> None:
    """Take one's own offer back.

    :raises NotFound: there is none of one's own.
    :raises NotPermitted: ``by`` does not keep that organisation's paper.
    :raises WrongState: it is decided.
    """
    found = _of_a_keeper(handover_id, by)
    if found.outgoing_id != by.account_id:
        raise access.not_here()
    with transaction.atomic():
        _move(found, TakeoverState.WITHDRAWN, by, at, {"incoming": found.incoming_id})


def _enter(organisation_id: int, to: int, witness: str, there: Snapshot, by: Actor, at: datetime) -> int:
    try:
        with transaction.atomic():
            made = CustodianHandover.objects.create(
                organisation_id=organisation_id,
                outgoing_id=by.account_id,
                incoming_id=to,
                witness=witness,
                balance=there.stored(),
                digest=there.digest,
                proposed_at=at,
                state=TakeoverState.PROPOSED.value,
            )
    except IntegrityError as error:
        if "takeover_one_waits" not in str(error):
            raise
        raise AlreadyDone(
            Words("本机构已有一份保管交接等待签收。"),
            do=Words("请等待签收，或由原移交人先撤回。"),
            clause=N11_1,
        ) from None
    return made.pk


def _of_a_keeper(handover_id: int, by: Actor) -> CustodianHandover:
    found = CustodianHandover.objects.filter(id=handover_id).first()
    if found is None:
        raise access.not_here()
    access.require(by, Permission.CUSTODY_KEEP, body(found.organisation_id))
    return found


def _offered(handover_id: int, by: Actor, at: datetime) -> CustodianHandover:
    """Return a handover that is offered to ``by``; to whoever keeps no paper there it does not exist."""
    found = _of_a_keeper(handover_id, by)
    if by.account_id not in _keepers(found.organisation_id, at):
        raise access.not_here()
    if by.account_id != found.incoming_id:
        raise NotPermitted(
            Words("这份交接是交给{name}的。", name=found.incoming.name),
            do=Words("请由接管人本人登录后签收。"),
            clause=N11_1,
        )
    return found


def _keepers(organisation_id: int, at: datetime) -> set[int]:
    return {seat.account_id for seat in custodians_of(organisation_id, at)}


def _no_open_count(organisation_id: int) -> None:
    if counts.open_in(organisation_id) is not None:
        raise WrongState(
            Words("本机构有正在进行的盘点，不能办理保管交接。"),
            do=Words("请先结束盘点，有差异的先更正库存。"),
            clause=N11_1,
        )


def _move(
    found: CustodianHandover,
    to: TakeoverState,
    by: Actor,
    at: datetime,
    facts: Mapping[str, object],
    *,
    reason: str = "",
) -> None:
    move(
        TAKEOVER,
        found.pk,
        frm=TakeoverState.PROPOSED,
        to=to,
        kind=_KINDS[to],
        by=by,
        at=at,
        facts=facts,
        decided_at=at,
        reason=reason,
    )


def _tell(found: CustodianHandover, words: Words, at: datetime) -> None:
    notices.tell(
        accounts=[found.outgoing_id], words=words, address=f"/office/custody/handover/{found.pk}", at=at
    )
