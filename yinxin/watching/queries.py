"""Read watches: an employer's, which show no more than it may know, and a holder's own (N22.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

import orjson
from django.db.models import Q

from yinxin.kernel.calendar import day_of
from yinxin.kernel.identity import masked
from yinxin.kernel.words import Words
from yinxin.parties import access
from yinxin.parties.actor import Actor
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import body, organisation_names, territory
from yinxin.register import holders
from yinxin.register.vault import WATCHED, vault
from yinxin.watching.models import Telling, Watch
from yinxin.watching.states import WATCH, Told, WatchState, Why

_UNANSWERED = (WatchState.ASKED.value, WatchState.REFUSED.value, WatchState.LAPSED.value)


class Standing(Enum):
    """What an employer is told of a watch: whether the holder was found, or has refused, is not among it."""

    WAITING = "waiting"
    RUNNING = "running"
    LAPSED = "lapsed"
    ENDED = "ended"

    @property
    def words(self) -> Words:
        """The standing for people."""
        return _STANDINGS[self]

    @property
    def is_open(self) -> bool:
        """Say whether it waits or runs."""
        return self in (Standing.WAITING, Standing.RUNNING)


_STANDINGS = {
    Standing.WAITING: Words("等待持证人答复"),
    Standing.RUNNING: Words("关注中"),
    Standing.LAPSED: Words("没有得到同意"),
    Standing.ENDED: Words("已停止"),
}


@dataclass(frozen=True)
class WatchView:
    """A watch as the employer sees it: what it typed itself, and what it was told.

    :ivar name: and the other texts are empty once they are forgotten.
    :ivar told: what was told last; None before the holder has agreed.
    """

    id: int
    organisation_id: int
    name: str
    id_number: str
    management_number: str
    purpose: str
    asked_at: datetime
    answer_by: date
    until: date
    standing: Standing
    told: Told | None
    told_at: datetime | None
    why: Why | None
    ended_at: datetime | None

    @property
    def veiled(self) -> str:
        """The name as lists show it: its first character alone."""
        return self.name[:1] + "*" * min(max(len(self.name) - 1, 1), 3) if self.name else ""

    @property
    def veiled_number(self) -> str:
        """The identity number as it is shown everywhere."""
        return masked(self.id_number)


@dataclass(frozen=True)
class HeldWatch:
    """A watch as the holder sees it.

    :ivar qualification: what the certificate is of. :ivar waits: the holder may answer it now.
    :ivar runs: the employer is told of changes now. :ivar tellings: what was told when.
    """

    id: int
    certificate_id: int
    qualification: str
    organisation: str
    purpose: str
    asked_at: datetime
    answer_by: date
    until: date
    state: WatchState
    waits: bool
    runs: bool
    answered_at: datetime | None
    why: Why | None
    tellings: tuple[tuple[datetime, Told], ...]

    @property
    def state_words(self) -> Words:
        """The state's name for people."""
        return WATCH.names[self.state]


@dataclass(frozen=True)
class ToldView:
    """One telling, as it stands among the looks at a certificate."""

    at: datetime
    organisation: str
    purpose: str
    told: Told


def still_open(today: date) -> Q:
    """Return which watches an employer sees as open: a refusal looks as if the holder had not answered."""
    return _which(Standing.WAITING, today) | _which(Standing.RUNNING, today)


def standing_of(row: Watch, today: date) -> Standing:
    """Return how a watch stands for its employer; days that are over count at once, whoever notes it later."""
    if row.state in _UNANSWERED:
        return Standing.WAITING if today <= row.answer_by else Standing.LAPSED
    if row.state == WatchState.RUNNING.value and today <= row.until:
        return Standing.RUNNING
    return Standing.ENDED


def watches_for(
    by: Actor, at: datetime, *, standing: Standing | None = None, count: int = 50, start: int = 0
) -> tuple[tuple[WatchView, ...], int]:
    """Return the watches of the person's organisation, the newest first, and how many there are."""
    today = day_of(at)
    rows = Watch.objects.filter(organisation_id__in=territory(by, Permission.VETTING_ASK))
    if standing is not None:
        rows = rows.filter(_which(standing, today))
    return tuple(_view(row, today) for row in rows.order_by("-id")[start : start + count]), rows.count()


