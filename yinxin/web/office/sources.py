"""Where the lines of somebody's work come from: duties, batches, uploaded files, changes, paper."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from yinxin.approvals import queries as approvals
from yinxin.catalogue import exams
from yinxin.catalogue import queries as catalogue
from yinxin.duties import queries as duties
from yinxin.duties.queries import OwedDuty
from yinxin.issuing import consignments
from yinxin.issuing import queries as issuing
from yinxin.kernel.words import Words
from yinxin.law import index
from yinxin.parties.actor import Actor
from yinxin.parties.permissions import Permission
from yinxin.production import queries, singles
from yinxin.production.queries import BatchView
from yinxin.production.states import BatchState, PrintState
from yinxin.register import counts
from yinxin.web import wording
from yinxin.web.office.worklines import WorkLine

_DONE_BY: Final[Mapping[str, Permission]] = {
    "N9.2": Permission.BATCH_SUBMIT,
    "N10": Permission.BATCH_RELEASE,
    "N17": Permission.INVALIDATION_NOTIFY,
    "N18.1": Permission.INVALIDATION_SUBMIT,
    "N18.2": Permission.INVALIDATION_EFFECT,
    "N26": Permission.DESTRUCTION_LIST,
    "A3.2": Permission.SUMMARY_HAND_IN,
    "A3.3": Permission.SUMMARY_HAND_IN,
}
"""The permission that discharges the duty of a clause."""

_OF_BATCH: Final = "N10"


def owed(by: Actor, today: date) -> Iterable[WorkLine]:
    """Yield the open duties that the person may see; those of a batch that waits for them come with the batch."""
    if not by.has(Permission.DUTY_SEE):
        return
    parts = {part.id: exam for exam in catalogue.exams_for(by) for part in exam.parts}
    with_batch = {batch.id for batch in waiting_for(by)}
    own = {seat.body.id for seat in by.seats}
    for duty in duties.open_for(by, today):
        if duty.subject == "batch" and duty.subject_id in with_batch:
            continue
        exam = parts.get(duty.subject_id) if duty.subject == exams.SUBJECT else None
        about = (
            Words("{code}", code=exam.code)
            if exam
            else Words("销毁清册{code}", code=duty.subject_id)
            if duty.subject == "destruction_list"
            else Words("补换发汇总表{number}", number=duty.subject_id)
            if duty.subject == "summary"
            else Words("无效处理{number}", number=duty.subject_id)
            if duty.subject == "invalidation"
            else Words("批次{number}", number=duty.subject_id)
        )
        doer = _DONE_BY.get(duty.clause)
        yield WorkLine(
            index.entry(duty.clause).title,
            about,
            f"/office/duties/{duty.id}",
            Words("已说明原因") if duty.late_reason else None,
            "quiet",
            duty.subject != "batch" and duty.owed_by in own and doer is not None and by.has(doer),
            duty.owed_by,
            duty.owed_by_name,
            duty,
        )


def batches(by: Actor, today: date) -> Iterable[WorkLine]:
    """Yield the batches whose next step this person may do, by the last day of N10."""
    for batch in waiting_for(by):
        yield WorkLine(
            Words("批次{number}", number=batch.id),
            Words("{code} · {rows}行", code=batch.exam.code, rows=batch.rows),
            f"/office/batches/{batch.id}",
            batch.state_words,
            wording.tone(batch.state.value),
            True,
            batch.agency.id,
            batch.agency.name,
            _duty_of(batch, today),
            batch.received_at,
        )


def files(by: Actor, today: date) -> Iterable[WorkLine]:
    """Yield the uploaded files of the person's own organisations that have not become a batch."""
    own = {seat.body.id for seat in by.seats}
    for report in queries.reports_for(by):
        if report.agency.id in own:
            yield WorkLine(
                Words("{name}", name=report.file_name),
                Words(
                    "{code} · {rows}行中{good}行没有问题",
                    code=report.exam.code,
                    rows=report.rows,
                    good=report.good,
                )
                if report.rows
                else Words("{code}", code=report.exam.code),
                f"/office/reports/{report.id}",
                report.state_words,
                wording.tone(report.state.value),
                by.has(Permission.BATCH_SUBMIT),
                report.agency.id,
                report.agency.name,
                since=report.brought_at,
            )


