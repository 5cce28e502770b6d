"""The change that needs four eyes: an agreement with a platform's client (N22.2)."""

from __future__ import annotations

from datetime import datetime

from yinxin.approvals.kinds import Change, Facts, Kind, Row, as_is, register
from yinxin.kernel.words import Words, listed
from yinxin.parties.actor import Actor
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import the_centre
from yinxin.sharing import agreements, terms
from yinxin.sharing.terms import N22_2, Terms

_NOTHING = Words("（无）")
EVERYWHERE, EVERY_ONE = Words("全国"), Words("全部职业资格")


def rows_of(said: Terms) -> tuple[tuple[Words, Words], ...]:
    """Return terms line by line, as every page shows them."""
    return (
        (Words("接入单位"), as_is(said.client)),
        (Words("所属平台"), said.platform.label),
        (Words("用途"), as_is(said.purpose)),
        (Words("依据"), as_is(said.basis)),
        (Words("共享内容"), listed([terms.FIELDS[one] for one in terms.FIELDS if one in said.fields])),
        (Words("地区"), listed([as_is(one) for one in said.regions]) if said.regions else EVERYWHERE),
        (
            Words("职业资格"),
            listed([as_is(one) for one in said.qualifications]) if said.qualifications else EVERY_ONE,
        ),
        (
            Words("调用上限"),
            Words("每天{day}次，每分钟{minute}次", day=said.per_day, minute=said.per_minute),
        ),
        (Words("期限"), Words("{first}至{last}", first=str(said.since), last=str(said.until))),
        (Words("通知地址"), as_is(said.webhook) if said.webhook else _NOTHING),
    )


def _picture(number: int, facts: Facts, at: datetime) -> tuple[Row, ...]:
    said = terms.of(agreements.found(number))
    return tuple(Row(name, _NOTHING, value) for name, value in rows_of(said))


def _apply(change: Change, by: Actor, at: datetime) -> None:
    agreements.activate(agreement_id=change.subject_id, proposed_by=change.proposed_by, by=by, at=at)


AGREEMENT = register(
    Kind(
        code=agreements.KIND,
        title=Words("数据共享协议"),
        clause=N22_2,
        button=Words("批准{count}份共享协议").template,
        follows=Words(
            "批准后可以为该单位生成密钥；它只能看到所列地区、所列资格的所列内容，每次查询都留有记录。"
        ),
        propose=Permission.SHARING_PROPOSE,
        approve=Permission.SHARING_APPROVE,
        over=lambda number, facts: the_centre(),
        about=lambda number, facts: as_is(agreements.found(number).client),
        check=lambda number, facts, at: agreements.check_draft(number, at),
        picture=_picture,
        apply=_apply,
    )
)
