"""Keys of platforms' clients: shown once, kept as digests, exchanged with an overlap, revoked at once (N22.2).

A key is built as those of ``parties.clients`` are, and begins with ``yxs_``; it opens the API of sharing alone, and
what it may see stands in its agreement.
"""

from __future__ import annotations

import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Final

from django.db import transaction

from yinxin.kernel.calendar import day_of, ending
from yinxin.kernel.refusal import NotPermitted, WrongState
from yinxin.kernel.words import Words
from yinxin.ledger.record import Line, record
from yinxin.parties import access
from yinxin.parties.actor import Actor
from yinxin.parties.clients import checksum
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import the_centre
from yinxin.sharing import agreements
from yinxin.sharing import terms as rules
from yinxin.sharing.models import Agreement, Key
from yinxin.sharing.terms import N22_2, Terms

FORM: Final = re.compile(r"yxs_[a-z2-7]{43}")
_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz234567"


@dataclass(frozen=True, slots=True)
class Client:
    """A client that has shown its key."""

    agreement_id: int
    key_id: int
    public_id: str
    until: datetime
    terms: Terms
    last_used_on: date | None


def make(*, agreement_id: int, by: Actor, at: datetime) -> tuple[int, str]:
    """Make a key of an agreement; return its id and the key, which is told this once.

    Keys that were there hold on for the overlap, so that a client can exchange them without a gap.

    :raises NotPermitted: ``by`` keeps no agreements. :raises WrongState: the agreement is not in force.
    """
    access.require(by, Permission.SHARING_KEEP, the_centre())
    row = agreements.require_running(agreement_id, at)
    body = "yxs_" + "".join(secrets.choice(_LETTERS) for _ in range(36))
    key = body + checksum(body)
    until = min(at + rules.KEY, ending(row.until))
    with transaction.atomic():
        over = at + rules.OVERLAP
        Key.objects.filter(agreement=row, revoked_at__isnull=True, until__gt=over).update(until=over)
        made = Key.objects.create(
            agreement=row, public_id=key[4:14], digest=_digest(key), made_by=by.account_id, made_at=at, until=until
        )  # fmt: skip
        facts = {"agreement": agreement_id, "digest": _digest(key).hex()}
        record(
            Line("share_key.made", N22_2, by.account_id, by.organisation_id, "share_key", made.pk, at, facts)
        )
    return made.pk, key


def revoke(*, key_id: int, by: Actor, at: datetime) -> None:
    """Revoke a key at once.

    :raises NotPermitted: ``by`` keeps no agreements. :raises NotFound: there is none.
    :raises WrongState: it is revoked already.
    """
    access.require(by, Permission.SHARING_KEEP, the_centre())
    row = Key.objects.filter(pk=key_id).first()
    if row is None:
        raise access.not_here()
    with transaction.atomic():
        if not Key.objects.filter(pk=key_id, revoked_at__isnull=True).update(revoked_at=at):
            raise WrongState(Words("密钥已经吊销。"), do=Words("不需要再办理。"), clause=N22_2)
        facts = {"agreement": row.agreement_id}
        record(
            Line(
                "share_key.revoked", N22_2, by.account_id, by.organisation_id, "share_key", key_id, at, facts
            )
        )


def client(key: str, at: datetime) -> Client:
    """Return who shows a key.

    :raises NotPermitted: it is malformed, unknown, revoked or over, or its agreement is not in force: all alike.
    """
    row = None
    if FORM.fullmatch(key) and checksum(key[:-7]) == key[-7:]:
        row = Key.objects.select_related("agreement").filter(public_id=key[4:14]).first()
    if row is None or not hmac.compare_digest(bytes(row.digest), _digest(key)):
        raise _no_key()
    said: Agreement = row.agreement
    if row.revoked_at or not at < row.until or not rules.is_open(said, at, day_of(at)):
        raise _no_key()
    return Client(said.pk, row.pk, row.public_id, row.until, rules.of(said), row.last_used_on)


def note_use(client: Client, *, at: datetime) -> None:
    """Remember the day on which a key was last used: at most one write a day, and none in the ledger."""
    today = day_of(at)
    if client.last_used_on is None or client.last_used_on < today:
        Key.objects.filter(pk=client.key_id).update(last_used_on=today)


def _digest(key: str) -> bytes:
    return sha256(key.encode()).digest()


def _no_key() -> NotPermitted:
    return NotPermitted(
        Words("共享密钥无效：可能写错、已吊销、已过期，或协议没有在执行。"),
        do=Words("请检查Authorization头，或联系人事考试中心更换密钥。"),
        clause=N22_2,
        facts={"code": "key_invalid"},
    )
