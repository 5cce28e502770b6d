"""Whose turn a step is, and who must leave it to somebody else (A2.2.1, A2.2.2)."""

from __future__ import annotations

from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import NotPermitted
from yinxin.kernel.words import Words
from yinxin.parties import access
from yinxin.parties.actor import Actor, Body
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import body
from yinxin.reviewing.models import Session, StepTaken
from yinxin.reviewing.procedure import Step

A2_2_2 = Clause("A2.2.2")


def sits(by: Actor, over: Body) -> bool:
    """Say whether a person takes steps by a seat of a body itself, not of one above it."""
    return any(seat.body.id == over.id and Permission.REVIEW_DECIDE in seat.permissions for seat in by.seats)


def check_body(own: Body, by: Actor) -> None:
    """Let only a body's own people take its steps.

    :raises NotPermitted: ``by`` sits elsewhere; the refusal says whose the step is.
    """
    if sits(by, own):
        return
    raise NotPermitted(
        Words("这一步由{who}办理。", who=own.name),
        do=Words("请等待该机构办理；各步骤不能代办。"),
        clause=A2_2_2,
    )


def check_another(session: Session, by: Actor) -> None:
    """Nobody has two hands in one list: neither who brought it nor who took an earlier step goes on."""
    rows = StepTaken.objects.filter(session=session, round=session.round, taken=True)
    hands = [(session.listed_by, session.listed_at), *rows.values_list("by", "at")]
    for account, when in hands:
        access.require_other_person(by, account, act=Words("审批备案"), clause=A2_2_2, when=when)


def why_not(session: Session, turn: Step, by: Actor) -> Words | None:
    """Return why a person cannot take the step whose turn it is; None where they can."""
    try:
        check_body(turn.body or body(session.committee.founder_id), by)
        check_another(session, by)
    except NotPermitted as refusal:
        return refusal.what
    return None
