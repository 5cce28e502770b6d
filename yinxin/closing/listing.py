"""The issuer's part: open the year's list, put paper on it, close it, hand it over to the centre (N26)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from yinxin.closing.models import DestructionList, ListedCopy
from yinxin.closing.reasons import reason_of
from yinxin.closing.states import DESTRUCTION, ListState
from yinxin.desk import notices
from yinxin.duties.obligations import discharge, open_duty
from yinxin.kernel.calendar import day_of
from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import AlreadyDone, Incomplete, NotApplicable, WrongState
from yinxin.kernel.words import Words
from yinxin.law.n2023 import art26_destruction
from yinxin.ledger.record import Line, record
from yinxin.lifecycle.move import came_too_late, move
from yinxin.parties import access
from yinxin.parties.actor import Actor
from yinxin.parties.finding import members_of
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import body, the_centre
from yinxin.register import custody, endings
from yinxin.register.custody import SlipNote
from yinxin.register.endings import Ending
from yinxin.register.places import PlaceKind, SlipKind
from yinxin.register.states import PaperState

N26 = Clause("N26")
WAITING = (PlaceKind.RECALLED, PlaceKind.PAST_CUSTODY)
"""Where paper lies that can come onto a list."""


def open_list(*, issuer_id: int, by: Actor, at: datetime) -> int:
    """Open a list of the year for an issuer; return it.

    :raises NotPermitted: ``by`` does not list this issuer's paper; NotFound where it is out of reach.
    :raises AlreadyDone: one is open.
    """
    access.require(by, Permission.DESTRUCTION_LIST, body(issuer_id))
    year = day_of(at).year
    with transaction.atomic():
        earlier = DestructionList.objects.filter(issuer_id=issuer_id, year=year)
        number = 1 + (earlier.aggregate(last=Max("number"))["last"] or 0)
        try:
            with transaction.atomic():
                made = DestructionList.objects.create(
                    issuer_id=issuer_id,
                    year=year,
                    number=number,
                    opened_at=at,
                    state=ListState.OPEN.value,
                )
        except IntegrityError as error:
            if not {"destruction_one_open", "destruction_number_once"} & set(str(error).split('"')):
                raise
            raise AlreadyDone(
                Words("本机构已有一份登记中的销毁清册。"), do=Words("请在那份清册上继续登记。"), clause=N26
            ) from None
        note("destruction_list.opened", made.pk, {"year": year, "number": number}, by, at)
    return made.pk


def add(*, list_id: int, copies: Collection[int] | None, by: Actor, at: datetime) -> int:
    """Put recalled paper and paper past custody on an open list; return how many sheets.

    From the first one runs the issuer's time to hand the list over.

    :param copies: these; None for everything that waits.
    :raises NotPermitted: ``by`` does not list this issuer's paper; NotFound where it is out of reach.
    :raises NotApplicable: nothing waits, or one of these does not.
    :raises WrongState: the list is closed or of another year, or a copy still has time in custody.
    """
    found = of_issuer(list_id, by)
    with transaction.atomic():
        found = _hold(found.pk, ListState.OPEN)
        _check_year(found, at)
        waiting = endings.lying_at(found.issuer_id, WAITING)
        chosen = [one for one in waiting if copies is None or one.copy_id in copies]
        if not chosen or (copies is not None and len(chosen) < len(set(copies))):
            raise NotApplicable(
                Words("没有可以列入清册的证书，或所选证书不在“已收回”“超过保管期”中。"),
                do=Words("请先办理收回或保管期满。"),
                clause=N26,
            )
        for one in chosen:
            art26_destruction.check_may_list(
                on=day_of(at), recalled=one.state is PaperState.RECALLED, exam_last_day=one.last_day
            )
        _enter(found, chosen, by, at)
        open_duty(
            N26,
            subject=DESTRUCTION.subject,
            subject_id=found.pk,
            owed_by=found.issuer_id,
            since=day_of(at),
            by=by,
            at=at,
        )
    return len(chosen)


def close(*, list_id: int, by: Actor, at: datetime) -> None:
    """Close a list: nothing comes onto it any more.

    :raises NotPermitted: ``by`` does not list this issuer's paper; NotFound where it is out of reach.
    :raises Incomplete: it is empty.
    :raises WrongState: it is closed.
    """
    found = of_issuer(list_id, by)
    with transaction.atomic():
        found = _hold(found.pk, ListState.OPEN)
        copies = sorted(found.sheets.values_list("copy_id", flat=True))
        if not copies:
            raise Incomplete(
                Words("清册是空的。"), do=Words("请先列入已收回或超过保管期的证书。"), clause=N26
            )
        key = custody.list_digest(copies)
        _move(
            found, ListState.OPEN, ListState.CLOSED, by, at, {"papers": len(copies), "list": key},
            papers=len(copies), digest=key, closed_at=at, closed_by=by.account_id,
        )  # fmt: skip


def hand_over(*, list_id: int, by: Actor, at: datetime) -> int:
    """Hand a closed list's paper over to the centre; return how many sheets.

    :raises NotPermitted: ``by`` does not list this issuer's paper; NotFound where it is out of reach.
    :raises WrongState: it is not closed, or handed over already.
    """
    found, centre = of_issuer(list_id, by), the_centre().id
    with transaction.atomic():
        found = _hold(found.pk, ListState.CLOSED)
        copies = sorted(found.sheets.filter(missing="").values_list("copy_id", flat=True))
        if copies:
            custody.move_copies(
                copies=copies,
                frm=_listed(found, by, at),
                to=custody.standing_place(organisation_id=centre, kind=PlaceKind.HANDED_OVER, by=by, at=at),
                slip=SlipNote(
                    SlipKind.DESTRUCTION_HANDOVER, str(found.pk), PaperState.LISTED, PaperState.HANDED_OVER
                ),
                by=by,
                at=at,
            )
        _move(
            found, ListState.CLOSED, ListState.HANDED_OVER, by, at, {"papers": len(copies)},
            handed_at=at, handed_by=by.account_id,
        )  # fmt: skip
        discharge(
            N26,
            subject=DESTRUCTION.subject,
            subject_id=found.pk,
            act="destruction_list.handed_over",
            by=by,
            at=at,
        )
        notices.tell(
            accounts=members_of(centre, Permission.DESTRUCTION_CARRY_OUT, at),
            words=Words(
                "{issuer}移交待销毁证书{count}本，请清点", issuer=found.issuer.name, count=len(copies)
            ),
            address=f"/office/destruction/{found.pk}",
            at=at,
        )
    return len(copies)


def missing(*, list_id: int, copy_id: int, reason: str, by: Actor, at: datetime) -> None:
    """Declare a sheet of a closed list missing before the handover, with what is known of it.

    :raises NotPermitted: ``by`` does not list this issuer's paper; NotFound where it is out of reach.
    :raises Incomplete: it is not said what is known.
    :raises WrongState: the list is not closed, or handed over; the sheet is missing already.
    """
    found = of_issuer(list_id, by)
    with transaction.atomic():
        found = _hold(found.pk, ListState.CLOSED)
        declare_missing(found, copy_id, reason, at_centre=False, by=by, at=at)


def of_issuer(list_id: int, by: Actor) -> DestructionList:
    """Return a list of an issuer whose paper ``by`` lists.

    :raises NotFound: there is none in the person's territory; NotPermitted: it is another's.
    """
    found = DestructionList.objects.select_related("issuer").filter(id=list_id).first()
    if found is None:
        raise access.not_here()
    access.require(by, Permission.DESTRUCTION_LIST, body(found.issuer_id))
    return found


def declare_missing(
    found: DestructionList, copy_id: int, reason: str, *, at_centre: bool, by: Actor, at: datetime
) -> None:
    """Enter a sheet as lost, in the account of who found it missing; the caller holds the list.

    :raises Incomplete: it is not said what is known; NotFound: it is not on the list.
    :raises WrongState: it is missing already, or has been counted.
    """
    if not 4 <= len(reason.strip()) <= 400:
        raise Incomplete(Words("请写明短少的情况。"), do=Words("用一两句话写明查找经过和原因。"), clause=N26)
    row = found.sheets.filter(copy_id=copy_id).first()
    if row is None:
        raise access.not_here()
    fresh = found.sheets.filter(pk=row.pk, missing="", counted_at__isnull=True)
    if not fresh.update(missing=reason.strip(), missing_at=at, missing_by=by.account_id, at_centre=at_centre):
        raise WrongState(
            Words("这本证书已经清点到，或已登记短少。"), do=Words("请刷新页面核对。"), clause=N26
        )
    (paper,) = endings.endings([copy_id])
    book = the_centre().id if at_centre else found.issuer_id
    custody.move_copies(
        copies=[copy_id],
        frm=paper.place_id,
        to=custody.standing_place(organisation_id=book, kind=PlaceKind.LOST, by=by, at=at),
        slip=SlipNote(SlipKind.DESTRUCTION_MISSING, f"{found.pk}-{row.number}", paper.state, PaperState.LOST),
        by=by,
        at=at,
    )
    note("destruction_list.missing", found.pk, {"copy": copy_id, "at_centre": at_centre}, by, at)


def note(kind: str, number: int, facts: Mapping[str, Any], by: Actor, at: datetime) -> None:
    """Write a line about a list that is not a change of its state."""
    record(
        Line(
            kind,
            N26,
            by.account_id,
            by.organisation_id,
            DESTRUCTION.subject,
            number,
            at,
            facts,
        )
    )


def _hold(list_id: int, state: ListState) -> DestructionList:
    """Return a list as it stands now, kept in its state until the transaction ends."""
    there = DestructionList.objects.select_for_update(of=("self",)).select_related("issuer")
    found = there.filter(pk=list_id, state=state.value).first()
    if found is None:
        raise came_too_late(DESTRUCTION, state)
    return found


def _check_year(found: DestructionList, at: datetime) -> None:
    if found.year != day_of(at).year:
        raise WrongState(
            Words("这是{year}年度的清册，不能再列入证书。", year=found.year),
            do=Words("请封册移交，再开立本年度的清册。"),
            clause=N26,
        )


def _enter(found: DestructionList, chosen: Collection[Ending], by: Actor, at: datetime) -> None:
    """Write the lines, and a slip for each place from which copies come."""
    first = 1 + found.sheets.count()
    ListedCopy.objects.bulk_create(
        ListedCopy(list=found, number=number, copy_id=one.copy_id, reason=reason_of(one).value, listed_at=at)
        for number, one in enumerate(chosen, first)
    )
    groups: dict[tuple[int, PaperState], list[int]] = {}
    for one in chosen:
        groups.setdefault((one.place_id, one.state), []).append(one.copy_id)
    to = _listed(found, by, at)
    for place, ((frm, state), part) in enumerate(sorted(groups.items(), key=lambda item: item[1]), 1):
        slip = SlipNote(SlipKind.DESTRUCTION_LIST, f"{found.pk}-{first}-{place}", state, PaperState.LISTED)
        custody.move_copies(copies=part, frm=frm, to=to, slip=slip, by=by, at=at)
    copies = sorted(one.copy_id for one in chosen)
    note(
        "destruction_list.listed",
        found.pk,
        {"papers": len(copies), "list": custody.list_digest(copies)},
        by,
        at,
    )


def _listed(found: DestructionList, by: Actor, at: datetime) -> int:
    return custody.standing_place(organisation_id=found.issuer_id, kind=PlaceKind.LISTED, by=by, at=at)


def _move(
    found: DestructionList,
    frm: ListState,
    to: ListState,
    by: Actor,
    at: datetime,
    facts: Mapping[str, Any],
    **columns: Any,
) -> None:
    move(
        DESTRUCTION,
        found.pk,
        frm=frm,
        to=to,
        kind=f"destruction_list.{to.value}",
        by=by,
        at=at,
        facts=facts,
        **columns,
    )
