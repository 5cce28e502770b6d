"""Rename, move, merge and close organisations; nothing of their past is lost (N4)."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from yinxin.kernel.refusal import Incomplete, WrongState
from yinxin.kernel.words import Words
from yinxin.parties import access, queries, seating, seats
from yinxin.parties.actor import Actor, Body
from yinxin.parties.models import FormerName, Organisation, Seat
from yinxin.parties.noting import A4, N4, note
from yinxin.parties.permissions import Permission


def rename(*, organisation_id: int, name: str, name_en: str, by: Actor, at: datetime) -> None:
    """Give an organisation another name from now on; the old one stays readable as of its time.

    :raises NotPermitted: ``by`` may not.
    :raises Incomplete: a name is missing, or nothing changes.
    :raises WrongState: the organisation is closed.
    """
    over = _managed(organisation_id, by)
    name, name_en = name.strip(), name_en.strip()
    if not name or not name_en:
        raise Incomplete(Words("缺少中文或英文名称。"), do=Words("请填写两种名称。"), clause=N4)
    with transaction.atomic():
        now = _open(organisation_id)
        if (now.name, now.name_en) == (name, name_en):
            raise Incomplete(Words("名称没有变化。"), do=Words("请填写新名称。"), clause=N4)
        FormerName.objects.create(organisation=now, name=now.name, name_en=now.name_en, until=at)
        Organisation.objects.filter(id=now.pk).update(name=name, name_en=name_en)
        facts = {"from": now.name, "to": name, "to_en": name_en, **_behalf(by, over)}
        note("organisation.renamed", "organisation", now.pk, facts, by=by, at=at)


def move(*, organisation_id: int, parent_id: int, by: Actor, at: datetime) -> None:
    """Put an organisation under another one, with everything below it.

    :raises NotPermitted: ``by`` may not, here or there.
    :raises Incomplete: the other one lies below this one, or nothing changes.
    :raises WrongState: one of the two is closed.
    """
    over = _managed(organisation_id, by)
    _managed(parent_id, by)
    with transaction.atomic():
        _one_at_a_time()
        now, above = _open(organisation_id), _open(parent_id)
        if now.pk in queries.body(parent_id).lineage or now.parent_id == above.pk:
            raise Incomplete(
                Words("机构不能隶属于自己、自己的下级或原来的上级。"),
                do=Words("请选择另一个上级机构。"),
                clause=N4,
            )
        Organisation.objects.filter(id=now.pk).update(parent=above)
        facts = {"from": now.parent_id, "to": above.pk, **_behalf(by, over)}
        note("organisation.moved", "organisation", now.pk, facts, by=by, at=at)


def merge(*, organisation_id: int, into_id: int, proposed_by: int, by: Actor, at: datetime) -> None:
    """Merge an organisation into another, as somebody else has proposed.

    It is closed; its seats end; what lies below it goes below the other one. Its batches, certificates and open duties
    keep its name, and the people of the other one reach them.

    :raises NotPermitted: ``by`` may not approve, or proposed it.
    :raises Incomplete: the other one is the same or lies below it.
    :raises WrongState: one of the two is closed.
    """
    _second(organisation_id, proposed_by, by)
    access.require_unless_system(by, Permission.ACCESS_APPROVE, queries.body(into_id))
    with transaction.atomic():
        _one_at_a_time()
        going, into = _open(organisation_id), _open(into_id)
        check_merger(going.pk, into.pk)
        _end_seats(going, by, at)
        below = Organisation.objects.filter(parent=going, closed_at__isnull=True)
        moved = list(below.values_list("id", flat=True))
        below.update(parent=into)
        Organisation.objects.filter(id=going.pk).update(closed_at=at, merged_into=into)
        facts = {"into": into.pk, "moved": moved, "proposed_by": proposed_by}
        note("organisation.merged", "organisation", going.pk, facts, by=by, at=at)
        note("organisation.took_over", "organisation", into.pk, {"from": going.pk}, by=by, at=at)


def close(*, organisation_id: int, proposed_by: int, by: Actor, at: datetime) -> None:
    """Close an organisation that has nobody and nothing below it, as somebody else has proposed.

    :raises NotPermitted: ``by`` may not approve, or proposed it.
    :raises WrongState: people still sit there, organisations lie below it, or it is closed.
    """
    _second(organisation_id, proposed_by, by)
    with transaction.atomic():
        _one_at_a_time()
        going = _open(organisation_id)
        check_empty(going.pk, at)
        Organisation.objects.filter(id=going.pk).update(closed_at=at)
        note("organisation.closed", "organisation", going.pk, {"proposed_by": proposed_by}, by=by, at=at)


def check_open(organisation_id: int) -> None:
    """Refuse what is closed."""
    if Organisation.objects.filter(id=organisation_id, closed_at__isnull=False).exists():
        raise _closed(queries.body(organisation_id).name)


def check_merger(organisation_id: int, into_id: int) -> None:
    """Refuse a merger into the same organisation or into one that lies below it."""
    if organisation_id in queries.body(into_id).lineage:
        raise Incomplete(
            Words("机构不能并入自己或自己的下级。"),
            do=Words("请选择另一个机构；须并入下级的，先调整其隶属关系。"),
            clause=N4,
        )


def check_empty(organisation_id: int, at: datetime) -> None:
    """Refuse to close what is still in use; the refusal counts what is left."""
    people = seating.open_seats(at).filter(organisation_id=organisation_id).count()
    below = Organisation.objects.filter(parent_id=organisation_id, closed_at__isnull=True).count()
    if people or below:
        raise WrongState(
            Words("机构还不能撤销：还有{people}个在任岗位、{below}个下级机构。", people=people, below=below),
            do=Words("请先终止这些岗位、调整下级机构，或者办理合并。"),
            clause=N4,
            facts={"seats": people, "below": below},
        )


def _end_seats(going: Organisation, by: Actor, at: datetime) -> None:
    open_now = list(Seat.objects.filter(organisation=going, until__isnull=True).order_by("account_id"))
    for one in open_now:
        seating.locked(one.account_id)
    seats.keep_a_guard(open_now, at)
    seating.end(open_now, by=by, at=at, merged=going.pk)


def _managed(organisation_id: int, by: Actor) -> Body:
    over = queries.body(organisation_id)
    access.require_unless_system(by, Permission.ORGANISATION_MANAGE, over)
    return over


def _second(organisation_id: int, proposed_by: int, by: Actor) -> None:
    access.require_unless_system(by, Permission.ACCESS_APPROVE, queries.body(organisation_id))
    if not by.is_system:
        access.require_other_person(by, proposed_by, act=Words("批准机构变更"), clause=A4)


def _behalf(by: Actor, over: Body) -> dict[str, int]:
    return access.on_behalf(by, Permission.ORGANISATION_MANAGE, over)


def _open(organisation_id: int) -> Organisation:
    """Return an organisation that exists, held until the transaction ends."""
    found = Organisation.objects.select_for_update().filter(id=organisation_id).first()
    if found is None:
        raise access.not_here()
    if found.closed_at is not None:
        raise _closed(found.name)
    return found


def _closed(name: str) -> WrongState:
    return WrongState(Words("机构“{name}”已撤销。", name=name), do=Words("请选择现存的机构。"), clause=N4)


def _one_at_a_time() -> None:
    """Let one change of the tree be made after another, so that no two of them close a circle."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('yinxin organisations'))")
