"""A session of a committee: opened by the founding body, its results brought in, its list on its way (A2.2.1, A2.2.2).

With its first results a session becomes an exam of regime ``review``, whose day is the day of the decision and whose
agency is the founding body: from there on everything goes the way of every other exam.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import orjson
from django.db import transaction

from yinxin.catalogue import exams
from yinxin.catalogue import queries as catalogue
from yinxin.catalogue.queries import VersionView
from yinxin.desk import notices
from yinxin.kernel.calendar import day_of
from yinxin.kernel.canonical import canonical_json, digest
from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import Incomplete, NotFound
from yinxin.kernel.words import Words
from yinxin.law.provinces import province_of
from yinxin.law.regimes import Regime, ReviewLevel
from yinxin.ledger.record import Line, record
from yinxin.lifecycle.move import move
from yinxin.parties import access
from yinxin.parties.actor import SYSTEM, Actor, Body
from yinxin.parties.finding import members_of
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import body
from yinxin.register.vault import vault
from yinxin.reviewing import procedure, results
from yinxin.reviewing.committees import check_may_decide, said_in
from yinxin.reviewing.models import Candidate, Committee, Session
from yinxin.reviewing.results import Decided, Sitting
from yinxin.reviewing.series import series_of
from yinxin.reviewing.states import SESSION, SessionState

A2_2_1, A2_2_2, A1_3A = Clause("A2.2.1"), Clause("A2.2.2"), Clause("A1.3a")
PRESENT = range(3, 200)
"""How many members can be present."""

REVIEW = b"review"
"""The context that binds a candidate's closed data to its place."""


def open_session(
    *, committee_id: int, level: str, decided_on: date, present: int, by: Actor, at: datetime
) -> int:
    """Open a session for one level of a committee's series; return it.

    :param decided_on: the day on which the members decided; :param present: how many of them were present.
    :raises NotPermitted: ``by`` does not hold the founding body's reviews; NotFound where it is out of reach.
    :raises WrongState: the committee was not approved on that day, and the refusal names the days.
    :raises NotApplicable: it is not approved for that level, or the series was not in the catalogue then.
    :raises NotFound: no procedure is recorded for the level (A2.2.2).
    :raises Incomplete: the level, the day or the number of members cannot be.
    """
    committee = Committee.objects.filter(pk=committee_id).first()
    if committee is None:
        raise access.not_here()
    founder = body(committee.founder_id)
    access.require(by, Permission.REVIEW_HOLD, founder)
    rank = _rank(committee, founder, level)
    if decided_on > day_of(at) or present not in PRESENT:
        raise Incomplete(
            Words("评审日在今天以后，或出席人数不对。"),
            do=Words("评审结束后再登记；出席人数按会议记录填写。"),
            clause=A2_2_2,
        )
    check_may_decide(committee, rank, decided_on)
    catalogue.version_on(committee.series, decided_on)
    local = procedure.recorded(founder, rank)
    with transaction.atomic():
        made = Session.objects.create(
            committee=committee, level=level, rank=rank.value, decided_on=decided_on, present=present,
            procedure=local, opened_by=by.account_id, opened_at=at, state=SessionState.OPEN.value,
        )  # fmt: skip
        _record("review_session.opened", made.pk, said_of(made), founder, by, at)
    return made.pk


def bring(
    *, session_id: int, header: Sequence[str], lines: Iterable[results.Line], by: Actor, at: datetime
) -> int:
    """Bring the members' results in: the list is who passed by their votes. Return how many did.

    :param header: the heading of the file, and ``lines`` its lines as text.
    :raises Faulty: the file has faults; each is named with its line, and nothing is kept.
    :raises NotPermitted: ``by`` does not hold the founding body's reviews; NotFound where it is out of reach.
    :raises WrongState: results were brought already, or the approval did not hold on the day of the decision.
    """
    session, founder = _of(session_id, by)
    check_may_decide(session.committee, ReviewLevel(session.rank), session.decided_on)
    version = catalogue.version_on(session.committee.series, session.decided_on)
    specialties = tuple(version.levels.get(session.level, ()))
    sitting = Sitting(version.qualification_id, specialties, session.present, session.decided_on)
    decided = results.read(header, lines, sitting)
    passed = sum(one.passed for one in decided)
    with transaction.atomic():
        exam = _exam(session, founder, version, passed, at)
        count, said = session.round + 1, list_digest(decided)
        move(
            SESSION, session_id, frm=SessionState.OPEN, to=SessionState.LISTED, kind="review_session.listed", by=by,
            at=at, facts={"round": count, "candidates": len(decided), "passed": passed, "list": said, "exam": exam},
            exam_id=exam, round=count, listed_by=by.account_id, listed_at=at, candidates_count=len(decided),
            passed=passed, list_digest=said, reason="",
        )  # fmt: skip
        Candidate.objects.bulk_create(_candidates(session_id, count, decided))
        session.refresh_from_db()
        tell_next(session, notice_over_on=None, but=by.account_id, at=at)
    return passed


