"""Sessions at the door: how one begins, how long it lasts, what it owes, how fresh its proof is.

A session is of staff or of a holder, never both: beginning one ends what was before and takes a new secret name.
What it remembers, in seconds of the wall clock: when it began, when it was last used, when the person last proved
who they are.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user, login, update_session_auth_hash
from django.http import HttpRequest
from django.middleware.csrf import rotate_token

from yinxin.parties import passwords, queries
from yinxin.parties.signin import factors
from yinxin.parties.signin import sessions as kept
from yinxin.web import limits
from yinxin.web.doors import Request

BEGUN, SEEN, PROVED = "begun", "seen", "proved"
HOLDER = "holder"
OWES = "owes"
_PENDING = "signing_in"
_PENDING_SECONDS = 600
_WRONG_CODES = 5
_SEEN_EVERY = 60
_POLLED = ("/progress", "/state")
"""Addresses that pages ask by themselves: nobody is there for that."""
_BACKEND = "django.contrib.auth.backends.ModelBackend"
ACCOUNT, PASSWORD = "/office/account", "/office/account/password"


def begin_staff(request: Request, account: Any, how: tuple[str, ...]) -> None:
    """Sign somebody of the staff in, under a new secret name; what the session held before is gone."""
    request.session.flush()
    login(request, account, backend=_BACKEND)
    _begin(request)
    request.session[OWES] = _owed_by(account, how, request.now)
    request.session.save()
    request.actor = queries.actor(account, request.now)
    kept.open_session(
        key=str(request.session.session_key),
        address=limits.client(request),
        device=request.headers.get("User-Agent", ""),
        how=how,
        moment=request.wall,
        by=request.actor,
        at=request.now,
    )


def begin_holder(request: Request, holder_id: int) -> None:
    """Sign a holder in: the session keeps their number in the register and the time of the proof, nothing else."""
    end(request)
    _begin(request)
    request.session[HOLDER] = holder_id
    rotate_token(request)
    request.holder = holder_id


def end(request: HttpRequest) -> None:
    """End the session, whoever's it is."""
    if request.session.session_key and BEGUN in request.session:
        kept.forget(request.session.session_key)
    request.session.flush()
    request.user = get_user(request)


def admit(request: Request) -> None:
    """End a session that lay idle or lasted too long; note that the others are in use."""
    session = request.session
    if not request.user.is_authenticated and HOLDER not in session:
        return
    instant = int(request.wall.timestamp())
    begun, seen = session.get(BEGUN, 0), session.get(SEEN, 0)
    if instant - seen >= settings.SESSION_IDLE_SECONDS or instant - begun >= settings.SESSION_COOKIE_AGE:
        end(request)
    elif instant - seen >= _SEEN_EVERY and not request.path.endswith(_POLLED):
        session[SEEN] = instant
        if HOLDER not in session:
            kept.touch(str(session.session_key), request.wall)


def is_fresh(request: Request) -> bool:
    """Say whether the person has proved who they are recently enough for a grave act."""
    return int(request.wall.timestamp()) - int(request.session.get(PROVED, 0)) < settings.PROOF_SECONDS


def prove(request: Request) -> None:
    """Note that the person has just proved again who they are."""
    request.session[PROVED] = int(request.wall.timestamp())


def owed(request: Request) -> str | None:
    """Return the page that must be done before any other, or None."""
    owes = request.session.get(OWES) or [""]
    return owes[0] or None


def settled(request: Request, page: str) -> None:
    """Note that what the page asks for is done."""
    request.session[OWES] = [one for one in request.session.get(OWES, []) if one != page]


def renew(request: Request, account: Any) -> None:
    """Let this session go on after its password or epoch changed: under a new secret name."""
    before = str(request.session.session_key)
    update_session_auth_hash(request, account)
    request.session.save()
    kept.rename(before, str(request.session.session_key))


def await_factor(request: Request, account: Any, there: str) -> None:
    """Remember whose password was right until the second factor comes; nobody is signed in yet."""
    request.session.flush()
    request.session[_PENDING] = {
        "account": account.pk,
        "hash": account.get_session_auth_hash(),
        "since": int(request.wall.timestamp()),
        "next": there,
        "wrong": 0,
    }


def awaited(request: Request) -> tuple[Any, str] | None:
    """Return whose second factor is awaited and where they want to go; None where nobody's, or not any more."""
    pending = request.session.get(_PENDING)
    if not pending or int(request.wall.timestamp()) - pending["since"] >= _PENDING_SECONDS:
        return None
    account = queries.account(pending["account"])
    if account is None or account.get_session_auth_hash() != pending["hash"]:
        return None
    return account, pending["next"]


def count_wrong_factor(request: Request) -> None:
    """Count a wrong second factor; after a few the password is asked again."""
    pending = {**request.session[_PENDING]}
    pending["wrong"] += 1
    request.session[_PENDING] = pending
    if pending["wrong"] >= _WRONG_CODES:
        request.session.flush()


def _begin(request: Request) -> None:
    instant = int(request.wall.timestamp())
    request.session[BEGUN] = request.session[SEEN] = request.session[PROVED] = instant


def _owed_by(account: Any, how: tuple[str, ...], at: datetime) -> list[str]:
    """Return the pages that the person must do first: a new password, a second factor."""
    owes = [PASSWORD] if "password" in how and passwords.is_overdue(account, at) else []
    if settings.SECOND_FACTOR == "required" and not factors.has_factor(account.pk):
        owes.append(ACCOUNT)
    return owes
