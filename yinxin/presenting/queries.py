"""Read grants, looks and reports of errors: a holder's own, and what waits at an issuer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

import orjson
from django.db.models import QuerySet

from yinxin.kernel.words import Words
from yinxin.parties import access
from yinxin.presenting import terms
from yinxin.presenting.models import Grant, Look
from yinxin.presenting.states import GrantKind, GrantState
from yinxin.register.looks import Way
from yinxin.register.states import CertificateState, CopyState
from yinxin.register.vault import GRANTED, vault


class Standing(Enum):
    """Whether a grant can be used now, and why not."""

    ACTIVE = "active"
    ENDED = "ended"
    USED_UP = "used_up"
    REVOKED = "revoked"
    DEAD = "dead"

    @property
    def words(self) -> Words:
        """The standing for people."""
        return _STANDINGS[self]


_STANDINGS = {
    Standing.ACTIVE: Words("使用中"),
    Standing.ENDED: Words("已到期"),
    Standing.USED_UP: Words("次数已用完"),
    Standing.REVOKED: Words("已收回"),
    Standing.DEAD: Words("已随证书失效"),
}


@dataclass(frozen=True)
class GrantView:
    """A grant as its holder sees it.

    :ivar openings: how often it was looked at: a link's openings, or scans of a marked copy.
    :ivar file: the key of a marked copy's file; None for a link.
    """

    id: int
    certificate_id: int
    kind: GrantKind
    purpose: str
    recipient: str
    made_at: datetime
    until: date
    openings: int
    most: int | None
    standing: Standing
    revoked_at: datetime | None
    file: str | None

    @property
    def usable(self) -> bool:
        """Say whether it shows the certificate now."""
        return self.standing is Standing.ACTIVE

    @property
    def is_link(self) -> bool:
        """Say whether it is a share link."""
        return self.kind is GrantKind.LINK


@dataclass(frozen=True)
class LookView:
    """One look: when, in which way, by whose program where one said so, through which grant."""

    at: datetime
    way: Way
    organisation: str
    grant_id: int | None
    purpose: str


def grants_of(holder_id: int, certificate_id: int, today: date) -> tuple[GrantView, ...]:
    """Return a holder's grants of one certificate: those that can be used first, then the newest first."""
    views = _views(Grant.objects.filter(holder_id=holder_id, certificate_id=certificate_id), today)
    return tuple(sorted(views, key=lambda view: (not view.usable, -view.id)))


def grant(holder_id: int, grant_id: int, today: date) -> GrantView:
    """Return one grant of a holder.

    :raises NotFound: there is none of that number, or it is somebody else's: the two look the same.
    """
    views = _views(Grant.objects.filter(holder_id=holder_id, id=grant_id), today)
    if not views:
        raise access.not_here()
    return views[0]


def running(holder_id: int, today: date) -> dict[int, int]:
    """Return how many grants run, by certificate."""
    found: dict[int, int] = {}
    for view in _views(Grant.objects.filter(holder_id=holder_id, state=GrantState.ACTIVE.value), today):
        if view.usable:
            found[view.certificate_id] = found.get(view.certificate_id, 0) + 1
    return found


def looks_at(
    certificate_id: int, today: date, *, count: int, start: int = 0
) -> tuple[tuple[LookView, ...], int]:
    """Return the looks at a certificate that are still shown, the newest first, and how many there are.

    Whoever calls has made sure that the certificate is the asker's own.
    """
    rows = Look.objects.filter(certificate_id=certificate_id, at__date__gte=terms.looks_since(today))
    found = rows.select_related("organisation", "grant").order_by("-at", "-id")[start : start + count]
    return tuple(_look(row) for row in found), rows.count()


def texts_of(sealed: bytes | memoryview) -> tuple[str, str]:
    """Return purpose and recipient from what was closed away."""
    purpose, recipient = orjson.loads(vault().open(bytes(sealed), GRANTED))
    return purpose, recipient


def _look(row: Look) -> LookView:
    purpose = texts_of(row.grant.sealed)[0] if row.grant else ""
    name = row.organisation.name if row.organisation else ""
    return LookView(row.at, Way(row.way), name, row.grant_id, purpose)


def _views(rows: QuerySet[Grant], today: date) -> list[GrantView]:
    rows = rows.select_related("certificate__electronic").order_by("-id")
    return [_view(row, today) for row in rows]


def _view(row: Grant, today: date) -> GrantView:
    purpose, recipient = texts_of(row.sealed)
    kind = GrantKind(row.kind)
    return GrantView(
        row.pk,
        row.certificate_id,
        kind,
        purpose,
        recipient,
        row.made_at,
        row.until,
        row.openings if kind is GrantKind.LINK else row.looks.count(),
        row.most,
        _standing(row, today),
        row.revoked_at,
        bytes(row.digest).hex() if row.digest else None,
    )


def _standing(row: Any, today: date) -> Standing:
    """Return how a grant stands: its certificate's state rules over all."""
    copy = getattr(row.certificate, "electronic", None)
    alive = row.certificate.state == CertificateState.VALID.value
    if not alive or copy is None or copy.state != CopyState.RELEASED.value:
        return Standing.DEAD
    if row.state == GrantState.REVOKED.value:
        return Standing.REVOKED
    if row.until < today:
        return Standing.ENDED
    if row.most is not None and row.openings >= row.most:
        return Standing.USED_UP
    return Standing.ACTIVE
