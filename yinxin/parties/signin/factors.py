"""Second factors: which ones a person has, and whether what they give proves that it is them.

The arithmetic of codes and passkeys is allauth's. That a code works once is ours: the counter of the last code
is kept in its row and compared under a lock, so that it holds for all web processes together.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.webauthn.internal import auth as webauthn
from django.core.exceptions import ValidationError
from django.db import transaction

from yinxin.kernel.names import narrow
from yinxin.parties.models import Account

TOTP, PASSKEY, CODES = Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN, Authenticator.Type.RECOVERY_CODES
_LONGEST_CODE = 40


@dataclass(frozen=True)
class Passkey:
    """A passkey as its owner sees it."""

    id: int
    name: str
    added_at: datetime
    used_at: datetime | None


@dataclass(frozen=True)
class Factors:
    """What a person can prove themselves with besides the password.

    :ivar totp_since: when the authenticator program was set up; None where there is none.
    :ivar codes_left: how many recovery codes are unused.
    """

    totp_since: datetime | None
    totp_used_at: datetime | None
    passkeys: tuple[Passkey, ...]
    codes_left: int

    def __bool__(self) -> bool:
        """Say whether there is a second factor; recovery codes alone are none."""
        return bool(self.totp_since or self.passkeys)


def factors(account_id: int) -> Factors:
    """Return a person's second factors."""
    rows = list(Authenticator.objects.filter(user_id=account_id).order_by("id"))
    own = next((row for row in rows if row.type == TOTP), None)
    codes = next((row for row in rows if row.type == CODES), None)
    keys = (row for row in rows if row.type == PASSKEY)
    return Factors(
        own.created_at if own else None,
        own.last_used_at if own else None,
        tuple(Passkey(row.pk, row.data["name"], row.created_at, row.last_used_at) for row in keys),
        len(RecoveryCodes(codes).get_unused_codes()) if codes else 0,
    )


def has_factor(account_id: int) -> bool:
    """Say whether the person has a second factor."""
    return bool(Authenticator.objects.filter(user_id=account_id, type__in=(TOTP, PASSKEY)).exists())


def new_secret() -> str:
    """Return a fresh secret for an authenticator program."""
    return str(totp.generate_totp_secret())


def totp_picture(account: Account, secret: str) -> str:
    """Return the QR code of a secret as a ``data:`` address."""
    adapter = get_adapter()
    svg = adapter.build_totp_svg(adapter.build_totp_url(account, secret))
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def fits(secret: str, code: str) -> bool:
    """Say whether a code comes from a secret that is not in use yet."""
    return _counter(secret, code) is not None


def proved_by_code(account_id: int, code: str, at: datetime) -> str | None:
    """Take a code of the authenticator program or a recovery code; each works once.

    :returns: ``totp`` or ``recovery_codes``; None where it is none of the person's, or was used before.
    """
    code = narrow(code)[:_LONGEST_CODE]
    with transaction.atomic():
        rows = Authenticator.objects.select_for_update().filter(user_id=account_id, type__in=(TOTP, CODES))
        for row in rows.order_by("-type"):
            if _take_totp(row, code) if row.type == TOTP else RecoveryCodes(row).validate_code(code):
                _used(row.pk, at)
                return str(row.type)
    return None


def ask_for_passkey(account: Account | None) -> dict[str, Any]:
    """Return what a browser needs to ask for a passkey, of one person or of whoever has one here."""
    return _plain(webauthn.begin_authentication(account))


def proved_by_passkey(account: Account | None, answer: str, at: datetime) -> Account | None:
    """Take a browser's answer to :func:`ask_for_passkey`.

    :param account: whose passkey it must be; None for anybody's, as when somebody signs in with it.
    :returns: whose it is; None where it proves nothing.
    """
    credential = _parsed(answer)
    if credential is None:
        return None
    try:
        webauthn.parse_authentication_response(credential)
        owner = account or webauthn.extract_user_from_response(credential)
        row = webauthn.complete_authentication(owner, credential)
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError):
        return None
    _used(row.pk, at)
    return owner if owner.is_active else None


def ask_to_make_passkey(account: Account) -> dict[str, Any]:
    """Return what a browser needs to make a passkey."""
    return _plain(webauthn.begin_registration(account, passwordless=True))


def made_passkey(answer: str) -> dict[str, Any] | None:
    """Take a browser's answer to :func:`ask_to_make_passkey`; None where it does not belong to the question."""
    credential = _parsed(answer)
    if credential is None:
        return None
    try:
        webauthn.parse_registration_response(credential)
        binding = webauthn.complete_registration(credential)
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError):
        return None
    return credential if binding.is_user_verified() else None


def _take_totp(row: Authenticator, code: str) -> bool:
    """Use a code up: neither it nor an earlier one works again. The row is locked."""
    counter = _counter(get_adapter().decrypt(row.data["secret"]), code)
    if counter is None or counter <= row.data.get("last", -1):
        return False
    row.data["last"] = counter
    row.save(update_fields=["data"])
    return True


def _counter(secret: str, code: str) -> int | None:
    code = narrow(code)
    for counter in totp.yield_hotp_counters_from_time():
        expected = totp.format_hotp_value(totp.hotp_value(secret, counter))
        if compare_user_code(actual=code, expected=expected):
            return int(counter)
    return None


def _used(row_id: int, at: datetime) -> None:
    Authenticator.objects.filter(pk=row_id).update(last_used_at=at)


def _parsed(answer: str) -> dict[str, Any] | None:
    try:
        credential = json.loads(answer)
    except ValueError:
        return None
    return credential if isinstance(credential, dict) else None


def _plain(options: Any) -> dict[str, Any]:
    """Return options as JSON values; allauth's maps know how."""
    plain: dict[str, Any] = json.loads(json.dumps(options, default=dict))
    return plain
