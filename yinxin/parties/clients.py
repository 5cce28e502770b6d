"""Keys with which programs act for a person: within scopes, in one organisation, until a day (A4).

A key reads ``yxk_`` + 10 characters by which it is found + 26 random ones (130 bits) + 7 of a CRC-32 over what
stands before, each of ``a-z2-7``: :data:`FORM` is its expression, for programs that look for leaked secrets. Only its
SHA-256 is kept.
"""

from __future__ import annotations

import hmac
import re
import secrets
from base64 import b32encode
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from typing import Final
from zlib import crc32

from django.db import transaction
from django.db.models import Q

from yinxin.kernel.calendar import day_of
from yinxin.kernel.refusal import Incomplete, NotPermitted, WrongState
from yinxin.kernel.words import Words
from yinxin.parties import access, queries, terms
from yinxin.parties.actor import Actor
from yinxin.parties.models import ApiKey
from yinxin.parties.noting import A4, note
from yinxin.parties.permissions import Permission as P

FORM: Final = re.compile(r"yxk_[a-z2-7]{43}")
SCOPES: Final = (P.EXAM_SEE, P.BATCH_SEE, P.BATCH_CHECK, P.BATCH_SUBMIT, P.CERTIFICATE_SEE, P.DUTY_SEE)
"""What a program may ever do: no giving of rights, no acceptance, no release, no other keys."""

_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz234567"


@dataclass(frozen=True)
class Key:
    """A key as lists show it; the key itself is kept nowhere."""

    id: int
    public_id: str
    name: str
    owner: int
    owner_name: str
    organisation: int
    organisation_name: str
    scopes: tuple[P, ...]
    made_at: datetime
    until: datetime
    revoked_at: datetime | None
    last_used_on: date | None

    def is_open(self, at: datetime) -> bool:
        """Say whether it can still be used."""
        return self.revoked_at is None and at < self.until


@dataclass(frozen=True)
class Bearer:
    """A program that has shown its key."""

    actor: Actor
    key: Key


def make_key(
    *, name: str, organisation_id: int, scopes: Iterable[P], until: datetime, by: Actor, at: datetime
) -> tuple[int, str]:
    """Make a key for oneself; return its id and the key, which is told this once.

    :raises NotPermitted: ``by`` may not make keys in that organisation.
    :raises Incomplete: no name, no scope, a scope that ``by`` does not hold there, or more than a year.
    """
    own = [s for s in by.seats if s.body.id == organisation_id and not s.delegated_by and s.scopes is None]
    if not any(P.KEY_MAKE in seat.permissions for seat in own):
        access.require(by, P.KEY_MAKE)
        raise access.not_here()
    wanted = sorted({scope.value for scope in scopes})
    held = {p.value for seat in own for p in seat.permissions} & {scope.value for scope in SCOPES}
    if not wanted or not set(wanted) <= held:
        raise Incomplete(
            Words("密钥的权限范围不对：至少一项，且不超出您在该机构的权限。"),
            do=Words("请重新勾选。"),
            clause=A4,
        )
    if not name.strip() or not at < until <= at + terms.KEY:
        raise Incomplete(
            Words("缺少用途，或有效期不在一年以内。"),
            do=Words("请填写用途，并选择一年以内的日期。"),
            clause=A4,
        )
    key = _new()
    with transaction.atomic():
        made = ApiKey.objects.create(
            public_id=key[4:14],
            digest=_digest(key),
            name=name.strip()[:80],
            owner_id=by.account_id,
            organisation_id=organisation_id,
            scopes=wanted,
            made_at=at,
            until=until,
        )
        facts = {
            "organisation": organisation_id,
            "scopes": wanted,
            "until": until.isoformat(),
            "digest": _digest(key).hex(),
        }
        note("key.made", "key", made.pk, facts, by=by, at=at, clause=A4)
    return made.pk, key


