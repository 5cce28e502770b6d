"""Webhooks: a client is told that there is something new, up to which change, and nothing else (N22.2).

Messages follow Standard Webhooks: ``webhook-id``, ``webhook-timestamp`` and ``webhook-signature``, an HMAC-SHA256 with
a secret that is told once and kept encrypted; during a rotation both secrets sign. A message that is not taken is
tried again, later and later, and given up after the last time; a person may send it again. Whoever loses messages
loses nothing: the feed itself tells everything.
"""

from __future__ import annotations

import base64
import hmac
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

import orjson
from django.db import transaction
from django.db.models import Q

from yinxin.kernel.calendar import day_of
from yinxin.kernel.refusal import WrongState
from yinxin.kernel.words import Words
from yinxin.ledger.record import Line, record
from yinxin.parties import access
from yinxin.parties.actor import Actor
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import the_centre
from yinxin.register.vault import WEBHOOK, vault
from yinxin.sharing import agreements, feed, following, outside
from yinxin.sharing import terms as rules
from yinxin.sharing.models import Agreement, Delivery, Secret
from yinxin.sharing.states import AgreementState
from yinxin.sharing.terms import N22_2

Post = Callable[[str, bytes, Mapping[str, str]], int]
"""Post to an address: the status of the answer, or :class:`outside.Refused`."""

WAITS: Final = tuple(
    timedelta(seconds=seconds)
    for seconds in (5, 300, 1800, 7200, 18_000, 36_000, 36_000, 50_400, 72_000, 86_400)
)
"""How long after each attempt that failed the next one follows; after the last the message is given up."""

_LEASE: Final = timedelta(minutes=2)
_PREFIX: Final = "whsec_"


def make_secret(*, agreement_id: int, by: Actor, at: datetime) -> str:
    """Make the secret with which a client's webhooks are signed; return it, told this once.

    The one before signs beside it for the overlap.

    :raises NotPermitted: ``by`` keeps no agreements. :raises WrongState: the agreement is not in force, or has no
        address.
    """
    access.require(by, Permission.SHARING_KEEP, the_centre())
    row = agreements.require_running(agreement_id, at)
    if not row.webhook:
        raise WrongState(
            Words("协议没有通知地址。"), do=Words("需要通知的，请另提一份有通知地址的协议。"), clause=N22_2
        )
    plain = secrets.token_bytes(32)
    with transaction.atomic():
        Secret.objects.filter(agreement=row, until__isnull=True).update(until=at + rules.OVERLAP)
        made = Secret.objects.create(agreement=row, sealed=vault().close(plain, WEBHOOK), made_at=at)
        facts = {"agreement": agreement_id, "digest": sha256(plain).hexdigest()}
        record(
            Line(
                "share_secret.made",
                N22_2,
                by.account_id,
                by.organisation_id,
                "share_secret",
                made.pk,
                at,
                facts,
            )
        )
    return _PREFIX + base64.b64encode(plain).decode()


def plan(*, at: datetime) -> int:
    """Write a message down for each client that has something new to read and none on its way; return how many."""
    head, _ = following.head()
    planned = 0
    for row in Agreement.objects.filter(state=AgreementState.ACTIVE.value).exclude(webhook=""):
        if not rules.is_open(row, at, day_of(at)) or not row.secrets.exists():
            continue
        last = row.deliveries.order_by("-id").first()
        told = last.sequence if last else 0
        if (last is not None and last.next_at is not None) or told >= head:
            continue
        if feed.exists_within(rules.of(row).scope, told, head):
            token = "msg_" + secrets.token_urlsafe(18)
            Delivery.objects.create(agreement=row, sequence=head, token=token, made_at=at, next_at=at)
            planned += 1
    return planned


def deliver(*, post: Post, clock: Callable[[], datetime]) -> bool:
    """Try one message whose time has come; say whether there was one.

    It is taken for two minutes first: a worker that dies on it leaves it to the next.
    """
    at = clock()
    with transaction.atomic():
        rows = Delivery.objects.select_for_update(skip_locked=True).filter(next_at__lte=at)
        one = rows.select_related(None).order_by("next_at", "id").first()
        if one is None:
            return False
        Delivery.objects.filter(pk=one.pk).update(next_at=at + _LEASE, attempts=one.attempts + 1)
    row = agreements.found(one.agreement_id)
    if not rules.is_open(row, at, day_of(at)):
        Delivery.objects.filter(pk=one.pk).update(next_at=None, outcome="the agreement is over")
        return True
    body = body_of(one.sequence, one.made_at)
    outcome, taken = _sent(post, row, one, body, at)
    after = clock()
    attempts = one.attempts + 1
    last = attempts > len(WAITS)
    Delivery.objects.filter(pk=one.pk).update(
        outcome=outcome,
        delivered_at=after if taken else None,
        next_at=None if taken or last else after + WAITS[attempts - 1],
    )
    return True


def resend(*, delivery_id: int, by: Actor, at: datetime) -> None:
    """Send a message again: its number stays, so that the client knows it for the same.

    :raises NotPermitted: ``by`` keeps no agreements. :raises NotFound: there is none.
    :raises WrongState: it is on its way, or its agreement is not in force.
    """
    access.require(by, Permission.SHARING_KEEP, the_centre())
    one = Delivery.objects.filter(pk=delivery_id).first()
    if one is None:
        raise access.not_here()
    agreements.require_running(one.agreement_id, at)
    with transaction.atomic():
        rows = Delivery.objects.filter(pk=delivery_id, next_at__isnull=True)
        if not rows.update(next_at=at, attempts=0, delivered_at=None):
            raise WrongState(Words("这条通知正在发送。"), do=Words("请等待发送结果。"), clause=N22_2)
        facts = {"agreement": one.agreement_id, "sequence": one.sequence}
        record(
            Line(
                "share_delivery.resent", N22_2, by.account_id, by.organisation_id, "share_delivery", delivery_id, at,
                facts,
            )
        )  # fmt: skip


def body_of(sequence: int, at: datetime) -> bytes:
    """Return what a message says: that there are changes, up to which one."""
    return orjson.dumps(
        {"type": "changes.available", "timestamp": feed.moment(at), "data": {"sequence": sequence}}
    )


def signature(secret: bytes, token: str, timestamp: str, body: bytes) -> str:
    """Return the signature of a message as Standard Webhooks writes it."""
    said = b".".join((token.encode(), timestamp.encode(), body))
    return "v1," + base64.b64encode(hmac.new(secret, said, sha256).digest()).decode()


def _sent(post: Post, row: Agreement, one: Delivery, body: bytes, at: datetime) -> tuple[str, bool]:
    stamp = str(int(at.timestamp()))
    open_ones = row.secrets.filter(Q(until__isnull=True) | Q(until__gt=at)).order_by("-id")
    marks = [
        signature(vault().open(bytes(each.sealed), WEBHOOK), one.token, stamp, body) for each in open_ones
    ]
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "yinxin-sharing/1",
        "webhook-id": one.token,
        "webhook-timestamp": stamp,
        "webhook-signature": " ".join(marks),
    }
    try:
        status = post(row.webhook, body, headers)
    except outside.Refused as wrong:
        return str(wrong)[:120], False
    return str(status), 200 <= status < 300
