"""Give paper out at the counter: to the holder, to a proxy, to a unit; undo it, correct it (N13.1, A1.3a).

Each hand-out is one slip of the custody book, whose number is a token that the counter chose: whatever arrives twice
(a double click, a lost answer, a queue that was kept while the network was away) is one act with one answer. Of many
who give the same copy at once exactly one wins; the others learn who. The certificate is held valid until the hand-out
stands, so that nothing is given out after an invalidation has taken effect.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction

from yinxin.issuing import counter, receiving, signatures
from yinxin.issuing.collectors import Collector
from yinxin.issuing.counter import Receipt
from yinxin.issuing.kinds import CollectorKind, SignedOn
from yinxin.issuing.models import Collection
from yinxin.issuing.signatures import Signature
from yinxin.issuing.terms import CLOCKS_APART, QUEUED_AT_MOST, UNDO_WITHIN
from yinxin.kernel.clause import Clause, enacts
from yinxin.kernel.refusal import AlreadyDone, Incomplete, WrongState
from yinxin.kernel.words import Words
from yinxin.law.evidence import Evidence
from yinxin.law.n2023 import art13_collection
from yinxin.ledger.record import Line, record_many
from yinxin.parties import access
from yinxin.parties.actor import Actor
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import body
from yinxin.qualifying import audits
from yinxin.register import custody, on_hand, status
from yinxin.register.custody import SlipNote
from yinxin.register.on_hand import Sheet
from yinxin.register.places import PlaceKind, SlipKind
from yinxin.register.states import PaperState

N13_1: Final = Clause("N13.1")
MOST: Final = 200
"""The most copies of one hand-out: a unit's, at most."""

_TOKEN: Final = re.compile(r"[0-9a-f]{32}")
_REASON: Final = 6
"""Characters that a reason has at least."""


@dataclass(frozen=True)
class _Act:
    """What one hand-out is made of, once it has been looked through."""

    sheets: tuple[Sheet, ...]
    collector: Collector
    documents: frozenset[Evidence]
    signature: Signature
    token: str
    many: bool
    given_at: datetime


@enacts(N13_1)
def give(
    *,
    copies: Sequence[int],
    collector: Collector,
    documents: Set[Evidence],
    signature: Signature,
    token: str,
    acknowledged: bool = False,
    given_at: datetime | None = None,
    by: Actor,
    at: datetime,
) -> Receipt:
    """Give copies out, all or none; with a token that was used before, return what was done then.

    :param copies: of one place; several where one person collects them, or a unit.
    :param token: 32 hexadecimal digits that the counter has chosen for this hand-out.
    :param acknowledged: the clerk was told that this person collects for many, and goes on.
    :param given_at: when it was handed over, where the counter had no network then; None for now.
    :raises NotFound: a copy lies outside the person's territory; NotPermitted: they do not give out there.
    :raises AlreadyDone: a copy has been given out; the refusal says who did, when, at which window.
    :raises WrongState: a certificate is not valid, or a copy does not lie here.
    :raises Incomplete: a paper, the signature or the proxy's data are missing, or a warning was not acknowledged.
    """
    numbers = sorted(set(copies))
    _check_form(numbers, token, given_at, at)
    done = _repeated(token, numbers, by)
    if done:
        return done
    try:
        return _give(numbers, collector, documents, signature, token, acknowledged, given_at or at, by, at)
    except (AlreadyDone, WrongState):
        # Somebody came first: the same act sent twice, or a colleague, who is named now.
        done = _repeated(token, numbers, by)
        if done:
            return done
        for sheet in on_hand.sheets(numbers):
            counter.check_not_collected(sheet)
        raise


def undo(*, token: str, by: Actor, at: datetime) -> None:
    """Take a hand-out back within five minutes, all of its copies that still stand.

    :raises NotFound: there is none, or it lies outside the person's territory.
    :raises WrongState: it is too late for that, or it has been taken back.
    """
    rows = list(Collection.objects.filter(token=token).select_related("slip").order_by("id"))
    if not rows:
        raise access.not_here()
    access.require(by, Permission.COLLECTION_GIVE, body(rows[0].organisation_id))
    standing = [row for row in rows if row.undone_at is None]
    if not standing or at - rows[0].given_at > UNDO_WITHIN:
        raise WrongState(
            Words("这次发放已撤回。") if not standing else Words("发放已超过5分钟，窗口不能撤回。"),
            do=Words("需要更正的，请证书保管员写明原因后办理。"),
            clause=Clause("N11.1"),
        )
    _take_back(standing, token, "", "collection.undone", by, at)


