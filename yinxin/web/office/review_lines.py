"""Lines of somebody's work about reviews: committees to approve or renew, results to bring, steps to take (A2.2)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from yinxin.kernel.words import Words
from yinxin.parties.actor import Actor
from yinxin.parties.permissions import Permission
from yinxin.production import gates
from yinxin.reviewing import queries
from yinxin.reviewing.queries import CommitteeView, SessionView
from yinxin.web import wording
from yinxin.web.office.worklines import WorkLine


def committees(by: Actor, today: date) -> Iterable[WorkLine]:
    """Yield the proposals of colleagues, and the approvals that run out soon."""
    if not by.has(Permission.COMMITTEE_KEEP):
        return
    for one in queries.to_approve(by):
        yield _committee(one, Words("核准评审委员会"), one.state_words)
    for one in queries.to_renew(by, today):
        yield _committee(one, Words("评审委员会换届"), Words("期限至{day}", day=one.until))


def results(by: Actor, today: date) -> Iterable[WorkLine]:
    """Yield the sessions of the person's bodies whose results are still to come."""
    if not by.has(Permission.REVIEW_HOLD):
        return
    for one in queries.waiting_for_results(by):
        yield _session(
            one, Words("报送评审结果"), one.committee.founder.id, one.committee.founder.name, mine=True
        )


def steps(by: Actor, today: date) -> Iterable[WorkLine]:
    """Yield the sessions whose next step is the person's body's."""
    for one in queries.on_their_way(by):
        over_on = gates.notice_over_on(one.exam_id) if one.exam_id else None
        found = queries.progress(one.id, by, notice_over_on=over_on, on=today)
        turn = found.turn
        if turn and turn.body and any(seat.body.id == turn.body.id for seat in by.seats):
            title = Words("办理：{step}", step=turn.words)
            yield _session(one, title, turn.body.id, turn.body.name, mine=found.why_not is None)


def _committee(one: CommitteeView, title: Words, state: Words) -> WorkLine:
    about = Words("{founder} · {series}", founder=one.founder.name, series=one.series_name)
    there = f"/office/committees/{one.id}"
    tone = wording.tone(one.state.value)
    return WorkLine(title, about, there, state, tone, True, one.over.id, one.over.name, since=one.proposed_at)


def _session(one: SessionView, title: Words, body: int, name: str, *, mine: bool) -> WorkLine:
    about = Words("评审会议{number} · {level}", number=one.id, level=one.level)
    tone, since = wording.tone(one.state.value), one.listed_at or one.opened_at
    return WorkLine(
        title, about, f"/office/reviews/{one.id}", one.state_words, tone, mine, body, name, since=since
    )
