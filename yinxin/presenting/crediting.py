"""Verifiable credentials: issued to a holder at their wish, shown by them to whom they like, never kept here (N14)."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric import ec
from django.db import connection, transaction

from yinxin.kernel.calendar import day_of
from yinxin.kernel.refusal import Incomplete, NotApplicable, WrongState
from yinxin.kernel.words import Words
from yinxin.ledger.record import Line, record
from yinxin.presenting import granting, terms
from yinxin.presenting.models import Credential
from yinxin.register import status, status_lists
from yinxin.signing import credentials
from yinxin.signing.credentials import Order, Place
from yinxin.signing.plain_keys import PlainKey, public_of

TABLE: Final = "presenting_credential"
KEY_MOST: Final = 1_000
"""Characters of a holder's public key."""

ITEMS: Final = {
    "name": Words("姓名"),
    "id_kind": Words("证件类型"),
    "id_number": Words("证件号码"),
    "sex": Words("性别"),
    "born": Words("出生年月"),
    "qualification": Words("资格名称"),
    "level": Words("级别"),
    "specialty": Words("专业"),
    "management_number": Words("管理号"),
    "approved_on": Words("批准日期"),
    "valid_until": Words("有效期至"),
    "scope": Words("有效范围"),
    "sealed_by": Words("用印部门"),
}
"""What a credential can show, as people call it."""


@dataclass(frozen=True)
class Issuer:
    """Who issues: the key, and the public address of this installation."""

    key: PlainKey
    address: str


@dataclass(frozen=True)
class Issued:
    """That a credential was issued."""

    at: datetime
    until: datetime
    items: tuple[Words, ...]
    bound: bool


def issue(
    *,
    holder_id: int,
    certificate_id: int,
    show: Collection[str],
    holder_key: str,
    issuer: Issuer,
    at: datetime,
) -> str:
    """Issue a credential for a holder's certificate; return it, for it is not kept.

    :param show: the items that it shows; the qualification is always among them.
    :param holder_key: the holder's public key as a JSON Web Key; empty for a credential that binds nobody.
    :raises NotFound: the certificate is not the holder's.
    :raises NotApplicable: it has no electronic copy, or enough were issued today.
    :raises WrongState: it is not valid.
    :raises Incomplete: an item is none, or the key is not a public P-256 key.
    """
    face = granting.check_may_present(holder_id, certificate_id)
    has = credentials.items_of(face)
    if not set(show) <= has.keys():
        raise Incomplete(
            Words("这本证书没有所选的内容。"), do=Words("请刷新页面后重新选择。"), facts={"fields": ["show"]}
        )
    place = status_lists.place_of(certificate_id)
    at = at.replace(microsecond=0)
    order = Order(
        face, Place(place.shard, place.index), issuer.address, at, frozenset(show), _key_of(holder_key)
    )
    text = credentials.issue(order, issuer.key, secrets.token_bytes)
    with transaction.atomic():
        _enter(order, text, holder_id, certificate_id)
    return text


def issued(holder_id: int, certificate_id: int, *, count: int = 20) -> list[Issued]:
    """Return the last credentials that were issued of a holder's certificate, newest first."""
    rows = Credential.objects.filter(holder_id=holder_id, certificate_id=certificate_id).order_by("-id")[
        :count
    ]
    return [
        Issued(row.at, row.until, tuple(ITEMS[name] for name in row.items.split("|")), row.bound)
        for row in rows
    ]


def left_today(certificate_id: int, at: datetime) -> int:
    """Return how many credentials of a certificate may still be issued today."""
    since = at - timedelta(days=1)
    today = sum(
        day_of(one.at) == day_of(at)
        for one in Credential.objects.filter(certificate_id=certificate_id, at__gt=since).only("at")
    )
    return max(0, terms.MOST_CREDENTIALS - today)


def _enter(order: Order, text: str, holder_id: int, certificate_id: int) -> None:
    """Enter a credential with its line in the ledger, while the certificate stays valid."""
    try:
        status.hold_valid([certificate_id])
    except WrongState:
        raise WrongState(
            Words("证书现在不是有效状态，不能出示给他人。"), do=Words("请刷新页面，查看证书的最新状态。")
        ) from None
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('credentials'), %s)", [certificate_id % 2**31])
    if not left_today(certificate_id, order.at):
        raise NotApplicable(
            Words("这本证书今天已出具{most}份可验证凭证。", most=terms.MOST_CREDENTIALS),
            do=Words("请明天再来，或使用已经出具的凭证。"),
        )
    shown = [name for name in credentials.items_of(order.face) if name in {*order.show, *credentials.ALWAYS}]
    made = Credential.objects.create(
        certificate_id=certificate_id,
        holder_id=holder_id,
        digest=hashlib.sha256(text.partition("~")[0].encode()).digest(),
        items="|".join(shown),
        bound=order.holder is not None,
        until=order.until,
        at=order.at,
    )
    facts = {
        "holder": holder_id,
        "certificate": certificate_id,
        "items": made.items,
        "bound": made.bound,
        "digest": made.digest.hex(),
        "until": int(order.until.timestamp()),
    }
    record(Line("credential.issued", None, 0, 0, "credential", made.pk, order.at, facts))


def _key_of(text: str) -> ec.EllipticCurvePublicKey | None:
    """Return the public key that a holder gave, or None where they gave none."""
    if not text.strip():
        return None
    try:
        jwk: Any = json.loads(text) if len(text) <= KEY_MOST else None
        if isinstance(jwk, dict) and "d" in jwk:
            raise Incomplete(
                Words("这是私钥，请不要交给任何人。"),
                do=Words("请换一把密钥，只填写它的公钥。"),
                facts={"fields": ["holder_key"]},
            )
        return public_of(jwk)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Incomplete(
            Words("公钥不是P-256的JWK格式。"),
            do=Words("请从您的凭证应用中复制公钥，或不填。"),
            facts={"fields": ["holder_key"]},
        ) from None
