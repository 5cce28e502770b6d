"""Open duties, discharge them, compute them anew when a calendar arrives, explain why one is late."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from yinxin.duties.models import Duty
from yinxin.kernel.calendar import Calendar, day_of
from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import Incomplete
from yinxin.kernel.words import Words
from yinxin.law import limits
from yinxin.law.calendars import CALENDAR
from yinxin.ledger.record import Line, record
from yinxin.parties import access, queries
from yinxin.parties.actor import Actor
from yinxin.parties.permissions import Permission


def open_duty(
    clause: Clause,
    *,
    subject: str,
    subject_id: int,
    owed_by: int,
    since: date,
    by: Actor,
    at: datetime,
    calendar: Calendar = CALENDAR,
    promised: date | None = None,
) -> Duty:
    """Open the duty of a clause, running from ``since``; the law says how long. Opening it twice changes nothing.

    :param promised: the last day where the law sets no number and the body has given its word (N23).
    """
    known = Duty.objects.filter(clause=str(clause), subject=subject, subject_id=subject_id).first()
    if known:
        return known
    if promised is None:
        counted = limits.due(clause, since, calendar)
        due_on, provisional = counted.due, counted.provisional
    else:
        due_on, provisional = promised, False
    with transaction.atomic():
        duty = Duty.objects.create(
            clause=str(clause),
            subject=subject,
            subject_id=subject_id,
            owed_by_id=owed_by,
            opened_on=since,
            due_on=due_on,
            provisional=provisional,
        )
        facts = {
            "subject": subject,
            "subject_id": subject_id,
            "owed_by": owed_by,
            "since": since.isoformat(),
            "due_on": due_on.isoformat(),
        }
        _record("duty.opened", duty, facts, by, at)
    return duty


def discharge(clause: Clause, *, subject: str, subject_id: int, act: str, by: Actor, at: datetime) -> bool:
    """Discharge the open duty of a clause on a subject by an act of the ledger; say whether there was one."""
    with transaction.atomic():
        duty = (
            Duty.objects.select_for_update()
            .filter(clause=str(clause), subject=subject, subject_id=subject_id, discharged_at__isnull=True)
            .first()
        )
        if duty is None:
            return False
        Duty.objects.filter(id=duty.pk).update(discharged_at=at, discharged_by=act)
        late = (day_of(at) - duty.due_on).days
        _record("duty.discharged", duty, {"act": act, "late_days": max(late, 0)}, by, at)
    return True


def reopen(clause: Clause, *, subject: str, subject_id: int, act: str, by: Actor, at: datetime) -> bool:
    """Open a discharged duty again, as when what discharged it was given back; say whether there was one."""
    with transaction.atomic():
        duty = (
            Duty.objects.select_for_update()
            .filter(clause=str(clause), subject=subject, subject_id=subject_id, discharged_at__isnull=False)
            .first()
        )
        if duty is None:
            return False
        Duty.objects.filter(id=duty.pk).update(discharged_at=None, discharged_by="")
        _record("duty.reopened", duty, {"act": act}, by, at)
    return True


def explain_delay(*, duty_id: int, reason: str, by: Actor, at: datetime) -> None:
    """Record why a duty is late: “in principle” allows it with a reason, and counts it.

    :raises NotPermitted: ``by`` does not answer for the body that owes the duty.
    :raises Incomplete: there is no reason.
    """
    duty = Duty.objects.filter(id=duty_id).first()
    if duty is None:
        raise access.not_here()
    access.require(by, Permission.DUTY_EXPLAIN, queries.body(duty.owed_by_id))
    if len(reason.strip()) < 4:
        raise Incomplete(
            Words("请写明逾期原因。"), do=Words("用一两句话说明原因后再提交。"), clause=Clause(duty.clause)
        )
    with transaction.atomic():
        Duty.objects.filter(id=duty_id).update(late_reason=reason.strip()[:400])
        _record("duty.explained", duty, {}, by, at)


def recompute(*, by: Actor, at: datetime, calendar: Calendar = CALENDAR) -> int:
    """Compute every open provisional duty anew, as when a year's notice has come; return how many moved."""
    moved = 0
    for duty in Duty.objects.filter(provisional=True, discharged_at__isnull=True):
        due = limits.due(Clause(duty.clause), duty.opened_on, calendar)
        if (due.due, due.provisional) == (duty.due_on, duty.provisional):
            continue
        with transaction.atomic():
            Duty.objects.filter(id=duty.pk).update(due_on=due.due, provisional=due.provisional)
            _record(
                "duty.recomputed", duty, {"from": duty.due_on.isoformat(), "to": due.due.isoformat()}, by, at
            )
        moved += 1
    return moved


def _record(kind: str, duty: Duty, facts: dict[str, object], by: Actor, at: datetime) -> None:
    record(Line(kind, Clause(duty.clause), by.account_id, by.organisation_id, "duty", duty.pk, at, facts))