def revoke_key(*, key_id: int, by: Actor, at: datetime) -> None:
    """Revoke a key at once; its owner may, and whoever may revoke keys in that organisation.

    :raises NotFound: there is none that ``by`` may see.
    :raises WrongState: it is revoked already.
    """
    found = ApiKey.objects.filter(id=key_id).first()
    if found is None:
        raise access.not_here()
    if by.account_id != found.owner_id:
        over = queries.body(found.organisation_id)
        if not by.is_system and not access.may(by, P.KEY_REVOKE, over):
            raise access.not_here()
    with transaction.atomic():
        if not ApiKey.objects.filter(id=key_id, revoked_at__isnull=True).update(revoked_at=at):
            raise WrongState(Words("密钥已经吊销。"), do=Words("不需要再办理。"), clause=A4)
        note("key.revoked", "key", key_id, {"owner": found.owner_id}, by=by, at=at, clause=A4)


def actor_by_key(key: str, at: datetime) -> Actor:
    """Return who acts with a key: its owner as they are now, cut down to the scopes and the organisation.

    :raises NotPermitted: the key is malformed, unknown, revoked or over, or its owner no longer sits there: all alike.
    """
    return bearer(key, at).actor


def bearer(key: str, at: datetime) -> Bearer:
    """Return the actor of a key together with what the key is; see :func:`actor_by_key`."""
    row = _row(key)
    if row is None or row.revoked_at is not None or not at < row.until or not row.owner.is_active:
        raise _no_key()
    owner = queries.actor(row.owner, at)
    scopes = frozenset(P(scope) for scope in row.scopes)
    seats = tuple(
        replace(seat, scopes=scopes)
        for seat in owner.seats
        if seat.body.id == row.organisation_id and not seat.delegated_by
    )
    if not seats:
        raise _no_key()
    return Bearer(replace(owner, seats=seats), as_key(row))


def note_use(*, key_id: int, at: datetime) -> None:
    """Remember the day on which a key was last used: at most one write a day, and none in the ledger."""
    today = day_of(at)
    stale = Q(last_used_on__isnull=True) | Q(last_used_on__lt=today)
    ApiKey.objects.filter(stale, id=key_id).update(last_used_on=today)


def checksum(text: str) -> str:
    """Return the seven last characters of a key whose beginning is ``text``."""
    return b32encode(crc32(text.encode()).to_bytes(4, "big")).decode().lower().rstrip("=")


def _new() -> str:
    body = "yxk_" + "".join(secrets.choice(_LETTERS) for _ in range(36))
    return body + checksum(body)


def organisations_of(digests: Iterable[str], at: datetime) -> dict[str, int]:
    """Return whose keys these are the digests of, hexadecimal; a key that holds no more says nothing."""
    wanted = [bytes.fromhex(digest) for digest in set(digests)]
    rows = ApiKey.objects.filter(digest__in=wanted, made_at__lte=at, until__gt=at).exclude(revoked_at__lte=at)
    return {bytes(digest).hex(): number for digest, number in rows.values_list("digest", "organisation_id")}


def _digest(key: str) -> bytes:
    return sha256(key.encode()).digest()


def _row(key: str) -> ApiKey | None:
    if not FORM.fullmatch(key) or checksum(key[:-7]) != key[-7:]:
        return None
    row = ApiKey.objects.select_related("owner", "organisation").filter(public_id=key[4:14]).first()
    if row is None or not hmac.compare_digest(bytes(row.digest), _digest(key)):
        return None
    return row


def as_key(row: ApiKey) -> Key:
    """Return a key's row as lists show it."""
    return Key(
        row.pk,
        row.public_id,
        row.name,
        row.owner_id,
        row.owner.name,
        row.organisation_id,
        row.organisation.name,
        tuple(P(scope) for scope in row.scopes),
        row.made_at,
        row.until,
        row.revoked_at,
        row.last_used_on,
    )


def _no_key() -> NotPermitted:
    return NotPermitted(
        Words("接口密钥无效：可能写错、已吊销、已过期，或其负责人已不在岗。"),
        do=Words("请检查Authorization头，或申请新的密钥。"),
        clause=A4,
    )
