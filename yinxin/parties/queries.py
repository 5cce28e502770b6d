"""Read accounts, seats and organisations."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import connection
from django.db.models import Q

from yinxin.parties import access
from yinxin.parties.actor import Actor, Body, Bond, HeldSeat
from yinxin.parties.models import Account, Delegation, Organisation, Seat
from yinxin.parties.permissions import Permission
from yinxin.parties.roles import ROLES

_LINEAGES = """
    with recursive line (number, step, above) as (
        select id, id, coalesce(merged_into_id, parent_id) from parties_organisation where id = any(%s::bigint[])
        union
        select number, id, coalesce(merged_into_id, parent_id)
        from line join parties_organisation on id = above
    )
    select id, kind, name, region, array_agg(step), industry
    from line join parties_organisation on id = number group by id"""
"""Organisations and everything above each; it is asked at every turn, so that it is one question."""


def body(organisation_id: int) -> Body:
    """Return an organisation with its lineage.

    :raises NotFound: there is no such organisation.
    """
    found = bodies([organisation_id])
    if organisation_id not in found:
        raise access.not_here()
    return found[organisation_id]


def bodies(ids: Iterable[int]) -> dict[int, Body]:
    """Return organisations with their lineages, by id.

    What was merged lies below what carries it on, so that its people still reach what the old one did.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LINEAGES, [list(set(ids))])
        return {
            number: Body(number, kind, name, region, frozenset(lineage), industry)
            for number, kind, name, region, lineage, industry in cursor.fetchall()
        }


def territory(by: Actor, permission: Permission) -> list[int]:
    """Return the organisations over which a person holds a permission, for queries that must filter before they cut."""
    found = bodies(Organisation.objects.values_list("id", flat=True))
    return [number for number, over in found.items() if access.may(by, permission, over)]


def below(own: Body) -> list[int]:
    """Return the organisations of a body's territory, itself among them, whoever asks."""
    found = bodies(Organisation.objects.values_list("id", flat=True))
    return [number for number, over in found.items() if access.covers(own, over)]


def agencies(by: Actor, permission: Permission) -> list[Body]:
    """Return the open exam agencies and associations over which a person holds a permission."""
    rows = Organisation.objects.filter(kind__in=("agency", "association"), closed_at__isnull=True)
    found = bodies(rows.values_list("id", flat=True))
    return [one for _, one in sorted(found.items()) if access.may(by, permission, one)]


def open_of_kind(kind: str) -> list[Body]:
    """Return the open organisations of a kind, the oldest first."""
    rows = Organisation.objects.filter(kind=kind, closed_at__isnull=True)
    return [one for _, one in sorted(bodies(rows.values_list("id", flat=True)).items())]


def body_by_code(code: str) -> Body:
    """Return an organisation by its code.

    :raises NotFound: there is no such organisation.
    """
    number = Organisation.objects.filter(code=code).values_list("id", flat=True).first()
    if number is None:
        raise access.not_here()
    return body(number)


def oldest_of(kind: str, region: str) -> int | None:
    """Return the oldest open organisation of a kind and a region that belongs to no industry, None where there is none.

    :param region: six digits; a province's own bodies have its code, which ends in 0000.
    """
    rows = Organisation.objects.filter(kind=kind, region=region, industry="", closed_at__isnull=True)
    return rows.order_by("id").values_list("id", flat=True).first()


def issuers() -> dict[str, int]:
    """Return who gives paper out, by the code of the region; the oldest one where a region has several.

    People of a province's own units belong to the province, whose service window gives out (A2.1.1).
    """
    kinds = ("issuer", "city", "window")
    rows = Organisation.objects.filter(kind__in=kinds, closed_at__isnull=True).order_by("-id")
    return dict(rows.exclude(region="").values_list("region", "id"))


def the_centre() -> Body:
    """Return the national centre.

    :raises NotFound: none has been founded yet.
    """
    number = Organisation.objects.filter(kind="center").order_by("id").values_list("id", flat=True).first()
    if number is None:
        raise access.not_here()
    return body(number)


