"""What giving and ending a seat always comes to, whoever asks: for the verbs, which have asked for permission."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Final

from django.db.models import F, Q

from yinxin.kernel.refusal import Incomplete, NotApplicable, NotPermitted, WrongState
from yinxin.kernel.words import Words
from yinxin.parties import access
from yinxin.parties.actor import Actor
from yinxin.parties.models import Account, ApiKey, Delegation, Organisation, Seat
from yinxin.parties.noting import A4, N4, note
from yinxin.parties.roles import ROLES, conflict, is_weighty

Ending = Callable[[int, Actor, datetime], None]

ENDINGS: Final[list[Ending]] = []
"""What layers above end when a person has lost rights, each with account, who took them, and when."""


def give(account_id: int, organisation_id: int, role: str, *, by: Actor, at: datetime, **facts: Any) -> None:
    """Give a seat in the caller's transaction; giving it twice changes nothing."""
    account = locked(account_id)
    if not account.is_active:
        raise _closed_account()
    check_place(organisation_id, role)
    if Seat.objects.filter(
        account_id=account_id, organisation_id=organisation_id, role=role, until__isnull=True
    ).exists():
        return
    refuse_conflicts(role, roles_held(account_id, at))
    Seat.objects.create(account_id=account_id, organisation_id=organisation_id, role=role, since=at)
    note(
        "seat.given",
        "account",
        account_id,
        {"organisation": organisation_id, "role": role, **facts},
        by=by,
        at=at,
    )


def finish(seat: Seat, *, by: Actor, at: datetime, **facts: Any) -> None:
    """End one open seat in the caller's transaction; :func:`settle` must follow."""
    if seat.since >= at:
        raise WrongState(Words("岗位刚刚授予，还不能终止。"), do=Words("请稍后再试。"), clause=N4)
    if not Seat.objects.filter(id=seat.pk, until__isnull=True).update(until=at):
        raise WrongState(Words("岗位已经终止。"), do=Words("请刷新页面，查看最新状态。"), clause=N4)
    said = {"organisation": seat.organisation_id, "role": seat.role, **facts}
    note("seat.ended", "account", seat.account_id, said, by=by, at=at)


def end(seats: Iterable[Seat], *, by: Actor, at: datetime, **facts: Any) -> None:
    """End open seats in the caller's transaction, and everything that hung on them."""
    ended = list(seats)
    for one in ended:
        finish(one, by=by, at=at, **facts)
    for account_id in dict.fromkeys(one.account_id for one in ended):
        settle(account_id, by=by, at=at)


def settle(account_id: int, *, by: Actor, at: datetime) -> None:
    """End what a person's seats carried and no longer carry: delegations, keys, sessions, pending proposals."""
    homes = set(open_seats(at).filter(account_id=account_id).values_list("organisation_id", flat=True))
    ties = Delegation.objects.filter(ended_at__isnull=True, until__gt=at).filter(
        Q(giver_id=account_id, seat__until__isnull=False)
        | Q(to_id=account_id) & ~Q(seat__organisation_id__in=homes)
    )
    for tie in ties:
        Delegation.objects.filter(id=tie.pk).update(ended_at=at)
        note("delegation.ended", "account", tie.giver_id, {"delegation": tie.pk}, by=by, at=at)
    for key in ApiKey.objects.filter(owner_id=account_id, revoked_at__isnull=True).exclude(
        organisation_id__in=homes
    ):
        ApiKey.objects.filter(id=key.pk).update(revoked_at=at)
        note("key.revoked", "key", key.pk, {"owner": account_id}, by=by, at=at)
    if not homes:
        Account.objects.filter(id=account_id).update(epoch=F("epoch") + 1)
    for ending in ENDINGS:
        ending(account_id, by, at)


def locked(account_id: int) -> Account:
    """Return an account, held until the transaction ends: two people never change one person's rights at once."""
    account = Account.objects.select_for_update().filter(id=account_id).first()
    if account is None:
        raise access.not_here()
    return account


def open_seats(at: datetime) -> Any:
    """Return the seats that are open at a moment."""
    return Seat.objects.filter(Q(until__isnull=True) | Q(until__gt=at))


def roles_held(account_id: int, at: datetime) -> set[str]:
    """Return the roles of a person's open seats, and of those that are lent to them now or will be."""
    own = set(open_seats(at).filter(account_id=account_id).values_list("role", flat=True))
    lent = Delegation.objects.filter(
        to_id=account_id, ended_at__isnull=True, until__gt=at, seat__until__isnull=True
    )
    return own | set(lent.values_list("seat__role", flat=True))


def refuse_conflicts(role: str, held: Iterable[str]) -> None:
    """Refuse a role that cannot be held beside others.

    :raises Incomplete: it names the two that exclude each other.
    """
    for other in sorted(held):
        why = conflict(role, other)
        if why:
            raise Incomplete(why, do=Words("请先终止其中一个岗位，或由另一人担任。"), clause=A4)


def check_place(organisation_id: int, role: str) -> None:
    """Refuse a role that the organisation does not have.

    :raises Incomplete: there is no such role, or none in organisations of that kind.
    :raises WrongState: the organisation is closed.
    """
    place = Organisation.objects.select_for_update().filter(id=organisation_id).first()
    if place is None:
        raise access.not_here()
    if role not in ROLES:
        raise Incomplete(Words("没有岗位“{role}”。", role=role), do=Words("请从岗位表中选择。"), clause=N4)
    if place.kind not in ROLES[role].kinds:
        raise Incomplete(
            Words("这类机构没有“{role}”岗位。", role=ROLES[role].title),
            do=Words("请选择适合该机构的岗位。"),
            clause=N4,
        )
    if place.closed_at is not None:
        raise WrongState(
            Words("机构“{name}”已撤销。", name=place.name), do=Words("请选择现存的机构。"), clause=N4
        )


def refuse_oneself(by: Actor, account_id: int) -> None:
    """Refuse a change of one's own rights.

    :raises NotPermitted: ``by`` is the person concerned.
    """
    if by.account_id == account_id:
        raise NotPermitted(Words("不能变更自己的岗位。"), do=Words("请由另一名安全管理员办理。"), clause=A4)


def refuse_weighty(role: str) -> None:
    """Refuse to give a weighty role alone.

    :raises NotApplicable: it needs a proposal and a second person.
    """
    if role in ROLES and is_weighty(role):
        raise NotApplicable(
            Words("“{role}”是重要岗位，须经两人办理。", role=ROLES[role].title),
            do=Words("请提出申请，由另一名安全管理员批准。"),
            clause=A4,
        )


def _closed_account() -> WrongState:
    return WrongState(Words("账号已关闭。"), do=Words("请先恢复账号。"), clause=N4)
