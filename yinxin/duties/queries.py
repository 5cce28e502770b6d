"""Read duties: what is owed, by whom, how many days are left, who must be reminded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Q, QuerySet

from yinxin.duties.models import Duty
from yinxin.law.calendars import CALENDAR
from yinxin.parties import access
from yinxin.parties.actor import Actor
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import bodies, body, territory

SOON = 3
"""Working days before the last one on which a duty turns amber."""


@dataclass(frozen=True)
class OwedDuty:
    """One duty as a person sees it.

    :ivar days_left: calendar days until the last day; negative when late.
    :ivar working_days: working days until the last day, that day counted; negative when late.
    """

    id: int
    clause: str
    subject: str
    subject_id: int
    owed_by: int
    owed_by_name: str
    opened_on: date
    due_on: date
    provisional: bool
    discharged_at: datetime | None
    late_reason: str
    days_left: int
    working_days: int

    @property
    def urgency(self) -> str:
        """``late``, ``soon`` (three working days or fewer), ``open`` or ``done``."""
        return "done" if self.discharged_at else urgency(self.days_left, self.working_days)


def urgency(days_left: int, working_days: int) -> str:
    """Return ``late`` after the last day, ``soon`` within three working days of it, else ``open``."""
    return "late" if days_left < 0 else "soon" if working_days <= SOON else "open"


def open_for(by: Actor, today: date, limit: int = 200) -> tuple[OwedDuty, ...]:
    """Return the open duties that the person may see, the nearest first."""
    rows = Duty.objects.filter(discharged_at__isnull=True).order_by("due_on", "id")
    return _visible(rows, by, today)[:limit]


def open_page(
    by: Actor, today: date, *, after: tuple[date, int] | None, count: int
) -> tuple[tuple[OwedDuty, ...], bool]:
    """Return the next open duties of the person's territory, the nearest first, and whether more follow.

    :param after: last day and id of the last duty that was read; None at the beginning.
    """
    places = territory(by, Permission.DUTY_SEE)
    rows = Duty.objects.filter(discharged_at__isnull=True, owed_by_id__in=places).order_by("due_on", "id")
    if after:
        day, number = after
        rows = rows.filter(Q(due_on__gt=day) | Q(due_on=day, id__gt=number))
    found = list(_named(rows)[: count + 1])
    return tuple(_as_owed(one, today) for one in found[:count]), len(found) > count


def duty(number: int, by: Actor, today: date) -> OwedDuty:
    """Return one duty.

    :raises NotFound: there is none, or it is owed outside the person's territory.
    """
    found = _named(Duty.objects.filter(id=number)).first()
    if found is None:
        raise access.not_here()
    access.require(by, Permission.DUTY_SEE, body(found.owed_by_id))
    return _as_owed(found, today)


def of_subject(subject: str, subject_id: int, today: date) -> tuple[OwedDuty, ...]:
    """Return every duty about one subject, discharged ones too."""
    return tuple(
        _as_owed(d, today) for d in _named(Duty.objects.filter(subject=subject, subject_id=subject_id))
    )


def _visible(rows: QuerySet[Duty], by: Actor, today: date) -> tuple[OwedDuty, ...]:
    duties = list(_named(rows))
    found = bodies(duty.owed_by_id for duty in duties)
    return tuple(
        _as_owed(duty, today)
        for duty in duties
        if access.may(by, Permission.DUTY_SEE, found[duty.owed_by_id])
    )


def _named(rows: QuerySet[Duty]) -> QuerySet[Duty]:
    return rows.annotate(owed_by_name=F("owed_by__name"))


def _as_owed(duty: Duty, today: date) -> OwedDuty:
    return OwedDuty(
        duty.pk,
        duty.clause,
        duty.subject,
        duty.subject_id,
        duty.owed_by_id,
        duty.owed_by_name,  # type: ignore[attr-defined]
        duty.opened_on,
        duty.due_on,
        duty.provisional,
        duty.discharged_at,
        duty.late_reason,
        (duty.due_on - today).days,
        CALENDAR.working_days_between(today, duty.due_on),
    )
