"""Passwords: what makes one good, when one is overdue, and how one is set."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import Incomplete, NotPermitted
from yinxin.kernel.words import Words
from yinxin.ledger.record import Line, record
from yinxin.parties import access
from yinxin.parties.actor import Actor
from yinxin.parties.models import Account

A4 = Clause("A4")


def is_overdue(account: Account, at: datetime) -> bool:
    """Say whether the account's password must be changed before anything else is done."""
    return False


def set_password(*, account_id: int, new: str, by: Actor, at: datetime) -> None:
    """Set a person's password; all sessions that were open under the old one end.

    :raises NotPermitted: somebody else's password.
    :raises Incomplete: the password is not good enough.
    """
    if not by.is_system and by.account_id != account_id:
        raise NotPermitted(Words("密码只能由本人设置。"), do=Words("请本人登录后修改。"), clause=A4)
    with transaction.atomic():
        account = Account.objects.select_for_update().filter(id=account_id).first()
        if account is None:
            raise access.not_here()
        try:
            validate_password(new, account)
        except ValidationError:
            raise Incomplete(
                Words("这个密码太短或太常见。"), do=Words("请用12个以上的字符，不要用常见的密码。"), clause=A4
            ) from None
        account.set_password(new)
        account.password_set_at = at
        account.save(update_fields=["password", "password_set_at"])
        record(Line("account.password_set", A4, by.account_id, by.organisation_id, "account", account_id, at))
