"""Read a person's desk: their own, never another's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from yinxin.desk.models import Notice, SavedFilter
from yinxin.kernel.words import Words
from yinxin.parties.actor import Actor


@dataclass(frozen=True)
class NoticeView:
    """A notice as its reader sees it."""

    id: int
    words: Words
    address: str
    at: datetime
    read_at: datetime | None


@dataclass(frozen=True)
class FilterView:
    """A kept filter: its name, and the query string that it stands for."""

    id: int
    name: str
    query: str


def unread(account_id: int) -> int:
    """Return how many notices a person has not read."""
    return Notice.objects.filter(account_id=account_id, read_at__isnull=True).count()


def notices_for(by: Actor, *, limit: int = 200) -> tuple[NoticeView, ...]:
    """Return the notices on a person's desk, the latest first."""
    rows = Notice.objects.filter(account_id=by.account_id).order_by("-at", "-id")[:limit]
    return tuple(
        NoticeView(row.pk, Words.restored(row.words), row.address, row.at, row.read_at) for row in rows
    )


def filters_of(by: Actor, page: str) -> tuple[FilterView, ...]:
    """Return the filters that a person keeps for a list, by name."""
    rows = SavedFilter.objects.filter(account_id=by.account_id, page=page).order_by("name")
    return tuple(FilterView(row.pk, row.name, row.query) for row in rows)
