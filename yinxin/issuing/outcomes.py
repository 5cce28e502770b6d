"""What becomes of a parcel: delivered, back into the store, lost (N12, N16).

A courier's report enters a delivery or a loss by itself. A return it only announces: the copy is back when a custodian
has it in hand and puts it into a place. Where no courier reports, custodians enter what they were told.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Final

from django.db import transaction

from yinxin.desk import notices
from yinxin.issuing.applying import of_issuer
from yinxin.issuing.models import MailApplication, Parcel
from yinxin.issuing.states import MAIL, MailState
from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import Incomplete, NotApplicable
from yinxin.kernel.words import Words
from yinxin.law.changes import Cause
from yinxin.law.n2023 import art16_reissue
from yinxin.lifecycle.move import came_too_late, move
from yinxin.parties.actor import SYSTEM, Actor
from yinxin.parties.finding import members_of
from yinxin.parties.permissions import Permission
from yinxin.register import custody, endings
from yinxin.register.custody import SlipNote
from yinxin.register.places import PlaceKind, SlipKind
from yinxin.register.states import PaperState

N12 = Clause("N12")


class Said(Enum):
    """What a courier reports of a parcel."""

    ACCEPTED = "accepted"
    DELIVERED = "delivered"
    RETURNED = "returned"
    LOST = "lost"

    @property
    def words(self) -> Words:
        """The report for people."""
        return _SAID[self]


_SAID = {
    Said.ACCEPTED: Words("已收寄"),
    Said.DELIVERED: Words("已妥投"),
    Said.RETURNED: Words("退回中"),
    Said.LOST: Words("已遗失"),
}


class Taken(Enum):
    """What was done with an event."""

    ENTERED = "entered"
    KNOWN = "known"
    CONTRADICTION = "contradiction"


@dataclass(frozen=True)
class Event:
    """One event that a courier reports; ``at`` is the moment that the report states."""

    waybill: str
    said: Said
    at: datetime


_BY_COURIER: Final = Words("寄递企业报告遗失")


def delivered(*, application_id: int, by: Actor, at: datetime) -> None:
    """Enter that a parcel reached its holder, as the courier's receipt or web page says.

    :raises NotPermitted: ``by`` does not send this issuer's post; NotFound where it is out of reach.
    :raises WrongState: the parcel is not on its way.
    """
    found = of_issuer(application_id, by)
    with transaction.atomic():
        _deliver(_on_its_way(found.pk), at, by, at)


def take_back(*, application_id: int, place_id: int, by: Actor, at: datetime) -> None:
    """Put a parcel that came back into a place of the issuer.

    :raises NotPermitted: ``by`` does not send this issuer's post; NotFound where it is out of reach.
    :raises Incomplete: the place is none where the issuer keeps paper.
    :raises WrongState: the parcel is not on its way.
    """
    found = of_issuer(application_id, by)
    custody.check_kept_by(place_id, found.issuer_id)
    with transaction.atomic():
        parcel = _on_its_way(found.pk)
        _say(parcel, Said.RETURNED, parcel.said_at or at)
        _slip(parcel, SlipKind.MAIL_RETURNED, PaperState.HELD, place_id, by, at)
        _move(parcel, MailState.RETURNED, by, at)


def declare_lost(*, application_id: int, reason: str, by: Actor, at: datetime) -> None:
    """Enter that a parcel was lost, with what the courier said of it; the holder reads what can be done.

    :raises NotPermitted: ``by`` does not send this issuer's post; NotFound where it is out of reach.
    :raises Incomplete: it is not said what is known.
    :raises WrongState: the parcel is not on its way.
    """
    found = of_issuer(application_id, by)
    if not 4 <= len(reason.strip()) <= 400:
        raise Incomplete(
            Words("请写明遗失的情况。"), do=Words("例如：寄递企业出具的遗失证明编号和日期。"), clause=N12
        )
    with transaction.atomic():
        _lose(_on_its_way(found.pk), at, reason.strip(), by, at)


def take_event(*, event: Event, at: datetime) -> Taken | None:
    """Enter what a courier reports; the same event twice, or an older one, changes nothing.

    :return: what was done; None where nobody knows the number.
    """
    with transaction.atomic():
        parcel = _named(event.waybill)
        if parcel is None:
            return None
        said = Said(parcel.said) if parcel.said else None
        if said is event.said or (event.said is Said.ACCEPTED and said):
            return Taken.KNOWN
        if not _can_follow(parcel, said, event):
            return _contradicts(parcel, event, at)
        if event.said is Said.DELIVERED:
            _deliver(parcel, event.at, SYSTEM, at)
        elif event.said is Said.LOST:
            _lose(parcel, event.at, str(_BY_COURIER), SYSTEM, at)
        else:
            _say(parcel, event.said, event.at)
            if event.said is Said.RETURNED:
                _tell(parcel, Words("邮件{waybill}将退回，收到后请扫描入库", waybill=parcel.waybill), at)
    return Taken.ENTERED


def after_loss(*, electronic: bool) -> Words:
    """Return what a holder can do whose certificate was lost in the post (N16)."""
    try:
        art16_reissue.check_may_reissue_paper(electronic_copy_exists=electronic, cause=Cause.LOST)
    except NotApplicable as refusal:
        return Words("{what}{do}", what=refusal.what, do=refusal.do)
    return Words("可以向发放机构申请补发纸质证书，凭寄递企业的遗失证明办理。")


def _can_follow(parcel: Parcel, said: Said | None, event: Event) -> bool:
    """Say whether an event changes something: the parcel is on its way, and nothing later was said of it.

    What is coming back may still be delivered on another try of the courier's; the copy decides, not the report.
    """
    later_tries = Parcel.objects.filter(application_id=parcel.application_id, delivery__gt=parcel.delivery)
    on_its_way = parcel.application.state == MailState.POSTED.value and not later_tries.exists()
    later = parcel.said_at is None or said is Said.ACCEPTED or event.at > parcel.said_at
    return on_its_way and later


def _named(waybill: str) -> Parcel | None:
    """Return the parcel of a number, locked after its application, as every verb here does."""
    found = Parcel.objects.filter(waybill=waybill).first()
    if found is None:
        return None
    MailApplication.objects.select_for_update().get(pk=found.application_id)
    return (
        Parcel.objects.select_for_update(of=("self",)).select_related("run", "application").get(pk=found.pk)
    )


def _contradicts(parcel: Parcel, event: Event, at: datetime) -> Taken:
    """Keep a contradiction for a person, who asks the courier; the book stays as it is."""
    trouble = f"{event.said.value} {event.at.isoformat()}"
    if parcel.trouble == trouble:
        return Taken.KNOWN
    Parcel.objects.filter(pk=parcel.pk).update(trouble=trouble)
    _tell(parcel, Words("邮件{waybill}的投递报告前后不一致，请向寄递企业查询", waybill=parcel.waybill), at)
    return Taken.CONTRADICTION


def _on_its_way(application_id: int) -> Parcel:
    """Return the parcel of an application that is on its way, locked."""
    row = MailApplication.objects.select_for_update().get(pk=application_id)
    if row.state != MailState.POSTED.value:
        raise came_too_late(MAIL, MailState.POSTED)
    return Parcel.objects.select_for_update().filter(application_id=row.pk).order_by("-delivery")[0]


def _deliver(parcel: Parcel, said_at: datetime, by: Actor, at: datetime) -> None:
    _say(parcel, Said.DELIVERED, said_at)
    holder = custody.standing_place(organisation_id=parcel.run.issuer_id, kind=PlaceKind.HOLDER, by=by, at=at)
    _slip(parcel, SlipKind.DELIVERY, PaperState.COLLECTED, holder, by, at)
    _move(parcel, MailState.DELIVERED, by, at)


def _lose(parcel: Parcel, said_at: datetime, reason: str, by: Actor, at: datetime) -> None:
    _say(parcel, Said.LOST, said_at)
    lost = custody.standing_place(organisation_id=parcel.run.issuer_id, kind=PlaceKind.LOST, by=by, at=at)
    _slip(parcel, SlipKind.LOST_IN_POST, PaperState.LOST, lost, by, at)
    _move(parcel, MailState.LOST, by, at, reason=reason)
    _tell(parcel, Words("邮件{waybill}在寄递中遗失，请与持证人联系", waybill=parcel.waybill), at)


def _say(parcel: Parcel, said: Said, said_at: datetime) -> None:
    Parcel.objects.filter(pk=parcel.pk).update(said=said.value, said_at=said_at)


def _slip(parcel: Parcel, kind: SlipKind, after: PaperState, to: int, by: Actor, at: datetime) -> None:
    (paper,) = endings.endings([parcel.application.copy_id])
    note = SlipNote(kind, str(parcel.pk), PaperState.POSTED, after)
    custody.move_copies(copies=[paper.copy_id], frm=paper.place_id, to=to, slip=note, by=by, at=at)


def _move(parcel: Parcel, to: MailState, by: Actor, at: datetime, **columns: str) -> None:
    move(
        MAIL,
        parcel.application_id,
        frm=MailState.POSTED,
        to=to,
        kind=f"mail_application.{to.value}",
        by=by,
        at=at,
        facts={"run": parcel.run_id, "delivery": parcel.delivery},
        **columns,
    )


def _tell(parcel: Parcel, words: Words, at: datetime) -> None:
    notices.tell(
        accounts=members_of(parcel.run.issuer_id, Permission.POST_SEND, at),
        words=words,
        address=f"/office/post/{parcel.application_id}",
        at=at,
    )
