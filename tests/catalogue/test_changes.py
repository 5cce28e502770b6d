"""Changes of the catalogue (N4, N21.1)."""

from __future__ import annotations

from datetime import date

import pytest

from tests.cast import AT
from tests.parties.people import HOUR, who
from yinxin.approvals import deciding
from yinxin.catalogue import changes, queries
from yinxin.catalogue.models import Version
from yinxin.kernel.refusal import Incomplete, NotPermitted, WrongState
from yinxin.ledger.queries import history

pytestmark = pytest.mark.django_db
TODAY, NEW_YEAR = date(2026, 9, 14), date(2027, 1, 1)


def version(code="social-worker", day=TODAY):
    return queries.version_on(code, day)


def decided(kind, facts, by="catalogue-review"):
    number = deciding.propose(kind=kind, subject_id=version().id, facts=facts, by=who("system-admin"), at=AT)
    deciding.approve(proposal_id=number, by=who(by), at=AT + HOUR)


@pytest.mark.parametrize("since", ["", "2026-10-01"])
def test_the_ministry_switches_electronic_certificates(cast, since):
    decided("electronic_switch", {"since": since})
    assert version().electronic_since == (date.fromisoformat(since) if since else None)
    assert version().has_electronic(TODAY) is False
    assert [line.kind for line in history(("version", version().id))] == ["version.electronic_switched"]


def test_a_renamed_department_begins_a_version_and_leaves_the_old_one(cast):
    before = version()
    decided("department_rename", {"old": "民政部", "new": "社会工作部（演示）", "since": "2027-01-01"})
    old, new = version(), version(day=NEW_YEAR)
    assert (old.id, old.departments, old.until) == (before.id, before.departments, date(2026, 12, 31))
    assert "社会工作部（演示）" in new.departments
    assert "社会工作部（演示）" in new.sealed_by
    assert "民政部" not in new.departments
    assert (new.since, new.until, new.levels) == (NEW_YEAR, None, before.levels)


@pytest.mark.parametrize(
    "changed",
    [
        {"old": "交通运输部"},
        {"new": " "},
        {"new": "人力资源和社会保障部"},
        {"since": "2020-01-01"},
    ],
)
def test_a_renaming_that_does_not_fit_is_not_proposed(cast, changed):
    facts = {"old": "民政部", "new": "新部", "since": "2027-01-01"} | changed
    with pytest.raises(Incomplete):
        decided("department_rename", facts)


def test_a_version_that_has_a_follower_is_not_renamed(cast):
    Version.objects.filter(id=version().id).update(until=date(2026, 12, 31))
    with pytest.raises(WrongState):
        decided("department_rename", {"old": "民政部", "new": "新部", "since": "2026-12-01"})


@pytest.mark.parametrize("since", ["2021-12-17", "1999-01-01"])
def test_a_switch_that_changes_nothing_or_lies_before_the_version_is_not_proposed(cast, since):
    with pytest.raises(Incomplete):
        decided("electronic_switch", {"since": since})


@pytest.mark.parametrize("by", ["system-admin", "security-admin", "supervisor", "center-make"])
def test_nobody_else_approves(cast, by):
    with pytest.raises(NotPermitted):
        decided("electronic_switch", {"since": ""}, by=by)


def test_the_verb_itself_wants_a_second_person(cast):
    by = who("catalogue-review")
    with pytest.raises(NotPermitted, match="另一人"):
        changes.switch_electronic(
            version_id=version().id, since=None, proposed_by=by.account_id, by=by, at=AT
        )
