"""What a person may do now: each act open, or greyed with the reason and with who can do it."""

from __future__ import annotations

from dataclasses import dataclass

from yinxin.kernel.words import Words, listed
from yinxin.parties import access
from yinxin.parties.actor import Actor, Body
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
    over: Body | None = None,
    own: bool = False,
    main: bool = False,
) -> Action:
    """Return an act as this person sees it.

    :param own: the step before was this person's, and another must do this one.
    """
    why_not: Words | None = None
    if not access.may(by, permission, over):
        why_not = Words("由{who}办理", who=listed([role.title for role in who_can(permission)]))
    elif own:
        why_not = Words("前一步由您本人办理，须由另一人办理这一步")
    return Action(name, address, words, why_not, main)
