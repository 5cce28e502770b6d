"""The changes of organisations and people that need four eyes; parties lie below and cannot register them (A4)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from yinxin.approvals.kinds import Change, Facts, Kind, Row, as_is, register
from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import Incomplete, NotApplicable
from yinxin.kernel.words import Words, listed
from yinxin.parties import directory, organisations, queries, seating, seats
from yinxin.parties.actor import Actor, Body
from yinxin.parties.permissions import Permission
from yinxin.parties.roles import ROLES, is_weighty
from yinxin.parties.seats import Place

N4, A4 = Clause("N4"), Clause("A4")
NOTHING = Words("（无）")
_EXISTS, _CLOSED = Words("存续"), Words("撤销")


def _list(values: Iterable[Words]) -> Words:
    found = list(values)
    return listed(found) if found else NOTHING


def _body(number: int, _facts: Facts) -> Body:
    return queries.body(number)


def _name(number: int, _facts: Facts) -> Words:
    return as_is(queries.body(number).name)


def _check_merger(number: int, facts: Facts, at: datetime) -> None:
    into = queries.body(int(facts["into"]))
    organisations.check_merger(number, into.id)
    for one in (number, into.id):
        organisations.check_open(one)


def _picture_of_merger(number: int, facts: Facts, at: datetime) -> tuple[Row, ...]:
    into = as_is(queries.body(int(facts["into"])).name)
    below = [as_is(name) for name in directory.names_below(number)]
    people = [directory.seat_words(seat) for seat in directory.seats_in(number, at)]
    return (
        Row(Words("机构状态"), _EXISTS, Words("并入{into}", into=into)),
        Row(Words("下级机构"), _list(below), Words("改隶{into}", into=into) if below else NOTHING),
        Row(Words("在任岗位"), _list(people), Words("全部终止") if people else NOTHING),
    )


def _merge(change: Change, by: Actor, at: datetime) -> None:
    organisations.merge(
        organisation_id=change.subject_id,
        into_id=int(change.facts["into"]),
        proposed_by=change.proposed_by,
        by=by,
        at=at,
    )


MERGER = register(
    Kind(
        code="organisation_merger",
        title=Words("机构合并"),
        clause=N4,
        button=Words("批准合并{count}个机构").template,
        follows=Words(
            "批准后该机构立即撤销，其人员的岗位、会话和接口密钥同时终止；历史批次和证书由并入的机构接管。"
        ),
        propose=Permission.ORGANISATION_MANAGE,
        approve=Permission.ACCESS_APPROVE,
        over=_body,
        about=_name,
        check=_check_merger,
        picture=_picture_of_merger,
        apply=_merge,
    )
)


def _check_closing(number: int, facts: Facts, at: datetime) -> None:
    organisations.check_open(number)
    organisations.check_empty(number, at)


def _close(change: Change, by: Actor, at: datetime) -> None:
    organisations.close(organisation_id=change.subject_id, proposed_by=change.proposed_by, by=by, at=at)


CLOSING = register(
    Kind(
        code="organisation_closing",
        title=Words("机构撤销"),
        clause=N4,
        button=Words("批准撤销{count}个机构").template,
        follows=Words("批准后该机构不能再有人员和下级机构；它办过的批次和证书照常保留。"),
        propose=Permission.ORGANISATION_MANAGE,
        approve=Permission.ACCESS_APPROVE,
        over=_body,
        about=_name,
        check=_check_closing,
        picture=lambda number, facts, at: (Row(Words("机构状态"), _EXISTS, _CLOSED),),
        apply=_close,
    )
)


def _check_weighty(number: int, facts: Facts, at: datetime) -> None:
    role = str(facts["role"])
    if role not in ROLES or not is_weighty(role):
        raise NotApplicable(
            Words("这不是重要岗位，不需要两人办理。"), do=Words("请由安全管理员直接授予岗位。"), clause=A4
        )
    directory.account_name(number)
    _check_place(int(facts["organisation"]), number, role, at)


def _check_place(organisation_id: int, account_id: int, role: str, at: datetime) -> None:
    seating.check_place(organisation_id, role)
    seating.refuse_conflicts(role, seating.roles_held(account_id, at))


def _titles(account_id: int, at: datetime) -> list[Words]:
    return [directory.seat_words_of_account(seat) for seat in directory.seats_of(account_id, at)]


def _picture_of_weighty(number: int, facts: Facts, at: datetime) -> tuple[Row, ...]:
    place = queries.body(int(facts["organisation"]))
    new = Words("{place}的{role}", role=ROLES[str(facts["role"])].title, place=place.name)
    now = _titles(number, at)
    return (Row(Words("{name}的岗位", name=directory.account_name(number)), _list(now), _list([*now, new])),)


def _give(change: Change, by: Actor, at: datetime) -> None:
    seats.give_weighty(
        account_id=change.subject_id,
        organisation_id=int(change.facts["organisation"]),
        role=str(change.facts["role"]),
        proposed_by=change.proposed_by,
        by=by,
        at=at,
    )


WEIGHTY = register(
    Kind(
        code="weighty_seat",
        title=Words("授予重要岗位"),
        clause=A4,
        button=Words("批准授予{count}个重要岗位").template,
        follows=Words("批准后该人员立即具有该岗位的权限。"),
        propose=Permission.SEAT_MANAGE,
        approve=Permission.ACCESS_APPROVE,
        over=lambda number, facts: queries.body(int(facts["organisation"])),
        about=lambda number, facts: Words(
            "{name}：{role}", name=directory.account_name(number), role=ROLES[str(facts["role"])].title
        ),
        check=_check_weighty,
        picture=_picture_of_weighty,
        apply=_give,
        concerns=lambda number, facts: frozenset({number}),
    )
)


def _places(facts: Facts) -> list[Place]:
    return [Place(int(one["account"]), str(one["role"])) for one in facts["seats"]]


def _check_several(number: int, facts: Facts, at: datetime) -> None:
    places = _places(facts)
    if not places or len({*places}) < len(places) or len(places) > 200:
        raise Incomplete(Words("名单是空的、有重复，或超过200行。"), do=Words("请检查名单。"), clause=N4)
    for account_id, role in places:
        directory.account_name(account_id)
        seating.refuse_weighty(role)
        _check_place(number, account_id, role, at)


def _picture_of_several(number: int, facts: Facts, at: datetime) -> tuple[Row, ...]:
    place = queries.body(number).name
    new: dict[int, list[Words]] = {}
    for account_id, role in _places(facts):
        new.setdefault(account_id, []).append(Words("{place}的{role}", role=ROLES[role].title, place=place))
    return tuple(
        Row(
            Words("{name}的岗位", name=directory.account_name(account_id)),
            _list(now := _titles(account_id, at)),
            _list([*now, *gained]),
        )
        for account_id, gained in new.items()
    )


def _give_several(change: Change, by: Actor, at: datetime) -> None:
    seats.give_several(
        organisation_id=change.subject_id,
        places=_places(change.facts),
        proposed_by=change.proposed_by,
        by=by,
        at=at,
    )


SEVERAL = register(
    Kind(
        code="several_seats",
        title=Words("批量授予岗位"),
        clause=A4,
        button=Words("批准授予{count}个岗位").template,
        follows=Words("批准后名单上的人员立即具有所列岗位；有一人不合规则，全部不办理。"),
        propose=Permission.SEAT_MANAGE,
        approve=Permission.ACCESS_APPROVE,
        over=_body,
        about=_name,
        check=_check_several,
        picture=_picture_of_several,
        apply=_give_several,
        concerns=lambda number, facts: frozenset(place.account_id for place in _places(facts)),
        count=lambda facts: len(facts["seats"]),
    )
)
