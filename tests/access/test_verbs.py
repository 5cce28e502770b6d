"""The verbs behind the doors answer as the policy says, too; none is left out."""

from __future__ import annotations

import pytest

from tests.access.policy import DENY, read
from tests.access.verbs import own_work, probes, taking_by, verbs
from tests.long import LONG

PARTS = 12
"""The verbs are asked in so many tests, so that two processes share them."""

MEANS = {
    # The means of every verb: they write what their caller was allowed to.
    "yinxin.lifecycle.move.move",
    # The end of a list, whether its employer asks for it or its time is over: who calls it has asked.
    "yinxin.vetting.asking.close",
    # `by` is the authority that signs a certificate, and no person.
    "yinxin.signing.sm2_x509.issue",
    "yinxin.signing.sm2_x509.revoke",
    # Parts of the counter's answer: what asks them has asked who may see it.
    "yinxin.issuing.counter.check_may_give",
    "yinxin.issuing.counter.look",
    "yinxin.issuing.desk.empty",
    "yinxin.issuing.handed_out.count_for",
    "yinxin.issuing.handed_out.messages_for",
    "yinxin.lifecycle.move.move_all",
    "yinxin.lifecycle.move.move_each",
    "yinxin.duties.obligations.open_duty",
    "yinxin.duties.obligations.discharge",
    "yinxin.duties.obligations.reopen",
    "yinxin.duties.obligations.recompute",
    "yinxin.production.printing.hand_over_batch",
    "yinxin.production.printing.enter",
    "yinxin.production.printing.house",
    "yinxin.register.custody.move_copies",
    "yinxin.register.succeeding.drop",
    "yinxin.register.succeeding.open_proof",
    "yinxin.register.succeeding.open_successor",
    "yinxin.register.succeeding.release",
    "yinxin.register.superseding.end",
    "yinxin.register.custody.standing_place",
    "yinxin.register.making.record_made",
    "yinxin.register.resealing.enlist",
    "yinxin.register.ofd_copies.end",
    "yinxin.register.ofd_copies.make",
    # Behind a verb that has asked: taking, releasing, ending a batch; pages of files that were asked for by their view.
    "yinxin.production.gates.after_release",
    "yinxin.qualifying.auditing.open_files",
    "yinxin.qualifying.noticing.begin",
    "yinxin.qualifying.noticing.stop_with_batch",
    "yinxin.qualifying.sampling.freeze",
    "yinxin.qualifying.audits.of_certificate",
    "yinxin.qualifying.audits.page",
    "yinxin.qualifying.audits.tallies",
    "yinxin.qualifying.samples.promise_page",
    "yinxin.catalogue.older_groups.group_for",
    "yinxin.register.older.open_many",
    "yinxin.register.older.order_electronic",
    "yinxin.register.older.release_electronic",
    "yinxin.register.opening.open_many",
    "yinxin.legacy.collecting.own_source",
    "yinxin.legacy.settling.settle",
    "yinxin.register.standing.enter",
    "yinxin.register.status.release",
    "yinxin.register.status.invalidate",
    "yinxin.register.status.restore",
    "yinxin.register.standing.end",
    "yinxin.register.striking.strike",
    # Steps of a case, taken by verbs that have asked; lists of one's own territory.
    "yinxin.invalidation.cases.note",
    "yinxin.invalidation.cases.step",
    "yinxin.invalidation.queries.bodies_for",
    "yinxin.invalidation.queries.check_may_step",
    "yinxin.issuing.receiving.started",
    # The way of an application between desks: its verbs have asked who may.
    "yinxin.changing.moving.go",
    "yinxin.changing.moving.for_desk",
    "yinxin.changing.papers.enter",
    "yinxin.parties.noting.note",
    "yinxin.parties.seating.end",
    "yinxin.parties.seating.finish",
    "yinxin.parties.seating.give",
    "yinxin.parties.seating.refuse_oneself",
    "yinxin.parties.seating.settle",
    # The rules of access themselves.
    "yinxin.parties.access.may",
    "yinxin.parties.access.on_behalf",
    "yinxin.parties.access.require",
    "yinxin.parties.access.require_one",
    "yinxin.parties.access.require_other_person",
    "yinxin.parties.access.require_unless_system",
    "yinxin.parties.access.same_hands",
    "yinxin.parties.access.sits",
    # Whose certificates a person's house makes: asked by the verbs, beside the permission over the territory.
    "yinxin.production.makers.made_for",
    "yinxin.production.makers.require_maker",
    "yinxin.production.makers.require_seat",
    "yinxin.changing.moving.require_maker",
    "yinxin.parties.directory.require_over_person",
    # For the system alone, as when an installation is founded; it refuses everybody else.
    "yinxin.parties.founding.enrol",
    "yinxin.parties.queries.territory",
    "yinxin.production.submission.agency_of",
    "yinxin.closing.listing.declare_missing",
    # A session's own rows and numbers, for verbs and pages that have asked who may see it.
    "yinxin.catalogue.exams.recount",
    "yinxin.reviewing.sessions.tell_next",
    "yinxin.reviewing.turns.check_another",
    "yinxin.reviewing.turns.check_body",
    "yinxin.reviewing.turns.sits",
    "yinxin.reviewing.turns.why_not",
    # Names of clauses only, of the person's own territory.
    "yinxin.duties.figures.clauses",
    "yinxin.closing.listing.note",
    # What a page of somebody's own already reached says about the person, and nothing of the thing.
    # They take what another reading gave, and ask for each of them again.
    "yinxin.issuing.mail.names_on",
    "yinxin.issuing.mail.recipients",
    "yinxin.issuing.mail.waiting",
    # Whether a page shows a link: it asks for the permission itself, and says yes or no.
    "yinxin.production.queries.sees_batch",
    # It reads what the person brings, and compares it with what the person may see.
    "yinxin.issuing.archiving.compare",
    # Words for a page about who could do it.
    "yinxin.approvals.queries.why_not",
    "yinxin.parties.finding.colleagues_who_can",
}

