"""Take or refuse the steps of a session's procedure, one after the other, each by its own body (A2.2.1, A2.2.2)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from yinxin.desk import notices
from yinxin.kernel.calendar import day_of
from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import Incomplete, WrongState
from yinxin.kernel.words import Words
from yinxin.ledger.record import Line, record
from yinxin.lifecycle.move import came_too_late, move
from yinxin.parties import access
from yinxin.parties.actor import Actor, Body
from yinxin.parties.finding import members_of
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import body
from yinxin.reviewing import procedure, turns
from yinxin.reviewing.committees import said_in
from yinxin.reviewing.models import Session, StepTaken
from yinxin.reviewing.procedure import Step
from yinxin.reviewing.sessions import tell_next
from yinxin.reviewing.states import SESSION, SessionState

A2_2_2 = Clause("A2.2.2")


def take(
    *, session_id: int, document: str, on: date, notice_over_on: date | None, by: Actor, at: datetime
) -> Step:
    """Take the step whose turn it is; return it.

    :param document: the number of the document that approves or receives the list; ``on`` is its day.
    :param notice_over_on: the last day of the list's public notice, None where there is none.
    :raises NotPermitted: the step is another body's, or ``by`` had a hand in this list before; NotFound out of reach.
    :raises WrongState: the public notice is not over, every step is done, or no list is on its way.
    :raises Incomplete: the document is missing, or its day lies before what came before or after today.
    """
    session, founder = _locked(session_id, by)
    with transaction.atomic():
        session = _hold(session_id)
        found = procedure.steps(session, notice_over_on=notice_over_on, on=day_of(at))
        turn = _turn(found, founder, by)
        turns.check_another(session, by)
        text = said_in(document, range(2, 61), Words("请填写文号（2至60字）。"))
        earliest = max([session.decided_on, *(one.on for one in found[: turn.place] if one.on)])
        if not earliest <= on <= day_of(at):
            raise Incomplete(
                Words("文件日期须在{first}至今天之间。", first=earliest),
                do=Words("请核对文件日期；各步骤按先后办理。"),
                clause=A2_2_2,
            )
        _enter(session, turn, by, at, document=text, on=on)
        tell_next(session, notice_over_on=notice_over_on, but=by.account_id, at=at)
        done = procedure.steps(session, notice_over_on=notice_over_on, on=day_of(at))
        if procedure.next_of(done) is None:
            notices.tell(
                accounts=members_of(founder.id, Permission.BATCH_SUBMIT, at),
                words=Words("评审会议{number}的程序已办完，请提交制证数据", number=session_id),
                address=f"/office/reviews/{session_id}",
                at=at,
            )
    return done[turn.place]


def refuse(*, session_id: int, reason: str, notice_over_on: date | None, by: Actor, at: datetime) -> None:
    """Refuse the step whose turn it is, with reasons: the session goes back for other results, and nothing is lost.

    The founding body may do so at any time before the last step, when it finds an error itself.

    :raises NotPermitted: the step is another body's; NotFound where the session is out of reach.
    :raises Incomplete: there is no reason.
    :raises WrongState: every step is done, or no list is on its way.
    """
    session, founder = _locked(session_id, by)
    text = said_in(reason, range(4, 201), Words("请写明退回的原因（4至200字）。"))
    with transaction.atomic():
        session = _hold(session_id)
        found = procedure.steps(session, notice_over_on=notice_over_on, on=day_of(at))
        turn, own = _to_refuse(found, founder, by)
        _enter(session, turn, by, at, reason=text, on=day_of(at), own=own)
        move(
            SESSION, session_id, frm=SessionState.LISTED, to=SessionState.OPEN, kind="review_session.sent_back",
            by=by, at=at, facts={"round": session.round, "place": turn.place}, reason=text,
        )  # fmt: skip
        notices.tell(
            accounts=set(members_of(founder.id, Permission.REVIEW_HOLD, at)) - {by.account_id},
            words=Words("评审会议{number}被退回，请查看原因", number=session_id),
            address=f"/office/reviews/{session_id}",
            at=at,
        )


def turn_for(
    *, session_id: int, notice_over_on: date | None, refusing: bool, by: Actor, at: datetime
) -> Step:
    """Return the step whose turn it is, for somebody who wants to take it, or to refuse it.

    :raises Refusal: as :func:`take` and :func:`refuse` would.
    """
    session, founder = _locked(session_id, by)
    if session.state != SessionState.LISTED.value:
        raise came_too_late(SESSION, SessionState.LISTED)
    found = procedure.steps(session, notice_over_on=notice_over_on, on=day_of(at))
    if refusing:
        return _to_refuse(found, founder, by)[0]
    turn = _turn(found, founder, by)
    turns.check_another(session, by)
    return turn


def _locked(session_id: int, by: Actor) -> tuple[Session, Body]:
    """Return a session that the person may see and in which people with such seats take steps."""
    session = Session.objects.select_related("committee").filter(pk=session_id).first()
    if session is None:
        raise access.not_here()
    founder = body(session.committee.founder_id)
    access.require(by, Permission.REVIEW_SEE, founder)
    access.require(by, Permission.REVIEW_DECIDE)
    return session, founder


def _hold(session_id: int) -> Session:
    """Let one act after the other work on a session."""
    session = Session.objects.select_for_update(of=("self",)).select_related("committee").get(pk=session_id)
    if session.state != SessionState.LISTED.value:
        raise came_too_late(SESSION, SessionState.LISTED)
    return session


def _open_step(found: tuple[Step, ...]) -> Step:
    turn = procedure.next_of(found)
    if turn is None:
        raise WrongState(Words("各步骤都已办完。"), do=Words("请刷新页面，查看最新状态。"), clause=A2_2_2)
    return turn


def _turn(found: tuple[Step, ...], founder: Body, by: Actor) -> Step:
    turn = _open_step(found)
    turns.check_body(turn.body or founder, by)
    if turn.body is None:
        raise WrongState(
            Words("评审结果的公示还没有结束，下一步不能办理。"),
            do=Words("请先公示本次评审通过名单；公示期满的次日起办理。"),
            clause=A2_2_2,
        )
    return turn


def _to_refuse(found: tuple[Step, ...], founder: Body, by: Actor) -> tuple[Step, Body]:
    """Return the step that somebody may refuse, and in whose name."""
    turn = _open_step(found)
    own = founder if turns.sits(by, founder) else turn.body or founder
    turns.check_body(own, by)
    return turn, own


def _enter(
    session: Session,
    turn: Step,
    by: Actor,
    at: datetime,
    *,
    on: date,
    document: str = "",
    reason: str = "",
    own: Body | None = None,
) -> None:
    body_id = (own or turn.body or body(session.committee.founder_id)).id
    made = StepTaken.objects.create(
        session=session, round=session.round, place=turn.place, kind=turn.kind.value, body_id=body_id,
        document=document, on=on, taken=not reason, reason=reason, by=by.account_id, at=at,
    )  # fmt: skip
    kind = "review_step.refused" if reason else "review_step.taken"
    record(Line(kind, A2_2_2, by.account_id, body_id, "review_step", made.pk, at, said_of(made)))


def said_of(made: StepTaken) -> dict[str, object]:
    """Return what the line about a step says of it."""
    return {
        "session": made.session_id,
        "round": made.round,
        "place": made.place,
        "step": made.kind,
        "document": made.document,
        "on": made.on.isoformat(),
    }