def actor(account: Account, at: datetime) -> Actor:
    """Return who acts when this account signs in at this moment: own seats, and those that colleagues lent.

    A lent seat counts while its owner holds it, and while the person has a seat of their own in the same organisation.
    """
    own = list(Seat.objects.filter(_open(at), account=account).order_by("id"))
    ties = list(
        Delegation.objects.filter(Q(to=account) | Q(giver=account), since__lte=at)
        .select_related("seat")
        .order_by("id")
    )
    homes = {seat.organisation_id for seat in own}
    lent = [
        tie
        for tie in ties
        if tie.to_id == account.pk
        and _runs(tie, at)
        and tie.seat.organisation_id in homes
        and account.is_active
    ]
    found = bodies([*homes])
    held = [HeldSeat(seat.role, found[seat.organisation_id]) for seat in own if seat.role in ROLES]
    held += [
        HeldSeat(t.seat.role, found[t.seat.organisation_id], t.giver_id) for t in lent if t.seat.role in ROLES
    ]
    return Actor(
        account.pk, account.username, account.name, tuple(held), tuple(_bond(t, account.pk, at) for t in ties)
    )


def _open(at: datetime) -> Q:
    return (Q(until__isnull=True) | Q(until__gt=at)) & Q(since__lte=at)


def _runs(tie: Delegation, at: datetime) -> bool:
    seat = tie.seat
    still_held = seat.since <= at and (seat.until is None or seat.until > at)
    return still_held and tie.since <= at < (tie.ended_at or tie.until)


def _bond(tie: Delegation, person: int, at: datetime) -> Bond:
    other = tie.giver_id if tie.to_id == person else tie.to_id
    return Bond(other, tie.since, tie.ended_at or tie.until, _runs(tie, at))


def actor_of(account_id: int, at: datetime) -> Actor:
    """Return who acts with this account, as when a worker carries on what a person asked for.

    :raises NotFound: the account is closed.
    """
    account = Account.objects.filter(id=account_id, is_active=True).first()
    if account is None:
        raise access.not_here()
    return actor(account, at)


def actor_named(username: str, at: datetime) -> Actor:
    """Return who acts under this user name.

    :raises NotFound: there is no active account of that name.
    """
    account = Account.objects.filter(username__iexact=username, is_active=True).first()
    if account is None:
        raise access.not_here()
    return actor(account, at)


def homes(account_id: int, at: datetime) -> list[Body]:
    """Return the organisations where a person sits; where they sit nowhere, those where they sat last."""
    rows = Seat.objects.filter(account_id=account_id)
    ids = set(rows.filter(_open(at)).values_list("organisation_id", flat=True))
    if not ids:
        last = rows.order_by("-until").values_list("organisation_id", flat=True).first()
        ids = {last} if last else set()
    return list(bodies(ids).values())


def account(account_id: int) -> Account | None:
    """Return an active account, or None."""
    return Account.objects.filter(id=account_id, is_active=True).first()


def names(account_ids: Iterable[int]) -> dict[int, str]:
    """Return people's names by account; the system itself is 0."""
    found = dict(Account.objects.filter(id__in=set(account_ids)).values_list("id", "name"))
    return {0: "系统", **found}


def organisation_names(ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Return the Chinese and English names of organisations by id."""
    rows = Organisation.objects.filter(id__in=set(ids)).values_list("id", "name", "name_en")
    return {number: (name, name_en) for number, name, name_en in rows}


def authority_of(region: str) -> Body | None:
    """Return the authority that manages a province, None where there is none; ``region`` is any division in it."""
    rows = Organisation.objects.filter(kind="authority", industry="", closed_at__isnull=True)
    number = rows.filter(region=region[:2] + "0000").order_by("id").values_list("id", flat=True).first()
    return body(number) if number is not None else None
