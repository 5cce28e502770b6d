"""The custody book: every paper copy is always at exactly one place (N11.1).

Double entry: a slip takes its list of copies out of one place and into another, at one moment, so that the sum over
all places is always the number of copies in the book. A slip has one line in the ledger, with the digest of its list:
a print run of many thousand copies is one act of one person, and the list itself can never be changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, connection, transaction

from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import AlreadyDone, Incomplete, WrongState
from yinxin.kernel.words import Words
from yinxin.ledger.record import Line, record
from yinxin.lifecycle.move import move_together
from yinxin.parties import access
from yinxin.parties.actor import Actor
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import body
from yinxin.register.books import list_digest as list_digest
from yinxin.register.models import Place, Slip
from yinxin.register.places import KEPT, STANDING, WHERE, PlaceKind, SlipKind
from yinxin.register.states import PAPER, PaperState

N11_1 = Clause("N11.1")


@dataclass(frozen=True)
class SlipNote:
    """What a slip says beside its list: why, its number on paper, and the state of the copies before and after."""

    kind: SlipKind
    number: str
    before: PaperState
    after: PaperState


def move_copies(
    *, copies: Sequence[int], frm: int | None, to: int, slip: SlipNote, by: Actor, at: datetime
) -> int:
    """Enter a slip: take copies from one place to another, all or none; return the slip's id.

    :param frm: the place where all of them lie; None where they enter the book.
    :raises Incomplete: the list is empty, or names a copy twice.
    :raises AlreadyDone: a slip of this kind and number is in the book.
    :raises WrongState: a copy is not there, not in that state, or came there after ``at``; nothing has changed.
    """
    numbers = sorted(copies)
    if not numbers or len(set(numbers)) < len(numbers):
        raise Incomplete(
            Words("清单是空的，或有证书重复。"),
            do=Words("请逐本核对后重新填写清单。"),
            clause=slip.kind.clause,
        )
    _check_place(to, slip)
    with transaction.atomic():
        number = _enter(slip, frm, to, len(numbers), by, at)
        facts = {
            "number": slip.number,
            "from_place": frm,
            "to_place": to,
            "state": slip.after.value,
            "papers": len(numbers),
            "list": list_digest(numbers),
        }
        line = Line(
            f"slip.{slip.kind.value}",
            slip.kind.clause,
            by.account_id,
            by.organisation_id,
            "slip",
            number,
            at,
            facts,
        )
        move_together(
            PAPER, numbers, frm=slip.before, to=slip.after, held={"place_id": frm}, line=line, place_id=to
        )
        _lines(number, numbers, at)
    return number


def standing_place(*, organisation_id: int, kind: PlaceKind, by: Actor, at: datetime) -> int:
    """Return an account that every book has once, such as what is lost; it comes into being when first needed."""
    if kind not in STANDING:
        raise ValueError(f"{kind} is opened by a custodian")
    found = Place.objects.filter(organisation_id=organisation_id, kind=kind.value).values_list(
        "id", flat=True
    )
    try:
        return found.first() or _open(organisation_id, kind, str(kind.words), None, by, at)
    except AlreadyDone:
        return found.get()


def open_place(
    *, organisation_id: int, kind: PlaceKind, name: str, parent_id: int | None, by: Actor, at: datetime
) -> int:
    """Open a room, shelf, box or counter in an organisation's book; return its id.

    :raises NotPermitted: ``by`` does not keep this organisation's paper.
    :raises Incomplete: it has no name or lies in another organisation's place, or its kind is a standing account.
    :raises AlreadyDone: there is one of that name at that place.
    """
    access.require_unless_system(by, Permission.CUSTODY_KEEP, body(organisation_id))
    name = name.strip()
    own = Place.objects.filter(organisation_id=organisation_id, kind__in=_kept())
    if not 0 < len(name) <= 60 or kind not in KEPT or (parent_id and not own.filter(id=parent_id).exists()):
        raise Incomplete(
            Words("库位的名称、种类或所在位置不对。"),
            do=Words("请填写60字以内的名称，并选择本机构的上级库位。"),
            clause=N11_1,
        )
    return _open(organisation_id, kind, name, parent_id, by, at)


def put_away(*, copies: Sequence[int], frm: int, to: int, number: str, by: Actor, at: datetime) -> int:
    """Move kept copies between two places of one organisation; return the slip's id.

    :raises NotPermitted: ``by`` does not keep this organisation's paper.
    :raises Incomplete: the two places are one, or two organisations'.
    """
    places = {place.pk: place for place in Place.objects.filter(id__in=(frm, to), kind__in=_kept())}
    if {frm, to} - set(places):
        raise access.not_here()
    for place in places.values():
        access.require(by, Permission.CUSTODY_KEEP, body(place.organisation_id))
    if places[frm].organisation_id != places[to].organisation_id or frm == to:
        raise Incomplete(
            Words("移库只在同一机构的两个库位之间办理。"), do=Words("请核对两个库位。"), clause=N11_1
        )
    note = SlipNote(SlipKind.SHELVING, number, PaperState.HELD, PaperState.HELD)
    return move_copies(copies=copies, frm=frm, to=to, slip=note, by=by, at=at)


def check_kept_by(place_id: int, organisation_id: int) -> None:
    """Refuse a place where this organisation keeps no paper.

    :raises Incomplete: it is another's, an account, or there is none.
    """
    own = Place.objects.filter(id=place_id, organisation_id=organisation_id, kind__in=_kept())
    if not own.exists():
        raise Incomplete(
            Words("所选库位不是本机构的证书库位。"),
            do=Words("请选择本机构的证书室、架、箱或柜台。"),
            clause=N11_1,
        )


def _kept() -> list[str]:
    return [kind.value for kind in KEPT]


def _check_place(to: int, slip: SlipNote) -> None:
    """Refuse a place where a copy in that state cannot lie."""
    kind = Place.objects.filter(id=to).values_list("kind", flat=True).first()
    if kind is None:
        raise access.not_here()
    if PlaceKind(kind) not in WHERE[slip.after]:
        raise WrongState(
            Words(
                "“{state}”的证书不能放在“{kind}”。", state=PAPER.names[slip.after], kind=PlaceKind(kind).words
            ),
            do=Words("请核对去向。"),
            clause=slip.kind.clause,
        )


def _enter(slip: SlipNote, frm: int | None, to: int, count: int, by: Actor, at: datetime) -> int:
    try:
        with transaction.atomic():
            made = Slip.objects.create(
                kind=slip.kind.value,
                number=slip.number,
                frm_id=frm,
                to_id=to,
                state=slip.after.value,
                count=count,
                at=at,
                by=by.account_id,
            )
    except IntegrityError as error:
        if "slip_number_once" not in str(error):
            raise
        raise AlreadyDone(
            Words("{kind}{number}已经登记过。", kind=slip.kind.words, number=slip.number),
            do=Words("请核对单号；同一张单据只登记一次。"),
            clause=slip.kind.clause,
        ) from None
    return made.pk


def _lines(slip: int, copies: Sequence[int], at: datetime) -> None:
    """Write the slip's lines; the copies' rows are locked by now, so nobody else continues their sequences."""
    with connection.cursor() as cursor:
        cursor.execute(
            """select coalesce(max(s.at), '-infinity') > %s from register_movement m
               join register_slip s on s.id = m.slip_id where m.copy_id = any(%s)""",
            [at, list(copies)],
        )
        if cursor.fetchone()[0]:
            raise WrongState(
                Words("单据的时间早于其中证书最近一次出入库的时间。"),
                do=Words("请核对单据上的时间。"),
                clause=N11_1,
            )
        cursor.execute(
            """insert into register_movement (slip_id, copy_id, sequence)
               select %s, v.id, 1 + (select count(*) from register_movement m where m.copy_id = v.id)
               from unnest(%s::bigint[]) as v(id)""",
            [slip, list(copies)],
        )


def _open(
    organisation_id: int, kind: PlaceKind, name: str, parent_id: int | None, by: Actor, at: datetime
) -> int:
    try:
        with transaction.atomic():
            made = Place.objects.create(
                organisation_id=organisation_id, kind=kind.value, name=name, parent_id=parent_id, opened_at=at
            )
            facts = {"kind": kind.value, "organisation": organisation_id, "name": name, "parent": parent_id}
            record(
                Line("place.opened", N11_1, by.account_id, by.organisation_id, "place", made.pk, at, facts)
            )
    except IntegrityError as error:
        if not {"place_name_once", "place_standing_once"} & set(str(error).split('"')):
            raise
        raise AlreadyDone(Words("这里已有同名的库位。"), do=Words("请换一个名称。"), clause=N11_1) from None
    return made.pk
