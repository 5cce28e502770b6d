"""What is found in drawn cases, and what the agency does about it (A2.1.4)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from yinxin.attachments import store
from yinxin.attachments.store import Attachment
from yinxin.desk import notices
from yinxin.kernel.calendar import day_of
from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import Incomplete, NotPermitted
from yinxin.kernel.words import Words
from yinxin.law.gaps import said_in
from yinxin.ledger.record import Line, record
from yinxin.lifecycle.move import came_too_late, move
from yinxin.parties import access
from yinxin.parties.actor import Actor
from yinxin.parties.finding import members_of
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import body, names
from yinxin.register.closed_files import closed_files
from yinxin.supervision.models import SpotCase
from yinxin.supervision.states import SPOT_CASE, CaseState

A2_1_4 = Clause("A2.1.4")


def evidence(data: bytes, name: str) -> Attachment:
    """Take a file of evidence in: rewritten as pictures, encrypted, and not part of any case yet.

    :raises Incomplete: the file is none that can be taken; says what to do.
    """
    return store.take(data, name=name, store=closed_files())


def assign(*, case_id: int, to: int, by: Actor, at: datetime) -> None:
    """Give a case that nobody has looked at to another checker of the same organisation.

    :raises NotPermitted: ``by`` looks at no cases there; NotFound where the check is out of reach.
    :raises Incomplete: ``to`` looks at no cases there; WrongState: it was looked at.
    """
    case = _of_checker(case_id, by)
    if to not in members_of(case.check_made.over_id, Permission.SPOT_CHECK_FIND, at):
        raise Incomplete(Words("所选人员不是本机构的监督员。"), do=Words("请从名单中选一位。"), clause=A2_1_4)
    with transaction.atomic():
        changed = SpotCase.objects.filter(pk=case_id, state=CaseState.ASSIGNED.value).update(assigned_to=to)
        if not changed:
            raise came_too_late(SPOT_CASE, CaseState.ASSIGNED)
        record(
            Line(
                "spot_case.assigned", A2_1_4, by.account_id, by.organisation_id, "spot_case", case_id, at,
                {"account": to},
            )
        )  # fmt: skip


def find(
    *,
    case_id: int,
    conforms: bool,
    what: str,
    due_on: date | None,
    evidence: Attachment | None = None,
    by: Actor,
    at: datetime,
) -> None:
    """Record what was found in one's own case; where it does not conform, the agency is asked to mend it by a day.

    :param what: what was looked at and found.
    :raises NotPermitted: the case is somebody else's, or ``by`` looks at none; NotFound where it is out of reach.
    :raises Incomplete: it is not said what was found, or by which day it is to be mended.
    :raises WrongState: it was looked at.
    """
    case = _of_checker(case_id, by)
    if case.assigned_to != by.account_id:
        raise NotPermitted(
            Words("这一件由{name}检查。", name=names([case.assigned_to]).get(case.assigned_to, "")),
            do=Words("请由本人登记，或先改派。"),
            clause=A2_1_4,
        )
    said = said_in(what, Words("请写明检查了什么、发现了什么。"), A2_1_4)
    if not conforms and (due_on is None or due_on <= day_of(at)):
        raise Incomplete(
            Words("不符合的，须写明今天以后的整改期限。"), do=Words("请填写整改期限。"), clause=A2_1_4
        )
    to = CaseState.CONFORMS if conforms else CaseState.FAULTY
    facts = {"evidence": evidence.digest} if evidence else {}
    due = None if conforms else due_on
    with transaction.atomic():
        move(
            SPOT_CASE, case_id, frm=CaseState.ASSIGNED, to=to, kind=f"spot_case.{to.value}", by=by, at=at,
            facts=facts | ({"due_on": due.isoformat()} if due else {}),
            what=said, due_on=due, found_by=by.account_id, found_at=at,
            evidence=evidence.key if evidence else "", pages=evidence.pages if evidence else 0,
        )  # fmt: skip
        if due:
            _ask(case, due, at)


def answer(*, case_id: int, said: str, by: Actor, at: datetime) -> None:
    """Say, for the agency whose audit it was, what was done about a fault.

    :raises NotPermitted: ``by`` does not answer for the agency; NotFound where it is out of reach.
    :raises Incomplete: nothing is said; WrongState: no answer is waited for.
    """
    case = _case(case_id)
    access.require(by, Permission.SUPERVISION_ANSWER, body(case.candidate.agency_id))
    text = said_in(said, Words("请写明整改情况。"), A2_1_4)
    with transaction.atomic():
        move(
            SPOT_CASE, case_id, frm=CaseState.FAULTY, to=CaseState.ANSWERED, kind="spot_case.answered", by=by, at=at,
            answer=text, answered_by=by.account_id, answered_at=at,
        )  # fmt: skip
        words = Words("抽查{check}第{place}件已报告整改，请复查", check=case.check_made_id, place=case.place)
        notices.tell(
            accounts=[case.found_by], words=words, address=f"/office/spot-checks/cases/{case_id}", at=at
        )


def settle(*, case_id: int, by: Actor, at: datetime) -> None:
    """Find that the fault is mended.

    :raises NotPermitted: ``by`` looks at no cases there; NotFound where it is out of reach.
    :raises WrongState: the agency has not answered.
    """
    _of_checker(case_id, by)
    move(
        SPOT_CASE, case_id, frm=CaseState.ANSWERED, to=CaseState.SETTLED, kind="spot_case.settled", by=by, at=at,
        settled_by=by.account_id, settled_at=at,
    )  # fmt: skip


def send_back(*, case_id: int, reason: str, due_on: date, by: Actor, at: datetime) -> None:
    """Find that the fault is not mended; the agency is asked again, by another day.

    :raises NotPermitted: ``by`` looks at no cases there; NotFound where it is out of reach.
    :raises Incomplete: there is no reason, or the day is past; WrongState: the agency has not answered.
    """
    case = _of_checker(case_id, by)
    text = said_in(reason, Words("请写明退回的原因。"), A2_1_4)
    if due_on <= day_of(at):
        raise Incomplete(Words("整改期限须在今天以后。"), do=Words("请改正整改期限。"), clause=A2_1_4)
    with transaction.atomic():
        move(
            SPOT_CASE, case_id, frm=CaseState.ANSWERED, to=CaseState.FAULTY, kind="spot_case.sent_back", by=by, at=at,
            facts={"due_on": due_on.isoformat()}, why_back=text, due_on=due_on,
        )  # fmt: skip
        _ask(case, due_on, at)


def _ask(case: SpotCase, due: date, at: datetime) -> None:
    notices.tell(
        accounts=members_of(case.candidate.agency_id, Permission.SUPERVISION_ANSWER, at),
        words=Words("随机抽查发现一件审核不符合，请在{day}前整改并报告", day=due.isoformat()),
        address="/office/supervision/mine",
        at=at,
    )


def _of_checker(case_id: int, by: Actor) -> SpotCase:
    case = _case(case_id)
    access.require(by, Permission.SPOT_CHECK_FIND, body(case.check_made.over_id))
    return case


def _case(case_id: int) -> SpotCase:
    found = SpotCase.objects.select_related("check_made", "candidate").filter(pk=case_id).first()
    if found is None:
        raise access.not_here()
    return found
