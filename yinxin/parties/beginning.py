"""The first day of an installation: the ministry, the centre, and two security administrators (N4, A4).

Whoever runs the programs does this once. From then on everybody comes by invitation, and every weighty seat takes two
people: therefore two administrators, and not one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from yinxin.kernel.refusal import AlreadyDone, Incomplete
from yinxin.kernel.words import Words
from yinxin.parties import founding, invitations, seating
from yinxin.parties.actor import SYSTEM
from yinxin.parties.invitations import Invited
from yinxin.parties.models import Invitation
from yinxin.parties.noting import A4
from yinxin.parties.seats import GUARD

FEWEST = 2


class Names(NamedTuple):
    """A body's name in Chinese and in English."""

    name: str
    name_en: str


def begin(*, ministry: Names, centre: Names, guards: Sequence[str], at: datetime) -> dict[str, Invited]:
    """Found the two bodies and invite the first security administrators; return their invitations by name.

    :raises Incomplete: there are fewer than two different names.
    :raises AlreadyDone: somebody holds or is invited to that office already.
    """
    people = list(dict.fromkeys(name.strip() for name in guards if name.strip()))
    if len(people) < FEWEST:
        raise Incomplete(
            Words("至少要有两名安全管理员：重要岗位须经两人授予。"),
            do=Words("请用 --guard 写明两个不同的人。"),
            clause=A4,
        )
    with transaction.atomic():
        seated = seating.open_seats(at).filter(role=GUARD).exists()
        invited = Invitation.objects.filter(
            role=GUARD, accepted_at__isnull=True, withdrawn_at__isnull=True, until__gt=at
        )
        if seated or invited.exists():
            raise AlreadyDone(
                Words("已经有安全管理员，或已向其发出邀请。"),
                do=Words("请由他们邀请其他人员；邀请过期后可以重新运行。"),
                clause=A4,
            )
        founding.found(code="ministry", kind="ministry", **ministry._asdict(), by=SYSTEM, at=at)
        place = founding.found(
            code="center", kind="center", **centre._asdict(), parent="ministry", by=SYSTEM, at=at
        )
        return {
            name: invitations.invite(organisation_id=place, role=GUARD, name=name, by=SYSTEM, at=at)
            for name in people
        }
