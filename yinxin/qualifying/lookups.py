"""Read public notices: for the agency, and what of them everybody may see (A1.3a)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import orjson
from django.db.models import QuerySet

from yinxin.catalogue import queries as catalogue
from yinxin.kernel.calendar import Due
from yinxin.kernel.words import Words
from yinxin.law import explanation
from yinxin.law.calendars import CALENDAR
from yinxin.parties import access
from yinxin.parties.actor import Actor, Body
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import bodies, names, territory
from yinxin.qualifying.models import ListObjection, Notice, NoticeEntry
from yinxin.qualifying.noticing import OBJECTED, due_of, key_of
from yinxin.qualifying.states import (
    LIST_OBJECTION,
    NOTICE,
    ListObjectionState,
    NoticeState,
)
from yinxin.register.vault import vault

PAGE: Final = 200
"""Lines of a noticed list on one page."""

_WHAT, _EVENT = Words("名单公示"), Words("开始公示")


@dataclass(frozen=True)
class NoticeView:
    """A notice. ``objections`` counts them by state; ``due`` is its last day with its explanation."""

    id: int
    batch_id: int
    exam: str
    over: Body
    people: int
    begun_at: datetime
    begun_name: str
    due: Due
    stopped_at: datetime | None
    reason: str
    state: NoticeState
    objections: Counter[ListObjectionState]

    def over_on(self, today: date) -> bool:
        """Say whether its days have passed, or it was stopped."""
        return self.state is NoticeState.STOPPED or today > self.due.on

    def words_on(self, today: date) -> Words:
        """How it stands on a day, for people."""
        if self.state is NoticeState.STOPPED:
            return NOTICE.names[self.state]
        return Words("公示结束") if today > self.due.on else Words("公示中")

    @property
    def explanation(self) -> tuple[Words, ...]:
        """How the last day was counted."""
        start, last = self.due.start, self.due.on
        begins = Words(
            "{what}：自“{event}”之日{start}起算，当日不计入。", what=_WHAT, event=_EVENT, start=start
        )
        ends = (
            Words("最后一日暂定为{day}。", day=last)
            if self.due.provisional
            else Words("最后一日为{day}。", day=last)
        )
        return (begins, *explanation.of_workdays(self.due, CALENDAR), ends)

    @property
    def waiting(self) -> int:
        """Objections that nobody has answered."""
        return self.objections[ListObjectionState.OPEN]

    @property
    def upheld(self) -> int:
        """Objections that hold: the batch cannot be made as it is."""
        return self.objections[ListObjectionState.UPHELD]

    @property
    def filed(self) -> int:
        """All objections."""
        return self.objections.total()


@dataclass(frozen=True)
class EntryView:
    """A line of a noticed list."""

    id: int
    number: int
    name: str
    tail: str
    level: str
    specialty: str


@dataclass(frozen=True)
class ObjectionView:
    """An objection to an entry; reason and contact are for the agency only."""

    id: int
    notice_id: int
    entry: EntryView
    exam: str
    reason: str
    contact: str
    at: datetime
    reply: str
    answered_name: str
    answered_at: datetime | None
    state: ListObjectionState

    @property
    def state_words(self) -> Words:
        """The state's name for people."""
        return LIST_OBJECTION.names[self.state]

    @property
    def is_open(self) -> bool:
        """Say whether it waits for its answer."""
        return self.state is ListObjectionState.OPEN


def public_notices() -> tuple[NoticeView, ...]:
    """Return the latest hundred notices; those that are over show their counts only."""
    return _notices(Notice.objects.order_by("-id")[:100])


def public_notice(number: int) -> NoticeView:
    """Return a notice for everybody.

    :raises NotFound: there is none.
    """
    found = _notices(Notice.objects.filter(pk=number))
    if not found:
        raise access.not_here()
    return found[0]


def entries(notice: NoticeView, today: date, *, page: int = 1) -> tuple[EntryView, ...]:
    """Return a page of a list that is shown; nothing once its days are over or it was stopped."""
    if notice.over_on(today):
        return ()
    start = (max(page, 1) - 1) * PAGE
    rows = NoticeEntry.objects.filter(notice_id=notice.id).order_by("number")
    return tuple(_entry(row) for row in rows[start : start + PAGE])


