"""Hand records over to the centre, count them in, and open them: three people's steps (N19).

Part of a batch may go: what is ready and undisputed goes, the rest stays owed. The list's digest goes with it, so that
what the centre opens is what the source sent.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Q

from yinxin.catalogue import older_groups
from yinxin.desk import notices
from yinxin.kernel.calendar import day_of
from yinxin.kernel.canonical import digest
from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import Incomplete, WrongState
from yinxin.kernel.words import Words
from yinxin.law.gaps import said_in
from yinxin.law.n2023 import art19_legacy_data as art19
from yinxin.ledger.record import Line, record
from yinxin.legacy import safe
from yinxin.legacy.collecting import own_batch
from yinxin.legacy.faces import face_of, printed, year_of
from yinxin.legacy.models import HandOver, Pair, Record
from yinxin.legacy.settling import printed_number
from yinxin.legacy.states import HAND_OVER, RECORD, CollectionState, HandOverState, PairState, RecordState
from yinxin.legacy.titles import Titles
from yinxin.lifecycle.move import move, move_all, move_each
from yinxin.parties import access
from yinxin.parties.actor import Actor
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import body
from yinxin.register import older
from yinxin.register.older import Older

N19: Final = Clause("N19")
_WAITING: Final = Q(state__in=[PairState.OPEN.value, PairState.LATER.value])

Group = tuple[int, str, int]
"""A qualification's number, the regime, the year of approval (0: not recorded)."""


def ready(batch_id: int) -> list[int]:
    """Return the records of a batch that could go now: ready, and nothing is asked about them.

    Of those that share a number none goes: one of them is wrong, whatever was said of the two. Nor does one whose
    number the register has.
    """
    asked = Pair.objects.filter(_WAITING)
    rows = Record.objects.filter(batch_id=batch_id, state=RecordState.READY.value)
    rows = rows.exclude(pk__in=asked.values("other_id")).exclude(
        pk__in=asked.exclude(one=None).values("one_id")
    )
    by_number: dict[tuple[int, int, str], list[int]] = defaultdict(list)
    found = list(rows.order_by("row"))
    entries = safe.current_many(found)
    for row in found:
        by_number[row.qualification_id, row.year, printed_number(entries[row.pk])].append(row.pk)
    single = {key: own[0] for key, own in by_number.items() if len(own) == 1}
    for qualification, year in {key[:2] for key in single}:
        numbers = [number for one, when, number in single if (one, when) == (qualification, year)]
        for number in older.numbers_taken(qualification, year, numbers):
            del single[qualification, year, number]
    return sorted(single.values())


def hand_over(*, batch_id: int, by: Actor, at: datetime) -> int:
    """Hand over what is ready of a batch; return the hand-over.

    :raises NotPermitted: ``by`` hands nothing over for its source; NotFound where it is out of reach.
    :raises Incomplete: nothing is ready. :raises WrongState: the batch is not examined, or was handled meanwhile.
    """
    batch = own_batch(batch_id, by, Permission.LEGACY_HAND_OVER)
    if batch.state != CollectionState.EXAMINED.value:
        raise WrongState(
            Words("这一批还没有检查完，或已经撤回。"), do=Words("检查完成后再移交。"), clause=N19
        )
    with transaction.atomic():
        numbers = ready(batch_id)
        if not numbers:
            raise Incomplete(
                Words("这一批现在没有可以移交的记录。"),
                do=Words("请先补全关键信息、回答待人工看的问题、认定可能重复的记录。"),
                clause=N19,
            )
        rows = list(Record.objects.select_for_update().filter(pk__in=numbers).order_by("id"))
        made = HandOver.objects.create(
            organisation_id=batch.organisation_id, records=len(rows), digest=list_digest(rows),
            handed_by=by.account_id, handed_at=at, state=HandOverState.HANDED.value,
        )  # fmt: skip
        facts = {"batch": batch_id, "records": len(rows), "list": made.digest}
        own = batch.organisation_id
        record(
            Line("legacy_hand_over.handed", N19, by.account_id, own, "legacy_hand_over", made.pk, at, facts)
        )
        move_all(
            RECORD, numbers, frm=RecordState.READY, to=RecordState.HANDED, kind="legacy_record.handed", by=by, at=at,
            facts={number: {"hand_over": made.pk} for number in numbers}, hand_over_id=made.pk,
        )  # fmt: skip
    return made.pk


def receive(*, hand_over_id: int, by: Actor, at: datetime) -> None:
    """Count a hand-over in at the centre.

    :raises NotPermitted: ``by`` receives none; NotFound where there is none.
    :raises WrongState: it is not waiting, or its list is not the one that was sent.
    """
    one = own_hand_over(hand_over_id, Permission.LEGACY_RECEIVE, by)
    check_list(one)
    move(
        HAND_OVER, one.pk, frm=HandOverState.HANDED, to=HandOverState.RECEIVED, kind="legacy_hand_over.received",
        by=by, at=at, facts={"records": one.records}, received_by=by.account_id, received_at=at,
    )  # fmt: skip


