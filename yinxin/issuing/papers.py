"""The papers of a consignment: its handover slip, before and after signing, and the labels of its boxes (N11.2)."""

from __future__ import annotations

from yinxin.issuing.consignments import ConsignmentView
from yinxin.issuing.findings import Finding
from yinxin.issuing.states import ConsignmentState
from yinxin.kernel.calendar import day_of
from yinxin.rendering.forms import boxes, handover
from yinxin.rendering.forms.parts import Heading, Signer

_KINDS = {
    Finding.MISSING: handover.Kind.MISSING,
    Finding.SURPLUS: handover.Kind.SURPLUS,
    Finding.RANGE_BREAK: handover.Kind.BROKEN_RANGE,
    Finding.WRONG_PHOTO: handover.Kind.WRONG_PHOTO,
    Finding.WRONG_CONTENT: handover.Kind.WRONG_CONTENT,
    Finding.SEAL_MISSING: handover.Kind.NO_SEAL,
    Finding.DAMAGED: handover.Kind.DAMAGED,
    Finding.WRONG_CITY: handover.Kind.WRONG_CITY,
}


def slip(view: ConsignmentView) -> bytes:
    """Return the handover slip as PDF: as dispatched, and once it is signed with what was counted and found."""
    line = view.line
    signed = line.state is ConsignmentState.SIGNED
    form = handover.HandoverSlip(
        heading=_heading(view),
        giver=line.sender.name,
        receiver=line.receiver.name,
        exam=line.exam.name,
        year=line.exam.year,
        batches=tuple(
            handover.Batch(number, number.partition("-")[0], count) for number, count in view.orders
        ),
        boxes=tuple(handover.Box(box.name, box.first, box.last, box.count) for box in view.boxes),
        signers=(
            Signer("移交人", view.sent_by, line.sent_at, line.sender.name, stamped=True),
            Signer("接收人", view.signed_by, line.signed_at, line.receiver.name, stamped=True),
        ),
        received=_received(view) if signed else None,
    )
    return handover.render(form)


def labels(view: ConsignmentView) -> bytes:
    """Return the labels of a consignment's boxes as PDF."""
    line = view.line
    return boxes.render(
        _heading(view),
        [
            boxes.BoxLabel(
                code=box.name,
                place=box.number,
                of=len(view.boxes),
                sender=line.sender.name,
                receiver=box.issuer.name,
                exam=line.exam.name,
                first=box.first,
                last=box.last,
                count=box.count,
            )
            for box in view.boxes
        ],
    )


def _heading(view: ConsignmentView) -> Heading:
    return Heading(
        view.line.sender.name, f"JJ{view.line.id:06d}", day_of(view.line.sent_at or view.line.packed_at)
    )


def _received(view: ConsignmentView) -> handover.Received:
    return handover.Received(
        boxes=tuple(box.arrived for box in view.boxes),
        accepted=len(view.tally.accepted),
        differences=tuple(
            handover.Difference(_KINDS[one.finding], one.management_number, one.box, one.note)
            for one in view.differences
        ),
    )
