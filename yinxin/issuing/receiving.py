"""Count what arrives, sign for it, and keep every difference open until it is solved (N11.2).

The receiver has each copy in hand, one by one or by the box, and notes what is wrong with it. Signing takes what is in
order into a place of the receiver. What is missing or unfit stays on the road, in the sender's account, until the two
have found out what became of it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from yinxin.desk import notices
from yinxin.duties.obligations import discharge, open_duty
from yinxin.issuing.findings import STRANGE, UNFIT, Finding
from yinxin.issuing.models import Arrival, Box, Consignment, Difference
from yinxin.issuing.states import CONSIGNMENT, ConsignmentState, DifferenceState
from yinxin.kernel.calendar import day_of
from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import Incomplete, NotApplicable
from yinxin.kernel.words import Words
from yinxin.law.n2023 import art11_custody
from yinxin.ledger.record import Line, record
from yinxin.lifecycle.move import came_too_late, move
from yinxin.parties import access
from yinxin.parties.actor import Actor
from yinxin.parties.finding import members_of
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import bodies, body
from yinxin.register import custody, stock
from yinxin.register.custody import SlipNote
from yinxin.register.places import PlaceKind, SlipKind
from yinxin.register.states import PaperState

N11_2 = Clause("N11.2")


@dataclass(frozen=True)
class Tally:
    """How far counting has come.

    :ivar announced: copies on the list; ``accepted`` those in hand and in order.
    :ivar unfit: copies on the list that cannot be given out, each with what is wrong.
    :ivar missing: copies on the list that nobody had in hand.
    :ivar strange: copies in hand that are not on the list.
    :ivar boxes: for each box's number how many of its copies have been in hand.
    """

    announced: int
    accepted: tuple[int, ...]
    unfit: Mapping[int, Finding]
    missing: tuple[int, ...]
    strange: Mapping[int, Finding]
    boxes: Mapping[int, int] = field(default_factory=dict)

    @property
    def in_order(self) -> bool:
        """Say whether everything is as the list says."""
        return not (self.unfit or self.missing or self.strange)


def receive(
    *,
    consignment_id: int,
    copies: Collection[int],
    finding: Finding | None,
    note: str,
    by: Actor,
    at: datetime,
) -> Mapping[int, Finding | None]:
    """Note copies that are in hand; return what each one is, None where it is in order.

    A copy that is not on the list is noted as surplus, or as another city's where it is for no issuer on the way to
    whom the receiver stands. Noting a copy again replaces what was noted before.

    :param finding: what is wrong with them; None where nothing is.
    :raises NotPermitted: ``by`` does not keep the receiver's paper; NotFound where it is out of reach.
    :raises Incomplete: the finding is none that a copy in hand can have.
    :raises WrongState: the consignment is not on its way (any more).
    """
    found = of_receiver(consignment_id, by)
    if finding not in (None, *UNFIT) or len(note) > 200:
        raise Incomplete(
            Words("清点时只能登记照片错、内容错、印章缺、破损，说明不超过200字。"),
            do=Words("多证、串市和少证由系统对照清单得出。"),
            clause=N11_2,
        )
    with transaction.atomic():
        _hold(found)
        listed = {copy for box in found.boxes.all() for copy in box.copies}
        sheets = stock.sheets(copies)
        if len(sheets) < len(set(copies)):
            raise access.not_here()
        issuers = bodies({sheet.issuer_id for sheet in sheets})
        what = {
            sheet.id: finding
            if sheet.id in listed
            else Finding.SURPLUS
            if found.receiver_id in issuers[sheet.issuer_id].lineage
            else Finding.WRONG_CITY
            for sheet in sheets
        }
        Arrival.objects.bulk_create(
            (
                Arrival(
                    consignment=found,
                    copy_id=copy,
                    listed=copy in listed,
                    finding=is_wrong.value if is_wrong else "",
                    note=note.strip(),
                    at=at,
                    by=by.account_id,
                )
                for copy, is_wrong in what.items()
            ),
            update_conflicts=True,
            unique_fields=["consignment", "copy"],
            update_fields=["finding", "note", "at", "by"],
        )
    return what


def receive_box(*, consignment_id: int, number: int, by: Actor, at: datetime) -> int:
    """Note every copy of a box as in hand and in order, after the box was counted; return how many were new.

    What was noted of single copies of the box stays as it is.

    :raises NotFound: there is no such box; otherwise as :func:`receive`.
    """
    found = of_receiver(consignment_id, by)
    box = found.boxes.filter(number=number).first()
    if box is None:
        raise access.not_here()
    known = set(Arrival.objects.filter(consignment=found).values_list("copy_id", flat=True))
    new = [copy for copy in box.copies if copy not in known]
    if new:
        receive(consignment_id=consignment_id, copies=new, finding=None, note="", by=by, at=at)
    return len(new)


def take_back(*, consignment_id: int, copy_id: int, by: Actor, at: datetime) -> None:
    """Strike a copy that was noted by mistake, before signing.

    :raises NotApplicable: it was not noted; otherwise as :func:`receive`.
    """
    found = of_receiver(consignment_id, by)
    with transaction.atomic():
        _hold(found)
        gone, _ = Arrival.objects.filter(consignment=found, copy_id=copy_id).delete()
        if not gone:
            raise NotApplicable(
                Words("这本证书没有登记过。"), do=Words("请刷新页面，查看最新的清点结果。"), clause=N11_2
            )


def note_range(*, consignment_id: int, number: int, note: str, by: Actor, at: datetime) -> int:
    """Note that a box's numbers do not run as its label says; return the difference.

    :raises Incomplete: it is not said how they run.
    :raises NotFound: there is no such box; otherwise as :func:`receive`.
    """
    found = of_receiver(consignment_id, by)
    box = found.boxes.filter(number=number).first()
    if box is None:
        raise access.not_here()
    if not 4 <= len(note.strip()) <= 200:
        raise Incomplete(Words("请写明号段怎样不符。"), do=Words("例如：缺00123，多00201。"), clause=N11_2)
    with transaction.atomic():
        _hold(found)
        made = _difference(found, Finding.RANGE_BREAK, None, box, note.strip())
        _record_differences(found, [made], by, at)
    return made.pk


def tally(found: Consignment) -> Tally:
    """Return how far a consignment's counting has come."""
    boxes = list(found.boxes.order_by("number"))
    arrivals = {one.copy_id: one for one in found.arrivals.all()}
    listed = [copy for box in boxes for copy in box.copies]
    wrong = {copy: Finding(one.finding) for copy, one in arrivals.items() if one.finding}
    return Tally(
        len(listed),
        tuple(copy for copy in listed if copy in arrivals and copy not in wrong),
        {copy: wrong[copy] for copy in listed if copy in wrong},
        tuple(copy for copy in listed if copy not in arrivals),
        {copy: what for copy, what in wrong.items() if what in STRANGE},
        {box.number: sum(copy in arrivals for copy in box.copies) for box in boxes},
    )


