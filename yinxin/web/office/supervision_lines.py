"""Lines of somebody's work about supervision: checks, cases, criticism, what is to be mended (A1.3c, A2.1.4)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from yinxin.kernel.words import Words
from yinxin.parties import access
from yinxin.parties.actor import Actor
from yinxin.parties.permissions import Permission
from yinxin.supervision import checks, criticisms
from yinxin.supervision.checks import CaseView
from yinxin.supervision.criticisms import CriticismView
from yinxin.supervision.states import CaseState, CriticismState
from yinxin.web import wording
from yinxin.web.office.worklines import WorkLine


def spot_checks(by: Actor, today: date) -> Iterable[WorkLine]:
    """Yield the checks whose seed is public or whose cases are all looked at: another person goes on with them."""
    if not by.has(Permission.SPOT_CHECK_SEED):
        return
    for one in checks.waiting_for(by, today):
        draws = one.drawn_at is None
        yield WorkLine(
            Words("登记种子并抽取") if draws else Words("公布抽查结果"),
            Words("抽查{number} · {exam}", number=one.id, exam=one.exam),
            f"/office/spot-checks/{one.id}",
            one.state_words,
            wording.tone(one.state.value),
            access.may(by, Permission.SPOT_CHECK_SEED, one.over)
            and not access.same_hands(by, one.frozen_by, one.frozen_at),
            one.over.id,
            one.over.name,
            since=one.frozen_at if draws else one.drawn_at,
        )


def cases(by: Actor, today: date) -> Iterable[WorkLine]:
    """Yield the drawn cases whose next step is the person's, and those whose agency has let the day pass."""
    if not by.has(Permission.SPOT_CHECK_FIND):
        return
    for one in (*checks.to_look_at(by), *checks.let_pass(by, today)):
        yield _case(
            one, today, f"/office/spot-checks/cases/{one.id}", _STEPS[one.state], one.over.id, one.over.name
        )


_STEPS = {
    CaseState.ASSIGNED: Words("检查抽中的案卷"),
    CaseState.ANSWERED: Words("复查整改情况"),
    CaseState.FAULTY: Words("催办逾期的整改"),
}


def criticism(by: Actor, today: date) -> Iterable[WorkLine]:
    """Yield the drafts to issue, the answers to judge, and the criticism whose body has let the day pass."""
    if not (by.has(Permission.CRITICISM_ISSUE) or by.has(Permission.CRITICISM_DRAFT)):
        return
    steps = {
        CriticismState.DRAFT: Words("签发通报批评"),
        CriticismState.ANSWERED: Words("核实整改情况"),
        CriticismState.ISSUED: Words("催办逾期的整改"),
    }
    for one in (*criticisms.waiting_for(by), *criticisms.let_pass(by, today)):
        yield _criticism(
            one, today, f"/office/criticisms/{one.id}", steps[one.state], one.over.id, one.over.name
        )


def mending(by: Actor, today: date) -> Iterable[WorkLine]:
    """Yield what supervision asks of the person's own organisations."""
    if not by.has(Permission.SUPERVISION_ANSWER):
        return
    here = "/office/supervision/mine"
    for told in criticisms.to_answer(by):
        answer = Words("报告通报批评的整改")
        yield _criticism(told, today, f"{here}/criticisms/{told.id}", answer, told.body.id, told.body.name)
    for one in checks.to_answer(by):
        answer = Words("报告抽查不符合的整改")
        yield _case(one, today, f"{here}/cases/{one.id}", answer, one.agency.id, one.agency.name)


def _case(one: CaseView, today: date, address: str, title: Words, body: int, name: str) -> WorkLine:
    about = Words(
        "抽查{check}第{place}件 · {number}", check=one.check_id, place=one.place, number=one.management_number
    )
    state, tone = _by(one.due_on, today) if one.state is CaseState.FAULTY else (one.state_words, "")
    since = one.answered_at or one.found_at
    return WorkLine(
        title, about, address, state, tone or wording.tone(one.state.value), True, body, name, since=since
    )


def _criticism(one: CriticismView, today: date, address: str, title: Words, body: int, name: str) -> WorkLine:
    about = Words("{number} · {body}", number=one.number, body=one.body.name)
    state, tone = _by(one.due_on, today) if one.state is CriticismState.ISSUED else (one.state_words, "")
    since = one.answered_at or one.issued_at or one.drafted_at
    return WorkLine(
        title, about, address, state, tone or wording.tone(one.state.value), True, body, name, since=since
    )


def _by(due: date | None, today: date) -> tuple[Words, str]:
    """Return how the day of mending stands, and its look."""
    if due is None:
        return Words("待整改"), "warn"
    if due < today:
        return Words("整改期限已过"), "bad"
    return Words("整改期限{day}", day=due.isoformat()), "warn"