def proposals(by: Actor, today: date) -> Iterable[WorkLine]:
    """Yield the changes that this person may approve or refuse now."""
    for one in approvals.waiting_for(by):
        yield WorkLine(
            one.kind.title,
            one.about,
            f"/office/approvals/{one.id}",
            one.state_words,
            wording.tone(one.state.value),
            True,
            one.over.id,
            one.over.name,
            since=one.proposed_at,
        )


def custody(by: Actor, today: date) -> Iterable[WorkLine]:
    """Yield the handovers of custody that wait for this person's signature, and the stock-takes that go on."""
    for one in issuing.waiting_for(by):
        yield WorkLine(
            Words("签收保管交接"),
            Words("{name}移交{count}本", name=one.outgoing_name, count=one.balance.total),
            f"/office/custody/handover/{one.id}",
            one.state_words,
            wording.tone(one.state.value),
            True,
            one.over.id,
            one.over.name,
            since=one.proposed_at,
        )
    if not by.has(Permission.CUSTODY_COUNT):
        return
    for count in counts.counts_for(by, limit=20):
        if count.is_open:
            yield WorkLine(
                Words("盘点{number}", number=count.id),
                Words("{place}：已扫描{scanned}本", place=count.place, scanned=count.scanned),
                f"/office/custody/counts/{count.id}/scan",
                count.state_words,
                wording.tone(count.state.value),
                True,
                count.over.id,
                count.over.name,
                since=count.begun_at,
            )


def sendings(by: Actor, today: date) -> Iterable[WorkLine]:
    """Yield the consignments that this person may count and sign for, and the differences to be solved."""
    if not by.has(Permission.CUSTODY_KEEP):
        return
    for one in consignments.to_receive(by):
        yield WorkLine(
            Words("清点签收JJ{number}", number=f"{one.id:06d}"),
            Words("{sender}发来{count}本", sender=one.sender.name, count=one.papers),
            f"/office/consignments/{one.id}",
            one.state_words,
            wording.tone(one.state.value),
            True,
            one.receiver.id,
            one.receiver.name,
            since=one.sent_at,
        )
    for case in consignments.to_solve(by):
        yield WorkLine(
            Words("查明交接差异"),
            Words("JJ{number}：{finding}", number=f"{case.consignment_id:06d}", finding=case.finding.words),
            f"/office/consignments/differences/{case.id}",
            case.state_words,
            "warn",
            True,
            case.sender_id,
            "",
        )


def prints(by: Actor, today: date) -> Iterable[WorkLine]:
    """Yield the print orders that have stopped, or whose report is to be entered."""
    own = next((seat.body for seat in by.seats if Permission.PRINT_REPORT in seat.permissions), None)
    if own is None:
        return
    waiting = singles.waiting(by)
    if waiting:
        yield WorkLine(
            Words("印制换发、补发证书"),
            Words("{count}本等待开印制单", count=waiting),
            "/office/print/singles",
            Words("待印制"),
            "warn",
            True,
            own.id,
            own.name,
        )
    for order in queries.print_orders_for(by):
        if order.trouble or order.state is PrintState.HANDED_OVER:
            yield WorkLine(
                Words("印制单{number}", number=order.number),
                Words("{issuer} · {papers}本", issuer=order.issuer, papers=order.papers),
                f"/office/print/{order.number}",
                Words("已停下") if order.trouble else order.state_words,
                "bad" if order.trouble else wording.tone(order.state.value),
                True,
                own.id,
                own.name,
                since=order.ordered_at,
            )


def waiting_for(by: Actor) -> list[BatchView]:
    """Return the batches whose next step this person may do."""
    found: list[BatchView] = []
    if by.has(Permission.BATCH_ACCEPT):
        received = queries.batches_for(by, state=BatchState.RECEIVED)
        found += [batch for batch in received if batch.submitted_by != by.account_id]
        making = queries.batches_for(by, state=BatchState.MAKING)
        found += [batch for batch in making if queries.progress(batch.id).stuck]
    if by.has(Permission.BATCH_RELEASE):
        made = queries.batches_for(by, state=BatchState.MADE)
        found += [batch for batch in made if batch.accepted_by != by.account_id]
    if by.has(Permission.BATCH_SUBMIT):
        found += queries.batches_for(by, state=BatchState.RETURNED, limit=5)
    return found


def _duty_of(batch: BatchView, today: date) -> OwedDuty | None:
    found = duties.of_subject("batch", batch.id, today)
    return next((duty for duty in found if duty.clause == _OF_BATCH and not duty.discharged_at), None)
