"""Invite a named person, once, for seven days; the person chooses user name and password (A4)."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import IntegrityError, transaction

from yinxin.kernel.refusal import Incomplete, NotFound, WrongState
from yinxin.kernel.words import Words
from yinxin.parties import access, passwords, queries, seating, terms
from yinxin.parties.actor import Actor
from yinxin.parties.models import Account, Invitation
from yinxin.parties.noting import A4, note
from yinxin.parties.permissions import Permission
from yinxin.parties.roles import ROLES

_USERNAME = re.compile(r"[a-z][a-z0-9.-]{2,59}")


@dataclass(frozen=True)
class Invited:
    """An invitation that was just made; ``token`` is told once and kept nowhere."""

    id: int
    token: str
    until: datetime


@dataclass(frozen=True)
class Welcome:
    """What an invited person is shown; ``role`` is empty where only an account is opened."""

    name: str
    organisation: str
    role: str
    until: datetime


def invite(*, organisation_id: int, role: str, name: str, by: Actor, at: datetime) -> Invited:
    """Invite a person to a role in an organisation, or with an empty role to an account alone.

    Weighty roles come afterwards, by a proposal that a second administrator approves; only the system, which begins an
    installation, invites to them.

    :raises NotPermitted: ``by`` may not invite there.
    :raises NotApplicable: the role is weighty.
    :raises Incomplete: there is no name, or no such role in that organisation.
    """
    over = queries.body(organisation_id)
    access.require_unless_system(by, Permission.PERSON_INVITE, over)
    if not 1 < len(name.strip()) <= 80:
        raise Incomplete(Words("没有写明邀请谁。"), do=Words("请填写被邀请人的姓名。"), clause=A4)
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        if role:
            if not by.is_system:
                seating.refuse_weighty(role)
            seating.check_place(organisation_id, role)
        made = Invitation.objects.create(
            organisation_id=organisation_id,
            role=role,
            name=name.strip(),
            token_hash=_hash(token),
            invited_by_id=by.account_id or None,
            invited_at=at,
            until=at + terms.INVITATION,
        )
        facts = {
            "organisation": organisation_id,
            "role": role,
            **access.on_behalf(by, Permission.PERSON_INVITE, over),
        }
        note("invitation.made", "invitation", made.pk, facts, by=by, at=at, clause=A4)
    return Invited(made.pk, token, made.until)


def welcome(token: str, at: datetime) -> Welcome:
    """Return what an invitation offers.

    :raises NotFound: the token is unknown, used, withdrawn or too old: the four look the same.
    """
    found = _open(token, at).select_related("organisation").first()
    if found is None:
        raise _no_invitation()
    return Welcome(found.name, found.organisation.name, found.role, found.until)


def accept(*, token: str, username: str, password: str, at: datetime) -> int:
    """Take up an invitation: the account is opened and the seat given, in the person's own name; return the account.

    The seat is refused where whoever invited may no longer give it.

    :raises NotFound: the token is unknown, used, withdrawn or too old.
    :raises Incomplete: the user name is taken or malformed, or the password not good enough.
    """
    username = username.strip().lower()
    if not _USERNAME.fullmatch(username):
        raise Incomplete(
            Words("用户名不合要求。"),
            do=Words("请用3至60个小写字母、数字、点或连字符，以字母开头。"),
            clause=A4,
        )
    passwords.require_good(password, username=username)
    with transaction.atomic():
        found = _open(token, at).select_for_update().first()
        if found is None:
            raise _no_invitation()
        _still_meant(found, at)
        account = _opened(username, found.name, password, at)
        by = Actor(account.pk, account.username, account.name, ())
        Invitation.objects.filter(id=found.pk).update(accepted_by=account, accepted_at=at)
        note("account.opened", "account", account.pk, {"invitation": found.pk}, by=by, at=at, clause=A4)
        note("invitation.accepted", "invitation", found.pk, {"account": account.pk}, by=by, at=at, clause=A4)
        if found.role in ROLES:
            seating.give(account.pk, found.organisation_id, found.role, by=by, at=at, invitation=found.pk)
    return account.pk


def withdraw_invitation(*, invitation_id: int, by: Actor, at: datetime) -> None:
    """Take an invitation back before it is used.

    :raises WrongState: it was used or taken back.
    """
    found = Invitation.objects.filter(id=invitation_id).first()
    if found is None:
        raise access.not_here()
    access.require_unless_system(by, Permission.PERSON_INVITE, queries.body(found.organisation_id))
    with transaction.atomic():
        waiting = Invitation.objects.filter(id=found.pk, accepted_at__isnull=True, withdrawn_at__isnull=True)
        if not waiting.update(withdrawn_at=at):
            raise WrongState(Words("邀请已使用或已收回。"), do=Words("不需要再办理。"), clause=A4)
        note("invitation.withdrawn", "invitation", found.pk, {}, by=by, at=at, clause=A4)


def _hash(token: str) -> bytes:
    return sha256(token.encode()).digest()


def _open(token: str, at: datetime):  # type: ignore[no-untyped-def]
    return Invitation.objects.filter(
        token_hash=_hash(token), accepted_at__isnull=True, withdrawn_at__isnull=True, until__gt=at
    )


def _still_meant(found: Invitation, at: datetime) -> None:
    """Let an invitation die with the right of whoever made it."""
    if found.invited_by_id is None:
        return
    inviter = queries.actor_of(found.invited_by_id, at)
    if not access.may(inviter, Permission.PERSON_INVITE, queries.body(found.organisation_id)):
        raise _no_invitation()


def _opened(username: str, name: str, password: str, at: datetime) -> Account:
    account = Account(username=username, name=name, password_set_at=at)
    account.set_password(password)
    try:
        with transaction.atomic():
            if Account.objects.filter(username__iexact=username).exists():
                raise IntegrityError
            account.save()
    except IntegrityError:
        raise Incomplete(
            Words("用户名“{username}”已有人使用。", username=username),
            do=Words("请换一个用户名。"),
            clause=A4,
        ) from None
    return account


def _no_invitation() -> NotFound:
    return NotFound(
        Words("邀请链接无效：可能已经使用、已收回，或已超过7天。"),
        do=Words("请联系本单位的安全管理员，重新发出邀请。"),
        clause=A4,
    )
