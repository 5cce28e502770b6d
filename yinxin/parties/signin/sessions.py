"""Sessions of staff: each has a row that its owner can see and end; beginning and ending stand in the ledger (N4).

Moments of a session are the wall clock's (``moment``), those of the ledger the office's (``at``). Of an address only
the network is kept, which tells places apart and nobody's connection.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from ipaddress import ip_address, ip_network

from allauth.core.internal.sessionkit import get_session_user
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction
from django.db.models import F

from yinxin.kernel.clause import Clause
from yinxin.ledger.record import Line, record
from yinxin.parties import access
from yinxin.parties.actor import Actor
from yinxin.parties.models import Account

N4 = Clause("N4")
_DEVICE = 200
_NOWHERE = "0.0.0.0"  # noqa: S104 — an address that says nothing


@dataclass(frozen=True)
class Session:
    """A session as its owner sees it; ``place`` is the network of the address, the rest of it masked."""

    id: int
    here: bool
    device: str
    place: str
    since: datetime
    seen: datetime


def open_session(
    *, key: str, address: str, device: str, how: tuple[str, ...], moment: datetime, by: Actor, at: datetime
) -> None:
    """Enter a session that has just begun.

    :param key: the session's secret name.
    :param how: what proved the person: ``password``, ``totp``, ``webauthn``, ``recovery_codes``.
    """
    with transaction.atomic():
        for row in UserSession.objects.filter(user_id=by.account_id):
            if not _holds(row):
                row.delete()
        UserSession.objects.create(
            user_id=by.account_id,
            session_key=key,
            ip=_network(address),
            user_agent=device[:_DEVICE],
            created_at=moment,
            last_seen_at=moment,
        )
        _record("account.signed_in", {"how": list(how)}, by, at)


def touch(key: str, moment: datetime) -> None:
    """Remember that a session was used."""
    UserSession.objects.filter(session_key=key).update(last_seen_at=moment)


def rename(old: str, new: str) -> None:
    """Follow a session that goes on under a new secret name, as after a change of password."""
    UserSession.objects.filter(session_key=old).update(session_key=new)


def forget(key: str) -> None:
    """Drop the row of a session that ran out by itself."""
    UserSession.objects.filter(session_key=key).delete()


def sessions_of(account_id: int, key: str) -> tuple[Session, ...]:
    """Return a person's sessions that still hold, this one first, then by last use."""
    rows = UserSession.objects.filter(user_id=account_id).order_by("-last_seen_at")
    alive = [row for row in rows if _holds(row)]
    found = [
        Session(
            row.pk, row.session_key == key, row.user_agent, _masked(row.ip), row.created_at, row.last_seen_at
        )
        for row in alive
    ]
    return tuple(sorted(found, key=lambda one: not one.here))


def end_session(*, number: int, by: Actor, at: datetime) -> None:
    """End one of one's own sessions.

    :raises NotFound: the person has no such session.
    """
    with transaction.atomic():
        row = UserSession.objects.select_for_update().filter(pk=number, user_id=by.account_id).first()
        if row is None:
            raise access.not_here()
        _end(row)
        _record("session.ended", {"count": 1}, by, at)


def end_all(*, but: str = "", by: Actor, at: datetime) -> int:
    """End all of one's own sessions, also those that have no row, but for the one named; return their number.

    The one that goes on must take on the account's new epoch.
    """
    with transaction.atomic():
        rows = list(
            UserSession.objects.select_for_update().filter(user_id=by.account_id).exclude(session_key=but)
        )
        for row in rows:
            _end(row)
        Account.objects.filter(pk=by.account_id).update(epoch=F("epoch") + 1)
        _record("session.ended", {"count": len(rows)}, by, at)
    return len(rows)


def sign_out(*, key: str, by: Actor, at: datetime) -> None:
    """Write down that a person ended this session themselves."""
    with transaction.atomic():
        UserSession.objects.filter(session_key=key).delete()
        _record("session.ended", {"count": 1}, by, at)


def _holds(row: UserSession) -> bool:
    """Say whether a session still lets its owner in: it has not run out, nor ended with an epoch or a password."""
    store = import_module(settings.SESSION_ENGINE).SessionStore(row.session_key)
    return get_session_user(store) is not None


def _end(row: UserSession) -> None:
    import_module(settings.SESSION_ENGINE).SessionStore().delete(row.session_key)
    row.delete()


def _network(address: str) -> str:
    """Return an address with only its network left: 16 bits of IPv4, 32 of IPv6."""
    try:
        given = ip_address(address if "." in address or "::" in address else f"{address}::")
    except ValueError:
        return _NOWHERE
    width = 16 if given.version == 4 else 32
    return str(ip_network(f"{given}/{width}", strict=False).network_address)


def _masked(network: str) -> str:
    if network == _NOWHERE:
        return "—"
    if "." in network:
        return ".".join(network.split(".")[:2]) + ".*.*"
    return network.rstrip(":") + ":*"


def _record(kind: str, facts: dict[str, object], by: Actor, at: datetime) -> None:
    record(Line(kind, N4, by.account_id, by.organisation_id, "account", by.account_id, at, facts))
