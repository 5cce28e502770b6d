"""The end of custody: what is kept until when, reminders before it, and the day after (N13.2)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import transaction

from yinxin.desk import notices
from yinxin.issuing.models import MailApplication
from yinxin.issuing.practice import months_after
from yinxin.issuing.states import MailState
from yinxin.kernel.calendar import day_of
from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import NotApplicable, WrongState
from yinxin.kernel.words import Words
from yinxin.law.n2023 import art13_collection, art26_destruction
from yinxin.parties import access
from yinxin.parties.actor import Actor, Body
from yinxin.parties.finding import members_of
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import bodies, body, territory
from yinxin.register import custody, endings
from yinxin.register.custody import SlipNote
from yinxin.register.endings import Aged, Ending
from yinxin.register.places import PlaceKind, SlipKind
from yinxin.register.states import PaperState

N13_2 = Clause("N13.2")
REMIND_BEFORE: Final = (6, 1)
"""Months before the end of custody on which custodians are told."""

ASKED_FOR: Final = (MailState.APPLIED, MailState.APPROVED, MailState.RETURNED)
"""States of an application for post in which its copy stays in custody, whatever the day."""


@dataclass(frozen=True)
class Age:
    """Copies of one exam that an issuer keeps, with the end of their custody.

    :ivar until: the last day of custody; ``days_left`` counts from today, and is below zero after it.
    """

    of: Aged
    over: Body
    until: date
    days_left: int

    @property
    def over_now(self) -> bool:
        """Say whether custody has ended."""
        return self.days_left < 0

    @property
    def tone(self) -> str:
        """How it looks: ``bad`` after the end, ``warn`` in the last half year or so, else ``good``."""
        return "bad" if self.over_now else "warn" if self.soon else "good"

    @property
    def soon(self) -> bool:
        """Say whether the end is near enough for a reminder."""
        return not self.over_now and self.days_left <= _days_of(self.until, REMIND_BEFORE[0])


def ageing(by: Actor, today: date) -> tuple[Age, ...]:
    """Return what the issuers of the person's territory keep, by the end of custody, the nearest first."""
    found = bodies(territory(by, Permission.CUSTODY_SEE))
    ages = [_age(line, found[line.issuer_id], today) for line in endings.ageing(list(found))]
    return tuple(sorted(ages, key=lambda one: (one.until, one.over.id, one.of.exam_id)))


def end_custody(
    *, issuer_id: int, exam_id: int, copies: Collection[int] | None, by: Actor, at: datetime
) -> int:
    """Take copies of an exam that nobody has collected out of custody; return how many.

    :param copies: these; None for all that are kept and not asked for by post.
    :raises NotPermitted: ``by`` does not keep this issuer's paper; NotFound where it is out of reach.
    :raises WrongState: custody has not ended yet, and until when it runs; or one of them is not kept here.
    :raises NotApplicable: there is none.
    """
    access.require(by, Permission.CUSTODY_KEEP, body(issuer_id))
    kept = endings.kept_for_holders(issuer_id, exam_id=exam_id)
    asked = _asked_for(issuer_id)
    chosen = [one for one in kept if one.copy_id not in asked and (copies is None or one.copy_id in copies)]
    if copies is not None and len(chosen) < len(set(copies)):
        raise WrongState(
            Words("有证书不在本机构保管，或持证人已申请邮寄。"),
            do=Words("请核对库存和邮寄申请后重新选择。"),
            clause=N13_2,
        )
    if not chosen:
        raise NotApplicable(
            Words("没有可以办理保管期满的证书。"), do=Words("请核对考试和库存。"), clause=N13_2
        )
    for one in chosen:
        art26_destruction.check_may_list(on=day_of(at), recalled=False, exam_last_day=one.last_day)
    with transaction.atomic():
        _set_out(issuer_id, exam_id, chosen, by, at)
    return len(chosen)


def remind(*, at: datetime) -> int:
    """Tell custodians six months and one month before custody of an exam's copies ends; return how many are new.

    Calling it again changes nothing: each person is told of each step once.
    """
    told, today = 0, day_of(at)
    for line in endings.ageing(endings.issuers_keeping()):
        until = art13_collection.custody_until(line.last_day)
        steps = [months for months in REMIND_BEFORE if months_after(until, -months) <= today <= until]
        if steps:
            told += notices.tell(
                accounts=members_of(line.issuer_id, Permission.CUSTODY_KEEP, at),
                words=Words(
                    "{exam}还有{count}本未领取，保管到{day}为止",
                    exam=line.exam_name,
                    count=line.count,
                    day=until.isoformat(),
                ),
                address="/office/custody/ageing",
                at=at,
                key=f"custody:{line.issuer_id}:{line.exam_id}:{min(steps)}",
            )
    return told


def uncollected(issuer_id: int, exam_id: int, by: Actor) -> tuple[Age, list[Ending]]:
    """Return what an issuer still keeps of an exam, one by one.

    :raises NotPermitted: ``by`` does not keep this issuer's paper; NotFound where it is out of reach, or keeps none.
    """
    over = body(issuer_id)
    access.require(by, Permission.CUSTODY_KEEP, over)
    line = next((one for one in endings.ageing([issuer_id]) if one.exam_id == exam_id), None)
    if line is None:
        raise access.not_here()
    return _age(line, over, line.last_day), endings.kept_for_holders(issuer_id, exam_id=exam_id)


def _age(line: Aged, over: Body, today: date) -> Age:
    until = art13_collection.custody_until(line.last_day)
    return Age(line, over, until, (until - today).days)


def _days_of(until: date, months: int) -> int:
    return (until - months_after(until, -months)).days


def _asked_for(issuer_id: int) -> set[int]:
    rows = MailApplication.objects.filter(issuer_id=issuer_id, state__in=[one.value for one in ASKED_FOR])
    return set(rows.values_list("copy_id", flat=True))


def _set_out(issuer_id: int, exam_id: int, chosen: Collection[Ending], by: Actor, at: datetime) -> None:
    """Enter a slip for each place from which copies come; its number is that of the first copy, which leaves once."""
    there = custody.standing_place(organisation_id=issuer_id, kind=PlaceKind.PAST_CUSTODY, by=by, at=at)
    groups: dict[int, list[int]] = {}
    for one in chosen:
        groups.setdefault(one.place_id, []).append(one.copy_id)
    for place, part in sorted(groups.items()):
        note = SlipNote(
            SlipKind.CUSTODY_ENDED,
            f"{issuer_id}-{exam_id}-{min(part)}",
            PaperState.HELD,
            PaperState.PAST_CUSTODY,
        )
        custody.move_copies(copies=part, frm=place, to=there, slip=note, by=by, at=at)
