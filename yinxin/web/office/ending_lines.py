"""Lines of somebody's work about paper's last ways: post, custody's end, destruction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from yinxin.closing import queries
from yinxin.closing.states import ListState
from yinxin.issuing import mail, retention
from yinxin.kernel.words import Words
from yinxin.parties import access
from yinxin.parties.actor import Actor
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import the_centre
from yinxin.web import wording
from yinxin.web.office.worklines import WorkLine


def post(by: Actor, today: date) -> Iterable[WorkLine]:
    """Yield the applications for post that the person decides, sends, takes back or asks about."""
    if not by.has(Permission.POST_SEND):
        return
    for one in mail.waiting(by):
        yield WorkLine(
            Words("邮寄申请{number}", number=one.id),
            Words("{number} · 随{day}的批次", number=one.paper.management_number, day=one.run_on.isoformat()),
            f"/office/post/{one.id}",
            one.problem or (Words("退回中") if one.coming_back else one.state_words),
            "bad" if one.problem or one.trouble else wording.tone(one.state.value),
            True,
            one.over.id,
            one.over.name,
            since=one.applied_at,
        )


def custody_ends(by: Actor, today: date) -> Iterable[WorkLine]:
    """Yield what has lain longer than its custody, and what is not on a list yet, in the person's own store."""
    if by.has(Permission.CUSTODY_KEEP):
        for age in retention.ageing(by, today):
            if age.over_now and access.may(by, Permission.CUSTODY_KEEP, age.over):
                yield WorkLine(
                    Words("办理保管期满"),
                    Words("{exam}：{count}本", exam=age.of.exam_name, count=age.of.count),
                    f"/office/custody/ageing/{age.over.id}-{age.of.exam_id}/end",
                    Words("已期满"),
                    "warn",
                    True,
                    age.over.id,
                    age.over.name,
                )


def destruction(by: Actor, today: date) -> Iterable[WorkLine]:
    """Yield the lists whose next step is the person's."""
    destroys = by.has(Permission.DESTRUCTION_CARRY_OUT) and queries.may_destroy(by)
    if not (destroys or by.has(Permission.DESTRUCTION_LIST)):
        return
    for one in queries.lists_for(by):
        at_centre = one.state in (ListState.HANDED_OVER, ListState.RECORDED)
        own = access.same_hands(by, one.first_id, one.recorded_at) if one.first_id else False
        mine = destroys and not own if at_centre else queries.may_list(by, one)
        if mine and one.state is not ListState.DESTROYED:
            yield WorkLine(
                Words("销毁清册{code}", code=one.code),
                Words("{issuer}：{count}本", issuer=one.over.name, count=one.sheets),
                f"/office/destruction/{one.id}",
                one.state_words,
                wording.tone(one.state.value),
                True,
                the_centre().id if at_centre else one.over.id,
                the_centre().name if at_centre else one.over.name,
                since=one.opened_at,
            )
