"""Show a batch's list in public, take objections to it, answer them (A1.3a).

A notice runs for the working days that the exam's terms ask for and is over by itself. What it shows was masked when it
began; why somebody objects, and how they can be reached, stays sealed.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, datetime
from hashlib import sha256
from typing import Final

import orjson
from django.db import IntegrityError, transaction

from yinxin.catalogue.queries import ExamView
from yinxin.desk import notices as desk
from yinxin.kernel.calendar import Due, day_of
from yinxin.kernel.canonical import canonical_json, digest
from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import Incomplete, NotApplicable, WrongState
from yinxin.kernel.words import Words
from yinxin.law.calendars import CALENDAR
from yinxin.law.gaps import said_in
from yinxin.ledger.record import Line, record
from yinxin.lifecycle.move import move
from yinxin.parties import access
from yinxin.parties.actor import SYSTEM, Actor
from yinxin.parties.finding import members_of
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import body
from yinxin.qualifying.lists import Listed
from yinxin.qualifying.models import ListObjection, Notice, NoticeEntry
from yinxin.qualifying.states import LIST_OBJECTION, NOTICE, ListObjectionState, NoticeState
from yinxin.register.vault import vault

A1_3A: Final = Clause("A1.3a")
OBJECTED: Final = b"list objection"
_LONGEST_CONTACT = 120
_CODE = 16


def due_of(begun_on: date, days: int) -> Due:
    """Return the last day of a notice with its explanation: the day it begins is not counted."""
    return CALENDAR.due(begun_on, days)


def is_over(begun_on: date, days: int, today: date) -> bool:
    """Say whether a notice's last day is past."""
    return today > due_of(begun_on, days).on


def last_day(exam_id: int) -> date | None:
    """Return the last day of the notices that are shown of an exam's batches, None where none is."""
    rows = Notice.objects.filter(exam_id=exam_id, state=NoticeState.SHOWN.value).values_list(
        "begun_on", "days"
    )
    return max((due_of(begun_on, days).on for begun_on, days in rows), default=None)


def begin(
    *, batch_id: int, exam: ExamView, agency_id: int, people: Sequence[Listed], by: Actor, at: datetime
) -> int:
    """Show the list of a batch in public from now on; return the notice.

    :raises NotPermitted: ``by`` shows no lists of this agency; NotFound where it is out of reach.
    :raises NotApplicable: the exam's terms ask for no notice. :raises WrongState: the list is shown already.
    """
    access.require(by, Permission.LIST_NOTICE, body(agency_id))
    days = exam.document.notice_days
    if not days:
        raise NotApplicable(
            Words("这场考试（评审）的规则没有要求公示。"), do=Words("可以直接送制证。"), clause=A1_3A
        )
    shown = [[one.shown_name, one.tail, one.level, one.specialty] for one in people]
    key = _digest(shown)
    facts = {"batch": batch_id, "people": len(people), "days": days, "list": key}
    try:
        with transaction.atomic():
            notice = Notice.objects.create(
                batch_id=batch_id, exam_id=exam.id, agency_id=agency_id, days=days, people=len(people),
                digest=key, begun_on=day_of(at), begun_at=at, begun_by=by.account_id,
                state=NoticeState.SHOWN.value,
            )  # fmt: skip
            NoticeEntry.objects.bulk_create(
                NoticeEntry(
                    notice=notice, number=place, name=name, tail=tail, level=level, specialty=specialty
                )
                for place, (name, tail, level, specialty) in enumerate(shown, 1)
            )
            record(
                Line(
                    "list_notice.begun", A1_3A, by.account_id, agency_id, "list_notice", notice.pk, at, facts
                )
            )
    except IntegrityError as error:
        if "list_notice_once_a_batch" not in str(error):
            raise
        raise WrongState(
            Words("这批名单已经在公示。"), do=Words("请查看公示；要重新公示的，先停止。"), clause=A1_3A
        ) from None
    return notice.pk


def stop(*, notice_id: int, reason: str, by: Actor, at: datetime) -> None:
    """Stop a notice with a reason; another may be begun, and counts its days anew.

    :raises NotPermitted: ``by`` shows no lists of this agency; NotFound where it is out of reach.
    :raises Incomplete: there is no reason. :raises WrongState: it is stopped already.
    """
    notice = _notice(notice_id)
    access.require(by, Permission.LIST_NOTICE, body(notice.agency_id))
    _stop(notice, said_in(reason, Words("请写明停止的原因。"), A1_3A), by, at)


def stop_with_batch(*, batch_id: int, reason: str, by: Actor, at: datetime) -> None:
    """Stop the notice of a batch that was taken back or given back; who may do that is the caller's question."""
    for notice in Notice.objects.filter(batch_id=batch_id, state=NoticeState.SHOWN.value):
        _stop(notice, reason.strip()[:400], by, at)


