"""Close an account, open it again, end its sessions (A4)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F

from yinxin.kernel.refusal import WrongState
from yinxin.kernel.words import Words
from yinxin.parties import directory, seating, seats
from yinxin.parties.actor import Actor
from yinxin.parties.models import Account, Seat
from yinxin.parties.noting import A4, note
from yinxin.parties.permissions import Permission


def close_account(*, account_id: int, by: Actor, at: datetime) -> None:
    """Close a person's account: every seat, session, key, delegation and pending proposal ends in the same moment.

    :raises NotPermitted: ``by`` may not in every organisation of the person, or is the person.
    :raises WrongState: it is closed, or nobody would be left to give seats.
    """
    directory.require_over_person(by, Permission.ACCOUNT_CLOSE, account_id, at)
    seating.refuse_oneself(by, account_id)
    with transaction.atomic():
        account = seating.locked(account_id)
        if not account.is_active:
            raise WrongState(Words("账号已经关闭。"), do=Words("不需要再办理。"), clause=A4)
        open_now = list(Seat.objects.filter(account_id=account_id, until__isnull=True))
        seats.keep_a_guard(open_now, at)
        Account.objects.filter(id=account_id).update(is_active=False, epoch=F("epoch") + 1)
        seating.end(open_now, by=by, at=at)
        if not open_now:
            seating.settle(account_id, by=by, at=at)
        note("account.closed", "account", account_id, {}, by=by, at=at, clause=A4)


def reopen_account(*, account_id: int, by: Actor, at: datetime) -> None:
    """Open a closed account again. It has no seat: seats are given anew.

    :raises WrongState: it is open.
    """
    directory.require_over_person(by, Permission.ACCOUNT_CLOSE, account_id, at)
    seating.refuse_oneself(by, account_id)
    with transaction.atomic():
        if not Account.objects.filter(id=account_id, is_active=False).update(is_active=True):
            raise WrongState(Words("账号没有关闭。"), do=Words("不需要办理。"), clause=A4)
        note("account.reopened", "account", account_id, {}, by=by, at=at, clause=A4)


def end_sessions(*, account_id: int, by: Actor, at: datetime) -> None:
    """End every session of a person; one may always end one's own."""
    if by.account_id != account_id:
        directory.require_over_person(by, Permission.ACCOUNT_RESET, account_id, at)
    with transaction.atomic():
        Account.objects.filter(id=account_id).update(epoch=F("epoch") + 1)
        note("account.sessions_ended", "account", account_id, {}, by=by, at=at, clause=A4)
