"""What stands on the counter's screen after a scan: one answer in a colour and words, and what it is about (N13.1).

Green may be given, amber needs a person's attention, red may not be given. Reading changes nothing: a wrong scan is
only another answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from yinxin.issuing import counter, service
from yinxin.issuing.counter import Seen
from yinxin.issuing.kinds import CollectorKind
from yinxin.kernel.clause import Clause
from yinxin.kernel.words import Words
from yinxin.law.evidence import Evidence
from yinxin.law.n2023 import art13_collection
from yinxin.parties import access
from yinxin.parties.actor import Actor
from yinxin.parties.permissions import Permission
from yinxin.register import books, on_hand, queries, scanning

LISTED: Final = 50
"""The most copies of one list; whoever looks for one among more scans it."""

_NAMES: Final = 30


@dataclass(frozen=True)
class Desk:
    """One answer.

    :ivar tone: ``good``, ``warn`` or ``bad``.
    :ivar seen: the copies that it is about; those of :attr:`open` can be given out together.
    :ivar choices: copies to choose from, where it cannot be one hand-out.
    :ivar more: how many other copies of the same person wait here.
    :ivar units: a unit may collect here.
    """

    tone: str
    title: Words
    says: Words | None = None
    do: Words | None = None
    clause: Clause | None = None
    kind: CollectorKind = CollectorKind.HOLDER
    seen: tuple[Seen, ...] = ()
    choices: tuple[Seen, ...] = ()
    more: int = 0
    units: bool = False

    @property
    def open(self) -> tuple[Seen, ...]:
        """The copies that may be given out."""
        return tuple(one for one in self.seen if one.open)

    @property
    def shut(self) -> tuple[Seen, ...]:
        """The copies that may not."""
        return tuple(one for one in self.seen if not one.open)

    @property
    def papers(self) -> tuple[Evidence, ...]:
        """What must be shown."""
        unit = self.kind is CollectorKind.UNIT
        return art13_collection.documents_needed(proxy=self.kind is CollectorKind.PROXY, unit=unit)


def read(text: str, *, kind: CollectorKind, basket: Sequence[int], by: Actor, on: date) -> Desk:
    """Say what a scanned or typed text means at this counter.

    :param basket: the copies that a unit collects already; the new one is added to them.
    """
    found = scanning.resolve(text, by)
    if found.place is not None:
        return _choices(
            on_hand.kept_at(books.inside(found.place), count=LISTED), by, Words("这个库位里的证书")
        )
    copies = list(found.copies) or _named(text, by)
    if not copies:
        return Desk("warn", Words("没有认出"), found.why, found.do, kind=kind)
    if kind is CollectorKind.UNIT:
        return shown([*basket, *(copy for copy in copies if copy not in basket)], kind=kind, by=by, on=on)
    if len(copies) > 1 and len({sheet.holder_id for sheet in on_hand.sheets(copies)}) > 1:
        return _choices(copies[:LISTED], by, Words("找到几个人，请选择"))
    return shown(copies, kind=kind, by=by, on=on)


def shown(copies: Sequence[int], *, kind: CollectorKind, by: Actor, on: date, whole: bool = False) -> Desk:
    """Say whether copies may be given out, together.

    :param whole: add what else waits here for the same person.
    :raises NotFound: none of them may be seen here; NotPermitted: the person gives nothing out.
    """
    found = counter.look(on_hand.sheets(copies), by)
    seen = tuple(one for one in found if _may_be_seen(one)) or found
    if not seen:
        raise access.not_here()
    if not any(one.open for one in seen):
        return _refused(seen, kind)
    first = next(one.sheet for one in seen if one.open)
    others = [] if kind is CollectorKind.UNIT else _others(first.holder_id, copies, by)
    if whole and others:
        seen, others = (*seen, *others), []
    notice = service.current(first.body_id, on)
    units = notice is not None and notice.units
    count = sum(one.open for one in seen)
    if count < len(seen) and kind is CollectorKind.UNIT:
        title = Words("{count}本可以发放，{shut}本不能发放", count=count, shut=len(seen) - count)
        return Desk("warn", title, Words("不能发放的请取出，另行处理。"), kind=kind, seen=seen, units=units)
    seen = seen if kind is CollectorKind.UNIT else tuple(one for one in seen if one.open)
    title = Words("可以发放") if count == 1 else Words("{count}本可以发放", count=count)
    return Desk("good", title, kind=kind, seen=seen, more=len(others), units=units)


def empty(*, kind: CollectorKind, by: Actor, on: date) -> Desk:
    """Return what stands there before the first scan of a hand-out."""
    homes = [seat.body.id for seat in by.seats if access.holds(seat, Permission.COLLECTION_GIVE, seat.body)]
    notices = (service.current(home, on) for home in homes)
    units = any(notice is not None and notice.units for notice in notices)
    return Desk("quiet", Words("请扫描证书"), kind=kind, units=units)


def _refused(seen: Sequence[Seen], kind: CollectorKind) -> Desk:
    """Return the answer for copies of which none may be given out: why the last one may not."""
    last = seen[-1]
    refusal = last.refusal
    if refusal is None or refusal.code == "not_found":
        raise access.not_here()
    if refusal.code == "not_permitted":
        raise refusal
    title = Words("已经领取") if refusal.code == "already_done" else Words("不能发放")
    return Desk("bad", title, refusal.what, refusal.do, refusal.clause, kind, (last,))


def _choices(copies: Sequence[int], by: Actor, title: Words) -> Desk:
    seen = tuple(one for one in counter.look(on_hand.sheets(copies), by) if _may_be_seen(one))
    if not seen:
        return Desk("warn", Words("这里没有可以发放的证书"), do=Words("请核对库位，或扫描证书。"))
    says = Words("只列出前{count}本，请扫描证书本身。", count=LISTED) if len(copies) >= LISTED else None
    return Desk("warn", title, says, choices=seen)


def _may_be_seen(one: Seen) -> bool:
    return one.refusal is None or one.refusal.code not in ("not_found", "not_permitted")


def _named(text: str, by: Actor) -> list[int]:
    """Return the copies of people of this name, or of names with this pinyin."""
    if any(letter.isdigit() for letter in text):
        return []
    return on_hand.in_use([line.id for line in queries.search(text, by, count=_NAMES)])


def _others(holder_id: int, copies: Sequence[int], by: Actor) -> list[Seen]:
    """Return what else waits here for a person and may be given out."""
    waiting = [one.copy_id for one in on_hand.waiting_for([holder_id]) if one.copy_id not in copies]
    return [one for one in counter.look(on_hand.sheets(waiting), by) if one.open] if waiting else []