def sign(*, consignment_id: int, place_id: int, by: Actor, at: datetime) -> Tally:
    """Sign for a consignment: what is in order goes into a place of the receiver, what is not becomes a difference.

    From here runs the receiver's time to begin giving out what it accepted for its own holders.

    :raises NotPermitted: ``by`` does not keep the receiver's paper, or sent it; NotFound where it is out of reach.
    :raises Incomplete: the place is none where the receiver keeps paper, or nothing has been counted.
    :raises WrongState: it has been signed for.
    """
    found = of_receiver(consignment_id, by)
    access.require_other_person(by, found.sent_by, act=Words("签收证书"), clause=N11_2, when=found.sent_at)
    with transaction.atomic():
        _hold(found)
        count = tally(found)
        art11_custody.check_slip_adds_up(
            announced=count.announced,
            accepted=len(count.accepted),
            missing=len(count.missing),
            damaged=len(count.unfit),
        )
        if not count.accepted and not count.unfit:
            raise Incomplete(
                Words("还没有清点，不能签收。"), do=Words("请先逐本或逐箱扫描清点。"), clause=N11_2
            )
        custody.check_kept_by(place_id, found.receiver_id)
        if count.accepted:
            custody.move_copies(
                copies=count.accepted,
                frm=_road(found, by, at),
                to=place_id,
                slip=SlipNote(SlipKind.RECEIPT, str(found.pk), PaperState.IN_TRANSIT, PaperState.HELD),
                by=by,
                at=at,
            )
        _enter_differences(found, count, by, at)
        facts = {
            "accepted": len(count.accepted),
            "not_arrived": len(count.missing),
            "unfit": len(count.unfit),
            "strange": len(count.strange),
        }
        move(
            CONSIGNMENT,
            found.pk,
            frm=ConsignmentState.SENT,
            to=ConsignmentState.SIGNED,
            kind="consignment.signed",
            by=by,
            at=at,
            facts=facts,
            signed_by=by.account_id,
            signed_at=at,
            place_id=place_id,
        )
        _owe_the_start(found, count, by, at)
        _tell_the_sender(found, count, at)
    return count


