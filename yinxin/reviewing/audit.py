"""Hold committees, sessions, votes and steps against the ledger, both ways (A2.2, A4)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.db import connection

from yinxin.kernel.words import Words
from yinxin.ledger.audit import Difference
from yinxin.lifecycle import audit as lives
from yinxin.reviewing import committees, sessions, stepping
from yinxin.reviewing.models import Candidate, Committee, Session, StepTaken
from yinxin.reviewing.states import COMMITTEE, SESSION

_STEP = StepTaken._meta.db_table
_CANDIDATE = Candidate._meta.db_table
_COMMITTEES = {
    "review_committee.proposed": "proposed",
    "review_committee.approved": "approved",
    "review_committee.refused": "refused",
    "review_committee.ended": "ended",
}
_SESSIONS = {
    "review_session.opened": "open",
    "review_session.listed": "listed",
    "review_session.sent_back": "open",
    "review_session.dropped": "dropped",
}


def audit() -> Iterator[Difference]:
    """Yield every committee, session, vote and step that is not what the ledger says."""
    yield from lives.states(COMMITTEE, _COMMITTEES)
    yield from lives.states(SESSION, _SESSIONS)
    proposed, ended = _facts("review_committee.proposed"), _facts("review_committee.ended")
    for row in Committee.objects.order_by("id"):
        last = row.ended_on.isoformat() if row.ended_on else None
        if committees.said_of(row) != proposed.get(row.pk) or ended.get(row.pk, {}).get("on") != last:
            yield Difference(COMMITTEE.table, row.pk, Words("登记与账目不符"))
    opened = _facts("review_session.opened")
    for session in Session.objects.order_by("id"):
        if sessions.said_of(session) != opened.get(session.pk):
            yield Difference(SESSION.table, session.pk, Words("登记与账目不符"))
    yield from _votes()
    yield from _steps()


def _votes() -> Iterator[Difference]:
    """Hold the votes of every round against the digest that its line has, and the sums against the votes."""
    for number, facts in _lines("review_session.listed"):
        rows = list(Candidate.objects.filter(session_id=number, round=facts["round"]))
        same = (len(rows), sum(row.passed for row in rows), sessions.list_digest(rows)) == (
            facts["candidates"], facts["passed"], facts["list"],
        )  # fmt: skip
        if not same:
            yield Difference(_CANDIDATE, number, Words("评审结果与报送时的摘要不符"))
    said = {(number, facts["round"]): facts for number, facts in _lines("review_session.listed")}
    for session in Session.objects.filter(round__gte=1).order_by("id"):
        facts = said.get((session.pk, session.round), {})
        sums = (session.candidates_count, session.list_digest, session.exam_id)
        if sums != (facts.get("candidates"), facts.get("list"), facts.get("exam")):
            yield Difference(SESSION.table, session.pk, Words("登记与账目不符"))


def _steps() -> Iterator[Difference]:
    said = {**_facts("review_step.taken"), **_facts("review_step.refused")}
    for row in StepTaken.objects.order_by("id"):
        if stepping.said_of(row) != said.pop(row.pk, None):
            yield Difference(_STEP, row.pk, Words("登记与账目不符"))
    for number in said:
        yield Difference(_STEP, number, Words("账目有记录，登记中却没有：被删除"))


def _facts(kind: str) -> dict[int, dict[str, Any]]:
    return dict(_lines(kind))


def _lines(kind: str) -> list[tuple[int, dict[str, Any]]]:
    with connection.cursor() as cursor:
        cursor.execute("select subject_id, facts::text from ledger_entry where kind = %s order by id", [kind])
        return [(number, json.loads(facts)) for number, facts in cursor.fetchall()]
