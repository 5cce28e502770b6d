"""The verbs behind the doors answer as the policy says, too; none is left out."""

from __future__ import annotations

from tests.access.policy import read
from tests.access.verbs import own_work, probes, taking_by, verbs

ASKED_ELSEWHERE = {
    # The means of every verb: they write what their caller was allowed to.
    "yinxin.lifecycle.move.move",
    "yinxin.lifecycle.move.move_all",
    "yinxin.lifecycle.move.move_each",
    "yinxin.duties.obligations.open_duty",
    "yinxin.duties.obligations.discharge",
    "yinxin.duties.obligations.reopen",
    "yinxin.register.making.record_made",
    "yinxin.register.opening.open_many",
    "yinxin.register.standing.enter",
    "yinxin.register.status.release",
    # The rules of access themselves.
    "yinxin.parties.access.may",
    "yinxin.parties.access.require",
    "yinxin.parties.access.require_other_person",
    "yinxin.parties.queries.territory",
    "yinxin.production.submission.agency_of",
}


def test_every_function_that_takes_by_is_asked(world):
    assert taking_by() - ASKED_ELSEWHERE == {verb.name for verb in verbs()}


def test_the_verb_answers_as_the_policy_says(world):
    found = [problem for probe in probes(read(), world) if (problem := probe.problem())]
    assert not found, "\n".join(found)


def test_nobody_controls_their_own_work(world):
    found = [problem for probe in own_work(world) if (problem := probe.problem())]
    assert not found, "\n".join(found)
