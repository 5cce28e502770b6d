"""Who may do what to what: permission ∧ territory, denied by default (N4).

A seat's territory is its own organisation and everything below it. The ministry, the centre and their auditors
have the whole country; an authority with a region has the organisations of that region.
"""

from __future__ import annotations

from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import NotFound, NotPermitted
from yinxin.kernel.words import Words, listed
from yinxin.parties.actor import Actor, Body, HeldSeat
from yinxin.parties.permissions import Permission
from yinxin.parties.roles import who_can

N4 = Clause("N4")
_WHOLE_COUNTRY = frozenset({"ministry", "center"})


def reaches(seat: HeldSeat, over: Body) -> bool:
    """Say whether a seat's territory holds an organisation."""
    if seat.body.kind in _WHOLE_COUNTRY or seat.body.id in over.lineage:
        return True
    if seat.body.kind == "authority" and seat.body.region:
        return over.region[:2] == seat.body.region[:2]
    return False


def may(by: Actor, permission: Permission, over: Body | None = None) -> bool:
    """Say whether ``by`` holds the permission, over the given organisation where one is given."""
    return any(permission in s.permissions and (over is None or reaches(s, over)) for s in by.seats)


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


def require_other_person(by: Actor, earlier: int, *, act: Words, clause: Clause) -> None:
    """Refuse an act of control over one's own work: who made it does not approve it.

    :raises NotPermitted: ``by`` is the account that did the earlier step.
    """
    if by.account_id == earlier:
        raise NotPermitted(
            Words("{act}必须由另一人完成：前一步是您本人办理的。", act=act),
            do=Words("请由同岗位的其他人员办理。"),
            clause=clause,
        )


def not_here() -> NotFound:
    """Return the refusal for what does not exist or may not be seen: the two cannot be told apart."""
    return NotFound(Words("没有找到您要的内容。"), do=Words("请检查编号，或从列表中重新进入。"))
