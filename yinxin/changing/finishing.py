"""The centre's desk: take an application for making, send it back, release what was made; and withdrawal (N15, N16).

Step 1 of the making opens the successor, a worker makes its electronic copy, and another person releases it: the old
certificate is superseded in that same transaction.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final

from django.db import transaction

from yinxin.attachments import store
from yinxin.changing import altering, gate, moving, papers, photo, wants
from yinxin.changing.models import Application
from yinxin.changing.states import APPLICATION, ApplicationState
from yinxin.kernel.calendar import day_of
from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import WrongState
from yinxin.kernel.words import Words
from yinxin.law.changes import Cause, Way
from yinxin.law.evidence import Evidence
from yinxin.law.n2023.art15_replacement import Desk
from yinxin.lifecycle.move import came_too_late
from yinxin.parties import access
from yinxin.parties.actor import SYSTEM, Actor
from yinxin.parties.permissions import Permission
from yinxin.register import recall_lists, refacing, succeeding
from yinxin.register.closed_files import closed_files
from yinxin.register.files import files
from yinxin.register.succeeding import Succession
from yinxin.signing.keys import Keyring

N15: Final = Clause("N15")


def take_for_making(*, application_id: int, keyring: Keyring, by: Actor, at: datetime) -> int:
    """Take a confirmed application for making: its successor, or its proof, is opened; return that certificate.

    :param keyring: the seals for which the signatures' intent is written down.
    :raises NotPermitted: ``by`` makes no certificates; NotFound where it is out of reach.
    :raises Refusal: the gate has shut meanwhile; WrongState where somebody came first.
    """
    row = moving.for_desk(application_id, Permission.APPLICATION_MAKE, Desk.MAKING, by)
    if row.state != ApplicationState.CONFIRMED.value:
        raise came_too_late(APPLICATION, ApplicationState.CONFIRMED)
    with transaction.atomic():
        held = Application.objects.select_for_update().get(pk=row.pk)
        if held.state != row.state:
            raise came_too_late(APPLICATION, ApplicationState.CONFIRMED)
        gate.check(gate.again(held, day_of(at)))
        papers.check_complete(held, wants.of(held), at)
        successor = _open(held, keyring, by, at)
        moving.go(
            held,
            ApplicationState.MAKING,
            by=by,
            at=at,
            facts={"successor": successor},
            taken_by=by.account_id,
            successor_id=successor,
        )
    return successor


def send_back(*, application_id: int, reason: str, by: Actor, at: datetime) -> None:
    """Send an application back to who confirmed it; a successor that was opened is given up.

    :raises NotPermitted, NotFound: as in :func:`take_for_making`.
    :raises Incomplete: there is no reason; WrongState: it does not lie at the centre.
    """
    row = moving.for_desk(application_id, Permission.APPLICATION_MAKE, Desk.MAKING, by)
    said = moving.check_reason(reason)
    if ApplicationState(row.state) not in (ApplicationState.CONFIRMED, ApplicationState.MAKING):
        raise came_too_late(APPLICATION, ApplicationState.CONFIRMED)
    with transaction.atomic():
        held = Application.objects.select_for_update().get(pk=row.pk)
        if held.state != row.state:
            raise came_too_late(APPLICATION, ApplicationState(row.state))
        _give_up(held, by, at)
        moving.go(
            held, ApplicationState.REVIEWED, by=by, at=at, reason=said, successor_id=None, confirmed_by=0
        )


def release(*, application_id: int, by: Actor, at: datetime) -> None:
    """Release what was made; never the person who took it for making.

    :raises NotPermitted: ``by`` releases nothing, or took it for making; NotFound where it is out of reach.
    :raises WrongState: its electronic copy is not made yet, or somebody came first.
    """
    row = moving.for_desk(application_id, Permission.APPLICATION_RELEASE, Desk.MAKING, by)
    if row.state != ApplicationState.MAKING.value or row.successor_id is None:
        raise came_too_late(APPLICATION, ApplicationState.MAKING)
    access.require_other_person(by, row.taken_by, act=Words("发布"), clause=N15)
    if not succeeding.is_made(row.successor_id):
        raise WrongState(Words("新证书还没有制作完成。"), do=Words("请等待制作完成后再发布。"), clause=N15)
    with transaction.atomic():
        moving.go(
            row,
            ApplicationState.RELEASED,
            by=by,
            at=at,
            facts={"successor": row.successor_id},
            released_by=by.account_id,
        )
        succeeding.release(row.successor_id, by=by, at=at)
        for issuer, count in recall_lists.to_recall_by_issuer([row.certificate_id]).items():
            recall_lists.tell(issuer, Words("有{count}本已换发的纸质证书待收回。", count=count), at)


def withdraw(*, holder_id: int, application_id: int, at: datetime) -> None:
    """Take one's own application back before it is released; a successor that was opened is given up.

    :raises NotFound: it is not the holder's; WrongState: it has ended.
    """
    _withdraw(papers.own(holder_id, application_id), SYSTEM, at)


def withdraw_at_window(*, application_id: int, by: Actor, at: datetime) -> None:
    """Take an application back for whoever came to the window.

    :raises NotPermitted: ``by`` takes in no applications at this issuer; NotFound where it is out of reach.
    :raises WrongState: it has ended.
    """
    _withdraw(moving.for_desk(application_id, Permission.APPLICATION_FILE, Desk.REVIEW, by), by, at)


def _open(row: Application, keyring: Keyring, by: Actor, at: datetime) -> int:
    way = Way(row.way)
    if way is Way.PROOF:
        return succeeding.open_proof(row.certificate_id, number=row.number, keyring=keyring, by=by, at=at)
    changes = [
        replace(change, new=_photo(row)) if change.field == altering.PHOTO else change
        for change in altering.kept(row.pk)
    ]
    face = refacing.new_face(row.certificate_id, changes, way, on=day_of(at))
    new = Succession(row.certificate_id, face, Cause(row.cause), way)
    return succeeding.open_successor(new, keyring=keyring, by=by, at=at)


def _photo(row: Application) -> str:
    paper = papers.of_application(row.pk)[Evidence.TWO_PHOTOS]
    return files().put(photo.fitted(store.page(paper.key, 1, store=closed_files())))


def _give_up(row: Application, by: Actor, at: datetime) -> None:
    if row.successor_id is not None:
        succeeding.drop(row.successor_id, by=by, at=at)


def _withdraw(found: Application, by: Actor, at: datetime) -> None:
    if (ApplicationState(found.state), ApplicationState.WITHDRAWN) not in APPLICATION.edges:
        raise came_too_late(APPLICATION, ApplicationState.FILED)
    with transaction.atomic():
        held = Application.objects.select_for_update().get(pk=found.pk)
        if (ApplicationState(held.state), ApplicationState.WITHDRAWN) not in APPLICATION.edges:
            raise came_too_late(APPLICATION, ApplicationState.FILED)
        _give_up(held, by, at)
        moving.go(held, ApplicationState.WITHDRAWN, by=by, at=at, successor_id=None)
