"""The one way in which an application goes from desk to desk: its state, its stay, its line, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from yinxin.changing import promises
from yinxin.changing.models import Application, Notice, Step
from yinxin.changing.states import APPLICATION, DESK_OF, ApplicationState
from yinxin.kernel.calendar import day_of
from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import Incomplete, NotPermitted
from yinxin.kernel.words import Words
from yinxin.law.n2023.art15_replacement import Desk
from yinxin.lifecycle.move import came_too_late, move
from yinxin.parties import access
from yinxin.parties.actor import Actor, Body
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import bodies, body, the_centre
from yinxin.register import changeable

N15: Final = Clause("N15")
_KINDS: Final = {
    (ApplicationState.RETURNED, ApplicationState.FILED): "application.resubmitted",
    (ApplicationState.FILED, ApplicationState.REVIEWED): "application.reviewed",
    (ApplicationState.REVIEWED, ApplicationState.CONFIRMED): "application.confirmed",
    (ApplicationState.CONFIRMED, ApplicationState.MAKING): "application.taken",
    (ApplicationState.MAKING, ApplicationState.RELEASED): "application.released",
    (ApplicationState.CONFIRMED, ApplicationState.REVIEWED): "application.sent_back",
    (ApplicationState.MAKING, ApplicationState.REVIEWED): "application.sent_back",
}
_ENDS: Final = {
    ApplicationState.RETURNED: "application.returned",
    ApplicationState.REJECTED: "application.rejected",
    ApplicationState.WITHDRAWN: "application.withdrawn",
}

TOLD: Final = (ApplicationState.RETURNED, ApplicationState.REJECTED, ApplicationState.RELEASED)
"""What an applicant is told of at once."""


def kind_of(before: ApplicationState, after: ApplicationState) -> str:
    """Return the ledger's word for a transition."""
    return _KINDS.get((before, after)) or _ENDS[after]


def go(
    row: Application,
    to: ApplicationState,
    *,
    by: Actor,
    at: datetime,
    reason: str = "",
    facts: Mapping[str, Any] | None = None,
    **columns: Any,
) -> None:
    """Move an application inside the caller's transaction; its stay at the old desk ends, one at the next begins.

    :raises WrongState: it is not in the state in which ``row`` has it (any more).
    """
    before = ApplicationState(row.state)
    if (before, to) not in APPLICATION.edges:
        raise came_too_late(APPLICATION, next(one for one, after in APPLICATION.edges if after is to))
    kind = kind_of(before, to)
    here, there = DESK_OF.get(before), DESK_OF.get(to)
    promised = row.promised_on if here is there else _promised(row, there, at)
    move(
        APPLICATION,
        row.pk,
        frm=before,
        to=to,
        kind=kind,
        by=by,
        at=at,
        facts={"number": row.number, **(facts or {})},
        reason=reason,
        promised_on=promised,
        settled_at=None if there else at,
        **columns,
    )
    if to in TOLD:
        Notice.objects.create(application=row, state_told=to.value, next_at=at)
    if here is not there:
        Step.objects.filter(application=row, left_at__isnull=True).update(
            left_at=at, outcome=kind, reason=reason, by=by.account_id
        )
        if there is not None:
            arrive(row, there, at)


def arrive(row: Application, desk: Desk, at: datetime) -> None:
    """Let an application's stay at a desk begin."""
    Step.objects.create(application=row, desk=desk.value, arrived_at=at, promised_on=_promised(row, desk, at))


def desk_body(row: Application, desk: Desk) -> Body:
    """Return the body that has an application's desk; it is made again by who made the certificate (A3.3)."""
    if desk is Desk.MAKING:
        maker = changeable.makers_of([row.certificate_id]).get(row.certificate_id)
        return body(maker) if maker else the_centre()
    return body(row.confirmer_id if desk is Desk.CONFIRMATION else row.issuer_id)


def seen(application_id: int, by: Actor) -> Application:
    """Return an application that a person may see.

    :raises NotFound: there is none, or neither its issuer, nor who confirms it, nor the province's own maker lies in
        the person's territory.
    """
    row = Application.objects.filter(id=application_id).first()
    if row is None:
        raise access.not_here()
    maker = changeable.makers_of([row.certificate_id]).values()
    owners = bodies([row.issuer_id, row.confirmer_id, *maker])
    access.require_one(by, Permission.APPLICATION_SEE, list(owners.values()))
    return row


def for_desk(application_id: int, permission: Permission, desk: Desk, by: Actor) -> Application:
    """Return an application to whoever works at one of its desks.

    :raises NotFound: there is none in the person's territory; NotPermitted: it is another's to work on.
    """
    row = Application.objects.filter(id=application_id).first()
    if row is None:
        raise access.not_here()
    over = desk_body(row, desk)
    if desk is Desk.MAKING:
        require_maker(by, permission, over)
    else:
        access.require(by, permission, over)
    return row


def require_maker(by: Actor, permission: Permission, maker: Body) -> None:
    """Let only its maker's own people make a certificate again.

    :raises NotPermitted: ``by`` sits above it, and does not make its certificates; the refusal says who does.
    :raises NotFound: the maker is out of reach.
    """
    access.require(by, permission, maker)
    if not access.sits(by, permission, maker.id):
        raise NotPermitted(
            Words("这份申请由{maker}制作证书。", maker=maker.name),
            do=Words("请由该机构的制证员、发布复核员办理。"),
            clause=Clause("A3.3"),
            facts={"permission": permission.value},
        )


def check_reason(reason: str) -> str:
    """Return a reason without blanks around it.

    :raises Incomplete: it is empty, too short to say anything, or too long.
    """
    said = reason.replace("\0", "").strip()
    if not 4 <= len(said) <= 400:
        raise Incomplete(
            Words("请写明原因。"), do=Words("用一两句话说明，4至400字，申请人会看到。"), clause=N15
        )
    return said


def _promised(row: Application, desk: Desk | None, at: datetime) -> Any:
    if desk is None or desk is Desk.APPLICATION:
        return None
    return promises.promised_on(desk_body(row, desk).id, desk, day_of(at))