def entry(number: int, today: date) -> tuple[EntryView, NoticeView]:
    """Return a line that somebody objects to, with its notice.

    :raises NotFound: it is not shown.
    """
    row = NoticeEntry.objects.filter(pk=number).first()
    notice = public_notice(row.notice_id) if row else None
    if row is None or notice is None or notice.over_on(today):
        raise access.not_here()
    return _entry(row), notice


def followed(code: str) -> ObjectionView:
    """Return the objection that a code follows.

    :raises NotFound: the code is nobody's.
    """
    found = _objections(ListObjection.objects.filter(token_key=key_of(code)))
    if not found:
        raise access.not_here()
    return found[0]


def notices_for(by: Actor) -> tuple[NoticeView, ...]:
    """Return the notices of the person's territory, the latest first."""
    return _notices(
        Notice.objects.filter(agency_id__in=territory(by, Permission.BATCH_SEE)).order_by("-id")[:100]
    )


def notice_for(number: int, by: Actor) -> NoticeView:
    """Return a notice for the office.

    :raises NotFound: there is none in the person's territory.
    """
    found = public_notice(number)
    access.require(by, Permission.BATCH_SEE, found.over)
    return found


def notices_of_batch(batch_id: int) -> tuple[NoticeView, ...]:
    """Return the notices of a batch, the latest first; who may see the batch is the caller's question."""
    return _notices(Notice.objects.filter(batch_id=batch_id).order_by("-id"))


def objections_of(notice_id: int, by: Actor) -> tuple[ObjectionView, ...]:
    """Return the objections to a notice with everything in them, those that wait first.

    :raises NotFound: the notice is out of reach. :raises NotPermitted: the person answers none.
    """
    access.require(by, Permission.LIST_NOTICE, public_notice(notice_id).over)
    rows = ListObjection.objects.filter(entry__notice_id=notice_id).order_by("id")
    return tuple(sorted(_objections(rows), key=lambda one: not one.is_open))


def objection(number: int, by: Actor) -> ObjectionView:
    """Return one objection for the agency that answers it.

    :raises NotFound: there is none in the person's territory. :raises NotPermitted: the person answers none.
    """
    found = _objections(ListObjection.objects.filter(pk=number))
    if not found:
        raise access.not_here()
    access.require(by, Permission.LIST_NOTICE, public_notice(found[0].notice_id).over)
    return found[0]


def _notices(rows: QuerySet[Notice]) -> tuple[NoticeView, ...]:
    found = list(rows)
    over, exams = bodies(row.agency_id for row in found), catalogue.names_of(row.exam_id for row in found)
    people = names(row.begun_by for row in found)
    filed: dict[int, Counter[ListObjectionState]] = {row.pk: Counter() for row in found}
    states = ListObjection.objects.filter(entry__notice_id__in=filed)
    for number, state in states.values_list("entry__notice_id", "state"):
        filed[number][ListObjectionState(state)] += 1
    return tuple(
        NoticeView(
            row.pk, row.batch_id, exams[row.exam_id], over[row.agency_id], row.people, row.begun_at,
            people.get(row.begun_by, ""), due_of(row.begun_on, row.days), row.stopped_at, row.reason,
            NoticeState(row.state), filed[row.pk],
        )
        for row in found
    )  # fmt: skip


def _entry(row: NoticeEntry) -> EntryView:
    return EntryView(row.pk, row.number, row.name, row.tail, row.level, row.specialty)


def _objections(rows: QuerySet[ListObjection]) -> tuple[ObjectionView, ...]:
    found = list(rows.select_related("entry__notice"))
    people, exams = (
        names(row.answered_by for row in found),
        catalogue.names_of(row.entry.notice.exam_id for row in found),
    )
    made = []
    for row in found:
        said = orjson.loads(vault().open(bytes(row.sealed), OBJECTED))
        who = people.get(row.answered_by, "") if row.answered_by else ""
        made.append(
            ObjectionView(
                row.pk, row.entry.notice_id, _entry(row.entry), exams[row.entry.notice.exam_id], said["reason"],
                said["contact"], row.at, row.reply, who, row.answered_at, ListObjectionState(row.state),
            )
        )  # fmt: skip
    return tuple(made)
