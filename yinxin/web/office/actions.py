"""What a person may do now: each act open, or greyed with the reason and with who can do it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from yinxin.kernel.words import Words, listed
from yinxin.parties import access
from yinxin.parties.actor import Actor, Body
from yinxin.parties.finding import colleagues_who_can
from yinxin.parties.permissions import Permission
from yinxin.parties.roles import who_can


@dataclass(frozen=True)
class Action:
    """An act on a page; ``why_not`` is None where it is open."""

    name: str
    address: str
    words: Words
    why_not: Words | None = None
    main: bool = False


def offered(
    by: Actor,
    permission: Permission,
    *,
    name: str,
    address: str,
    words: Words,
    at: datetime,
    over: Body | None = None,
    maker: Body | None = None,
    own: bool = False,
    main: bool = False,
) -> Action:
    """Return an act as this person sees it.

    :param maker: whose own people alone may do it; None where the territory decides.
    :param own: the step before was this person's, and another must do this one.
    """
    why_not: Words | None = None
    if not access.may(by, permission, over) or (maker and not access.sits(by, permission, maker.id)):
        who = listed([role.title for role in who_can(permission, maker.kind if maker else "")])
        names = _names(by, permission, maker or over, at)
        why_not = (
            Words("由{who}办理：{names}", who=who, names=names) if names else Words("由{who}办理", who=who)
        )
    elif own:
        names = _names(by, permission, maker or over, at)
        why_not = (
            Words("前一步由您本人办理，这一步须由另一人办理：{names}", names=names)
            if names
            else Words("前一步由您本人办理，须由另一人办理这一步")
        )
    return Action(name, address, words, why_not, main)


def _names(by: Actor, permission: Permission, over: Body | None, at: datetime) -> Words | None:
    """Return the names of those who could do it, where they are few and the reader may know of them."""
    people = colleagues_who_can(permission, over, by, at)
    return listed([Words("{name}", name=name) for name in people]) if people else None
