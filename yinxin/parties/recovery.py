"""Help somebody who lost their second factor or forgot their password (A4).

The two are helped apart. Whoever takes the factors away still faces the password, and whoever gives out a link for a
new password still faces the factors; one administrator cannot do both for the same person within a week, so that
nobody alone can become somebody else.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from hashlib import sha256

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import F, Q, QuerySet

from yinxin.kernel.refusal import NotFound, WrongState
from yinxin.kernel.words import Words
from yinxin.parties import access, directory, passwords, seating, terms
from yinxin.parties.actor import Actor
from yinxin.parties.models import Account, SignInHelp
from yinxin.parties.noting import A4, note
from yinxin.parties.permissions import Permission


class Help(Enum):
    """What was done for somebody who could not sign in."""

    FACTORS = "factors"
    PASSWORD = "password"  # noqa: S105 — a kind of help, no secret


@dataclass(frozen=True)
class Link:
    """A link for a new password that was just made; ``token`` is told once and kept nowhere."""

    token: str
    until: datetime


def drop_factors(*, account_id: int, by: Actor, at: datetime) -> None:
    """Take away a person's second factors and end their sessions; the password stays, and is asked for.

    :raises NotPermitted: ``by`` may not, is the person, or gave out a link for a new password within a week.
    :raises WrongState: there is no second factor.
    """
    _may_help(account_id, Help.FACTORS, by, at)
    with transaction.atomic():
        seating.locked(account_id)
        if not Authenticator.objects.filter(user_id=account_id).delete()[0]:
            raise WrongState(
                Words("该账号没有设置第二步验证。"), do=Words("忘记密码的，请发放重设密码的链接。"), clause=A4
            )
        Account.objects.filter(id=account_id).update(epoch=F("epoch") + 1)
        SignInHelp.objects.create(
            account_id=account_id, what=Help.FACTORS.value, by_id=by.account_id or None, at=at
        )
        note("account.factors_dropped", "account", account_id, {}, by=by, at=at, clause=A4)


def offer_new_password(*, account_id: int, by: Actor, at: datetime) -> Link:
    """Make a link with which the person sets a new password, once, within a day; earlier links end.

    :raises NotPermitted: ``by`` may not, is the person, or took away the second factors within a week.
    """
    _may_help(account_id, Help.PASSWORD, by, at)
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        seating.locked(account_id)
        _open(at).filter(account_id=account_id).update(until=at)
        made = SignInHelp.objects.create(
            account_id=account_id,
            what=Help.PASSWORD.value,
            by_id=by.account_id or None,
            at=at,
            token_hash=_hash(token),
            until=at + terms.NEW_PASSWORD,
        )
        note("account.password_link_made", "account", account_id, {}, by=by, at=at, clause=A4)
    return Link(token, made.until or at)


def whose(token: str, at: datetime) -> str:
    """Return the name of the person for whom a link was made.

    :raises NotFound: the token is unknown, used or too old: the three look the same.
    """
    found = _open(at).filter(token_hash=_hash(token)).select_related("account").first()
    if found is None:
        raise _no_link()
    return found.account.name


def renew_password(*, token: str, new: str, at: datetime) -> None:
    """Set a new password with a link; the person's sessions end.

    :raises NotFound: the token is unknown, used or too old.
    :raises Incomplete: the password is not good enough.
    """
    with transaction.atomic():
        found = _open(at).filter(token_hash=_hash(token)).select_related("account").first()
        if found is None or not SignInHelp.objects.filter(id=found.pk, used_at=None).update(used_at=at):
            raise _no_link()
        person = Actor(found.account_id, found.account.username, found.account.name, ())
        passwords.set_password(account_id=found.account_id, new=new, by=person, at=at)


def _may_help(account_id: int, what: Help, by: Actor, at: datetime) -> None:
    directory.require_over_person(by, Permission.ACCOUNT_RESET, account_id, at)
    seating.refuse_oneself(by, account_id)
    other = SignInHelp.objects.filter(account_id=account_id, at__gt=at - terms.HELP_APART).exclude(
        what=what.value
    )
    for earlier, when in other.filter(by__isnull=False).values_list("by_id", "at"):
        access.require_other_person(by, earlier, act=Words("重置登录方式的另一半"), clause=A4, when=when)


def _open(at: datetime) -> QuerySet[SignInHelp]:
    usable = Q(token_hash__isnull=False, used_at__isnull=True, until__gt=at, account__is_active=True)
    return SignInHelp.objects.filter(usable)


def _hash(token: str) -> bytes:
    return sha256(token.encode()).digest()


def _no_link() -> NotFound:
    return NotFound(
        Words("链接无效：可能已经使用，或已超过24小时。"),
        do=Words("请联系本单位的安全管理员，重新发放链接。"),
        clause=A4,
    )
