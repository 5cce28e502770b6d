"""Passwords: what makes one good, when one is overdue, and how one is set.

Two profiles, chosen by the setting ``YINXIN_PASSWORD_PROFILE``:

- ``length`` (the default): twelve characters, none of the common ones, no forced change;
- ``dengbao``: as the third level of GB/T 22239 is commonly examined: three kinds of characters as well, a new
  password every 90 days, none of the last five.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.db import transaction

from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import Incomplete, NotPermitted
from yinxin.kernel.words import Words, listed
from yinxin.ledger.record import Line, record
from yinxin.parties import access, terms
from yinxin.parties.actor import Actor
from yinxin.parties.models import Account, PastPassword

A4 = Clause("A4")


@dataclass(frozen=True)
class Profile:
    """What is asked of passwords.

    :ivar length: the fewest characters.
    :ivar kinds: of how many kinds they must be: lower case, upper case, digits, others.
    :ivar age: how long a password serves; None for ever.
    :ivar remembered: how many of the last ones cannot come back.
    """

    length: int
    kinds: int
    age: timedelta | None
    remembered: int


PROFILES: Final = {
    "length": Profile(12, 1, None, 0),
    "dengbao": Profile(12, 3, terms.PASSWORD, 5),
}


def profile() -> Profile:
    """Return the profile of this installation."""
    return PROFILES[settings.PASSWORD_PROFILE]


def wrongs(new: str, asked: Profile, *, username: str = "") -> tuple[Words, ...]:
    """Return everything that is wrong with a password; nothing where it is good."""
    found = []
    if len(new) < asked.length:
        found.append(Words("密码至少{count}个字符", count=asked.length))
    if _kinds(new) < asked.kinds:
        found.append(Words("密码要有大写字母、小写字母、数字、符号中的{count}种", count=asked.kinds))
    if username and username.lower() in new.lower():
        found.append(Words("密码里不能有用户名"))
    if _is_common(new):
        found.append(Words("这个密码太常见"))
    return tuple(found)


def is_overdue(account: Account, at: datetime) -> bool:
    """Say whether the account's password must be changed before anything else is done."""
    age = profile().age
    return age is not None and (account.password_set_at is None or account.password_set_at + age <= at)


def require_good(new: str, *, username: str = "") -> None:
    """Refuse a password that the profile does not allow.

    :raises Incomplete: it names everything that is wrong.
    """
    found = wrongs(new, profile(), username=username)
    if found:
        raise Incomplete(
            Words("密码不合要求：{wrongs}。", wrongs=listed(found)),
            do=Words("请换一个密码；用几个互不相关的词连成的长句好记又安全。"),
            clause=A4,
        )


def set_password(*, account_id: int, new: str, by: Actor, at: datetime) -> None:
    """Set a person's password; all sessions that were open under the old one end.

    :raises NotPermitted: somebody else's password.
    :raises Incomplete: the password is not good enough, or was used before.
    """
    if not by.is_system and by.account_id != account_id:
        raise NotPermitted(
            Words("密码只能由本人设置。"),
            do=Words("请本人登录后修改，或由安全管理员重置登录方式。"),
            clause=A4,
        )
    with transaction.atomic():
        account = Account.objects.select_for_update().filter(id=account_id).first()
        if account is None:
            raise access.not_here()
        require_good(new, username=account.username)
        _require_new(account, new)
        _remember(account, at)
        account.set_password(new)
        account.password_set_at = at
        account.save(update_fields=["password", "password_set_at"])
        record(Line("account.password_set", A4, by.account_id, by.organisation_id, "account", account_id, at))


def _kinds(text: str) -> int:
    kinds = {
        "lower" if c.islower() else "upper" if c.isupper() else "digit" if c.isdigit() else "other"
        for c in text
    }
    return len(kinds)


def _is_common(text: str) -> bool:
    try:
        CommonPasswordValidator().validate(text)
    except ValidationError:
        return True
    return False


def _require_new(account: Account, new: str) -> None:
    count = profile().remembered
    if not count:
        return
    past = PastPassword.objects.filter(account=account).order_by("-set_at", "-id")
    kept = [account.password, *past.values_list("password", flat=True)[: count - 1]]
    if any(check_password(new, old) for old in kept):
        raise Incomplete(
            Words("最近{count}次用过的密码不能再用。", count=count), do=Words("请换一个新密码。"), clause=A4
        )


def _remember(account: Account, at: datetime) -> None:
    """Keep the password that is about to go, and only as many as the profile looks at."""
    count = profile().remembered
    if count and account.password:
        PastPassword.objects.create(
            account=account, password=account.password, set_at=account.password_set_at or at
        )
    past = PastPassword.objects.filter(account=account).order_by("-set_at", "-id")
    PastPassword.objects.filter(id__in=[one.pk for one in past[max(count - 1, 0) :]]).delete()
