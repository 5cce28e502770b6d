"""A certificate's way like a parcel's: what is done, what is going on, by when, and why it is late where it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from yinxin.duties import queries as duties
from yinxin.duties.queries import OwedDuty
from yinxin.issuing import queries as issuing
from yinxin.kernel.words import Words
from yinxin.parties.queries import body
from yinxin.production import queries as production
from yinxin.register.course import Course
from yinxin.register.states import CertificateState, PaperState

DONE, NOW, AHEAD = "done", "now", "ahead"
_MAKING: Final = "N10"
_ENDED: Final = {
    PaperState.RECALLED: Words("纸质证书已收回"),
    PaperState.PAST_CUSTODY: Words("超过保管期限，不再发放"),
    PaperState.LISTED: Words("超过保管期限，不再发放"),
    PaperState.HANDED_OVER: Words("超过保管期限，不再发放"),
    PaperState.DESTROYED: Words("纸质证书已销毁"),
    PaperState.LOST: Words("纸质证书遗失，发放机构会联系您"),
    PaperState.SPOILED: Words("纸质证书损毁，正在补印"),
}
"""Sheets that are on their way no more."""


@dataclass(frozen=True)
class Leg:
    """One step.

    :ivar stands: ``done``, ``now`` or ``ahead``.
    :ivar at: when it was done.
    :ivar by: by when it is to be done, where somebody owes that.
    :ivar note: what else is to be said.
    :ivar late: the day has passed.
    """

    words: Words
    stands: str
    at: datetime | None = None
    by: date | None = None
    note: Words | None = None
    late: bool = False


@dataclass(frozen=True)
class Way:
    """A certificate's whole way.

    :ivar name: the exam's name; ``name_en`` the English one.
    :ivar on_paper: there is a sheet, or is to be one.
    """

    name: str
    name_en: str
    on_paper: bool
    legs: tuple[Leg, ...]

    @property
    def now(self) -> Leg:
        """The step that the person wants to know of."""
        return next((leg for leg in self.legs if leg.stands == NOW), self.legs[-1])


def way_of(course: Course, today: date) -> Way:
    """Return the way of a certificate, step by step."""
    on_paper = course.copy_id is not None
    return Way(course.exam, course.exam_en, on_paper, tuple(_in_turn(_legs(course, today))))


def _legs(course: Course, today: date) -> Iterator[Leg]:
    batch = production.passage(course.batch_id)
    released = course.state is not CertificateState.PREPARED
    yield Leg(Words("数据核验"), DONE, batch.accepted_at if batch else None)
    made = Leg(Words("制作电子证书"), DONE, batch.released_at if batch else None)
    yield made if released else _owed(Words("制作电子证书"), _duty(course, today))
    if not course.copy_id or course.paper is None:
        return
    if course.paper in _ENDED:
        yield Leg(_ENDED[course.paper], NOW)
        return
    yield _step(Words("印制纸质证书"), course.printed_at)
    there = body(course.issuer_id).name
    yield _step(
        Words("送达{issuer}", issuer=there),
        course.arrived_at,
        note=Words("已从印制单位发出") if course.sent_at and not course.arrived_at else None,
    )
    yield _ready(course, today)
    given = course.paper in (PaperState.COLLECTED, PaperState.POSTED)
    words = Words("已寄出") if course.paper is PaperState.POSTED else Words("领取")
    yield _step(words, course.given_at if given else None)


def _ready(course: Course, today: date) -> Leg:
    """Return the step at which giving out has begun, which the issuer owes after it has signed for the paper."""
    words = Words("可以领取")
    if course.arrived_at is None or course.copy_id is None:
        return Leg(words, AHEAD)
    duty = issuing.start_owed(course.copy_id, today)
    if duty is None or duty.discharged_at:
        return Leg(words, DONE, duty.discharged_at if duty else course.arrived_at)
    return _owed(words, duty)


def _duty(course: Course, today: date) -> OwedDuty | None:
    found = duties.of_subject("batch", course.batch_id, today)
    return next((duty for duty in found if duty.clause == _MAKING), None)


def _owed(words: Words, duty: OwedDuty | None) -> Leg:
    """Return a step that somebody owes by a day; late, it says why as far as that is known."""
    if duty is None:
        return Leg(words, AHEAD)
    late = duty.days_left < 0
    why = Words("比期限晚：{reason}", reason=duty.late_reason) if duty.late_reason else None
    missing = Words("已超过期限，经办单位还没有登记原因") if late else None
    return Leg(words, AHEAD, by=duty.due_on, note=why or missing, late=late)


def _step(words: Words, at: datetime | None, *, note: Words | None = None) -> Leg:
    return Leg(words, DONE if at else AHEAD, at, note=note)


def _in_turn(legs: Iterator[Leg]) -> Iterator[Leg]:
    """Let the first step that is not done be the one that is going on; what was reached later counts as passed."""
    known = list(legs)
    last = max((place for place, leg in enumerate(known) if leg.stands == DONE), default=-1)
    for place, leg in enumerate(known):
        stands = DONE if place <= last else NOW if place == last + 1 else AHEAD
        yield Leg(leg.words, stands, leg.at, leg.by, leg.note, leg.late)
