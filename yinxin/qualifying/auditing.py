"""The city's audit of a person's conditions before the certificate is given out (A2.1.2, A1.3a).

A file is opened for each certificate when its batch is released. The city tells the person, takes photo and papers in,
fills annex 1, ticks each condition with its papers; another person decides. Until the paper is given out a decision can
be opened again, with a reason. Nothing about discipline follows by itself (A1.3b).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Final

from django.db import transaction

from yinxin.attachments import store
from yinxin.catalogue.queries import ExamView
from yinxin.kernel.calendar import day_of
from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import Incomplete, WrongState
from yinxin.kernel.words import Words
from yinxin.law.a2013 import s2_1_2_audit as law
from yinxin.law.gaps import check_nothing_missing, said_in
from yinxin.law.provinces import province_of
from yinxin.ledger.record import Line, record, record_many
from yinxin.lifecycle.move import came_too_late, move
from yinxin.parties import access
from yinxin.parties.actor import Actor
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import body
from yinxin.qualifying.models import AuditFile, AuditPaper
from yinxin.qualifying.states import AUDIT_FILE, AuditState
from yinxin.register import holders, on_hand
from yinxin.register.closed_files import closed_files
from yinxin.register.states import PaperState

A2_1_2: Final = Clause("A2.1.2")
PHOTO: Final = "photo"
HOWS: Final = {
    "message": Words("短信"),
    "telephone": Words("电话"),
    "letter": Words("信函"),
    "counter": Words("当面"),
}
"""How a person can have been told."""
MOST_PAPERS: Final = 40


def open_files(
    certificates: Sequence[tuple[int, int]], *, exam: ExamView, qualification: str, by: Actor, at: datetime
) -> int:
    """Open a file for each released certificate of an exam whose conditions are audited; return how many.

    The conditions are those that the province has on this day; a later change of its folder does not reach the file.

    :param certificates: each with the organisation that gives its paper out.
    :param qualification: its code in the province's folder.
    """
    if not exam.document.audited:
        return 0
    region = body(exam.maker_id).region if exam.maker_id else ""
    province = province_of(region)
    found = province.conditions.get(qualification, ()) if province else ()
    conditions = [{"code": one.code, "words": one.words, "papers": list(one.papers)} for one in found]
    with transaction.atomic():
        made = AuditFile.objects.bulk_create(
            AuditFile(
                certificate_id=number, exam_id=exam.id, issuer_id=issuer, conditions=conditions, opened_at=at,
                state=AuditState.OPEN.value,
            )
            for number, issuer in certificates
        )  # fmt: skip
        record_many(
            Line(
                "audit_file.opened", A2_1_2, by.account_id, by.organisation_id, "audit_file", one.pk, at,
                {"certificate": one.certificate_id, "conditions": [each["code"] for each in conditions]},
            )
            for one in made
        )  # fmt: skip
    return len(made)


def notify(*, files: Collection[int], how: str, on: date, by: Actor, at: datetime) -> None:
    """Write down that people were told what to bring: when, and how; for one or many at once.

    :raises NotPermitted: ``by`` collects nothing for the issuer; NotFound where one is out of reach.
    :raises Incomplete: the day lies ahead, or nobody is named. :raises WrongState: one is past collecting.
    """
    if not files or how not in HOWS or on > day_of(at):
        raise Incomplete(
            Words("没有选择人员，或通知方式、日期不对。"),
            do=Words("请选择人员和方式，日期不晚于今天。"),
            clause=A2_1_2,
        )
    for number in files:
        _of(number, Permission.AUDIT_COLLECT, by)
    with transaction.atomic():
        changed = AuditFile.objects.filter(pk__in=files, state=AuditState.OPEN.value).update(
            notified_on=on, notified_how=how
        )
        if changed != len(set(files)):
            raise came_too_late(AUDIT_FILE, AuditState.OPEN)
        facts = {"on": on.isoformat(), "how": how}
        record_many(_line("audit_file.notified", number, by, at, facts) for number in sorted(set(files)))


def keep(
    *, file_id: int, photo: bool, form_on: date | None, ticks: Sequence[str], by: Actor, at: datetime
) -> None:
    """Write down what was taken in: the photo, annex 1, and which conditions the papers show.

    :raises NotPermitted: ``by`` collects nothing for the issuer; NotFound where it is out of reach.
    :raises Incomplete: a ticked condition has no paper, or is none of this exam. :raises WrongState: it is past that.
    """
    row = _of(file_id, Permission.AUDIT_COLLECT, by)
    known = {one["code"]: one["words"] for one in row.conditions}
    shown = set(row.papers.values_list("condition", flat=True))
    bare = [code for code in ticks if code not in known or code not in shown]
    check_nothing_missing(
        [Words("“{words}”的材料", words=known.get(code, code)) for code in bare], clause=A2_1_2
    )
    if form_on is not None and form_on > day_of(at):
        raise Incomplete(Words("填表日期不能晚于今天。"), do=Words("请改正日期。"), clause=A2_1_2)
    met = [code for code in known if code in ticks]
    with transaction.atomic():
        changed = AuditFile.objects.filter(pk=file_id, state=AuditState.OPEN.value)
        if not changed.update(photo=photo, form_on=form_on, ticks=met):
            raise came_too_late(AUDIT_FILE, AuditState.OPEN)
        facts = {"photo": photo, "form_on": form_on.isoformat() if form_on else "", "ticks": met}
        record(_line("audit_file.kept", file_id, by, at, facts))


def attach(*, file_id: int, condition: str, data: bytes, name: str, by: Actor, at: datetime) -> int:
    """Take in a scan of a paper at the counter; return it.

    :param condition: the code of the condition that it shows, or :data:`PHOTO`.
    :raises NotPermitted: ``by`` collects nothing for the issuer; NotFound where it is out of reach.
    :raises Incomplete: the file cannot be taken, or the condition is none of this exam.
    :raises WrongState: the audit waits or is decided.
    """
    row = _of(file_id, Permission.AUDIT_COLLECT, by)
    return _attach(row, condition, data, name, by.account_id, by.organisation_id, at)


def attach_by_holder(
    *, certificate_id: int, holder_id: int, condition: str, data: bytes, name: str, at: datetime
) -> int:
    """Take in a paper that the holder sends; refuses as :func:`attach` does.

    :raises NotFound: the certificate is not the holder's, or nothing is audited.
    """
    holders.certificate_of(holder_id, certificate_id)
    row = AuditFile.objects.filter(certificate_id=certificate_id).first()
    if row is None:
        raise access.not_here()
    return _attach(row, condition, data, name, 0, row.issuer_id, at)


def hand_over(*, file_id: int, by: Actor, at: datetime) -> None:
    """Hand a complete file over to be audited by another person.

    :raises NotPermitted: ``by`` collects nothing for the issuer; NotFound where it is out of reach.
    :raises Incomplete: something is missing; each is named. :raises WrongState: it is past that.
    """
    row = _of(file_id, Permission.AUDIT_COLLECT, by)
    papers = row.papers.exclude(condition=PHOTO).count()
    law.check_ready_for_audit(law.File(row.notified_on, row.photo, papers, row.form_on is not None))
    move(
        AUDIT_FILE, file_id, frm=AuditState.OPEN, to=AuditState.READY, kind="audit_file.handed_over", by=by, at=at,
        collected_by=by.account_id, collected_at=at,
    )  # fmt: skip


def send_back(*, file_id: int, reason: str, by: Actor, at: datetime) -> None:
    """Send a file back for more papers.

    :raises NotPermitted: ``by`` decides nothing for the issuer; NotFound where it is out of reach.
    :raises Incomplete: there is no reason. :raises WrongState: it does not wait to be audited.
    """
    _of(file_id, Permission.AUDIT_DECIDE, by)
    said = said_in(reason, Words("请写明要补什么。"), A2_1_2)
    move(
        AUDIT_FILE, file_id, frm=AuditState.READY, to=AuditState.OPEN, kind="audit_file.sent_back", by=by, at=at,
        reasons=said, collected_by=0, collected_at=None,
    )  # fmt: skip


def check_decision(*, file_id: int, passed: bool, reasons: str, by: Actor) -> None:
    """Say whether a decision could be taken now, without taking it.

    :raises Refusal: as :func:`decide` does.
    """
    row = _of(file_id, Permission.AUDIT_DECIDE, by)
    if row.state != AuditState.READY.value:
        raise came_too_late(AUDIT_FILE, AuditState.READY)
    access.require_other_person(
        by, row.collected_by, act=Words("审核报考条件"), clause=A2_1_2, when=row.collected_at
    )
    law.check_decision(passed=passed, reasons=reasons)
    unmet = [one["words"] for one in row.conditions if one["code"] not in row.ticks]
    if passed and unmet:
        raise Incomplete(
            Words("还有条件没有核对：{conditions}。", conditions="；".join(unmet)),
            do=Words("请退回补件；确实不符合的，按不通过办理。"),
            clause=A2_1_2,
        )


def decide(*, files: Collection[int], passed: bool, reasons: str, by: Actor, at: datetime) -> None:
    """Decide one audit, or the same for many, all or none.

    :raises NotPermitted: ``by`` collected one of them, or decides nothing for the issuer; NotFound out of reach.
    :raises Incomplete: a refusal has no reasons, or a condition is not ticked in a file that is to pass.
    :raises WrongState: one does not wait to be audited.
    """
    said = reasons.replace("\0", "").strip()[:400]
    to = AuditState.PASSED if passed else AuditState.REFUSED
    with transaction.atomic():
        list(AuditFile.objects.select_for_update().filter(pk__in=files).order_by("pk"))
        for number in sorted(set(files)):
            check_decision(file_id=number, passed=passed, reasons=said, by=by)
            move(
                AUDIT_FILE, number, frm=AuditState.READY, to=to, kind=f"audit_file.{to.value}", by=by, at=at,
                reasons=said, decided_by=by.account_id, decided_at=at,
            )  # fmt: skip


def reopen(*, file_id: int, reason: str, by: Actor, at: datetime) -> None:
    """Open a decision again, until the paper is given out.

    :raises NotPermitted: ``by`` decides nothing for the issuer; NotFound where it is out of reach.
    :raises Incomplete: there is no reason. :raises WrongState: it is not decided, or the paper has left the house.
    """
    row = _of(file_id, Permission.AUDIT_DECIDE, by)
    said = said_in(reason, Words("请写明重新审核的原因。"), A2_1_2)
    if row.state not in (AuditState.PASSED.value, AuditState.REFUSED.value):
        raise came_too_late(AUDIT_FILE, AuditState.PASSED)
    with transaction.atomic():
        # Held as giving out holds it: either the paper has gone by now, or it stays until this is audited again.
        AuditFile.objects.select_for_update().get(pk=file_id)
        gone = {PaperState.COLLECTED, PaperState.POSTED}
        if any(one.state in gone for one in on_hand.sheets(on_hand.in_use([row.certificate_id]))):
            raise WrongState(
                Words("证书已经发出，不能再改审核结论。"),
                do=Words("发现条件不符的，按作无效处理的程序办理。"),
                clause=A2_1_2,
            )
        move(
            AUDIT_FILE, file_id, frm=AuditState(row.state), to=AuditState.OPEN, kind="audit_file.reopened",
            by=by, at=at, facts={"was": row.state}, reasons=said, decided_by=0, decided_at=None, collected_by=0,
            collected_at=None,
        )  # fmt: skip


def _attach(
    row: AuditFile, condition: str, data: bytes, name: str, account: int, organisation: int, at: datetime
) -> int:
    if row.state != AuditState.OPEN.value:
        raise came_too_late(AUDIT_FILE, AuditState.OPEN)
    codes = [PHOTO, *(one["code"] for one in row.conditions)]
    if condition not in codes or row.papers.count() >= MOST_PAPERS:
        raise Incomplete(
            Words("没有这一项条件，或者材料超过{most}份。", most=MOST_PAPERS),
            do=Words("请从列表中选择。"),
            clause=A2_1_2,
        )
    taken = store.take(data, name=name, store=closed_files())
    with transaction.atomic():
        held = AuditFile.objects.select_for_update().get(pk=row.pk)
        if held.state != AuditState.OPEN.value:
            raise came_too_late(AUDIT_FILE, AuditState.OPEN)
        paper = AuditPaper.objects.create(
            file=row, condition=condition, name=_plain(name), key=taken.key, pages=taken.pages, digest=taken.digest,
            by=account, at=at,
        )  # fmt: skip
        facts = {"paper": paper.pk, "condition": condition, "file": taken.digest, "pages": taken.pages}
        record(Line("audit_file.attached", A2_1_2, account, organisation, "audit_file", row.pk, at, facts))
    return paper.pk


def _plain(name: str) -> str:
    return "".join(letter for letter in name if letter.isprintable())[:60]


def _of(file_id: int, permission: Permission, by: Actor) -> AuditFile:
    found = AuditFile.objects.filter(pk=file_id).first()
    if found is None:
        raise access.not_here()
    access.require(by, permission, body(found.issuer_id))
    return found


def _line(kind: str, number: int, by: Actor, at: datetime, facts: Mapping[str, object]) -> Line:
    return Line(kind, A2_1_2, by.account_id, by.organisation_id, "audit_file", number, at, facts)