def correct(*, collection_id: int, reason: str, by: Actor, at: datetime) -> None:
    """Take back a copy that was entered wrongly as given out, later and with a reason; the entry itself stays.

    :raises NotFound: there is none, or it lies outside the person's territory.
    :raises NotPermitted: ``by`` does not correct there, or gave it out.
    :raises Incomplete: the reason says too little; WrongState: it has been taken back.
    """
    row = Collection.objects.select_related("slip").filter(id=collection_id).first()
    if row is None:
        raise access.not_here()
    access.require(by, Permission.COLLECTION_CORRECT, body(row.organisation_id))
    access.require_other_person(
        by, row.by, act=Words("更正发放"), clause=Clause("N11.1"), when=row.entered_at
    )
    if len(reason.strip()) < _REASON:
        raise Incomplete(
            Words("请写明更正的原因。"),
            do=Words("用一两句话写明原因，例如：扫错证书，实物仍在库内。"),
            clause=Clause("N11.1"),
        )
    if row.undone_at is not None:
        raise WrongState(Words("这次发放已撤回。"), do=Words("请查看发放记录。"), clause=Clause("N11.1"))
    _take_back([row], f"GZ-{row.pk}", reason.strip()[:400], "collection.corrected", by, at)


def _check_form(numbers: Sequence[int], token: str, given_at: datetime | None, at: datetime) -> None:
    if not 0 < len(numbers) <= MOST or not _TOKEN.fullmatch(token):
        raise Incomplete(Words("没有选中证书，或页面已过期。"), do=Words("请重新扫描证书。"), clause=N13_1)
    if given_at is None:
        return
    if given_at > at + CLOCKS_APART or at - given_at > QUEUED_AT_MOST:
        raise Incomplete(
            Words("待上传的发放记录时间不对：晚于现在，或早于24小时前。"),
            do=Words("请核对窗口电脑的时间；确已发出的，由证书保管员按纸质记录处理。"),
            clause=N13_1,
        )


def _repeated(token: str, numbers: Sequence[int], by: Actor) -> Receipt | None:
    """Return what was done with this token before, where it was the same act."""
    rows = list(Collection.objects.filter(token=token).order_by("copy_id"))
    if not rows:
        return None
    access.require(by, Permission.COLLECTION_GIVE, body(rows[0].organisation_id))
    if [row.copy_id for row in rows] != list(numbers):
        raise WrongState(Words("这个单号已用于另一次发放。"), do=Words("请重新扫描证书。"), clause=N13_1)
    return counter.receipt_of(rows, repeated=True)


def _give(
    numbers: Sequence[int],
    collector: Collector,
    documents: Set[Evidence],
    signature: Signature,
    token: str,
    acknowledged: bool,
    given_at: datetime,
    by: Actor,
    at: datetime,
) -> Receipt:
    sheets = on_hand.sheets(numbers)
    if len(sheets) < len(numbers):
        raise access.not_here()
    waiting = counter.not_audited(sheets)
    for sheet in sheets:
        counter.check_may_give(sheet, by, waiting=waiting)
    _check_together(sheets, collector)
    collector.check(sheets[0].body_id, at)
    unit = collector.kind is CollectorKind.UNIT
    art13_collection.check_may_collect(
        proxy=collector.kind is CollectorKind.PROXY, unit=unit, documents=documents
    )
    many = counter.collects_for_many(collector, [sheet.holder_id for sheet in sheets], at)
    if many and not acknowledged:
        raise Incomplete(
            Words("该代领人30天内已为{count}人代领，加上这一次超过3人。", count=many - 1),
            do=Words("请核实委托是否真实；核实后勾选“已核实”再发放。"),
            clause=N13_1,
            facts={"many": many},
        )
    when = min(given_at, at)
    act = _Act(
        sheets,
        collector,
        frozenset(documents),
        signatures.kept(signature),
        token,
        bool(many) and not unit,
        when,
    )
    with transaction.atomic():
        status.hold_valid([sheet.certificate_id for sheet in sheets])
        # Once more, now that nobody can open a decision again.
        audits.check_passed({sheet.certificate_id: sheet.exam_id for sheet in sheets})
        return _enter(act, by, at)


