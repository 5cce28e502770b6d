"""The change of the custody book that needs four eyes: correcting stock by a count (N11.1)."""

from __future__ import annotations

from datetime import datetime

from yinxin.approvals.kinds import Change, Facts, Kind, Row, as_is, register
from yinxin.kernel.clause import Clause
from yinxin.kernel.words import Words
from yinxin.parties.actor import Actor, Body
from yinxin.parties.permissions import Permission
from yinxin.register import books, counting
from yinxin.register.models import Count

N11_1 = Clause("N11.1")


def _over(number: int, _facts: Facts) -> Body:
    return counting.body_of(number)


def _about(number: int, _facts: Facts) -> Words:
    return as_is(Count.objects.select_related("place").get(id=number).place.name)


def _check(number: int, _facts: Facts, _at: datetime) -> None:
    counting.check_correction(number)


def _picture(number: int, _facts: Facts, _at: datetime) -> tuple[Row, ...]:
    """Show each place that changes with its balance before and after, and how many copies become lost."""
    found = counting.differences(number)
    change = dict.fromkeys([found.place_id, *found.missing.values(), *found.surplus.values()], 0)
    for place in found.missing.values():
        change[place] -= 1
    for place in found.surplus.values():
        change[place] -= 1
        change[found.place_id] += 1
    now, names = books.balance(change), books.names_of(change)
    rows = [
        Row(as_is(names[one]), _papers(now[one]), _papers(now[one] + change[one])) for one in sorted(change)
    ]
    return (*rows, Row(Words("转为遗失"), _papers(0), _papers(len(found.missing))))


def _papers(count: int) -> Words:
    return Words("{count}本", count=count)


def _apply(change: Change, by: Actor, at: datetime) -> None:
    counting.correct(count_id=change.subject_id, proposed_by=change.proposed_by, by=by, at=at)


CORRECTION = register(
    Kind(
        code="stock_correction",
        title=Words("库存更正"),
        clause=N11_1,
        button=Words("批准更正{count}次盘点的库存").template,
        follows=Words("批准后，盘点未见的证书记为遗失，盘点多出的证书移入所盘库位；账簿照此更正。"),
        propose=Permission.CUSTODY_COUNT,
        approve=Permission.CUSTODY_CORRECT,
        over=_over,
        about=_about,
        check=_check,
        picture=_picture,
        apply=_apply,
    )
)
