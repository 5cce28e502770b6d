"""Help: the work of each role, step by step, made from what the code itself goes by.

Permissions come from the roles, clauses and pages from the doors of the views, what follows from the acts, limits
from the law: where one of them changes, the page changes with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, URLResolver, get_resolver
from django.views.decorators.http import require_GET

from yinxin.kernel.words import Words
from yinxin.law import index
from yinxin.law.index import Entry
from yinxin.law.limits import LIMITS, Limit
from yinxin.parties import access
from yinxin.parties.permissions import Permission
from yinxin.parties.roles import ROLES, Role
from yinxin.web import wording
from yinxin.web.doors import Door, Request, door_of, staff
from yinxin.web.office.acts import ACTS, Act


@dataclass(frozen=True)
class Step:
    """One thing that a role may do.

    :ivar acts: what is done on a batch, each with what follows from it.
    :ivar clauses: the clauses that its pages serve.
    :ivar address: the page where it begins, or nothing where that depends on what it is about.
    """

    permission: Permission
    acts: tuple[Act, ...]
    clauses: tuple[Entry, ...]
    address: str

    @property
    def looks_only(self) -> bool:
        """Say whether it changes nothing."""
        return self.permission.value.endswith(":see")


@staff(None, "N4")
@require_GET
def roles(request: Request) -> HttpResponse:
    """List the roles, the reader's own first."""
    own = {seat.role for seat in request.actor.seats}
    listed = sorted(ROLES.values(), key=lambda role: role.code not in own)
    facts = {"roles": [(role, role.code in own, _kinds(role)) for role in listed]}
    return render(request, "office/help.html", facts)


@staff(None, "N4")
@require_GET
def role(request: Request, code: str) -> HttpResponse:
    """Explain the work of one role.

    :raises NotFound: there is no such role.
    """
    known = ROLES.get(code)
    if known is None:
        raise access.not_here()
    steps = steps_of(known)
    facts = {
        "role": known,
        "kinds": _kinds(known),
        "entry": index.entry(str(known.clause)),
        "does": [step for step in steps if not step.looks_only],
        "sees": [step for step in steps if step.looks_only],
        "limits": limits_of(known, steps),
        "own": any(seat.role == code for seat in request.actor.seats),
    }
    return render(request, "office/help_role.html", facts)


def steps_of(role: type[Role]) -> list[Step]:
    """Return what a role may do, in the order in which permissions are listed, which is that of the work."""
    return [_step(permission) for permission in Permission if permission in role.permissions]


def limits_of(role: type[Role], steps: Iterable[Step]) -> list[Limit]:
    """Return the time limits that bodies of the role's kind owe and that its steps serve."""
    served = {entry.clause for step in steps for entry in step.clauses}
    return [limit for limit in LIMITS if limit.clause in served and limit.owed_by.value in role.kinds]


def _step(permission: Permission) -> Step:
    open_to_all = OPEN_TO_ALL.get(permission)
    doors = [
        (address, door)
        for address, door in _doors()
        if door.permission is permission or (address == open_to_all and door.permission is None)
    ]
    clauses = dict.fromkeys(clause for _, door in doors for clause in door.clauses)
    begins = (address for address, _ in doors if "<" not in address and "." not in address)
    return Step(
        permission,
        tuple(act for act in ACTS if act.permission is permission),
        tuple(index.entry(str(clause)) for clause in clauses),
        next(begins, ""),
    )


OPEN_TO_ALL: Final[Mapping[Permission, str]] = {
    Permission.ACCESS_APPROVE: "/office/approvals",
    Permission.CATALOGUE_APPROVE: "/office/approvals",
    Permission.CUSTODY_CORRECT: "/office/approvals",
    Permission.KEY_REVOKE: "/office/keys",
}
"""Pages on which everybody finds their own, and whoever holds the permission finds others' as well."""


@cache
def _doors() -> tuple[tuple[str, Door], ...]:
    """Return every address of the office with its door, in the order of the address files."""
    found = ((address, door_of(view.callback)) for address, view in _views(get_resolver(), "/"))
    return tuple((address, door) for address, door in found if door and address.startswith("/office/"))


def _views(resolver: URLResolver, prefix: str) -> Iterable[tuple[str, URLPattern]]:
    for one in resolver.url_patterns:
        address = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _views(one, address)
        else:
            yield address, one


_UNKNOWN_KIND: Final = Words("机构")


def _kinds(role: type[Role]) -> list[Words]:
    return [wording.KINDS.get(kind, _UNKNOWN_KIND) for kind in sorted(role.kinds)]