OWN_MATTERS = {
    # What is left of the month for each employer at which the person sits.
    "yinxin.vetting.queries.allowances",
    # One's own: no seat allows it over others; the matrix tries it over HTTP with what is somebody else's.
    "yinxin.approvals.deciding.withdraw",
    "yinxin.approvals.queries.mine",
    "yinxin.issuing.custodians.accept_handover",
    "yinxin.issuing.custodians.refuse_handover",
    "yinxin.issuing.custodians.withdraw_handover",
    "yinxin.issuing.queries.waiting_for",
    # How many wait in each body of the person's reach.
    "yinxin.legacy.pairs.waiting_of",
    "yinxin.issuing.consignments.to_receive",
    "yinxin.issuing.consignments.to_solve",
    "yinxin.issuing.seal_checks.made_for",
    "yinxin.reviewing.queries.founders",
    "yinxin.reviewing.queries.on_their_way",
    "yinxin.reviewing.queries.to_approve",
    "yinxin.reviewing.queries.to_renew",
    "yinxin.supervision.checks.let_pass",
    "yinxin.supervision.checks.to_look_at",
    "yinxin.supervision.checks.waiting_for",
    "yinxin.supervision.criticisms.let_pass",
    "yinxin.supervision.finding.find",
    "yinxin.desk.filters.forget",
    "yinxin.desk.filters.save",
    "yinxin.desk.notices.read",
    "yinxin.desk.notices.read_all",
    "yinxin.desk.queries.filters_of",
    "yinxin.desk.queries.notices_for",
    "yinxin.parties.clients.make_key",
    "yinxin.production.singles.waiting",
    "yinxin.parties.delegations.delegate",
    "yinxin.parties.passwords.set_password",
    "yinxin.parties.signin.enrolment.add_passkey",
    "yinxin.parties.signin.enrolment.add_program",
    "yinxin.parties.signin.enrolment.remove_passkey",
    "yinxin.parties.signin.enrolment.remove_program",
    "yinxin.parties.signin.enrolment.renew_codes",
    "yinxin.parties.signin.sessions.end_all",
    "yinxin.parties.signin.sessions.end_session",
    "yinxin.parties.signin.sessions.open_session",
    "yinxin.parties.signin.sessions.sign_out",
}


def test_every_function_that_takes_by_is_asked(world):
    assert taking_by() - MEANS - OWN_MATTERS == {verb.name for verb in verbs()}


@pytest.mark.parametrize("part", range(PARTS))
def test_the_verb_answers_as_the_policy_says(world, part):
    found = [problem for probe in _tried(world, part) if (problem := probe.problem())]
    assert not found, "\n".join(found)


def _tried(world, part):
    """Yield the calls of one part; as over HTTP, a role that is denied is tried once at each verb, in a long run always."""
    denied = set()
    for probe in probes(read(), world, verbs()[part::PARTS]):
        role = probe.verb.name, probe.who.partition("@")[0]
        if probe.wanted == DENY and role in denied and not LONG:
            continue
        if probe.wanted == DENY:
            denied.add(role)
        yield probe


def test_nobody_controls_their_own_work(world):
    found = [problem for probe in own_work(world) if (problem := probe.problem())]
    assert not found, "\n".join(found)
