"""Lend a seat to a colleague during leave (N4, A4)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from yinxin.kernel.refusal import Incomplete, NotApplicable, NotPermitted, WrongState
from yinxin.kernel.words import Words
from yinxin.parties import access, queries, seating, terms
from yinxin.parties.actor import Actor
from yinxin.parties.models import Delegation, Seat
from yinxin.parties.noting import A4, note
from yinxin.parties.permissions import Permission
from yinxin.parties.roles import is_administrative


def delegate(*, seat_id: int, to: int, since: datetime, until: datetime, by: Actor, at: datetime) -> int:
    """Lend one's own seat to a colleague of the same organisation; return the delegation's id.

    While it runs, neither can check what the other did: see :func:`yinxin.parties.access.same_hands`. An administrative
    seat is not lent: it is given with four eyes only.

    :raises NotPermitted: the seat is somebody else's.
    :raises NotApplicable: the seat is administrative.
    :raises Incomplete: the time is too long or past, the other is no colleague, or may not hold the role as well.
    :raises WrongState: the seat has ended, or is lent for some of that time already.
    """
    seat = Seat.objects.filter(id=seat_id).first()
    if seat is None or not (by.is_system or by.account_id == seat.account_id):
        raise access.not_here()
    _check_term(since, until, at)
    with transaction.atomic():
        for account_id in sorted({seat.account_id, to}):
            seating.locked(account_id)
        _check_seat(seat, since, until, at)
        _check_colleague(seat, to, at)
        made = Delegation.objects.create(
            seat=seat, giver_id=seat.account_id, to_id=to, since=since, until=until
        )
        facts = {
            "delegation": made.pk,
            "organisation": seat.organisation_id,
            "role": seat.role,
            "to": to,
            "since": since.isoformat(),
            "until": until.isoformat(),
        }
        note("delegation.given", "account", seat.account_id, facts, by=by, at=at)
    return made.pk


def end_delegation(*, delegation_id: int, by: Actor, at: datetime) -> None:
    """End a delegation before its time; either of the two may, and a security administrator.

    :raises NotFound: there is none that ``by`` may see.
    :raises WrongState: it is over.
    """
    tie = Delegation.objects.select_related("seat").filter(id=delegation_id).first()
    if tie is None:
        raise access.not_here()
    if by.account_id not in (tie.giver_id, tie.to_id):
        access.require_unless_system(by, Permission.SEAT_MANAGE, queries.body(tie.seat.organisation_id))
    with transaction.atomic():
        open_now = Delegation.objects.filter(id=tie.pk, ended_at__isnull=True, until__gt=at)
        if not open_now.update(ended_at=at):
            raise WrongState(Words("代理已经结束。"), do=Words("不需要再办理。"), clause=A4)
        note("delegation.ended", "account", tie.giver_id, {"delegation": tie.pk}, by=by, at=at)
        for ending in seating.ENDINGS:
            ending(tie.to_id, by, at)


def _check_term(since: datetime, until: datetime, at: datetime) -> None:
    if until <= since or until <= at or until > since + terms.DELEGATION:
        raise Incomplete(
            Words("代理的起止时间不对：结束要晚于开始和现在，最长{days}天。", days=terms.DELEGATION.days),
            do=Words("请重新填写起止日期。"),
            clause=A4,
        )


def _check_seat(seat: Seat, since: datetime, until: datetime, at: datetime) -> None:
    if not seating.open_seats(at).filter(id=seat.pk).exists():
        raise WrongState(Words("岗位已经终止。"), do=Words("请刷新页面，查看最新状态。"), clause=A4)
    if is_administrative(seat.role):
        raise NotApplicable(
            Words("管理岗位不能委托代理。"), do=Words("请由另一名管理员办理，或申请增加管理员。"), clause=A4
        )
    lent = Delegation.objects.filter(seat=seat, ended_at__isnull=True, since__lt=until, until__gt=since)
    if lent.exists():
        raise WrongState(
            Words("这个岗位在这段时间里已委托他人代理。"), do=Words("请先结束原来的代理。"), clause=A4
        )


def _check_colleague(seat: Seat, to: int, at: datetime) -> None:
    if to == seat.account_id:
        raise NotPermitted(Words("不能委托给自己。"), do=Words("请选择一名同事。"), clause=A4)
    own = seating.open_seats(at).filter(account_id=to, organisation_id=seat.organisation_id)
    if not own.filter(account__is_active=True).exists():
        raise Incomplete(
            Words("代理人须是同一机构的在岗人员。"), do=Words("请从列表中选择一名同事。"), clause=A4
        )
    seating.refuse_conflicts(seat.role, seating.roles_held(to, at))