def reached(number: int, by: Actor) -> Watch:
    """Return the row of a watch of an organisation for which ``by`` asks.

    :raises NotFound: there is none of that number, or it is another's: the two look the same.
    """
    row = Watch.objects.filter(pk=number).first()
    if row is None:
        raise access.not_here()
    access.require(by, Permission.VETTING_ASK, body(row.organisation_id))
    return row


def watch(number: int, by: Actor, at: datetime) -> WatchView:
    """Return one watch.

    :raises NotFound: there is none of that number, or it is another's: the two look the same.
    """
    return _view(reached(number, by), day_of(at))


def tellings_of(number: int, by: Actor) -> tuple[tuple[datetime, Told], ...]:
    """Return what was told of a watch, the newest first; raises as :func:`watch` does."""
    return _told(reached(number, by))


def of_holder(holder_id: int, at: datetime, *, certificate_id: int = 0) -> tuple[HeldWatch, ...]:
    """Return the watches of a holder's certificates, or of one of them: those that wait, those that run, the rest."""
    held = {
        one.id: one.face.qualification
        for one in holders.certificates_of(holder_id)
        if certificate_id in (0, one.id)
    }
    rows = list(Watch.objects.filter(certificate_id__in=list(held)).order_by("-id"))
    names = organisation_names({row.organisation_id for row in rows})
    today = day_of(at)
    views = [_held(row, held[row.certificate_id or 0], names[row.organisation_id][0], today) for row in rows]
    return tuple(sorted(views, key=lambda one: (not one.waits, not one.runs, -one.id)))


def waiting(holder_id: int, at: datetime) -> int:
    """Return how many watches wait for the holder's answer."""
    rows = Watch.objects.filter(certificate__holder_id=holder_id, certificate__state__in=holders.TOLD)
    return rows.filter(state=WatchState.ASKED.value, answer_by__gte=day_of(at)).count()


def told_of(certificate_id: int, since: date, *, count: int = 50) -> tuple[tuple[ToldView, ...], int]:
    """Return what employers were last told of a certificate since a day, and how often that was.

    Whoever calls has made sure that the certificate is the asker's own.
    """
    rows = Telling.objects.filter(watch__certificate_id=certificate_id, at__date__gte=since)
    found = list(rows.select_related("watch").order_by("-at", "-id")[:count])
    names = organisation_names({row.watch.organisation_id for row in found})
    return tuple(
        ToldView(
            row.at,
            names[row.watch.organisation_id][0],
            _texts(row.watch).get("purpose", ""),
            Told(row.verdict),
        )
        for row in found
    ), rows.count()


def _which(standing: Standing, today: date) -> Q:
    unanswered, running = Q(state__in=_UNANSWERED), Q(state=WatchState.RUNNING.value)
    return {
        Standing.WAITING: unanswered & Q(answer_by__gte=today),
        Standing.LAPSED: unanswered & Q(answer_by__lt=today),
        Standing.RUNNING: running & Q(until__gte=today),
        Standing.ENDED: Q(state=WatchState.ENDED.value) | (running & Q(until__lt=today)),
    }[standing]


def _texts(row: Watch) -> dict[str, Any]:
    """Return what was typed; nothing once it is forgotten."""
    sealed = bytes(row.sealed)
    return orjson.loads(vault().open(sealed, WATCHED)) if sealed else {}


def _told(row: Watch) -> tuple[tuple[datetime, Told], ...]:
    return tuple((one.at, Told(one.verdict)) for one in row.told_of.order_by("-number"))


def _view(row: Watch, today: date) -> WatchView:
    said, standing = _texts(row), standing_of(row, today)
    why = Why(row.why) if row.why else Why.DATE
    return WatchView(
        row.pk,
        row.organisation_id,
        said.get("name", ""),
        said.get("id_number", ""),
        said.get("management_number", ""),
        said.get("purpose", ""),
        row.asked_at,
        row.answer_by,
        row.until,
        standing,
        Told(row.told) if row.told else None,
        row.told_at,
        why if standing is Standing.ENDED else None,
        row.ended_at,
    )


def _held(row: Watch, qualification: str, organisation: str, today: date) -> HeldWatch:
    state = WatchState(row.state)
    return HeldWatch(
        row.pk,
        row.certificate_id or 0,
        qualification,
        organisation,
        _texts(row).get("purpose", ""),
        row.asked_at,
        row.answer_by,
        row.until,
        state,
        state is WatchState.ASKED and today <= row.answer_by,
        state is WatchState.RUNNING and today <= row.until,
        row.answered_at,
        Why(row.why) if row.why else None,
        _told(row),
    )
