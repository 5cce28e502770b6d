"""What marked copies and share links have in common: who may make one, for how long, and how it is taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import orjson
from django.db import connection

from yinxin.kernel.calendar import day_of
from yinxin.kernel.face import Face
from yinxin.kernel.refusal import Incomplete, NotApplicable, WrongState
from yinxin.kernel.words import Words
from yinxin.law.n2023 import art14_download
from yinxin.ledger.record import Line, record
from yinxin.lifecycle.move import came_too_late, move
from yinxin.parties import access
from yinxin.parties.actor import SYSTEM
from yinxin.presenting import terms
from yinxin.presenting.models import Grant
from yinxin.presenting.states import GRANT, GrantKind, GrantState
from yinxin.register import holders, status
from yinxin.register.states import CertificateState, CopyState
from yinxin.register.vault import GRANTED, token_key, vault

PURPOSE_MOST: Final = 30
RECIPIENT_MOST: Final = 40


@dataclass(frozen=True)
class Wish:
    """What a holder wants to show a certificate for.

    :ivar recipient: who it is for; empty where nobody is named.
    :ivar until: the last day.
    """

    purpose: str
    recipient: str
    until: date


def revoke(*, holder_id: int, grant_id: int, at: datetime) -> None:
    """Take a grant back, at once and for good.

    :raises NotFound: it is not the holder's.
    :raises WrongState: it was taken back before, or has ended.
    """
    found = own(holder_id, grant_id)
    if day_of(at) > found.until:
        raise came_too_late(GRANT, GrantState.ACTIVE)
    facts = {"holder": holder_id, "certificate": found.certificate_id}
    move(
        GRANT,
        found.pk,
        frm=GrantState.ACTIVE,
        to=GrantState.REVOKED,
        kind="grant.revoked",
        by=SYSTEM,
        at=at,
        facts=facts,
        revoked_at=at,
    )


def check_may_present(holder_id: int, certificate_id: int) -> Face:
    """Return the face of a holder's certificate that may be shown: valid, with a released electronic copy.

    :raises NotFound: it is not the holder's.
    :raises NotApplicable: it has no electronic copy. WrongState: that is not released, or was revoked.
    """
    held = holders.certificate_of(holder_id, certificate_id)
    made = held.electronic_state
    art14_download.check_may_download(
        is_holder=True,
        made=made not in (None, CopyState.ORDERED.value),
        released=made == CopyState.RELEASED.value,
        revoked=made in (CopyState.REVOKED.value, CopyState.SUPERSEDED.value)
        or held.state != CertificateState.VALID.value,
    )
    return held.face


def can_present(holder_id: int, certificate_id: int) -> bool:
    """Say whether a holder's certificate may be shown to others by a grant."""
    try:
        check_may_present(holder_id, certificate_id)
    except (NotApplicable, WrongState):
        return False
    return True


def checked(wish: Wish, on: date) -> Wish:
    """Return the wish with its texts trimmed.

    :raises Incomplete: there is no purpose, a text is too long, or the term is past or too long.
    """
    said = Wish(_plain(wish.purpose), _plain(wish.recipient), wish.until)
    if not 2 <= len(said.purpose) <= PURPOSE_MOST or len(said.recipient) > RECIPIENT_MOST:
        raise Incomplete(
            Words(
                "用途为2至{purpose}字，接收方不超过{recipient}字。",
                purpose=PURPOSE_MOST,
                recipient=RECIPIENT_MOST,
            ),
            do=Words("请写明给谁、做什么用，例如“求职应聘”。"),
            facts={"fields": ["purpose", "recipient"]},
        )
    longest = terms.last_day(on)
    if not on <= wish.until <= longest:
        raise Incomplete(
            Words("有效期至少到当天，最长{days}天。", days=terms.LONGEST_DAYS),
            do=Words("请选择{first}至{last}之间的一天。", first=on.isoformat(), last=longest.isoformat()),
            facts={"fields": ["until"]},
        )
    return said


def enter(
    wish: Wish,
    *,
    number: int,
    holder_id: int,
    certificate_id: int,
    kind: GrantKind,
    at: datetime,
    **more: Any,
) -> None:
    """Enter a grant in the caller's transaction, while the certificate stays valid, with its line in the ledger.

    :raises WrongState: the certificate is not valid (any more). NotApplicable: too many of its grants are running.
    """
    try:
        status.hold_valid([certificate_id])
    except WrongState:
        raise WrongState(
            Words("证书现在不是有效状态，不能出示给他人。"), do=Words("请刷新页面，查看证书的最新状态。")
        ) from None
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('grants'), %s)", [certificate_id % 2**31])
    running = Grant.objects.filter(
        certificate_id=certificate_id, state=GrantState.ACTIVE.value, until__gte=day_of(at)
    )
    if running.count() >= terms.MOST_OPEN:
        raise NotApplicable(
            Words("这本证书已有{most}份加注件和链接在用。", most=terms.MOST_OPEN),
            do=Words("请先收回不再需要的，再办理新的。"),
        )
    Grant.objects.create(
        id=number,
        certificate_id=certificate_id,
        holder_id=holder_id,
        kind=kind.value,
        sealed=vault().close(orjson.dumps([wish.purpose, wish.recipient]), GRANTED),
        until=wish.until,
        token_key=token_key(vault().grant_token(number)),
        made_at=at,
        state=GrantState.ACTIVE.value,
        **more,
    )
    digest = more.get("digest")
    facts = {
        "holder": holder_id,
        "certificate": certificate_id,
        "grant_kind": kind.value,
        "until": wish.until.isoformat(),
        "file": digest.hex() if digest else "",
    }
    record(Line("grant.made", None, 0, 0, GRANT.subject, number, at, facts))


def own(holder_id: int, grant_id: int) -> Grant:
    """Return a holder's grant.

    :raises NotFound: there is none of that number, or it is somebody else's.
    """
    found = Grant.objects.filter(id=grant_id, holder_id=holder_id).first()
    if found is None:
        raise access.not_here()
    return found


def next_number() -> int:
    """Return the number that the next grant will have: its token is made from it."""
    with connection.cursor() as cursor:
        cursor.execute("select nextval(pg_get_serial_sequence('presenting_grant', 'id'))")
        return int(cursor.fetchone()[0])


def _plain(text: str) -> str:
    return " ".join(text.replace("\0", "").split())
