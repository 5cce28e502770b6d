"""The centre's part: count what was handed over, and destroy it before two people (N26).

One person counts sheet by sheet, and records that the paper was destroyed; another one who was there confirms it. Until
then the book says that it lies at the centre.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from django.db import transaction

from yinxin.closing.listing import declare_missing
from yinxin.closing.models import DestructionList
from yinxin.closing.states import DESTRUCTION, ListState
from yinxin.desk import notices
from yinxin.kernel.calendar import day_of
from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import Incomplete
from yinxin.kernel.words import Words
from yinxin.law.n2023 import art26_destruction
from yinxin.lifecycle.move import came_too_late, move
from yinxin.parties import access
from yinxin.parties.actor import Actor
from yinxin.parties.finding import members_of
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import the_centre
from yinxin.register import custody, scanning
from yinxin.register.custody import SlipNote
from yinxin.register.places import PlaceKind, SlipKind
from yinxin.register.states import PaperState

N26 = Clause("N26")


class Counted(Enum):
    """What a scan at the counting table means."""

    NEW = "new"
    ALREADY = "already"
    MISSING = "gone"
    ELSEWHERE = "elsewhere"
    UNKNOWN = "unknown"

    @property
    def words(self) -> Words:
        """The answer for people."""
        return _COUNTED[self]


_COUNTED = {
    Counted.NEW: Words("已清点"),
    Counted.ALREADY: Words("已经清点过"),
    Counted.MISSING: Words("已登记短少，请先核实"),
    Counted.ELSEWHERE: Words("不在这份清册上，请单独放置"),
    Counted.UNKNOWN: Words("读不出，或查不到"),
}


@dataclass(frozen=True)
class Answer:
    """What a scan means, and which sheet it is."""

    counted: Counted
    management_number: str = ""
    why: Words | None = None


def count(*, list_id: int, text: str, by: Actor, at: datetime) -> Answer:
    """Note a sheet that is in hand at the counting table.

    :raises NotPermitted: ``by`` does not destroy the centre's paper; NotFound: there is no such list.
    :raises WrongState: the list is not at the centre to be counted.
    """
    found = of_centre(list_id, by)
    with transaction.atomic():
        found = _hold(found.pk, ListState.HANDED_OVER)
        meant = scanning.resolve(text, by)
        if not meant.copies:
            return Answer(Counted.UNKNOWN, why=meant.why)
        rows = list(found.sheets.select_related("copy__certificate").filter(copy_id__in=meant.copies))
        if len(rows) != 1:
            return Answer(Counted.ELSEWHERE)
        (row,) = rows
        number = row.copy.certificate.management_number
        if row.missing:
            return Answer(Counted.MISSING, number)
        new = found.sheets.filter(pk=row.pk, counted_at__isnull=True)
        if not new.update(counted_at=at, counted_by=by.account_id):
            return Answer(Counted.ALREADY, number)
    return Answer(Counted.NEW, number)


def missing(*, list_id: int, copy_id: int, reason: str, by: Actor, at: datetime) -> None:
    """Declare a sheet missing that was handed over and is not there; the issuer is told.

    :raises NotPermitted: ``by`` does not destroy the centre's paper; NotFound: there is no such list or sheet.
    :raises Incomplete: it is not said what is known.
    :raises WrongState: the list is not being counted, or the sheet was counted or is missing already.
    """
    found = of_centre(list_id, by)
    with transaction.atomic():
        found = _hold(found.pk, ListState.HANDED_OVER)
        declare_missing(found, copy_id, reason, at_centre=True, by=by, at=at)
        _tell(
            found, Permission.DESTRUCTION_LIST, Words("销毁清册{number}清点短少，请查明", number=found.pk), at
        )


def record_destruction(
    *, list_id: int, place: str, way: str, on: date, witness: str, by: Actor, at: datetime
) -> None:
    """Record, as the first of two people, that everything counted was destroyed.

    :raises NotPermitted: ``by`` does not destroy the centre's paper; NotFound: there is no such list.
    :raises Incomplete: where, how or when is missing, or a sheet is neither counted nor declared missing.
    :raises WrongState: the list is not at the centre to be destroyed.
    """
    found = of_centre(list_id, by)
    place, way, witness = place.strip(), way.strip(), witness.strip()
    with transaction.atomic():
        found = _hold(found.pk, ListState.HANDED_OVER)
        early = found.handed_at is not None and on < day_of(found.handed_at)
        if (
            not (2 <= len(place) <= 80 and 2 <= len(way) <= 40 and len(witness) <= 60)
            or early
            or on > day_of(at)
        ):
            raise Incomplete(
                Words("销毁的地点、方式或日期不对。"),
                do=Words("请写明地点和方式；日期在移交之后、今天或以前。"),
                clause=N26,
            )
        gone = found.sheets.exclude(missing="").count()
        counted = found.sheets.filter(counted_at__isnull=False).count()
        before = found.sheets.exclude(missing="").filter(at_centre=False).count()
        handed = found.papers - before
        art26_destruction.check_counts(
            listed=found.papers - gone, handed_over=handed - (gone - before), destroyed=counted
        )
        move(
            DESTRUCTION,
            found.pk,
            frm=ListState.HANDED_OVER,
            to=ListState.RECORDED,
            kind="destruction_list.recorded",
            by=by,
            at=at,
            facts={"papers": counted, "missing": gone, "on": on.isoformat()},
            first_id=by.account_id,
            recorded_at=at,
            destroyed_on=on,
            place=place,
            way=way,
            witness=witness,
            sent_back="",
        )
        others = set(members_of(the_centre().id, Permission.DESTRUCTION_CARRY_OUT, at)) - {by.account_id}
        notices.tell(
            accounts=others,
            words=Words("{name}登记了清册{number}的销毁，请确认", name=by.name, number=found.pk),
            address=f"/office/destruction/{found.pk}",
            at=at,
        )


def confirm(*, list_id: int, by: Actor, at: datetime) -> int:
    """Confirm, as the second of two people, that the paper was destroyed; return how many sheets.

    :raises NotPermitted: ``by`` does not destroy the centre's paper, recorded it, or is tied to who did.
    :raises WrongState: there is no record to confirm.
    """
    found = of_centre(list_id, by)
    with transaction.atomic():
        found = _hold(found.pk, ListState.RECORDED)
        _other(found, by)
        art26_destruction.check_two_destroyers(str(found.first_id), str(by.account_id))
        copies = sorted(found.sheets.filter(missing="").values_list("copy_id", flat=True))
        if copies:
            centre = the_centre().id
            places = [
                custody.standing_place(organisation_id=centre, kind=kind, by=by, at=at)
                for kind in (PlaceKind.HANDED_OVER, PlaceKind.DESTROYED)
            ]
            slip = SlipNote(SlipKind.DESTRUCTION, str(found.pk), PaperState.HANDED_OVER, PaperState.DESTROYED)
            custody.move_copies(copies=copies, frm=places[0], to=places[1], slip=slip, by=by, at=at)
        move(
            DESTRUCTION,
            found.pk,
            frm=ListState.RECORDED,
            to=ListState.DESTROYED,
            kind="destruction_list.destroyed",
            by=by,
            at=at,
            facts={"papers": len(copies), "first": found.first_id, "list": custody.list_digest(copies)},
            second_id=by.account_id,
            confirmed_at=at,
        )
        _tell(found, Permission.DESTRUCTION_LIST, Words("销毁清册{number}的证书已销毁", number=found.pk), at)
    return len(copies)


def send_back(*, list_id: int, reason: str, by: Actor, at: datetime) -> None:
    """Do not confirm: the sheets are counted again from the beginning.

    :raises NotPermitted: ``by`` does not destroy the centre's paper, recorded it, or is tied to who did.
    :raises Incomplete: it is not said why.
    :raises WrongState: there is no record to confirm.
    """
    found = of_centre(list_id, by)
    if not 4 <= len(reason.strip()) <= 400:
        raise Incomplete(Words("请写明不确认的原因。"), do=Words("用一两句话说明后再提交。"), clause=N26)
    with transaction.atomic():
        found = _hold(found.pk, ListState.RECORDED)
        _other(found, by)
        move(
            DESTRUCTION,
            found.pk,
            frm=ListState.RECORDED,
            to=ListState.HANDED_OVER,
            kind="destruction_list.sent_back",
            by=by,
            at=at,
            facts={"first": found.first_id},
            first_id=0,
            recorded_at=None,
            destroyed_on=None,
            place="",
            way="",
            witness="",
            sent_back=reason.strip(),
        )
        found.sheets.update(counted_at=None, counted_by=0)


def of_centre(list_id: int, by: Actor) -> DestructionList:
    """Return a list, for whoever destroys paper at the centre.

    :raises NotPermitted: ``by`` does not; NotFound: there is no such list.
    """
    access.require(by, Permission.DESTRUCTION_CARRY_OUT, the_centre())
    found = DestructionList.objects.select_related("issuer").filter(id=list_id).first()
    if found is None:
        raise access.not_here()
    return found


def _other(found: DestructionList, by: Actor) -> None:
    access.require_other_person(by, found.first_id, act=Words("确认销毁"), clause=N26, when=found.recorded_at)


def _hold(list_id: int, state: ListState) -> DestructionList:
    """Return a list as it stands now, kept in its state until the transaction ends."""
    there = DestructionList.objects.select_for_update(of=("self",)).select_related("issuer")
    found = there.filter(pk=list_id, state=state.value).first()
    if found is None:
        raise came_too_late(DESTRUCTION, state)
    return found


def _tell(found: DestructionList, permission: Permission, words: Words, at: datetime) -> None:
    notices.tell(
        accounts=members_of(found.issuer_id, permission, at),
        words=words,
        address=f"/office/destruction/{found.pk}",
        at=at,
    )
