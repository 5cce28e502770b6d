"""The policy and the program agree, both ways; every route of the office is asked for in the matrix."""

from __future__ import annotations

import pytest

from tests.access.asks import ASKS
from tests.access.policy import ALLOW, DENY, HIDE, read
from tests.access.test_matrix import VIEWS
from tests.access.world import relation
from yinxin.demo import country
from yinxin.kernel.refusal import NotFound, NotPermitted
from yinxin.parties import access
from yinxin.parties.actor import Actor, HeldSeat
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import body_by_code
from yinxin.parties.roles import ROLES
from yinxin.web.doors import door_of

POLICY = read()
BODIES = {body.code: body for body in country.BODIES}


def situations():
    """Yield every role in every body that can hold it, with every other body and how the two stand."""
    for role in ROLES.values():
        for body in BODIES.values():
            if body.kind in role.kinds:
                for other in BODIES:
                    yield role.code, body.code, other, relation(body.code, other)


def test_the_policy_has_a_line_for_every_situation_and_for_no_other():
    there = {(p.value, role, way) for role, _, _, way in situations() for p in Permission}
    assert set(POLICY) == there


@pytest.mark.parametrize("role", ROLES)
def test_access_answers_as_the_policy_says(cast, role):
    assert not list(disagreements(POLICY, role))


def disagreements(policy, role):
    """Ask the rules of access themselves; name each situation of a role in which they differ from the policy."""
    known = {code: body_by_code(code) for code in BODIES}
    for name, here, there, way in situations():
        if name == role:
            actor = Actor(1, "somebody", "某人", (HeldSeat(role, known[here]),))
            for permission in Permission:
                wanted, got = policy[permission.value, role, way], answer(actor, permission, known[there])
                if wanted != got:
                    yield f"{permission.value} {role} {here} {there} ({way}): {wanted} by the policy, but {got}"


def answer(actor, permission, over):
    """A page first asks for the permission at all, then for the thing."""
    try:
        access.require(actor, permission)
        access.require(actor, permission, over)
    except NotPermitted:
        return DENY
    except NotFound:
        return HIDE
    return ALLOW


def test_every_route_of_the_office_is_asked_for():
    office = {
        route for route in VIEWS if route.startswith("office/") and not route.startswith("office/sign-")
    }
    assert {ask.route for ask in ASKS} == office


@pytest.mark.parametrize("route", sorted({ask.route for ask in ASKS}))
def test_a_route_answers_only_the_methods_that_are_asked_for(cast, client, route):
    asked = {ask.method for ask in ASKS if ask.route == route}
    told = VIEWS[route]
    for method in ("GET", "POST", "PUT", "PATCH", "DELETE", "TRACE"):
        assert (method in asked) == (method in methods_of(told)), method


def methods_of(view):
    from django.test import RequestFactory

    found = set()
    for method in ("GET", "POST", "PUT", "PATCH", "DELETE", "TRACE"):
        request = getattr(RequestFactory(), method.lower())("/")
        try:
            refused = view(request).status_code == 405
        except Exception:
            refused = False  # it went further than the method, to what this bare request has not
        if not refused:
            found.add(method)
    return found


def test_no_act_goes_under_a_permission_to_read():
    seeing = {p for p in Permission if p.value.endswith(":see")}
    acts = {ask.route for ask in ASKS if ask.method == "POST"}
    assert not [route for route in acts if door_of(VIEWS[route]).permission in seeing]