def started(copies: Collection[int], *, act: str, by: Actor, at: datetime) -> int:
    """Discharge the duty to begin giving out what came with these copies (N11.2); return how many were open.

    Called by whatever gives out: the counter, the post.
    """
    rows = Box.objects.filter(
        copies__overlap=list(copies), consignment__state=ConsignmentState.SIGNED.value
    ).values_list("consignment_id", flat=True)
    return sum(
        discharge(N11_2, subject=CONSIGNMENT.subject, subject_id=number, act=act, by=by, at=at)
        for number in sorted(set(rows))
    )


def of_receiver(consignment_id: int, by: Actor) -> Consignment:
    """Return a consignment whose receiver's paper ``by`` keeps.

    :raises NotFound: there is none in the person's territory; NotPermitted: it is another's to receive.
    """
    found = Consignment.objects.select_related("sender", "receiver").filter(id=consignment_id).first()
    if found is None:
        raise access.not_here()
    access.require(by, Permission.CUSTODY_KEEP, body(found.receiver_id))
    return found


def _hold(found: Consignment) -> None:
    """Keep a consignment on its way until the transaction ends."""
    on_its_way = Consignment.objects.select_for_update().filter(
        pk=found.pk, state=ConsignmentState.SENT.value
    )
    if not on_its_way.exists():
        raise came_too_late(CONSIGNMENT, ConsignmentState.SENT)


def _road(found: Consignment, by: Actor, at: datetime) -> int:
    return custody.standing_place(organisation_id=found.sender_id, kind=PlaceKind.IN_TRANSIT, by=by, at=at)


def _enter_differences(found: Consignment, count: Tally, by: Actor, at: datetime) -> None:
    boxes = {copy: box for box in found.boxes.all() for copy in box.copies}
    notes = dict(found.arrivals.exclude(note="").values_list("copy_id", "note"))
    what = {**dict.fromkeys(count.missing, Finding.MISSING), **count.unfit, **count.strange}
    made = [
        _difference(found, kind, copy, boxes.get(copy), notes.get(copy, "")) for copy, kind in what.items()
    ]
    _record_differences(found, made, by, at)


def _difference(
    found: Consignment, kind: Finding, copy: int | None, box: Box | None, note: str
) -> Difference:
    return Difference.objects.create(
        consignment=found,
        finding=kind.value,
        copy_id=copy,
        box=box,
        note=note,
        state=DifferenceState.OPEN.value,
    )


def _record_differences(found: Consignment, made: Collection[Difference], by: Actor, at: datetime) -> None:
    for one in made:
        facts = {"consignment": found.pk, "finding": one.finding, "copy": one.copy_id}
        record(
            Line(
                "difference.found",
                N11_2,
                by.account_id,
                by.organisation_id,
                "difference",
                one.pk,
                at,
                facts,
            )
        )


def _owe_the_start(found: Consignment, count: Tally, by: Actor, at: datetime) -> None:
    """Open the duty to begin giving out, where the receiver accepted something for its own holders."""
    if any(sheet.issuer_id == found.receiver_id for sheet in stock.sheets(count.accepted)):
        open_duty(
            N11_2,
            subject=CONSIGNMENT.subject,
            subject_id=found.pk,
            owed_by=found.receiver_id,
            since=day_of(at),
            by=by,
            at=at,
        )


def _tell_the_sender(found: Consignment, count: Tally, at: datetime) -> None:
    said = (
        Words("{receiver}已签收证书{count}本，没有差异", receiver=found.receiver.name, count=count.announced)
        if count.in_order
        else Words("{receiver}签收时发现差异，请查明", receiver=found.receiver.name)
    )
    notices.tell(
        accounts=members_of(found.sender_id, Permission.CUSTODY_KEEP, at),
        words=said,
        address=f"/office/consignments/{found.pk}",
        at=at,
    )
