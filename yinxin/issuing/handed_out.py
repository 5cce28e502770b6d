"""Read hand-outs: one of them, lists for clerks, custodians and supervisors (N11.1, N13.1, A1.3c)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from yinxin.issuing import counter
from yinxin.issuing.collectors import Collector, opened
from yinxin.issuing.counter import Receipt
from yinxin.issuing.kinds import CollectorKind
from yinxin.issuing.models import Collection, Message
from yinxin.issuing.states import MESSAGE, MessageState
from yinxin.issuing.terms import UNDO_WITHIN
from yinxin.kernel.words import Words
from yinxin.law.evidence import Evidence
from yinxin.parties import access
from yinxin.parties.actor import Actor, Body
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import body, names, territory
from yinxin.register import on_hand
from yinxin.register.on_hand import Sheet


@dataclass(frozen=True)
class CollectionLine:
    """A hand-out of one copy as lists show it."""

    id: int
    copy_id: int
    token: str
    organisation_id: int
    window: str
    collector: CollectorKind
    many: bool
    given_at: datetime
    entered_at: datetime
    clerk_id: int
    clerk: str
    undone_at: datetime | None
    reason: str
    certificate_id: int
    management_number: str
    name: str

    @property
    def stands(self) -> bool:
        """Say whether it has not been taken back."""
        return self.undone_at is None

    @property
    def late(self) -> bool:
        """Say whether it was told later than it was done: the counter had no network."""
        return self.entered_at > self.given_at


@dataclass(frozen=True)
class CollectionView:
    """One hand-out, whole: what was shown, who collected, who signed where, who took it back."""

    line: CollectionLine
    over: Body
    sheet: Sheet
    person: Collector
    papers: tuple[Evidence, ...]
    signature: str
    undone_by: str


def collection(number: int, by: Actor) -> CollectionView:
    """Return one hand-out.

    :raises NotFound: there is none in the person's territory.
    """
    row = Collection.objects.filter(id=number).first()
    if row is None:
        raise access.not_here()
    over = body(row.organisation_id)
    access.require(by, Permission.CUSTODY_SEE, over)
    (sheet,) = on_hand.sheets([row.copy_id])
    people = names([row.by, row.undone_by])
    return CollectionView(
        _line(row, sheet, people),
        over,
        sheet,
        opened(row.collector, bytes(row.sealed)),
        tuple(Evidence(value) for value in row.papers.split("|") if value),
        row.signature,
        people.get(row.undone_by, "") if row.undone_at else "",
    )


def collections_for(
    by: Actor, *, flagged: bool = False, undone: bool = False, start: int = 0, count: int = 50
) -> tuple[CollectionLine, ...]:
    """Return hand-outs of the person's territory, the latest first.

    :param flagged: only those whose collector collects for many; ``undone`` only those taken back.
    """
    rows = list(_seen(by, flagged, undone).order_by("-given_at", "-id")[start : start + count])
    return _lines(rows)


def count_for(by: Actor, *, flagged: bool = False, undone: bool = False) -> int:
    """Return how many hand-outs :func:`collections_for` would list."""
    return _seen(by, flagged, undone).count()


def receipt(token: str, by: Actor) -> Receipt:
    """Return what was done with a token.

    :raises NotFound: nothing, or outside the person's territory.
    """
    rows = list(Collection.objects.filter(token=token).order_by("copy_id"))
    if not rows:
        raise access.not_here()
    access.require(by, Permission.CUSTODY_SEE, body(rows[0].organisation_id))
    return counter.receipt_of(rows, repeated=True)


def can_undo(receipt: Receipt, by: Actor, at: datetime) -> bool:
    """Say whether a hand-out can still be taken back at the counter."""
    over = body(receipt.organisation_id)
    in_time = at - receipt.given_at <= UNDO_WITHIN
    return in_time and receipt.undone_at is None and access.may(by, Permission.COLLECTION_GIVE, over)


def given_by(account_id: int, since: datetime) -> int:
    """Return how many copies somebody has given out since a moment, for the figure on their page."""
    return Collection.objects.filter(by=account_id, given_at__gte=since, undone_at__isnull=True).count()


def of_copy(copy_id: int) -> list[int]:
    """Return the hand-outs of a copy, the first one first, for its timeline."""
    return list(Collection.objects.filter(copy_id=copy_id).order_by("id").values_list("id", flat=True))


@dataclass(frozen=True)
class MessageLine:
    """A message as the custodian's list shows it."""

    id: int
    copy_id: int
    stage: int
    channel: str
    state: MessageState
    proof: str
    trouble: str
    attempts: int
    at: datetime
    settled_at: datetime | None

    @property
    def state_words(self) -> Words:
        """The state's name for people."""
        return MESSAGE.names[self.state]


def messages_for(by: Actor, *, count: int = 100) -> tuple[MessageLine, ...]:
    """Return the latest messages of the organisations that a person publishes for; no addresses, no names."""
    rows = Message.objects.filter(organisation_id__in=territory(by, Permission.SERVICE_PUBLISH))
    return tuple(
        MessageLine(
            row.pk,
            row.copy_id,
            row.stage,
            row.channel,
            MessageState(row.state),
            row.proof,
            row.trouble,
            row.attempts,
            row.at,
            row.settled_at,
        )
        for row in rows.order_by("-id")[:count]
    )


def _seen(by: Actor, flagged: bool, undone: bool) -> QuerySet[Collection]:
    rows = Collection.objects.filter(organisation_id__in=territory(by, Permission.CUSTODY_SEE))
    rows = rows.filter(many=True) if flagged else rows
    return rows.filter(undone_at__isnull=False) if undone else rows


def _lines(rows: Sequence[Collection]) -> tuple[CollectionLine, ...]:
    sheets = {sheet.id: sheet for sheet in on_hand.sheets([row.copy_id for row in rows])}
    people = names(row.by for row in rows)
    return tuple(_line(row, sheets[row.copy_id], people) for row in rows)


def _line(row: Collection, sheet: Sheet, people: dict[int, str]) -> CollectionLine:
    facts: dict[str, Any] = {
        name: getattr(row, name)
        for name in ("copy_id", "token", "organisation_id", "window", "many", "given_at", "entered_at")
    }
    return CollectionLine(
        id=row.pk,
        collector=CollectorKind(row.collector),
        clerk_id=row.by,
        clerk=people.get(row.by, ""),
        undone_at=row.undone_at,
        reason=row.reason,
        certificate_id=sheet.certificate_id,
        management_number=sheet.face.management_number,
        name=sheet.face.name,
        **facts,
    )
