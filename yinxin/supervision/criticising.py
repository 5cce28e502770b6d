"""Criticism of a careless body: drafted by one, issued and made public by another, followed to its end (A1.3c)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from yinxin.desk import notices
from yinxin.kernel.calendar import day_of
from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import AlreadyDone, Incomplete, NotApplicable
from yinxin.kernel.words import Words
from yinxin.law.a2013 import s1_3_bar
from yinxin.law.a2013.s1_3_bar import Measure
from yinxin.law.gaps import said_in
from yinxin.ledger.record import Line, record
from yinxin.lifecycle.move import move
from yinxin.parties import access
from yinxin.parties.actor import Actor
from yinxin.parties.finding import members_of
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import body
from yinxin.supervision.models import Criticism, SpotCheck
from yinxin.supervision.states import CRITICISM, CriticismState

A1_3C = Clause("A1.3c")
_LONG = 800


@dataclass(frozen=True)
class Draft:
    """What a criticism says.

    :ivar number: the decision document's number; ``decided_on`` its day.
    :ivar asked: what the body is asked to do, by ``due_on``.
    :ivar grave: with serious consequences; ``referred_to`` says who decides on accountability then.
    :ivar check_id: the spot check that it comes from, or None.
    """

    number: str
    decided_on: date
    finding: str
    grounds: str
    asked: str
    due_on: date
    grave: bool
    referred_to: str = ""
    check_id: int | None = None


def draft(*, over_id: int, body_id: int, said: Draft, by: Actor, at: datetime) -> int:
    """Draft a criticism of a body; return it. Nobody is criticised before somebody else has issued it.

    :raises NotPermitted: ``by`` criticises nobody for this organisation, or not this body; NotFound out of reach.
    :raises NotApplicable: a body criticises itself.
    :raises Incomplete: something is missing, the decision is of a day to come, or the day to mend is past.
    :raises AlreadyDone: the document's number is taken.
    """
    access.require(by, Permission.CRITICISM_DRAFT, body(over_id))
    access.require(by, Permission.SUPERVISION_SEE, body(body_id))
    if over_id == body_id:
        raise NotApplicable(Words("不能通报批评本机构。"), do=Words("请选择下级或所管的机构。"), clause=A1_3C)
    facts = _checked(said, day_of(at))
    if said.check_id is not None and not SpotCheck.objects.filter(pk=said.check_id, over_id=over_id).exists():
        raise access.not_here()
    with transaction.atomic():
        try:
            with transaction.atomic():
                made = Criticism.objects.create(
                    over_id=over_id, body_id=body_id, check_made_id=said.check_id, decided_on=said.decided_on,
                    due_on=said.due_on, first_due_on=said.due_on, grave=said.grave, drafted_by=by.account_id,
                    drafted_at=at, state=CriticismState.DRAFT.value, **facts,
                )  # fmt: skip
        except IntegrityError as error:
            if "number" not in str(error):
                raise
            raise AlreadyDone(
                Words("文号{number}已经登记过。", number=facts["number"]),
                do=Words("请核对文号。"),
                clause=A1_3C,
            ) from None
        line = {"body": body_id, "number": facts["number"], "grave": said.grave}
        record(
            Line(
                "criticism.drafted", A1_3C, by.account_id, by.organisation_id, "criticism", made.pk, at, line
            )
        )
        notices.tell(
            accounts=set(members_of(over_id, Permission.CRITICISM_ISSUE, at)) - {by.account_id},
            words=Words("通报批评{number}等待另一人签发", number=facts["number"]),
            address=f"/office/criticisms/{made.pk}",
            at=at,
        )
    return made.pk


def issue(*, criticism_id: int, by: Actor, at: datetime) -> Measure:
    """Issue a criticism that somebody else drafted: from now on it is public; return what follows by the law.

    :raises NotPermitted: ``by`` drafted it, or issues none there; NotFound where it is out of reach.
    :raises WrongState: it was issued or dropped.
    """
    found = _of(criticism_id, by, Permission.CRITICISM_ISSUE)
    access.require_other_person(
        by, found.drafted_by, act=Words("签发通报批评"), clause=A1_3C, when=found.drafted_at
    )
    measure = s1_3_bar.measure_for(grave=found.grave)
    with transaction.atomic():
        move(
            CRITICISM, criticism_id, frm=CriticismState.DRAFT, to=CriticismState.ISSUED, kind="criticism.issued",
            by=by, at=at, facts={"measure": measure.value}, issued_by=by.account_id, issued_at=at,
        )  # fmt: skip
        _ask(found, at)
    return measure


def drop(*, criticism_id: int, reason: str, by: Actor, at: datetime) -> None:
    """Do not issue a draft; it stays on record, and is not public.

    :raises NotPermitted: ``by`` issues none there; NotFound where it is out of reach.
    :raises Incomplete: there is no reason; WrongState: it was issued or dropped.
    """
    _of(criticism_id, by, Permission.CRITICISM_ISSUE)
    text = said_in(reason, Words("请写明不签发的原因。"), A1_3C)
    move(
        CRITICISM, criticism_id, frm=CriticismState.DRAFT, to=CriticismState.DROPPED, kind="criticism.dropped",
        by=by, at=at, why_back=text,
    )  # fmt: skip


def answer(*, criticism_id: int, said: str, by: Actor, at: datetime) -> None:
    """Say, for the criticised body, what was done.

    :raises NotPermitted: ``by`` does not answer for the body; NotFound where it is out of reach.
    :raises Incomplete: nothing is said; WrongState: no answer is waited for.
    """
    found = Criticism.objects.filter(pk=criticism_id).exclude(state__in=("draft", "dropped")).first()
    if found is None:
        raise access.not_here()
    access.require(by, Permission.SUPERVISION_ANSWER, body(found.body_id))
    text = said_in(said, Words("请写明整改情况。"), A1_3C, _LONG)
    with transaction.atomic():
        move(
            CRITICISM, criticism_id, frm=CriticismState.ISSUED, to=CriticismState.ANSWERED, kind="criticism.answered",
            by=by, at=at, answer=text, answered_by=by.account_id, answered_at=at,
        )  # fmt: skip
        notices.tell(
            accounts={found.drafted_by, found.issued_by},
            words=Words("通报批评{number}已报告整改，请核实", number=found.number),
            address=f"/office/criticisms/{criticism_id}",
            at=at,
        )


def send_back(*, criticism_id: int, reason: str, due_on: date, by: Actor, at: datetime) -> None:
    """Find that what was done is not enough; the body is asked again, by another day.

    :raises NotPermitted: ``by`` criticises nobody there; NotFound where it is out of reach.
    :raises Incomplete: there is no reason, or the day is past; WrongState: nothing was answered.
    """
    found = _of(criticism_id, by, Permission.CRITICISM_DRAFT)
    text = said_in(reason, Words("请写明退回的原因。"), A1_3C)
    _check_to_come(due_on, day_of(at))
    with transaction.atomic():
        move(
            CRITICISM, criticism_id, frm=CriticismState.ANSWERED, to=CriticismState.ISSUED,
            kind="criticism.sent_back", by=by, at=at, facts={"due_on": due_on.isoformat()},
            why_back=text, due_on=due_on,
        )  # fmt: skip
        _ask(found, at)


def end(*, criticism_id: int, by: Actor, at: datetime) -> None:
    """End a criticism whose cause is mended; it stays public as what it was.

    :raises NotPermitted: ``by`` criticises nobody there; NotFound where it is out of reach.
    :raises WrongState: nothing was answered.
    """
    found = _of(criticism_id, by, Permission.CRITICISM_DRAFT)
    with transaction.atomic():
        move(
            CRITICISM, criticism_id, frm=CriticismState.ANSWERED, to=CriticismState.ENDED, kind="criticism.ended",
            by=by, at=at, ended_by=by.account_id, ended_at=at,
        )  # fmt: skip
        notices.tell(
            accounts=members_of(found.body_id, Permission.SUPERVISION_ANSWER, at),
            words=Words("通报批评{number}的整改已办结", number=found.number),
            address="/office/supervision/mine",
            at=at,
        )


def _checked(said: Draft, today: date) -> dict[str, str]:
    if said.decided_on > today:
        raise Incomplete(Words("文件日期不能晚于今天。"), do=Words("请改正文件日期。"), clause=A1_3C)
    _check_to_come(said.due_on, today)
    referred = said.referred_to.strip()
    if said.grave != bool(referred):
        raise Incomplete(
            Words("造成严重后果的，须写明移送哪个机关追究责任；否则不填。"),
            do=Words("请填写或清空移送机关。"),
            clause=A1_3C,
        )
    return {
        "number": said_in(said.number, Words("请填写文号。"), A1_3C, 60),
        "finding": said_in(said.finding, Words("请写明查明的事实。"), A1_3C, _LONG),
        "grounds": said_in(said.grounds, Words("请写明依据。"), A1_3C),
        "asked": said_in(said.asked, Words("请写明整改要求。"), A1_3C),
        "referred_to": referred[:120],
    }


def _check_to_come(due_on: date, today: date) -> None:
    if due_on <= today:
        raise Incomplete(Words("整改期限须在今天以后。"), do=Words("请改正整改期限。"), clause=A1_3C)


def _ask(found: Criticism, at: datetime) -> None:
    notices.tell(
        accounts=members_of(found.body_id, Permission.SUPERVISION_ANSWER, at),
        words=Words("本机构被通报批评（{number}），请整改并报告", number=found.number),
        address="/office/supervision/mine",
        at=at,
    )


def _of(criticism_id: int, by: Actor, permission: Permission) -> Criticism:
    found = Criticism.objects.filter(pk=criticism_id).first()
    if found is None:
        raise access.not_here()
    access.require(by, permission, body(found.over_id))
    return found