def drop(*, session_id: int, reason: str, by: Actor, at: datetime) -> None:
    """Give up a session that has no list on its way; what was decided in it stays on record.

    :raises NotPermitted: ``by`` does not hold the founding body's reviews; NotFound where it is out of reach.
    :raises Incomplete: there is no reason; WrongState: a list is on its way, or it was given up.
    """
    session, _ = _of(session_id, by)
    text = said_in(reason, range(4, 201), Words("请写明原因（4至200字）。"))
    with transaction.atomic():
        move(
            SESSION, session_id, frm=SessionState.OPEN, to=SessionState.DROPPED, kind="review_session.dropped",
            by=by, at=at, passed=0, reason=text,
        )  # fmt: skip
        if session.exam_id:
            exams.recount(
                exam_id=session.exam_id, agency_id=session.committee.founder_id, passed=0, by=by, at=at
            )


def tell_next(session: Session, *, notice_over_on: date | None, but: int, at: datetime) -> None:
    """Tell those whose turn it is; nobody where a public notice runs or all is done."""
    found = procedure.steps(session, notice_over_on=notice_over_on, on=day_of(at))
    turn = procedure.next_of(found)
    if turn is None or turn.body is None:
        return
    notices.tell(
        accounts=set(members_of(turn.body.id, Permission.REVIEW_DECIDE, at)) - {but},
        words=Words("评审会议{number}等待办理：{step}", number=session.pk, step=turn.words),
        address=f"/office/reviews/{session.pk}",
        at=at,
    )


def said_of(session: Session) -> dict[str, object]:
    """Return what the line about a session's opening says of it."""
    return {
        "committee": session.committee_id,
        "level": session.level,
        "rank": session.rank,
        "decided_on": session.decided_on.isoformat(),
        "present": session.present,
        "procedure": session.procedure,
    }


def list_digest(decided: Iterable[Decided | Candidate]) -> str:
    """Return the digest of who was decided on with which votes: keyed digests only, nothing of the person."""
    entries = sorted(
        [bytes(one.key).hex(), one.specialty, one.in_favour, one.against, one.abstained] for one in decided
    )
    return digest(canonical_json({"list": entries}))


def _rank(committee: Committee, founder: Body, level: str) -> ReviewLevel:
    series = series_of(founder.region, committee.series)
    rank = series.ranks.get(level) if series else None
    if rank is None:
        raise Incomplete(
            Words("该系列没有级别“{level}”。", level=level or "—"),
            do=Words("请从本系列的级别中选择。"),
            clause=A2_2_2,
        )
    return rank


def _of(session_id: int, by: Actor) -> tuple[Session, Body]:
    session = Session.objects.select_related("committee").filter(pk=session_id).first()
    if session is None:
        raise access.not_here()
    founder = body(session.committee.founder_id)
    access.require(by, Permission.REVIEW_HOLD, founder)
    return session, founder


def _exam(session: Session, founder: Body, version: VersionView, passed: int, at: datetime) -> int:
    """Enter the session as the exam that it is from now on, or count again who passed; return the exam.

    The system enters it: the founding body enters no exams, and what it said stands in the line about the results.
    """
    if session.exam_id:
        exams.recount(exam_id=session.exam_id, agency_id=founder.id, passed=passed, by=SYSTEM, at=at)
        return session.exam_id
    province = province_of(founder.region)
    key = (
        next((one.key for one in province.documents.values() if one.regime is Regime.REVIEW), "")
        if province
        else ""
    )
    if not key:
        raise NotFound(
            Words("本省规则里没有评审证书。"), do=Words("请先在省份规则中规定评审证书。"), clause=A2_2_2
        )
    day = session.decided_on
    return exams.enter(
        code=f"PS{day:%Y%m%d}-{session.pk}", qualification=session.committee.series, regime=Regime.REVIEW.value,
        year=day.year, name=f"{founder.name}{day.year}年{version.name}{session.level}评审"[:120],
        name_en=f"Review {day.year}: {version.name_en}"[:160], days=[day], levels=[session.level], document=key,
        parts=[(founder.id, passed)], by=SYSTEM, at=at,
    )  # fmt: skip


def _candidates(session_id: int, count: int, decided: Sequence[Decided]) -> Iterable[Candidate]:
    safe = vault()
    for one in decided:
        facts: dict[str, Any] = {"name": one.name, "id_kind": one.id_kind, "id_number": one.id_number}
        yield Candidate(
            session_id=session_id, round=count, row=one.row, key=one.key, specialty=one.specialty,
            sealed=safe.close(orjson.dumps(facts), REVIEW), in_favour=one.in_favour, against=one.against,
            abstained=one.abstained, passed=one.passed,
        )  # fmt: skip


def _record(kind: str, number: int, facts: dict[str, object], founder: Body, by: Actor, at: datetime) -> None:
    record(Line(kind, A2_2_2, by.account_id, founder.id, SESSION.subject, number, at, facts))