def open_certificates(*, hand_over_id: int, by: Actor, at: datetime) -> int:
    """Open the certificates of a received hand-over: they verify at once; return how many.

    :raises NotPermitted: ``by`` opens none, or received this one; NotFound where there is none.
    :raises WrongState: it is not received, its list changed, or a number is in the register by now; names the rows.
    :raises Incomplete: a record lacks a key field after all (N21.2).
    """
    one = own_hand_over(hand_over_id, Permission.LEGACY_OPEN, by)
    access.require_other_person(
        by, one.received_by, act=Words("核对并开通存量证书"), clause=N19, when=one.received_at
    )
    check_list(one)
    with transaction.atomic():
        move(
            HAND_OVER, one.pk, frm=HandOverState.RECEIVED, to=HandOverState.OPENED, kind="legacy_hand_over.opened",
            by=by, at=at, facts={"records": one.records}, opened_by=by.account_id, opened_at=at,
        )  # fmt: skip
        titles = safe.titles_on(day_of(at))
        groups = _grouped(one, titles)
        opened: dict[int, int] = {}
        for (qualification, regime, year), new in sorted(groups.items()):
            _check_free(qualification, year, new)
            group = older_groups.group_for(
                qualification_id=qualification, regime=regime, year=year, by=by, at=at
            )
            opened |= older.open_many(new, group=group, agency_id=one.organisation_id, by=by, at=at)
        move_each(
            RECORD, {number: (certificate,) for number, certificate in opened.items()},
            columns={"certificate_id": "bigint"}, frm=RecordState.HANDED, to=RecordState.OPENED,
            kind="legacy_record.opened", by=by, at=at,
            facts={number: {"certificate": certificate} for number, certificate in opened.items()},
        )  # fmt: skip
        words = Words("移交的{count}条存量记录已开通查验。", count=len(opened))
        notices.tell(
            accounts=[one.handed_by], words=words, address=f"/office/legacy/handovers/{one.pk}", at=at
        )
    return len(opened)


def send_back(*, hand_over_id: int, reason: str, by: Actor, at: datetime) -> None:
    """Send a hand-over back to its source before it is opened; its records are the source's again.

    :raises NotPermitted: ``by`` sends none back; NotFound where there is none.
    :raises Incomplete: there is no reason. :raises WrongState: it is opened, or was sent back.
    """
    one = own_hand_over(hand_over_id, Permission.LEGACY_RETURN, by)
    said = said_in(reason, Words("请写明退回的原因。"), N19)
    frm = HandOverState.RECEIVED if one.state == HandOverState.RECEIVED.value else HandOverState.HANDED
    with transaction.atomic():
        move(
            HAND_OVER, one.pk, frm=frm, to=HandOverState.RETURNED, kind="legacy_hand_over.returned", by=by, at=at,
            reason=said,
        )  # fmt: skip
        numbers = list(one.list.values_list("id", flat=True))
        move_all(
            RECORD, numbers, frm=RecordState.HANDED, to=RecordState.READY, kind="legacy_record.ready", by=by, at=at,
            facts={number: {"hand_over": one.pk} for number in numbers}, hand_over_id=None,
        )  # fmt: skip
        words = Words("移交的{count}条存量记录被退回：{reason}", count=len(numbers), reason=said)
        notices.tell(
            accounts=[one.handed_by], words=words, address=f"/office/legacy/handovers/{one.pk}", at=at
        )


def own_hand_over(hand_over_id: int, permission: Permission, by: Actor) -> HandOver:
    """Return a hand-over of somebody who may work on it.

    :raises NotPermitted: ``by`` may not; NotFound where it is out of reach.
    """
    one = HandOver.objects.filter(pk=hand_over_id).first()
    if one is None:
        raise access.not_here()
    access.require(by, permission, body(one.organisation_id))
    return one


def list_digest(rows: Sequence[Record]) -> str:
    """Return the digest of a list of records, by what each says with mends and merges (keyed: it tells nothing)."""
    entries = safe.current_many(rows)
    lines = (f"{number}:{safe.key_of(entries[number]).hex()}\n" for number in sorted(entries))
    return digest("".join(lines).encode())


def check_list(one: HandOver) -> None:
    """Go on only with the very list that was sent.

    :raises WrongState: a record was added, taken away or altered.
    """
    rows = list(one.list.all())
    if len(rows) != one.records or list_digest(rows) != one.digest:
        raise WrongState(
            Words("移交的清单与移交时的摘要不符。"), do=Words("请退回，并通知审计员核对账目。"), clause=N19
        )


def _grouped(one: HandOver, titles: Titles) -> dict[Group, list[Older]]:
    """Return what to open, by qualification, regime and year."""
    found: dict[Group, list[Older]] = defaultdict(list)
    regions = body(one.organisation_id).region
    rows = list(one.list.select_related("batch").order_by("id"))
    entries = safe.current_many(rows)
    for row in rows:
        batch, entry = row.batch, entries[row.pk]
        art19.check_provenance(art19.Provenance(batch.archive, batch.volume, batch.taken_by))
        title = titles.by_id[entry.qualification_id]
        face = printed(face_of(entry, titles), title)
        group = (entry.qualification_id, title.regime.value, year_of(entry))
        found[group].append(Older(face, entry.value("region") or regions, row.pk))
    return found


def _check_free(qualification: int, year: int, new: Sequence[Older]) -> None:
    taken = older.numbers_taken(qualification, year, [one.face.management_number for one in new])
    if taken:
        rows = Record.objects.filter(
            pk__in=[one.record for one in new if one.face.management_number in taken]
        )
        listed = "、".join(str(row) for row in sorted(rows.values_list("row", flat=True))[:20])
        raise WrongState(
            Words("第{rows}行的管理号在证书库里已经有了。", rows=listed),
            do=Words("请退回，由报送单位比对后认定。"),
            clause=N19,
        )
