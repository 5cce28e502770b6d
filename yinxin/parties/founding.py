"""Found organisations and give people their seats: the writes behind N4."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import Incomplete
from yinxin.kernel.words import Words
from yinxin.ledger.record import Line, record
from yinxin.parties.actor import Actor
from yinxin.parties.models import Account, Organisation, Seat
from yinxin.parties.roles import ROLES

N4 = Clause("N4")


def found(
    *,
    code: str,
    kind: str,
    name: str,
    name_en: str,
    region: str = "",
    industry: str = "",
    parent: str = "",
    by: Actor,
    at: datetime,
) -> int:
    """Enter an organisation, or return the one that has the code already; return its id."""
    known = Organisation.objects.filter(code=code).values_list("id", flat=True).first()
    if known is not None:
        return known
    above = Organisation.objects.get(code=parent) if parent else None
    with transaction.atomic():
        made = Organisation.objects.create(
            code=code, kind=kind, name=name, name_en=name_en, region=region, industry=industry, parent=above
        )
        _record("organisation.founded", "organisation", made.pk, {"code": code, "kind": kind}, by, at)
    return made.pk


def enrol(*, username: str, name: str, password: str, by: Actor, at: datetime) -> int:
    """Open an account for a person, or return the one that has the name already; return its id."""
    known = Account.objects.filter(username__iexact=username).values_list("id", flat=True).first()
    if known is not None:
        return known
    with transaction.atomic():
        account = Account(username=username, name=name, password_set_at=at)
        account.set_password(password)
        account.save()
        _record("account.opened", "account", account.pk, {}, by, at)
    return account.pk


def seat(*, account_id: int, organisation_id: int, role: str, by: Actor, at: datetime) -> None:
    """Give a person a role in an organisation; giving it twice changes nothing.

    :raises Incomplete: the role cannot be held in an organisation of that kind.
    """
    kind = Organisation.objects.values_list("kind", flat=True).get(id=organisation_id)
    if kind not in ROLES[role].kinds:
        raise Incomplete(
            Words("这类机构没有“{role}”岗位。", role=ROLES[role].title),
            do=Words("请选择适合该机构的岗位。"),
            clause=N4,
        )
    if Seat.objects.filter(
        account_id=account_id, organisation_id=organisation_id, role=role, until__isnull=True
    ).exists():
        return
    with transaction.atomic():
        Seat.objects.create(account_id=account_id, organisation_id=organisation_id, role=role, since=at)
        facts = {"organisation": organisation_id, "role": role}
        _record("seat.given", "account", account_id, facts, by, at)


def _record(kind: str, subject: str, number: int, facts: dict[str, object], by: Actor, at: datetime) -> None:
    record(Line(kind, N4, by.account_id, by.organisation_id, subject, number, at, facts))
