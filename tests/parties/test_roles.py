"""Families of roles and what one person may not hold together (A4)."""

from __future__ import annotations

from itertools import product

import pytest

from yinxin.parties.permissions import Permission
from yinxin.parties.roles import ROLES, conflict, is_administrative

ADMINISTRATIONS = {"system_admin", "security_admin", "auditor"}
OVERSIGHT = {"supervisor", "catalogue_reviewer"}
ISSUING = {
    Permission.BATCH_SUBMIT,
    Permission.BATCH_ACCEPT,
    Permission.BATCH_RETURN,
    Permission.BATCH_RELEASE,
    Permission.BATCH_WITHDRAW,
    Permission.EXAM_PUBLISH,
}


@pytest.mark.parametrize(("one", "other"), [*product(ROLES, ROLES)])
def test_an_administration_goes_with_nothing_but_itself_and_oversight(one, other):
    excluded = one != other and bool({one, other} & ADMINISTRATIONS) and not {one, other} & OVERSIGHT
    assert (conflict(one, other) is not None) is excluded
    assert conflict(one, other) is None or str(ROLES[one].title) in str(conflict(one, other))


@pytest.mark.parametrize("code", sorted(ADMINISTRATIONS | OVERSIGHT))
def test_neither_administrators_nor_overseers_have_a_part_in_issuing(code):
    assert not ROLES[code].permissions & ISSUING


def test_the_three_administrations_share_no_power_to_change():
    powers = [
        {p for p in ROLES[code].permissions if p.value.split(":")[1] != "see"} - {Permission.KEY_REVOKE}
        for code in sorted(ADMINISTRATIONS)
    ]
    assert not powers[0] & powers[1]
    assert not powers[0] & powers[2]
    assert not powers[1] & powers[2]


def test_who_proposes_the_catalogue_does_not_approve_it():
    for role in ROLES.values():
        assert not {Permission.CATALOGUE_PROPOSE, Permission.CATALOGUE_APPROVE} <= role.permissions


def test_exactly_the_three_administrations_are_administrative():
    assert {code for code in ROLES if is_administrative(code)} == ADMINISTRATIONS
