"""Whoever weakens a rule of access makes a test fail: at least 98 of 100 broken rules are noticed."""

from __future__ import annotations

import random
from collections import defaultdict

import pytest

from tests.access.mutants import WEAKENED, listening, reaching, silenced, sites, toggled
from tests.access.policy import ALLOW, read
from tests.access.test_policy import disagreements as by_role
from tests.access.verbs import Probe, own_work, probes
from yinxin.parties.permissions import Permission
from yinxin.parties.roles import ROLES

POLICY = read()
SAMPLE = 60
GUARDED_TWICE = {
    # Silencing one guard leaves another: the law itself wants two people, or the matter is offered to one alone.
    ("yinxin/closing/destroying.py", "require_other_person"),
    ("yinxin/register/counting.py", "require_other_person"),
    ("yinxin/issuing/custodians.py", "require_other_person"),
}
NOTICED = 0.98
_draw = random.Random(20261121)
TOGGLES = _draw.sample([(role, permission) for role in ROLES for permission in Permission], SAMPLE)


@pytest.mark.parametrize(("role", "permission"), TOGGLES, ids=lambda value: getattr(value, "value", value))
def test_a_permission_more_or_less_is_noticed(cast, role, permission):
    assert not list(by_role(POLICY, role))
    with toggled(role, permission):
        try:
            noticed = next(by_role(POLICY, role), "")
        except (
            ValueError
        ) as error:  # a permission that no role has any more: a refusal could not name who can
            noticed = str(error)
        assert noticed


@pytest.mark.parametrize("rule", WEAKENED)
def test_another_rule_of_territory_is_noticed(cast, rule):
    with reaching(rule):
        assert next((line for role in ROLES for line in by_role(POLICY, role)), None)


def test_a_place_that_asks_no_more_is_noticed(world):
    everywhere = sites()
    asked_by: dict[object, list[Probe]] = defaultdict(list)
    for probe in [*probes(POLICY, world), *own_work(world)]:
        if probe.wanted == ALLOW:
            continue
        heard: set[object] = set()
        with listening(heard, everywhere):
            assert not probe.problem(), probe
        for site in heard:
            asked_by[site].append(probe)
    unnoticed = []
    for site in everywhere:
        if (site.file, site.rule) in GUARDED_TWICE:
            continue
        with silenced(site):
            if not any(probe.problem() for probe in asked_by[site]):
                unnoticed.append(str(site))
    assert len(unnoticed) <= (1 - NOTICED) * len(everywhere), "\n".join(unnoticed)


def test_the_sample_is_large_enough():
    assert len(TOGGLES) + len(WEAKENED) + len(sites()) >= 50
