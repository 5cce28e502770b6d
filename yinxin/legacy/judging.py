"""What people say of two records that may be one certificate: the same, different, later; and taking it back.

Nothing is merged without a verdict. A merge changes neither record: one of them speaks for both, with the fields that
were chosen, and the other one waits behind it. Taken apart, both are what they were.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Max

from yinxin.kernel.calendar import day_of
from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import Incomplete, WrongState
from yinxin.kernel.words import Words
from yinxin.law.gaps import said_in
from yinxin.legacy import safe, settling
from yinxin.legacy.faces import completeness_of
from yinxin.legacy.fields import BY_KEY
from yinxin.legacy.models import Pair, Record
from yinxin.legacy.states import PAIR, RECORD, SETTLING, PairState, RecordState
from yinxin.lifecycle.move import move
from yinxin.parties import access
from yinxin.parties.actor import Actor, Body
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import bodies

N19: Final = Clause("N19")
_WAITING: Final = (PairState.OPEN, PairState.LATER)
_SPEAKING: Final = (*SETTLING, RecordState.HANDED, RecordState.OPENED)


def same(*, pair_id: int, keep: int, take: Sequence[str], why: str, by: Actor, at: datetime) -> None:
    """Say that two records are one certificate, and which of them speaks for both.

    :param keep: the record that speaks; 0 where the register's certificate does.
    :param take: the fields whose value is taken from the other record; only while the one that speaks is the source's.
    :raises NotPermitted: ``by`` collects for neither source; NotFound where both are out of reach.
    :raises Incomplete: there is no reason, or a field or the record is not one of these.
    :raises WrongState: somebody said something already, or one of the records went on meanwhile.
    """
    pair = own_pair(pair_id, by)
    said = _reason(why)
    with transaction.atomic():
        pair = Pair.objects.select_for_update().get(pk=pair.pk)
        kept, absorbed = _roles(pair, keep)
        if kept is not None and kept.pk == absorbed.pk:
            raise WrongState(
                Words("这两条已经通过另一次合并成为一条。"),
                do=Words("请认定为“以后再定”或先撤销那次合并。"),
                clause=N19,
            )
        if set(take) - set(BY_KEY) or (take and (kept is None or RecordState(kept.state) not in SETTLING)):
            raise Incomplete(
                Words("选用的字段不在这两条记录里，或保留的一条已经移交。"),
                do=Words("请重新选择。"),
                clause=N19,
            )
        choices = {"absorbed": sorted(set(take))}
        facts = {"kept": kept.pk if kept else 0, "absorbed": absorbed.pk, "fields": choices["absorbed"]}
        move(
            PAIR, pair.pk, frm=PairState(pair.state), to=PairState.SAME, kind="legacy_pair.same", by=by, at=at,
            facts=facts, said_by=by.account_id, said_at=at, why=said, kept_id=kept.pk if kept else None,
            absorbed_id=absorbed.pk,
        )  # fmt: skip
        turn = (Pair.objects.aggregate(last=Max("turn"))["last"] or 0) + 1
        Pair.objects.filter(pk=pair.pk).update(choices=choices, turn=turn)
        move(
            RECORD, absorbed.pk, frm=RecordState(absorbed.state), to=RecordState.MERGED, kind="legacy_record.merged",
            by=by, at=at, facts={"pair": pair.pk},
        )  # fmt: skip
        if kept is not None and RecordState(kept.state) in SETTLING:
            settling.settle(kept, safe.titles_on(day_of(at)), facts={"pair": pair.pk}, by=by, at=at)


def different(*, pair_id: int, why: str, by: Actor, at: datetime) -> None:
    """Say that two records are two certificates.

    :raises NotPermitted: ``by`` collects for neither source; NotFound where both are out of reach.
    :raises Incomplete: there is no reason. :raises WrongState: somebody said something already.
    """
    _say(pair_id, PairState.DIFFERENT, "legacy_pair.different", why, by, at)


def later(*, pair_id: int, why: str, by: Actor, at: datetime) -> None:
    """Leave the question for later: neither record goes on until it is answered.

    :raises NotPermitted: ``by`` collects for neither source; NotFound where both are out of reach.
    :raises Incomplete: there is no reason. :raises WrongState: somebody said something already.
    """
    _say(pair_id, PairState.LATER, "legacy_pair.later", why, by, at)


def take_back(*, pair_id: int, why: str, by: Actor, at: datetime) -> None:
    """Take a verdict back: two that were merged are apart again, exactly as they were; the pair waits anew.

    :raises NotPermitted: ``by`` collects for neither source; NotFound where both are out of reach.
    :raises Incomplete: there is no reason.
    :raises WrongState: there is no verdict, a later merge builds on it, or what was merged was handed over.
    """
    pair = own_pair(pair_id, by)
    said = _reason(why)
    with transaction.atomic():
        pair = Pair.objects.select_for_update().get(pk=pair.pk)
        absorbed, kept = pair.absorbed, pair.kept
        _check_apart(pair)
        frm = PairState(pair.state) if pair.state in ("same", "different") else PairState.SAME
        move(
            PAIR, pair.pk, frm=frm, to=PairState.OPEN, kind="legacy_pair.taken_back", by=by, at=at,
            facts={"why": said}, said_by=by.account_id, said_at=at, why=said, kept_id=None, absorbed_id=None,
        )  # fmt: skip
        Pair.objects.filter(pk=pair.pk).update(choices={}, turn=0)
        titles = safe.titles_on(day_of(at))
        if absorbed is not None:
            back = RecordState(completeness_of(safe.current(absorbed), titles).value)
            move(
                RECORD, absorbed.pk, frm=RecordState.MERGED, to=back, kind=f"legacy_record.{back.value}", by=by, at=at,
                facts={"pair": pair.pk},
            )  # fmt: skip
            absorbed.refresh_from_db()
            settling.settle(absorbed, titles, facts={"pair": pair.pk}, by=by, at=at)
        if kept is not None and RecordState(kept.state) in SETTLING:
            settling.settle(kept, titles, facts={"pair": pair.pk}, by=by, at=at)


def own_pair(pair_id: int, by: Actor, permission: Permission = Permission.LEGACY_COLLECT) -> Pair:
    """Return a pair of somebody who works for either of its sources.

    :raises NotPermitted: ``by`` may not; NotFound where both are out of reach.
    """
    pair = Pair.objects.select_related("one__batch", "other__batch").filter(pk=pair_id).first()
    if pair is None:
        raise access.not_here()
    access.require_one(by, permission, sources_of(pair))
    return pair


def sources_of(pair: Pair) -> list[Body]:
    """Return the bodies that handed a pair's records in."""
    numbers = [row.batch.organisation_id for row in (pair.one, pair.other) if row is not None]
    found = bodies(numbers)
    return [found[number] for number in dict.fromkeys(numbers)]


