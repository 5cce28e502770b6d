"""Put copies away by scanning: the place first, then every copy, or the code of a whole place (N11.1)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import transaction

from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import Incomplete
from yinxin.kernel.words import Words, listed
from yinxin.parties import access
from yinxin.parties.actor import Actor
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import body
from yinxin.register import custody, scanning
from yinxin.register.models import PaperCopy, Place
from yinxin.register.places import KEPT
from yinxin.register.scanning import Meaning
from yinxin.register.states import PAPER, PaperState

N11_1 = Clause("N11.1")
MOST: Final = 2000
"""Scans of one slip."""
_NAMED: Final = 20
"""Scans that a refusal names; the rest are counted."""


def put_away_scanned(*, to: int, texts: Sequence[str], number: str, by: Actor, at: datetime) -> int:
    """Move what was scanned to a kept place, all or nothing; return how many copies that were.

    Where the copies come from stands in the book: there is a slip for each such place, the second one numbered
    ``number-2`` and so on. The code of a place means every copy that lies at the place itself.

    :param texts: management numbers, blanks, QR codes, codes of places; scanning twice means the same.
    :raises NotFound: there is no such place in the territory, or nothing is kept there.
    :raises NotPermitted: ``by`` does not keep this organisation's paper.
    :raises Incomplete: nothing was scanned, too much, or something that cannot be moved; each is named.
    :raises AlreadyDone: a slip of this number is in the book.
    """
    target = Place.objects.filter(id=to, kind__in=[kind.value for kind in KEPT]).first()
    if target is None:
        raise access.not_here()
    access.require(by, Permission.CUSTODY_KEEP, body(target.organisation_id))
    lines = list(dict.fromkeys(text.strip() for text in texts if text.strip()))
    if not lines or len(lines) > MOST:
        raise Incomplete(
            Words("没有扫描到证书，或超过{most}项。", most=MOST),
            do=Words("请逐本扫描要移入的证书，一行一项。"),
            clause=N11_1,
        )
    copies, wrong = _meant(lines, target, by)
    if wrong or not copies:
        more = Words("另有{count}项", count=len(wrong) - _NAMED)
        shown = wrong[:_NAMED] + ([more] if len(wrong) > _NAMED else [])
        raise Incomplete(
            Words("有不能移入的：{lines}。", lines=listed(shown))
            if shown
            else Words("扫描的库位里没有证书。"),
            do=Words("请去掉或改正这些项后重新办理；没有任何证书被移动。"),
            clause=N11_1,
        )
    with transaction.atomic():
        for place, (frm, group) in enumerate(sorted(_by_place(copies).items()), start=1):
            slip = number if place == 1 else f"{number}-{place}"
            custody.put_away(copies=group, frm=frm, to=to, number=slip, by=by, at=at)
    return len(copies)


def _meant(lines: Sequence[str], target: Place, by: Actor) -> tuple[dict[int, int], list[Words]]:
    """Return the copies with the places where they lie, and what is wrong with the other lines."""
    kept = set(
        Place.objects.filter(
            organisation_id=target.organisation_id, kind__in=[kind.value for kind in KEPT]
        ).values_list("id", flat=True)
    )
    copies: dict[int, int] = {}
    wrong: list[Words] = []
    for line in lines:
        found = scanning.resolve(line, by)
        if found.meaning is Meaning.PLACE and found.place in kept - {target.pk}:
            rows = PaperCopy.objects.filter(place_id=found.place)
            copies |= {row.pk: found.place for row in rows if found.place}
            continue
        row = PaperCopy.objects.filter(id__in=found.copies).first() if len(found.copies) == 1 else None
        if row is None or row.place_id not in kept - {target.pk} or found.meaning is Meaning.HOLDER:
            wrong.append(Words("{text}（{why}）", text=line[:40], why=_why(row, target, found)))
        else:
            copies[row.pk] = row.place_id
    return copies, wrong


def _why(row: PaperCopy | None, target: Place, found: scanning.Found) -> Words:
    if found.why:
        return found.why
    if target.pk in (found.place, row.place_id if row else None):
        return Words("已在这个库位")
    if found.place:
        return Words("不是本机构的保管库位")
    if row is None or found.meaning is Meaning.HOLDER:
        return Words("不止一本证书，请改扫二维码")
    return Words("不在本机构库内：{state}", state=PAPER.names[PaperState(row.state)])


def _by_place(copies: dict[int, int]) -> dict[int, list[int]]:
    groups: dict[int, list[int]] = {}
    for copy, place in copies.items():
        groups.setdefault(place, []).append(copy)
    return groups
