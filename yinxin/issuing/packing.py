"""Pack and send paper to the next body by the list: the centre to a province, a province to its cities (A2.1.1)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db import connection, transaction

from yinxin.desk import notices
from yinxin.issuing import custodians, seal_checks, service
from yinxin.issuing.models import Box, Consignment
from yinxin.issuing.states import CONSIGNMENT, ConsignmentState
from yinxin.kernel.calendar import day_of
from yinxin.kernel.canonical import canonical_json, digest
from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import Incomplete, NotApplicable
from yinxin.kernel.words import Words
from yinxin.law.a2013 import s2_1_1_dispatch
from yinxin.law.n2023 import art11_custody
from yinxin.law.regimes import Regime
from yinxin.ledger.record import Line, record
from yinxin.lifecycle.move import came_too_late, move
from yinxin.parties import access
from yinxin.parties.actor import Actor, Body
from yinxin.parties.finding import members_of
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import bodies, body, oldest_of
from yinxin.register import custody, stock
from yinxin.register.custody import SlipNote
from yinxin.register.places import PlaceKind, SlipKind
from yinxin.register.states import PaperState
from yinxin.register.stock import Sheet

A2_1_1 = Clause("A2.1.1")
SIZES = range(10, 1001)
"""How many certificates a box may hold."""

_OVERSEERS = frozenset({"ministry", "center"})
_LOCK_PACKING = 0x5041434B


@dataclass(frozen=True)
class Waiting:
    """Copies of one exam for one issuer that wait to be sent on; ``ways`` are the bodies that can be sent to."""

    exam_id: int
    issuer: Body
    count: int
    ways: tuple[Body, ...]


def waiting(sender_id: int, by: Actor) -> tuple[Waiting, ...]:
    """Return what a body may send on, and to whom: the issuer itself, or a body above it on the way there.

    :raises NotPermitted: ``by`` does not keep the sender's paper; NotFound where it is out of reach.
    """
    access.require(by, Permission.CUSTODY_KEEP, body(sender_id))
    found = stock.to_send(sender_id, but=_packed(sender_id))
    known = bodies(line.issuer_id for line in found)
    return tuple(
        Waiting(
            line.exam_id,
            known[line.issuer_id],
            line.count,
            tuple(_ways(body(sender_id), known[line.issuer_id])),
        )
        for line in found
    )


def pack(
    *,
    sender_id: int,
    receiver_id: int,
    exam_id: int,
    issuers: Collection[int],
    size: int,
    by: Actor,
    at: datetime,
) -> int:
    """Pack everything of an exam that waits for these issuers into boxes for a receiver; return the consignment.

    A box holds one issuer's certificates, by management number, so that it can be sent on unopened.

    :param size: how many certificates a box holds at most, 10 to 1,000.
    :raises NotPermitted: ``by`` does not keep the sender's paper; NotFound where it is out of reach.
    :raises Incomplete: the size is out of bounds, or the receiver is not on the way to one of the issuers.
    :raises NotApplicable: nothing waits for them.
    """
    sender = body(sender_id)
    access.require(by, Permission.CUSTODY_KEEP, sender)
    astray = [
        one for one in bodies(issuers).values() if receiver_id not in {w.id for w in _ways(sender, one)}
    ]
    if size not in SIZES or astray or not issuers:
        raise Incomplete(
            Words("每箱本数或接收机构不对。"),
            do=Words("每箱10至1000本；接收机构须是发放机构本身或它的上级。"),
            clause=A2_1_1,
        )
    with transaction.atomic():
        _one_at_a_time()
        sheets = stock.sheets_to_send(sender_id, exam_id=exam_id, issuers=issuers, but=_packed(sender_id))
        if not sheets:
            raise NotApplicable(
                Words("没有等待发出的证书。"), do=Words("请先登记印制回报或签收入库。"), clause=A2_1_1
            )
        made = Consignment.objects.create(
            sender_id=sender_id,
            receiver_id=receiver_id,
            exam_id=exam_id,
            papers=len(sheets),
            packed_by=by.account_id,
            packed_at=at,
            state=ConsignmentState.PACKED.value,
        )
        Box.objects.bulk_create(_boxes(made, sheets, size))
        facts = {
            "receiver": receiver_id,
            "papers": len(sheets),
            "list": custody.list_digest(sorted(sheet.id for sheet in sheets)),
        }
        _record("consignment.packed", made.pk, facts, by, at)
    return made.pk


def unpack(*, consignment_id: int, by: Actor, at: datetime) -> None:
    """Give up a consignment that has not been sent; its copies wait again.

    :raises NotPermitted: ``by`` does not keep the sender's paper; NotFound where it is out of reach.
    :raises WrongState: it has been sent, or given up.
    """
    found = of_sender(consignment_id, by)
    move(
        CONSIGNMENT,
        found.pk,
        frm=ConsignmentState.PACKED,
        to=ConsignmentState.UNPACKED,
        kind="consignment.unpacked",
        by=by,
        at=at,
    )


def send(*, consignment_id: int, counted: Mapping[int, int], by: Actor, at: datetime) -> None:
    """Send a consignment after every box has been counted: its copies are on the road.

    :param counted: how many certificates were counted in each box, by the box's number.
    :raises NotPermitted: ``by`` does not keep the sender's paper; NotFound where it is out of reach.
    :raises Incomplete: a box holds another number than its list says; each is named (A2.1.1). Or the receiver gives out
        itself and has no room, no custodian or no notice of how to collect (N11.1).
        Or it leaves the window without the seal check that it needs (A2.2.1).
    :raises WrongState: it has been sent, or a copy in it is no longer where it was packed.
    """
    found = of_sender(consignment_id, by)
    boxes = list(found.boxes.order_by("number"))
    s2_1_1_dispatch.check_dispatch(
        {box_name(found.pk, box.number): len(box.copies) for box in boxes},
        {box_name(found.pk, number): count for number, count in counted.items()},
    )
    if any(box.issuer_id == found.receiver_id for box in boxes):
        _check_ready(found.receiver_id, at)
    if body(found.sender_id).kind == "window":
        _check_sealed([copy for box in boxes for copy in box.copies])
    with transaction.atomic():
        if found.state != ConsignmentState.PACKED.value:
            raise came_too_late(CONSIGNMENT, ConsignmentState.PACKED)
        slips = _set_out(found, [copy for box in boxes for copy in box.copies], by, at)
        move(
            CONSIGNMENT,
            found.pk,
            frm=ConsignmentState.PACKED,
            to=ConsignmentState.SENT,
            kind="consignment.sent",
            by=by,
            at=at,
            facts={"papers": found.papers, "slips": digest(canonical_json({"slips": slips}))},
            sent_by=by.account_id,
            sent_at=at,
        )
        notices.tell(
            accounts=members_of(found.receiver_id, Permission.CUSTODY_KEEP, at),
            words=Words(
                "{sender}发来证书{count}本，请清点签收", sender=found.sender.name, count=found.papers
            ),
            address=f"/office/consignments/{found.pk}",
            at=at,
        )


def of_sender(consignment_id: int, by: Actor) -> Consignment:
    """Return a consignment whose sender's paper ``by`` keeps.

    :raises NotFound: there is none in the person's territory; NotPermitted: it is another's to send.
    """
    found = Consignment.objects.select_related("sender").filter(id=consignment_id).first()
    if found is None:
        raise access.not_here()
    access.require(by, Permission.CUSTODY_KEEP, body(found.sender_id))
    return found


def box_name(consignment_id: int, number: int) -> str:
    """Return a box's name, which stands on its label."""
    return f"X{consignment_id}-{number}"


