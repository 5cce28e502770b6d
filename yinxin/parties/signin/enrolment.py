"""Set second factors up and take them away: a ledger line each (N4)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP as Program
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.conf import settings
from django.db import transaction

from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import AlreadyDone, Incomplete, WrongState
from yinxin.kernel.words import Words
from yinxin.ledger.record import Line, record
from yinxin.parties import access
from yinxin.parties.actor import Actor
from yinxin.parties.models import Account
from yinxin.parties.signin import factors

N4 = Clause("N4")


def add_program(*, secret: str, code: str, by: Actor, at: datetime) -> tuple[str, ...]:
    """Set an authenticator program up; return the recovery codes that came with the first factor.

    :raises AlreadyDone: there is one already.
    :raises Incomplete: the code does not come from this secret.
    """
    if not factors.fits(secret, code):
        raise Incomplete(
            Words("验证码不对。"),
            do=Words("请输入身份验证器上正在显示的6位数字；仍不行，请检查手机的时间是否准确。"),
        )
    with transaction.atomic():
        account = _locked(by)
        if Authenticator.objects.filter(user_id=account.pk, type=factors.TOTP).exists():
            raise AlreadyDone(Words("已经设置过身份验证器。"), do=Words("如要更换，请先移除原来的。"))
        Program.activate(account, secret)
        _record("factor.added", {"type": str(factors.TOTP)}, by, at)
        return _first_codes(account, by, at)


def add_passkey(*, name: str, answer: str, by: Actor, at: datetime) -> tuple[str, ...]:
    """Add a passkey; return the recovery codes that came with the first factor.

    :raises Incomplete: the browser's answer does not belong to our question.
    """
    made: dict[str, Any] | None = factors.made_passkey(answer)
    if made is None:
        raise Incomplete(
            Words("通行密钥没有建立成功。"), do=Words("请重新添加一次；仍不行，请换一个浏览器。")
        )
    with transaction.atomic():
        account = _locked(by)
        number = Authenticator.objects.filter(user_id=account.pk, type=factors.PASSKEY).count() + 1
        WebAuthn.add(account, name.strip()[:40] or f"{number}", made)
        _record("factor.added", {"type": str(factors.PASSKEY)}, by, at)
        return _first_codes(account, by, at)


def remove_program(*, by: Actor, at: datetime) -> None:
    """Take the authenticator program away.

    :raises NotFound: there is none.
    :raises WrongState: it is the last second factor, and one is required.
    """
    _remove(Authenticator.objects.filter(type=factors.TOTP), by, at)


def remove_passkey(*, number: int, by: Actor, at: datetime) -> None:
    """Take a passkey of one's own away.

    :raises NotFound: the person has no such passkey.
    :raises WrongState: it is the last second factor, and one is required.
    """
    _remove(Authenticator.objects.filter(type=factors.PASSKEY, pk=number), by, at)


def renew_codes(*, by: Actor, at: datetime) -> tuple[str, ...]:
    """Make new recovery codes; the old ones end.

    :raises WrongState: there is no second factor that they could stand in for.
    """
    with transaction.atomic():
        account = _locked(by)
        if not factors.has_factor(account.pk):
            raise WrongState(
                Words("还没有第二步验证，不需要恢复码。"), do=Words("请先设置身份验证器或通行密钥。")
            )
        Authenticator.objects.filter(user_id=account.pk, type=factors.CODES).delete()
        codes = tuple(RecoveryCodes.activate(account).get_unused_codes())
        _record("factor.codes_renewed", {"count": len(codes)}, by, at)
    return codes


def _remove(which: Any, by: Actor, at: datetime) -> None:
    with transaction.atomic():
        account = _locked(by)
        row = which.filter(user_id=account.pk).first()
        if row is None:
            raise access.not_here()
        kind = str(row.type)
        row.delete()
        if not factors.has_factor(account.pk):
            if settings.SECOND_FACTOR == "required":
                raise WrongState(
                    Words("这是您唯一的第二步验证，不能移除。"), do=Words("请先添加另一种，再移除这一种。")
                )
            Authenticator.objects.filter(user_id=account.pk).delete()
        _record("factor.removed", {"type": kind}, by, at)


def _first_codes(account: Account, by: Actor, at: datetime) -> tuple[str, ...]:
    """Return recovery codes where the person has none yet; later factors bring no new ones."""
    if Authenticator.objects.filter(user_id=account.pk, type=factors.CODES).exists():
        return ()
    codes = tuple(RecoveryCodes.activate(account).get_unused_codes())
    _record("factor.added", {"type": str(factors.CODES)}, by, at)
    return codes


def _locked(by: Actor) -> Account:
    """Return the person's account, held until the transaction ends: factors are changed one after the other."""
    return Account.objects.select_for_update().get(pk=by.account_id)


def _record(kind: str, facts: dict[str, object], by: Actor, at: datetime) -> None:
    record(Line(kind, N4, by.account_id, by.organisation_id, "account", by.account_id, at, facts))
