"""Who may do what to what: permission ∧ territory, denied by default (N4).

The rules of territory stand in :data:`TERRITORY`, for people; :func:`reaches` is their code.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import NotFound, NotPermitted
from yinxin.kernel.words import Words, listed
from yinxin.parties.actor import Actor, Body, HeldSeat
from yinxin.parties.permissions import BY_HAND, Permission
from yinxin.parties.roles import who_can

N4 = Clause("N4")
WHOLE_COUNTRY: Final = frozenset({"ministry", "center"})
_MANAGING: Final = frozenset({"authority", "association"})

TERRITORY: Final = (
    "The ministry and the centre reach every organisation.",
    "Every other organisation reaches itself and what lies below it, windows below a city bureau among them; what "
    "was merged into it lies below it.",
    "An authority with a region also reaches the organisations of the same province.",
    "An authority or association with an industry also reaches the organisations of the same industry; where it has "
    "a region too, only those of that province.",
    "What is done with paper in hand reaches no further than the organisation itself for the ministry, the centre, "
    "authorities and associations: they oversee others' rooms, and do not reach into them.",
)
"""The rules of territory, as the page of permissions states them."""


def reaches(seat: HeldSeat, over: Body) -> bool:
    """Say whether a seat's territory holds an organisation."""
    return covers(seat.body, over)


def covers(own: Body, over: Body) -> bool:
    """Say whether an organisation's territory holds another, whoever sits there."""
    if own.kind in WHOLE_COUNTRY or own.id in over.lineage:
        return True
    if own.kind not in _MANAGING or not (own.industry or (own.region and own.kind == "authority")):
        return False
    in_region = not own.region or over.region[:2] == own.region[:2]
    in_industry = not own.industry or over.industry == own.industry
    return in_region and in_industry


def holds(seat: HeldSeat, permission: Permission, over: Body) -> bool:
    """Say whether a seat carries a permission over an organisation."""
    if permission not in seat.permissions or not reaches(seat, over):
        return False
    return (
        permission not in BY_HAND
        or seat.body.kind not in WHOLE_COUNTRY | _MANAGING
        or seat.body.id == over.id
    )


def may(by: Actor, permission: Permission, over: Body | None = None) -> bool:
    """Say whether ``by`` holds the permission, over the given organisation where one is given."""
    return any(permission in s.permissions and (over is None or holds(s, permission, over)) for s in by.seats)


def sits(by: Actor, permission: Permission, organisation_id: int) -> bool:
    """Say whether ``by`` has a seat of an organisation itself that carries a permission, and not of one above it."""
    return any(seat.body.id == organisation_id and permission in seat.permissions for seat in by.seats)


def require(by: Actor, permission: Permission, over: Body | None = None) -> None:
    """Let the act go on, or refuse it.

    :raises NotFound: the thing lies outside the person's territory: what is invisible looks like nothing.
    :raises NotPermitted: the person may see it, and may not do this; the refusal says who can.
    """
    if may(by, permission, over):
        return
    if over is not None and not any(reaches(seat, over) for seat in by.seats):
        raise not_here()
    who = listed([role.title for role in who_can(permission)])
    raise NotPermitted(
        Words("您的岗位不能“{act}”。", act=permission.words),
        do=Words("请由以下岗位的人员办理：{who}。", who=who),
        clause=N4,
        facts={"permission": permission.value},
    )


def require_one(by: Actor, permission: Permission, owners: Sequence[Body]) -> None:
    """Let the act go on where ``by`` holds the permission over one of those to whom the thing belongs.

    :raises NotFound: none of them lies in the person's territory; NotPermitted: one does, and this is not allowed.
    """
    reached = [over for over in owners if any(reaches(seat, over) for seat in by.seats)]
    if not any(may(by, permission, over) for over in reached):
        require(by, permission, (reached or list(owners))[0])


def require_unless_system(by: Actor, permission: Permission, over: Body | None = None) -> None:
    """Let the system found and mend an installation; ask everybody else as :func:`require` does."""
    if not by.is_system:
        require(by, permission, over)


def on_behalf(by: Actor, permission: Permission, over: Body) -> dict[str, Any]:
    """Return the ledger's fact of on whose behalf ``by`` acts; nothing where a seat of their own suffices."""
    able = [s.delegated_by for s in by.seats if holds(s, permission, over)]
    return {} if not able or 0 in able else {"on_behalf_of": able[0]}


def same_hands(by: Actor, earlier: int, when: datetime | None = None) -> bool:
    """Say whether an earlier step counts as this person's own.

    It does where the same account took it, and where a delegation ties the two people: one that runs now, or one that
    ran when the step was taken.

    :param when: the moment of the earlier step; where it is not known, any delegation between the two counts.
    """
    return by.account_id == earlier or any(
        bond.account_id == earlier and bond.held(when) for bond in by.bonds
    )


def require_other_person(
    by: Actor, earlier: int, *, act: Words, clause: Clause, when: datetime | None = None
) -> None:
    """Refuse an act of control over one's own work: who made it does not approve it, nor does a stand-in.

    :param when: the moment of the earlier step, as :func:`same_hands` takes it.
    :raises NotPermitted: ``by`` did the earlier step, or a delegation ties ``by`` to who did.
    """
    if same_hands(by, earlier, when) and by.account_id != earlier:
        raise NotPermitted(
            Words("{act}必须由另一人完成：您与前一步的经办人之间有代理关系。", act=act),
            do=Words("请由同岗位的其他人员办理。"),
            clause=clause,
        )
    if by.account_id == earlier:
        raise NotPermitted(
            Words("{act}必须由另一人完成：前一步是您本人办理的。", act=act),
            do=Words("请由同岗位的其他人员办理。"),
            clause=clause,
        )


def not_here() -> NotFound:
    """Return the refusal for what does not exist or may not be seen: the two cannot be told apart."""
    return NotFound(Words("没有找到您要的内容。"), do=Words("请检查编号，或从列表中重新进入。"))
