"""Who may do what to what (N4): permission, territory, deny by default."""

from __future__ import annotations

import pytest

from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import NotFound, NotPermitted
from yinxin.kernel.words import Words
from yinxin.parties import access
from yinxin.parties.actor import SYSTEM, Actor, Body, HeldSeat
from yinxin.parties.permissions import Permission
from yinxin.parties.roles import ROLES, who_can

MINISTRY = Body(1, "ministry", "部", "", frozenset({1}))
CENTRE = Body(2, "center", "中心", "", frozenset({2, 1}))
ANHUI = Body(3, "authority", "皖厅", "340000", frozenset({3, 1}))
AGENCY = Body(4, "agency", "皖考试院", "340000", frozenset({4, 3, 1}))
HEFEI = Body(5, "issuer", "合肥", "340100", frozenset({5, 3, 1}))
JIANGSU = Body(6, "agency", "苏考试院", "320000", frozenset({6, 7, 1}))


def person(role: str, body: Body, number: int = 9) -> Actor:
    return Actor(number, "someone", "某人", (HeldSeat(role, body),))


@pytest.mark.parametrize(
    ("seat", "over", "reached"),
    [
        (MINISTRY, JIANGSU, True),
        (CENTRE, AGENCY, True),
        (ANHUI, AGENCY, True),
        (ANHUI, HEFEI, True),
        (ANHUI, JIANGSU, False),
        (AGENCY, AGENCY, True),
        (AGENCY, HEFEI, False),
        (HEFEI, AGENCY, False),
        (JIANGSU, AGENCY, False),
    ],
)
def test_a_seats_territory_is_its_own_body_and_what_lies_below(seat, over, reached):
    assert access.reaches(HeldSeat("supervisor", seat), over) is reached


def test_someone_without_a_seat_may_nothing():
    nobody = Actor(1, "x", "x", ())
    assert not any(access.may(nobody, permission) for permission in Permission)
    assert not any(access.may(SYSTEM, permission) for permission in Permission)


def test_what_lies_outside_the_territory_looks_like_nothing():
    with pytest.raises(NotFound) as refusal:
        access.require(person("agency_data", JIANGSU), Permission.BATCH_SEE, AGENCY)
    assert str(refusal.value) == str(access.not_here())


def test_what_lies_inside_and_is_not_permitted_says_who_can():
    with pytest.raises(NotPermitted, match="发布复核员") as refusal:
        access.require(person("agency_data", AGENCY), Permission.BATCH_RELEASE, AGENCY)
    assert refusal.value.clause == Clause("N4")


def test_who_did_the_earlier_step_may_not_do_the_next():
    with pytest.raises(NotPermitted, match="另一人"):
        access.require_other_person(
            person("centre_checker", CENTRE, 9), 9, act=Words("发布批次"), clause=Clause("N10")
        )
    access.require_other_person(
        person("centre_checker", CENTRE, 9), 8, act=Words("发布批次"), clause=Clause("N10")
    )


def test_every_permission_is_held_by_some_role_and_has_words():
    for permission in Permission:
        assert who_can(permission), permission
        assert str(permission.words)


def test_no_role_both_makes_and_releases():
    for role in ROLES.values():
        assert not {Permission.BATCH_ACCEPT, Permission.BATCH_RELEASE} <= role.permissions
        assert not {Permission.BATCH_SUBMIT, Permission.BATCH_ACCEPT} <= role.permissions


def test_the_auditor_issues_nothing():
    changing = {P for P in Permission if P.value.split(":")[1] not in ("see", "audit", "seal")}
    assert not ROLES["auditor"].permissions & changing
