"""What other chapters ask of reviews: may a batch be made, may seals be checked (A1.3b, A2.2.1, A2.2.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from yinxin.catalogue import queries as catalogue
from yinxin.kernel.calendar import day_of
from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import Incomplete, NotPermitted, WrongState
from yinxin.kernel.words import Words
from yinxin.law.a2013 import s2_2_1_senior
from yinxin.law.provinces import StepKind
from yinxin.law.regimes import ReviewLevel
from yinxin.register import standing
from yinxin.register.standing import StandingKind
from yinxin.reviewing import procedure
from yinxin.reviewing.committees import check_may_decide
from yinxin.reviewing.models import Candidate, Session
from yinxin.reviewing.states import SessionState

A1_3A, A1_3B, A2_2_2 = Clause("A1.3a"), Clause("A1.3b"), Clause("A2.2.2")
_NAMED = 5
"""How many lines a refusal names."""


@dataclass(frozen=True)
class Claim:
    """A line of a batch: whose it is by the keyed digest of the document, which level and specialty it claims."""

    row: int
    key: bytes
    level: str
    specialty: str


def check_may_make(
    exam_id: int, claims: Sequence[Claim], *, notice_over_on: date | None, at: datetime
) -> None:
    """Let certificates of a review be made for those who passed in its session, once its procedure is done.

    :param notice_over_on: the last day of the public notice of the session's list; None where there is none.
    :raises WrongState: the exam is no session's, its list is not on its way, a step is missing, the committee was not
        approved on the day of the decision, or a senior title is not approved.
    :raises Incomplete: a line is of nobody who passed in this session; the first of them are named.
    :raises NotPermitted: somebody is barred; the lines are named.
    """
    session = of_exam(exam_id)
    if session is None or session.state != SessionState.LISTED.value:
        raise WrongState(
            Words("这批数据没有对应的评审结果，或评审结果已退回、撤销。"),
            do=Words("请组建单位先报送评审结果，办完发证程序。"),
            clause=A2_2_2,
        )
    check_may_decide(session.committee, ReviewLevel(session.rank), session.decided_on)
    found = procedure.steps(session, notice_over_on=notice_over_on, on=day_of(at))
    procedure.check_finished(found)
    s2_2_1_senior.check_approved(ReviewLevel(session.rank), approved_on=_approval(found), sealed_on=None)
    _check_passed(session, claims)
    _check_not_barred(exam_id, claims, day_of(at))


def check_may_seal(exam_id: int, *, on: date) -> None:
    """Let the window check the seal on a session's certificates: senior titles only after the province's approval.

    :raises WrongState: the exam is no session's, or a senior title is not approved yet (A2.2.1).
    """
    session = of_exam(exam_id)
    if session is None or session.state != SessionState.LISTED.value:
        raise WrongState(
            Words("这批证书没有对应的评审会议。"), do=Words("请与组建单位核对评审结果。"), clause=A2_2_2
        )
    approved_on = _approval(procedure.steps(session, notice_over_on=None, on=on))
    s2_2_1_senior.check_approved(ReviewLevel(session.rank), approved_on=approved_on, sealed_on=on)


def of_exam(exam_id: int) -> Session | None:
    """Return the session that an exam stands for, None where it is none."""
    return Session.objects.select_related("committee").filter(exam_id=exam_id).first()


def _approval(found: Sequence[procedure.Step]) -> date | None:
    return next((one.on for one in found if one.kind is StepKind.PROVINCE), None)


def _check_passed(session: Session, claims: Sequence[Claim]) -> None:
    rows = Candidate.objects.filter(session=session, round=session.round, passed=True)
    passed = {(bytes(key), specialty) for key, specialty in rows.values_list("key", "specialty")}
    strange = [
        one.row for one in claims if one.level != session.level or (one.key, one.specialty) not in passed
    ]
    if strange:
        raise Incomplete(
            Words("有{count}行不在评审通过名单里：{rows}。", count=len(strange), rows=_lines(strange)),
            do=Words("请退回本批，由组建单位按评审通过名单（人员、级别、专业）改正后提交。"),
            clause=A1_3A,
        )


def _check_not_barred(exam_id: int, claims: Sequence[Claim], today: date) -> None:
    keys = {("", one.key.hex()): one.key for one in claims}
    qualification = catalogue.exam_by_id(exam_id).version.qualification_id
    against = standing.against_keys(keys, qualification_id=qualification, on=today)
    barred = {keys[person] for person, kind in against.items() if kind == StandingKind.BARRED.value}
    rows = [one.row for one in claims if one.key in barred]
    if rows:
        raise NotPermitted(
            Words("有{count}人在限制参加考试和评审的期间：第{rows}行。", count=len(rows), rows=_lines(rows)),
            do=Words("请退回本批，由组建单位核实后重新提交。"),
            clause=A1_3B,
        )


def _lines(rows: Sequence[int]) -> str:
    more = "……" if len(rows) > _NAMED else ""
    return "、".join(str(row) for row in sorted(rows)[:_NAMED]) + more
