"""Solve what was not as the list said: found and taken in, lost, spoiled, or explained (N11.2).

Whoever signed for the consignment does not declare paper lost or spoiled: that is the sender's, in whose account it is.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from yinxin.issuing.findings import UNFIT, Finding
from yinxin.issuing.models import Difference
from yinxin.issuing.states import DIFFERENCE, DifferenceState
from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import Incomplete, NotApplicable
from yinxin.kernel.words import Words
from yinxin.lifecycle.move import move
from yinxin.parties import access
from yinxin.parties.actor import Actor
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import body
from yinxin.register import custody
from yinxin.register.custody import SlipNote
from yinxin.register.places import PlaceKind, SlipKind
from yinxin.register.states import PaperState

N11_2 = Clause("N11.2")
_WAYS = {
    DifferenceState.TAKEN_IN: Words("已找到或可以使用，补收入库"),
    DifferenceState.LOST: Words("确认遗失"),
    DifferenceState.SPOILED: Words("确认不能使用，作废"),
    DifferenceState.EXPLAINED: Words("已查明，账簿不变"),
}


def ways_out(finding: Finding) -> tuple[DifferenceState, ...]:
    """Return how a difference of this kind can be solved."""
    if finding is Finding.MISSING:
        return (DifferenceState.TAKEN_IN, DifferenceState.LOST)
    if finding in UNFIT:
        return (DifferenceState.TAKEN_IN, DifferenceState.SPOILED)
    return (DifferenceState.EXPLAINED,)


def words_of(way: DifferenceState) -> Words:
    """Return what choosing a way out is called."""
    return _WAYS[way]


def take_in(*, difference_id: int, place_id: int, solution: str, by: Actor, at: datetime) -> None:
    """Take a copy into the receiver's stock after all: it turned up, or can be given out as it is.

    :raises NotPermitted: ``by`` does not keep the receiver's paper; NotFound where it is out of reach.
    :raises Incomplete: there is no word of how, or the place is none where the receiver keeps paper.
    :raises NotApplicable: a difference of this kind is solved otherwise.
    :raises WrongState: it is solved.
    """
    found = _difference(difference_id)
    access.require(by, Permission.CUSTODY_KEEP, body(found.consignment.receiver_id))
    custody.check_kept_by(place_id, found.consignment.receiver_id)
    _solve(found, DifferenceState.TAKEN_IN, solution, place_id, by, at)


def declare(*, difference_id: int, to: DifferenceState, solution: str, by: Actor, at: datetime) -> None:
    """Settle a difference in the sender's account: the copy is lost or spoiled, or nothing was wrong with the book.

    :raises NotPermitted: ``by`` does not keep the sender's paper, or signed for the consignment.
    :raises Incomplete: there is no word of how.
    :raises NotApplicable: a difference of this kind is solved otherwise.
    :raises WrongState: it is solved.
    """
    found = _difference(difference_id)
    access.require(by, Permission.CUSTODY_KEEP, body(found.consignment.sender_id))
    access.require_other_person(
        by,
        found.consignment.signed_by,
        act=Words("确认交接差异"),
        clause=N11_2,
        when=found.consignment.signed_at,
    )
    kind = {DifferenceState.LOST: PlaceKind.LOST, DifferenceState.SPOILED: PlaceKind.SPOILED}.get(to)
    with transaction.atomic():
        place = (
            custody.standing_place(organisation_id=found.consignment.sender_id, kind=kind, by=by, at=at)
            if kind
            else None
        )
        _solve(found, to, solution, place, by, at)


_KINDS = {
    DifferenceState.TAKEN_IN: "difference.taken_in",
    DifferenceState.LOST: "difference.lost",
    DifferenceState.SPOILED: "difference.spoiled",
    DifferenceState.EXPLAINED: "difference.explained",
}
_SLIPS = {
    DifferenceState.TAKEN_IN: (SlipKind.RECEIPT, PaperState.HELD),
    DifferenceState.LOST: (SlipKind.MISSING_ON_ARRIVAL, PaperState.LOST),
    DifferenceState.SPOILED: (SlipKind.UNFIT_ON_ARRIVAL, PaperState.SPOILED),
}


def _solve(
    found: Difference, to: DifferenceState, solution: str, place: int | None, by: Actor, at: datetime
) -> None:
    if to not in ways_out(Finding(found.finding)):
        raise NotApplicable(
            Words("“{finding}”不能这样处理。", finding=Finding(found.finding).words),
            do=Words("请改选与差异种类相符的处理方式。"),
            clause=N11_2,
        )
    if not 4 <= len(solution.strip()) <= 400:
        raise Incomplete(
            Words("请写明查明的情况。"), do=Words("用一两句话写明原因和处理经过。"), clause=N11_2
        )
    with transaction.atomic():
        move(
            DIFFERENCE,
            found.pk,
            frm=DifferenceState.OPEN,
            to=to,
            kind=_KINDS[to],
            by=by,
            at=at,
            facts={"consignment": found.consignment_id, "finding": found.finding, "copy": found.copy_id},
            solution=solution.strip(),
            solved_by=by.account_id,
            solved_at=at,
        )
        if to in _SLIPS and found.copy_id and place:
            kind, after = _SLIPS[to]
            road = custody.standing_place(
                organisation_id=found.consignment.sender_id, kind=PlaceKind.IN_TRANSIT, by=by, at=at
            )
            custody.move_copies(
                copies=[found.copy_id],
                frm=road,
                to=place,
                slip=SlipNote(kind, f"{found.consignment_id}-{found.pk}", PaperState.IN_TRANSIT, after),
                by=by,
                at=at,
            )


def _difference(number: int) -> Difference:
    found = Difference.objects.select_related("consignment").filter(id=number).first()
    if found is None:
        raise access.not_here()
    return found