def _check_together(sheets: Sequence[Sheet], collector: Collector) -> None:
    """Refuse copies that cannot be one hand-out: of several people for one of them, or from several places."""
    people = {sheet.holder_id for sheet in sheets}
    if len(people) > 1 and collector.kind is not CollectorKind.UNIT:
        raise Incomplete(
            Words("这些证书不是同一人的。"),
            do=Words("请逐人办理；单位统一领取请选“单位代领”。"),
            clause=N13_1,
        )
    if len({sheet.body_id for sheet in sheets}) > 1:
        raise Incomplete(Words("这些证书不在同一机构的库中。"), do=Words("请逐本办理。"), clause=N13_1)


def _enter(act: _Act, by: Actor, at: datetime) -> Receipt:
    """Enter the slips and the rows; the first slip carries the token, so that it can be used once."""
    holder = custody.standing_place(
        organisation_id=act.sheets[0].body_id, kind=PlaceKind.HOLDER, by=by, at=act.given_at
    )
    places = sorted({_place_of(sheet) for sheet in act.sheets})
    rows: list[Collection] = []
    for place, number in enumerate(places):
        here = [sheet for sheet in act.sheets if _place_of(sheet) == number]
        slip = custody.move_copies(
            copies=[sheet.id for sheet in here],
            frm=number,
            to=holder,
            slip=SlipNote(
                SlipKind.COLLECTION,
                f"{act.token}{f'-{place}' if place else ''}",
                PaperState.HELD,
                PaperState.COLLECTED,
            ),
            by=by,
            at=act.given_at,
        )
        rows += (_row(act, sheet, slip, by, at) for sheet in here)
    made = Collection.objects.bulk_create(rows)
    record_many(_line("collection.given", row, by, at) for row in made)
    receiving.started([sheet.id for sheet in act.sheets], act="slip.collection", by=by, at=act.given_at)
    return counter.receipt_of(made, repeated=False)


def _place_of(sheet: Sheet) -> int:
    """Return where a copy lies that was found in somebody's keeping."""
    if sheet.place_id is None:
        raise ValueError(f"copy {sheet.id} lies nowhere")
    return sheet.place_id


def _row(act: _Act, sheet: Sheet, slip: int, by: Actor, at: datetime) -> Collection:
    return Collection(
        copy_id=sheet.id,
        holder_id=sheet.holder_id,
        slip_id=slip,
        token=act.token,
        organisation_id=sheet.body_id,
        place_id=_place_of(sheet),
        window=sheet.place[-60:],
        collector=act.collector.kind.value,
        sealed=act.collector.sealed(),
        person=act.collector.key,
        papers="|".join(sorted(paper.value for paper in act.documents)),
        signed_on=(SignedOn.PAD if act.signature.key else SignedOn.PAPER).value,
        signature=act.signature.key,
        many=act.many,
        given_at=act.given_at,
        entered_at=at,
        by=by.account_id,
    )


def _take_back(
    rows: Sequence[Collection], number: str, reason: str, kind: str, by: Actor, at: datetime
) -> None:
    """Put copies back where they lay, and note it on their rows."""
    with transaction.atomic():
        for place in sorted({row.place_id for row in rows}):
            here = [row for row in rows if row.place_id == place]
            back = SlipNote(
                SlipKind.COLLECTION_UNDONE,
                f"{number}{f'-{place}' if place != rows[0].place_id else ''}",
                PaperState.COLLECTED,
                PaperState.HELD,
            )
            slip = custody.move_copies(
                copies=[row.copy_id for row in here],
                frm=here[0].slip.to_id,
                to=place,
                slip=back,
                by=by,
                at=at,
            )
            Collection.objects.filter(id__in=[row.pk for row in here], undone_at__isnull=True).update(
                undone_slip_id=slip, undone_at=at, undone_by=by.account_id, reason=reason
            )
        record_many(_line(kind, row, by, at) for row in rows)


def _line(kind: str, row: Collection, by: Actor, at: datetime) -> Line:
    """Return the ledger's line: identifiers and digests, no names and no numbers of anybody."""
    facts: dict[str, object] = {"copy": row.copy_id, "slip": row.slip_id}
    if kind == "collection.given":
        facts |= {
            "collector": row.collector,
            "shown": row.papers,
            "signature": row.signature,
            "many": row.many,
            "given_at": row.given_at.isoformat(),
        }
    return Line(kind, N13_1, by.account_id, by.organisation_id, "collection", row.pk, at, facts)
