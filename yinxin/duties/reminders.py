"""Remind the people of the body that owes a duty: once when it turns amber, once when it is late."""

from __future__ import annotations

from datetime import date, datetime

from yinxin.desk import notices
from yinxin.duties.models import Duty
from yinxin.duties.queries import SOON, urgency
from yinxin.kernel.calendar import day_of
from yinxin.kernel.words import Words
from yinxin.law import index
from yinxin.law.calendars import CALENDAR
from yinxin.parties.finding import members_of
from yinxin.parties.permissions import Permission

_SENTENCES = {
    "soon": Words("“{title}”快到期：最后一天是{day}。").template,
    "late": Words("“{title}”已逾期：最后一天是{day}。请尽快办结，或登记原因。").template,
}


def remind(*, at: datetime) -> int:
    """Leave a notice for every duty that has turned amber or red; return how many notices are new.

    Calling it again on the same day changes nothing: each person is told of each step of a duty once.
    """
    today, told = day_of(at), 0
    horizon = CALENDAR.after(today, SOON)
    for duty in Duty.objects.filter(discharged_at__isnull=True, due_on__lte=horizon).order_by("due_on", "id"):
        told += _tell(duty, today, at)
    return told


def _tell(duty: Duty, today: date, at: datetime) -> int:
    step = urgency((duty.due_on - today).days, CALENDAR.working_days_between(today, duty.due_on))
    if step not in _SENTENCES:
        return 0
    return notices.tell(
        accounts=members_of(duty.owed_by_id, Permission.DUTY_EXPLAIN, at),
        words=Words(_SENTENCES[step], title=index.entry(duty.clause).title, day=duty.due_on.isoformat()),
        address=f"/office/duties/{duty.pk}",
        at=at,
        key=f"duty:{duty.pk}:{step}",
    )
