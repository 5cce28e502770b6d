"""The two desks that decide: the issuer reviews first, the agency or the authority confirms (N15)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.db import transaction

from yinxin.changing import gate, moving, papers, wants
from yinxin.changing.models import Application
from yinxin.changing.states import APPLICATION, ApplicationState
from yinxin.kernel.calendar import day_of
from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import Incomplete
from yinxin.kernel.words import Words
from yinxin.law.a2013 import s1_3_bar
from yinxin.law.n2023.art15_replacement import Desk
from yinxin.lifecycle.move import came_too_late
from yinxin.parties import access
from yinxin.parties.actor import Actor
from yinxin.parties.permissions import Permission

N15: Final = Clause("N15")
_DESKS: Final = {
    ApplicationState.FILED: (Permission.APPLICATION_REVIEW, Desk.REVIEW),
    ApplicationState.REVIEWED: (Permission.APPLICATION_CONFIRM, Desk.CONFIRMATION),
}


def review(*, application_id: int, weighed: bool, by: Actor, at: datetime) -> None:
    """Let an application pass the issuer's first review.

    :param weighed: where something stands on record against the person, it has been looked into.
    :raises NotPermitted: ``by`` reviews nothing at this issuer; NotFound where it is out of reach.
    :raises Incomplete: a paper is missing, not looked at, refused, or has not stood long enough; each is named.
    :raises Refusal: the gate has shut meanwhile; WrongState where somebody came first.
    """
    row = moving.for_desk(application_id, Permission.APPLICATION_REVIEW, Desk.REVIEW, by)
    _pass_on(
        row, ApplicationState.FILED, ApplicationState.REVIEWED, weighed, by, at, reviewed_by=by.account_id
    )


def confirm(*, application_id: int, weighed: bool, by: Actor, at: datetime) -> None:
    """Confirm an application that the issuer has reviewed; never the same person.

    :raises NotPermitted: ``by`` confirms nothing here, or reviewed it; NotFound where it is out of reach.
    :raises Incomplete, Refusal: as in :func:`review`.
    """
    row = moving.for_desk(application_id, Permission.APPLICATION_CONFIRM, Desk.CONFIRMATION, by)
    access.require_other_person(by, row.reviewed_by, act=Words("审核确认"), clause=N15)
    to = ApplicationState.CONFIRMED
    _pass_on(row, ApplicationState.REVIEWED, to, weighed, by, at, confirmed_by=by.account_id)


def give_back(*, application_id: int, reason: str, by: Actor, at: datetime) -> None:
    """Give an application back to be put right; the applicant reads why, and what was found of each paper.

    :raises NotPermitted: it lies at another desk; NotFound where it is out of reach.
    :raises Incomplete: there is no reason; WrongState: it lies at no desk that gives back.
    """
    row = at_desk(application_id, by)
    desk = _DESKS[ApplicationState(row.state)][1]
    with transaction.atomic():
        moving.go(
            row,
            ApplicationState.RETURNED,
            by=by,
            at=at,
            reason=moving.check_reason(reason),
            returned_from=desk.value,
            facts={"desk": desk.value},
        )


def reject(*, application_id: int, reason: str, by: Actor, at: datetime) -> None:
    """Decline an application for good; the applicant reads why and may apply again when that has changed.

    :raises NotPermitted, NotFound, Incomplete, WrongState: as in :func:`give_back`.
    """
    row = at_desk(application_id, by)
    with transaction.atomic():
        moving.go(row, ApplicationState.REJECTED, by=by, at=at, reason=moving.check_reason(reason))


def at_desk(application_id: int, by: Actor) -> Application:
    """Return an application that lies at one of the two desks, to who works there.

    :raises NotFound: it is out of the person's reach; NotPermitted: it lies at another's desk.
    :raises WrongState: it lies at neither.
    """
    row = moving.seen(application_id, by)
    here = _DESKS.get(ApplicationState(row.state))
    if here is None:
        raise came_too_late(APPLICATION, ApplicationState.FILED)
    return moving.for_desk(application_id, *here, by)


def _pass_on(
    row: Application,
    frm: ApplicationState,
    to: ApplicationState,
    weighed: bool,
    by: Actor,
    at: datetime,
    **columns: Any,
) -> None:
    if row.state != frm.value:
        raise came_too_late(APPLICATION, frm)
    with transaction.atomic():
        held = Application.objects.select_for_update().get(pk=row.pk)
        answer = gate.again(held, day_of(at))
        gate.check(answer)
        if answer.weigh and not weighed:
            raise Incomplete(
                Words("申请人在诚信档案中有记录，须先核实。"),
                do=Words("核实后勾选“已核实”，再继续；记录只供参考，不当然拒绝。"),
                clause=s1_3_bar.BAR,
            )
        papers.check_complete(held, wants.of(held), at)
        moving.go(held, to, by=by, at=at, facts={"weighed": answer.weigh}, **columns)
