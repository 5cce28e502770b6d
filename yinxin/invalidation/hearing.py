"""The person's right to be heard: what they said and what was answered, or that the time for it has passed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from yinxin.invalidation import cases
from yinxin.invalidation.cases import N17
from yinxin.invalidation.models import Case
from yinxin.invalidation.states import CaseState, Hearing
from yinxin.kernel.calendar import day_of
from yinxin.kernel.refusal import Incomplete, WrongState
from yinxin.kernel.words import Words
from yinxin.parties.actor import Actor
from yinxin.parties.permissions import Permission


def hear(*, case_id: int, hearing: Hearing, statement: str, answer: str, by: Actor, at: datetime) -> None:
    """Enter what the person said and how it was weighed, that they waived it, or that the time passed in silence.

    :param statement: what was said, or how it was waived; empty where the time passed.
    :param answer: what was found of it; empty where nothing was said.
    :raises NotPermitted: ``by`` does not hear this body's cases; NotFound where it is out of reach.
    :raises Incomplete: statement or answer is missing.
    :raises WrongState: the notice of intent was not served, the time has not passed yet, or it was heard before.
    """
    cases.of_decider(case_id, by, Permission.INVALIDATION_HEAR)
    if hearing is not Hearing.LAPSED:
        parts = {Words("陈述申辩的内容"): statement}
        if hearing is Hearing.STATED:
            parts[Words("对陈述申辩的审查意见")] = answer
        cases.written(parts, most=4000)
    with transaction.atomic():
        case = cases.hold(case_id, [CaseState.INTENDED])
        _check_served(case)
        if hearing is Hearing.LAPSED:
            _check_passed(case, at)
        cases.step(
            case,
            CaseState.HEARD,
            by=by,
            at=at,
            facts={"hearing": hearing.value},
            hearing=hearing.value,
            statement=b""
            if hearing is Hearing.LAPSED
            else cases.close(f"{statement.strip()}\0{answer.strip()}"),
            heard_by=by.account_id,
            heard_at=at,
        )
        cases.tell(
            [case.body_id],
            Permission.INVALIDATION_DECIDE,
            Words("无效处理{code}已听取陈述申辩，等待决定", code=cases.code_of(case)),
            case,
            at,
        )


def drop(*, case_id: int, reason: str, by: Actor, at: datetime) -> None:
    """Give a case up before it is decided; the certificates were never touched.

    :raises NotPermitted: ``by`` does not decide this body's cases; NotFound where it is out of reach.
    :raises Incomplete: it is not said why.
    :raises WrongState: it is decided, or given up already.
    """
    cases.of_decider(case_id, by, Permission.INVALIDATION_DECIDE)
    cases.written({Words("不予处理的原因"): reason}, most=400)
    with transaction.atomic():
        case = cases.hold(case_id, [CaseState.INTENDED, CaseState.HEARD])
        cases.step(case, CaseState.DROPPED, by=by, at=at, dropped_why=reason.strip())
        case.lines.update(open=False)


def _check_served(case: Case) -> None:
    if case.intent_served_on is None:
        raise WrongState(
            Words("拟处理告知书还没有送达，不能结束陈述申辩。"), do=Words("请先登记送达。"), clause=N17
        )


def _check_passed(case: Case, at: datetime) -> None:
    """The last day for a statement must be over before silence means anything."""
    if day_of(at) <= case.statement_by:
        raise Incomplete(
            Words("陈述申辩的期限到{day}（含当日）才满。", day=case.statement_by),
            do=Words("请等期满；本人作了陈述或者书面放弃的，按实际情况登记。"),
            clause=N17,
        )