def file(*, entry_id: int, reason: str, contact: str, at: datetime) -> str:
    """Take an objection to a noticed entry from anybody; return the code by which it is followed.

    :raises NotFound: there is no such entry in public. :raises WrongState: the notice is over.
    :raises Incomplete: there is no reason, or no way to be reached.
    """
    entry = NoticeEntry.objects.select_related("notice").filter(pk=entry_id).first()
    if entry is None or entry.notice.state != NoticeState.SHOWN.value:
        raise access.not_here()
    notice = entry.notice
    if is_over(notice.begun_on, notice.days, day_of(at)):
        raise WrongState(
            Words("公示已经结束，不再受理公示异议。"),
            do=Words("证书发放以后，可以对证书提出异议。"),
            clause=A1_3A,
        )
    why = said_in(reason, Words("请写明异议的理由。"), A1_3A)
    reach = said_in(contact, Words("请写明怎样联系您。"), A1_3A, _LONGEST_CONTACT)
    code = secrets.token_urlsafe(_CODE)
    sealed = vault().close(orjson.dumps({"reason": why, "contact": reach}), OBJECTED)
    with transaction.atomic():
        filed = ListObjection.objects.create(
            entry=entry, token_key=key_of(code), sealed=sealed, at=at, state=ListObjectionState.OPEN.value
        )
        facts = {"notice": notice.pk, "entry": entry.number, "sealed": digest(sealed)}
        record(
            Line(
                "list_objection.filed", A1_3A, SYSTEM.account_id, notice.agency_id, "list_objection", filed.pk, at,
                facts,
            )
        )  # fmt: skip
        desk.tell(
            accounts=members_of(notice.agency_id, Permission.LIST_NOTICE, at),
            words=Words("公示{notice}收到一件异议，请核实并答复", notice=notice.pk),
            address=f"/office/list-notices/{notice.pk}",
            at=at,
        )
    return code


def answer(*, objection_id: int, upheld: bool, reply: str, by: Actor, at: datetime) -> None:
    """Answer an objection with reasons; where it is upheld, the batch cannot be made as it is.

    :raises NotPermitted: ``by`` answers nothing for this agency; NotFound where it is out of reach.
    :raises Incomplete: there are no reasons. :raises WrongState: it is answered.
    """
    row = ListObjection.objects.select_related("entry__notice").filter(pk=objection_id).first()
    if row is None:
        raise access.not_here()
    access.require(by, Permission.LIST_NOTICE, body(row.entry.notice.agency_id))
    said = said_in(reply, Words("请写明答复和理由。"), A1_3A)
    to = ListObjectionState.UPHELD if upheld else ListObjectionState.DISMISSED
    move(
        LIST_OBJECTION, objection_id, frm=ListObjectionState.OPEN, to=to, kind=f"list_objection.{to.value}",
        by=by, at=at, facts={"reply": digest(said.encode())}, reply=said, answered_by=by.account_id, answered_at=at,
    )  # fmt: skip


def check_over(*, batch_id: int, exam: ExamView, today: date) -> None:
    """Let a batch be made when its notice is over and no objection is open or upheld.

    :raises Incomplete: its list was never shown. :raises WrongState: the notice runs, or an objection stands.
    """
    if not exam.document.notice_days:
        return
    notice = Notice.objects.filter(batch_id=batch_id, state=NoticeState.SHOWN.value).first()
    if notice is None:
        raise Incomplete(
            Words("批次{batch}的名单还没有公示。", batch=batch_id),
            do=Words("请考试机构公示{days}个工作日。", days=exam.document.notice_days),
            clause=A1_3A,
        )
    last = due_of(notice.begun_on, notice.days).on
    if today <= last:
        raise WrongState(
            Words("名单公示到{day}为止（含当日）。", day=last.isoformat()),
            do=Words("请在公示结束后再送制证。"),
            clause=A1_3A,
        )
    states = list(ListObjection.objects.filter(entry__notice=notice).values_list("state", flat=True))
    waiting, upheld = (
        states.count(one.value) for one in (ListObjectionState.OPEN, ListObjectionState.UPHELD)
    )
    if waiting:
        raise WrongState(
            Words("还有{count}件公示异议没有答复。", count=waiting),
            do=Words("请考试机构逐件答复并说明理由。"),
            clause=A1_3A,
        )
    if upheld:
        raise WrongState(
            Words("有{count}件公示异议成立，这批名单不能照样制证。", count=upheld),
            do=Words("请撤回批次，去掉有关人员后重新提交并公示。"),
            clause=A1_3A,
        )


def key_of(code: str) -> bytes:
    """Return what is kept of a code: its SHA-256."""
    return sha256(code.encode()).digest()


def digest_of(entries: Sequence[NoticeEntry]) -> str:
    """Return the digest of a shown list as it stands now."""
    return _digest([[one.name, one.tail, one.level, one.specialty] for one in entries])


def _digest(shown: Sequence[Sequence[str]]) -> str:
    return digest(canonical_json({"list": [list(line) for line in shown]}))


def _stop(notice: Notice, reason: str, by: Actor, at: datetime) -> None:
    move(
        NOTICE, notice.pk, frm=NoticeState.SHOWN, to=NoticeState.STOPPED, kind="list_notice.stopped", by=by, at=at,
        stopped_at=at, reason=reason,
    )  # fmt: skip


def _notice(notice_id: int) -> Notice:
    found = Notice.objects.filter(pk=notice_id).first()
    if found is None:
        raise access.not_here()
    return found