def root_of(record: Record) -> Record:
    """Return the record that speaks for a record: itself, or the one that it was merged into, and so on."""
    while record.state == RecordState.MERGED.value:
        pair = Pair.objects.filter(absorbed=record).select_related("kept").first()
        if pair is None or pair.kept is None:
            return record
        record = pair.kept
    return record


def _say(pair_id: int, to: PairState, kind: str, why: str, by: Actor, at: datetime) -> None:
    pair = own_pair(pair_id, by)
    said = _reason(why)
    with transaction.atomic():
        state = PairState(Pair.objects.select_for_update().get(pk=pair.pk).state)
        if state not in _WAITING or state is to:
            raise _said_already()
        move(
            PAIR,
            pair.pk,
            frm=state,
            to=to,
            kind=kind,
            by=by,
            at=at,
            said_by=by.account_id,
            said_at=at,
            why=said,
        )


def _roles(pair: Pair, keep: int) -> tuple[Record | None, Record]:
    """Return which record speaks and which one waits behind it, both held until the transaction ends."""
    if PairState(pair.state) not in _WAITING:
        raise _said_already()
    numbers = [number for number in (pair.one_id, pair.other_id) if number]
    if keep not in numbers and not (keep == 0 and pair.certificate_id):
        raise Incomplete(Words("请选择保留哪一条。"), do=Words("选定后再提交。"), clause=N19)
    rows = [_held(root_of(row)) for row in Record.objects.filter(pk__in=numbers).order_by("id")]
    by_number = dict(zip(sorted(numbers), rows, strict=True))
    kept = by_number[keep] if keep else None
    absorbed = next(row for number, row in by_number.items() if number != keep)
    if RecordState(absorbed.state) not in SETTLING or (kept and RecordState(kept.state) not in _SPEAKING):
        raise WrongState(
            Words("其中一条已经移交、开通或撤回，不能并入另一条。"),
            do=Words("请保留已经移交或开通的一条；已撤回的，认定为不是同一证书。"),
            clause=N19,
        )
    return kept, absorbed


def _held(row: Record) -> Record:
    return Record.objects.select_for_update().get(pk=row.pk)


def _check_apart(pair: Pair) -> None:
    if PairState(pair.state) not in (PairState.SAME, PairState.DIFFERENT):
        raise WrongState(Words("还没有认定，没有可以撤销的。"), do=Words("请刷新页面。"), clause=N19)
    if pair.absorbed is None or pair.kept is None:
        return
    if pair.choices.get("absorbed") and RecordState(pair.kept.state) not in SETTLING:
        raise WrongState(
            Words("合并后的记录已经移交或开通，不能撤销合并。"),
            do=Words("已移交的先请中心退回；已开通的走换发或更正。"),
            clause=N19,
        )
    between = (pair.kept_id, pair.absorbed_id)
    after = Pair.objects.exclude(absorbed=None).exclude(pk=pair.pk).filter(turn__gt=pair.turn)
    if after.filter(absorbed__in=between).exists() or after.filter(kept__in=between).exists():
        raise WrongState(Words("后来的合并以这一次为前提。"), do=Words("请先撤销后来的合并。"), clause=N19)


def _said_already() -> WrongState:
    return WrongState(
        Words("这两条已经认定过，或刚被他人认定。"), do=Words("请刷新页面；要改的先撤销认定。"), clause=N19
    )


def _reason(why: str) -> str:
    return said_in(why, Words("请写明认定的依据。"), N19, longest=200)