def _ways(sender: Body, issuer: Body) -> list[Body]:
    """Return whom the sender can send an issuer's paper to: the bodies from below itself down to the issuer.

    A founding body collects at its province's window, where the seal is checked (A2.2.1): what is for it goes there.
    """
    if issuer.kind == "committee":
        window = oldest_of("window", f"{issuer.region[:2]}0000")
        return [issuer] if window in (None, sender.id) else [body(window)]
    passed = sender.lineage | {sender.id}
    found = bodies(issuer.lineage - passed)
    return [one for _, one in sorted(found.items()) if one.kind not in _OVERSEERS]


def _boxes(made: Consignment, sheets: Collection[Sheet], size: int) -> list[Box]:
    found: list[Box] = []
    for issuer, share in groupby(sheets, key=lambda sheet: sheet.issuer_id):
        copies = [sheet.id for sheet in share]
        for start in range(0, len(copies), size):
            part = copies[start : start + size]
            found.append(Box(consignment=made, number=len(found) + 1, issuer_id=issuer, copies=part))
    return found


def _check_ready(issuer: int, at: datetime) -> None:
    """Ask N11.1 whether an issuer can keep what is sent, and has told the public how to collect it."""
    notice = service.current(issuer, day_of(at))
    art11_custody.check_issuer_ready(
        own_room=stock.has_room(issuer),
        custodians=[seat.person for seat in custodians.custodians_of(issuer, at)],
        hours=notice.offer.hours if notice else "",
        ways=notice.ways_in_words if notice else "",
        process=notice.offer.process if notice else "",
    )


def _check_sealed(copies: list[int]) -> None:
    """Let a founding body collect at the window only what was checked there."""
    seal_checks.check_sealed({sheet.id: Regime(sheet.regime) for sheet in stock.sheets(copies)})


def _set_out(found: Consignment, copies: list[int], by: Actor, at: datetime) -> list[int]:
    """Enter a slip for each place and state from which copies come; return the slips."""
    road = custody.standing_place(organisation_id=found.sender_id, kind=PlaceKind.IN_TRANSIT, by=by, at=at)
    groups: dict[tuple[int | None, PaperState], list[int]] = {}
    for sheet in stock.sheets(copies):
        groups.setdefault((sheet.place_id, sheet.state), []).append(sheet.id)
    return [
        custody.move_copies(
            copies=part,
            frm=place,
            to=road,
            slip=SlipNote(SlipKind.DISPATCH, f"{found.pk}-{number}", state, PaperState.IN_TRANSIT),
            by=by,
            at=at,
        )
        for number, ((place, state), part) in enumerate(
            sorted(groups.items(), key=lambda item: item[1][0]), start=1
        )
    ]


def _packed(sender_id: int) -> list[int]:
    """Return the copies that lie in boxes which have not been sent."""
    rows = Box.objects.filter(
        consignment__sender_id=sender_id, consignment__state=ConsignmentState.PACKED.value
    )
    return [copy for copies in rows.values_list("copies", flat=True) for copy in copies]


def _one_at_a_time() -> None:
    """Two who pack at once must not pack the same sheet."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_LOCK_PACKING])


def _record(kind: str, number: int, facts: Mapping[str, object], by: Actor, at: datetime) -> None:
    record(
        Line(kind, A2_1_1, by.account_id, by.organisation_id, CONSIGNMENT.subject, number, at, dict(facts))
    )
