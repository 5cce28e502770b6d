"""Found organisations, open accounts and give seats: the writes behind N4 with which an installation begins.

The system may do all of it, as when an installation or a demonstration is set up. People found organisations and give
seats within their territory; accounts they open by invitation only (:mod:`yinxin.parties.invitations`).
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from yinxin.kernel import regions
from yinxin.kernel.refusal import Incomplete, NotApplicable
from yinxin.kernel.words import Words
from yinxin.parties import access, queries, seating
from yinxin.parties.actor import Actor
from yinxin.parties.models import KINDS, Account, Organisation
from yinxin.parties.noting import A4, N4, note
from yinxin.parties.permissions import Permission


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
    """Enter an organisation, or return the one that has the code already; return its id.

    :raises NotPermitted: ``by`` may not found organisations below that parent.
    :raises Incomplete: the kind or the region is unknown, or the parent is closed.
    """
    above = Organisation.objects.filter(code=parent).first() if parent else None
    if parent and above is None:
        raise access.not_here()
    access.require_unless_system(
        by, Permission.ORGANISATION_MANAGE, queries.body(above.pk) if above else None
    )
    known = Organisation.objects.filter(code=code).values_list("id", flat=True).first()
    if known is not None:
        return known
    _check(kind, region, above)
    with transaction.atomic():
        made = Organisation.objects.create(
            code=code, kind=kind, name=name, name_en=name_en, region=region, industry=industry, parent=above
        )
        facts = {
            "code": code,
            "kind": kind,
            "name": name,
            "name_en": name_en,
            "region": region,
            "industry": industry,
            "parent": made.parent_id,
        }
        note("organisation.founded", "organisation", made.pk, facts, by=by, at=at)
    return made.pk


def _check(kind: str, region: str, above: Organisation | None) -> None:
    if kind not in KINDS:
        raise Incomplete(Words("没有这类机构。"), do=Words("请从列表中选择机构类别。"), clause=N4)
    if region and not regions.is_known(region):
        raise Incomplete(
            Words("行政区划代码{region}不存在。", region=region),
            do=Words("请按GB/T 2260填写六位代码；全国性机构留空。"),
            clause=N4,
        )
    if above is not None and above.closed_at is not None:
        raise Incomplete(
            Words("上级机构“{name}”已撤销。", name=above.name), do=Words("请选择现存的上级机构。"), clause=N4
        )


def enrol(*, username: str, name: str, password: str, by: Actor, at: datetime) -> int:
    """Open an account with a known password, or return the one that has the name already; return its id.

    :raises NotApplicable: a person asks for it: people come by invitation, and choose their own password.
    """
    if not by.is_system:
        raise NotApplicable(
            Words("账号不能代人开立。"), do=Words("请发出邀请，由本人设置用户名和密码。"), clause=A4
        )
    known = Account.objects.filter(username__iexact=username).values_list("id", flat=True).first()
    if known is not None:
        return known
    with transaction.atomic():
        account = Account(username=username, name=name, password_set_at=at)
        account.set_password(password)
        account.save()
        note("account.opened", "account", account.pk, {}, by=by, at=at)
    return account.pk


def seat(*, account_id: int, organisation_id: int, role: str, by: Actor, at: datetime) -> None:
    """Give a person a role in an organisation; giving it twice changes nothing.

    :raises NotPermitted: ``by`` may not give seats there, or would give one to themselves.
    :raises NotApplicable: it is a weighty role, which needs a second person.
    :raises Incomplete: the role cannot be held in an organisation of that kind, or not beside the person's others.
    """
    if not by.is_system:
        access.require(by, Permission.SEAT_MANAGE, queries.body(organisation_id))
        seating.refuse_oneself(by, account_id)
        seating.refuse_weighty(role)
    with transaction.atomic():
        seating.give(account_id, organisation_id, role, by=by, at=at)
