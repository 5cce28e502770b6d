"""Whoever weakens a rule of access makes a test fail: at least 98 of 100 broken rules are noticed."""

from __future__ import annotations

import random
from collections import Counter, defaultdict

import pytest

from tests.access.mutants import WEAKENED, Site, listening, reaching, silenced, sites, toggled
from tests.access.policy import ALLOW, read
from tests.access.test_policy import disagreements as by_role
from tests.access.verbs import Probe, own_work, probes
from yinxin.parties.permissions import Permission
from yinxin.parties.roles import ROLES

POLICY = read()
SAMPLE = 60
FEW = 4
"""How many calls of a kind are tried first."""
GUARDED_TWICE = {
    # Silencing one guard leaves another: the law itself wants two people, or the matter is offered to one alone.
    ("yinxin/closing/destroying.py", "require_other_person"),
    ("yinxin/register/counting.py", "require_other_person"),
    ("yinxin/issuing/custodians.py", "require_other_person"),
    # Tried by tests of its own: whoever reviewed does not confirm, whoever took for making does not release, and
    # whoever handed a summary in does not take it (tests/changing).
    ("yinxin/changing/deciding.py", "require_other_person"),
    ("yinxin/changing/finishing.py", "require_other_person"),
    ("yinxin/changing/summaries.py", "require_other_person"),
    # Likewise who proposed does not decide, who checked or decided does not make effective, who annulled does not
    # restore (tests/invalidation); who froze does not draw, who drew does not publish, who drafted does not issue
    # (tests/supervision).
    ("yinxin/invalidation/annulling.py", "require_other_person"),
    ("yinxin/invalidation/deciding.py", "require_other_person"),
    ("yinxin/invalidation/effecting.py", "require_other_person"),
    ("yinxin/supervision/criticising.py", "require_other_person"),
    ("yinxin/supervision/drawing.py", "require_other_person"),
    # The permission at all is asked first, so that who lacks it learns nothing; over the thing it is asked again.
    ("yinxin/invalidation/cases.py", "access.require(by, permission)"),
    ("yinxin/invalidation/cases.py", "access.require(by, permission, the_centre())"),
    # It offers what the verb asks for once more.
    ("yinxin/invalidation/queries.py", "access.may(by, Permission.INVALIDATION_PROPOSE, over)"),
    # Tried by a test of its own: what waits at the centre is offered to the centre alone (tests/changing).
    ("yinxin/changing/queries.py", "may"),
    # Tried by a test of its own: an exam whose certificates another body makes is entered by that body (tests/flows).
    ("yinxin/catalogue/exams.py", "access.require_unless_system(by, Permission.EXAM_ENTER, body(maker))"),
    # Tried by tests of their own: who orders a run does not release it, who receives does not open, and what both of
    # the centre's roles may see, no other role may (tests/legacy).
    ("yinxin/legacy/electronic.py", "require"),
    ("yinxin/legacy/handing.py", "require_other_person"),
    # Who makes is asked besides the permission over the agency: silencing one leaves the other.
    ("yinxin/production/acceptance.py", "require"),
    ("yinxin/production/printing.py", "require"),
    ("yinxin/production/releasing.py", "require"),
    ("yinxin/production/restart.py", "require"),
    # Whether a page shows a link to a batch, which asks again.
    ("yinxin/production/queries.py", "access.may(by, Permission.BATCH_SEE, body(agency))"),
    # Production has asked before it hands a list down; who collected does not decide (tests/qualifying).
    ("yinxin/qualifying/noticing.py", "require"),
    ("yinxin/qualifying/sampling.py", "require"),
    ("yinxin/qualifying/auditing.py", "require_other_person"),
    # A seat at the employer itself is asked for besides; the rows are those of the person's own employers.
    ("yinxin/vetting/asking.py", "require"),
    ("yinxin/vetting/queries.py", "require"),
    # A proposal asks once more who may propose; who proposed does not approve (tests/sharing).
    ("yinxin/sharing/agreements.py", "access.require(by, Permission.SHARING_PROPOSE, the_centre())"),
    ("yinxin/sharing/agreements.py", "require_other_person"),
    # A person reads what they bring; tried by a test of its own (tests/issuing).
    ("yinxin/issuing/archiving.py", "access.require(by, Permission.VOLUME_CLOSE)"),
    # A seat of the maker itself is asked for besides (tests/flows).
    ("yinxin/changing/moving.py", "access.require(by, permission, maker)"),
    # Tried by tests of their own: who froze does not draw (tests/qualifying), who proposed does not approve, nobody
    # has two hands in one list, and each step is its own body's (tests/reviewing).
    ("yinxin/qualifying/sampling.py", "require_other_person"),
    ("yinxin/reviewing/committees.py", "require_other_person"),
    ("yinxin/reviewing/turns.py", "require_other_person"),
    ("yinxin/reviewing/stepping.py", "require"),
    # The rows are those of the person's territory in forms; where there is none, nothing comes.
    ("yinxin/register/registered.py", "require"),
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
    few, others = _few_first([*own_work(world), *probes(POLICY, world)])
    unnoticed = [
        one for one in everywhere if not {(one.file, one.rule), (one.file, one.text)} & GUARDED_TWICE
    ]
    asked_by: dict[Site, list[Probe]] = {}

    def rounds():
        """Yield a few calls; all the others of the verbs that come by what those have not noticed; then the rest."""
        yield few
        passing = {probe.verb.name for site in unnoticed for probe in asked_by[site]}
        yield [probe for probe in others if probe.verb.name in passing]
        yield [probe for probe in others if probe.verb.name not in passing]

    for some in rounds():
        asked_by = _asked_by(some, everywhere)
        unnoticed = [site for site in unnoticed if not _noticed(site, asked_by[site])]
        if len(unnoticed) <= (1 - NOTICED) * len(everywhere):
            break
    assert len(unnoticed) <= (1 - NOTICED) * len(everywhere), "\n".join(map(str, unnoticed))


def _few_first(everything: list[Probe]) -> tuple[list[Probe], list[Probe]]:
    """Return a few calls of each kind that must be refused, and all the others: a few notice most places."""
    few, others, taken = [], [], Counter()
    for probe in everything:
        if probe.wanted != ALLOW:
            kind = (probe.verb.name, probe.thing.kind, probe.thing.state, probe.wanted)
            taken[kind] += 1
            (few if taken[kind] <= FEW else others).append(probe)
    return few, others


def _asked_by(some: list[Probe], everywhere: list[Site]) -> dict[Site, list[Probe]]:
    found: dict[Site, list[Probe]] = defaultdict(list)
    for probe in some:
        heard: set[Site] = set()
        with listening(heard, everywhere):
            assert not probe.problem(), probe
        for site in heard:
            found[site].append(probe)
    return found


def _noticed(site: Site, asked: list[Probe]) -> bool:
    with silenced(site):
        return any(probe.problem() for probe in asked)


def test_the_sample_is_large_enough():
    assert len(TOGGLES) + len(WEAKENED) + len(sites()) >= 50
