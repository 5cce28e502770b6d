"""The gate: every bar with its reason, clause and way out, before anything is uploaded (N16, N24, A1.3b, N29)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.cast import AT
from tests.changing import helpers
from yinxin.catalogue.models import Version
from yinxin.changing import deciding, evidence, filing, gate, rules
from yinxin.changing.gate import Onward
from yinxin.changing.models import Application, EvidenceRule
from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import AlreadyDone, Incomplete, NotApplicable, WrongState
from yinxin.law.changes import WAY_OF, Cause, Way
from yinxin.law.evidence import Evidence as E
from yinxin.law.regimes import Regime
from yinxin.parties.actor import SYSTEM
from yinxin.parties.queries import body_by_code
from yinxin.register import standing, status
from yinxin.register.models import Certificate
from yinxin.register.standing import StandingKind

pytestmark = pytest.mark.django_db
TODAY = AT.date()
REISSUES = [cause for cause in Cause if WAY_OF[cause] is Way.REISSUE]
REGIMES = ["national", "provincial_exam", "review", "pass_proof"]


def ask(one, cause=Cause.HOLDER_CHANGED, *, on=TODAY, proof=False):
    return gate.ask(one.id, cause, applied_on=on, today_=TODAY, proof=proof)


def versions(one):
    return Version.objects.filter(qualification_id=one.qualification_id)


@pytest.mark.parametrize("cause", REISSUES)
@pytest.mark.parametrize("regime", REGIMES)
def test_paper_is_never_reissued_where_an_electronic_copy_was_released(cast, cause, regime):
    one = helpers.certificate(cast)
    helpers.of_regime(one.id, regime)
    answer = ask(one, cause)
    assert isinstance(answer.refusal, NotApplicable)
    assert answer.refusal.clause == Clause("N16")
    assert (answer.onward, answer.number) == (Onward.DOWNLOAD, one.id)
    with pytest.raises(NotApplicable):
        gate.check(answer)


def test_no_rule_of_a_place_opens_what_is_closed(cast):
    one = helpers.certificate(cast)
    EvidenceRule.objects.create(
        authority_id=one.agency_id,
        region="340000",
        paper="loss_notice",
        basis="演示",
        since=TODAY,
        at=AT,
        by=1,
    )
    assert ask(one, Cause.LOST).refusal is not None


@pytest.mark.parametrize("cause", [Cause.HOLDER_CHANGED, Cause.WRONG])
def test_a_replacement_stays_open_where_an_electronic_copy_exists(cast, cause):
    answer = ask(helpers.certificate(cast), cause)
    assert answer.way is Way.REPLACEMENT
    assert answer.governing.clause == Clause("N15")


@pytest.mark.parametrize("cause", REISSUES)
def test_without_an_electronic_copy_paper_is_reissued(cast, cause):
    answer = ask(helpers.certificate(cast, electronic=False), cause)
    assert (answer.way, answer.governing.clause) == (Way.REISSUE, Clause("N16"))


def test_a_withdrawn_qualification_offers_a_proof_and_gives_it_on_request(cast):
    one = helpers.certificate(cast)
    versions(one).update(until=TODAY - timedelta(days=1))
    shut = ask(one)
    assert shut.refusal.clause == Clause("N24.1")
    assert shut.onward is Onward.PROOF
    answer = ask(one, proof=True)
    assert answer.way is Way.PROOF
    assert [need.paper for need in answer.needed] == [E.APPLICATION, E.HOLDER_ID]


def test_the_last_day_in_the_catalogue_is_still_in_it(cast):
    one = helpers.certificate(cast)
    versions(one).update(until=TODAY)
    assert ask(one).way is Way.REPLACEMENT


def test_where_the_ministry_left_nothing_is_accepted_and_who_is_in_charge_is_named(cast):
    one = helpers.certificate(cast)
    versions(one).update(departments=["民政部", "国家某局"], until=TODAY - timedelta(days=1))
    for proof in (False, True):
        answer = ask(one, proof=proof)
        assert answer.refusal.clause == Clause("N24.2")
        assert "民政部、国家某局" in str(answer.refusal.do)


def test_a_province_s_own_certificate_does_not_ask_the_national_catalogue(cast):
    one = helpers.certificate(cast, electronic=False)
    helpers.of_regime(one.id, "review")
    versions(one).update(departments=["民政部"])
    answer = ask(one, Cause.LOST)
    assert (answer.way, answer.governing.clause) == (Way.REISSUE, Clause("A3.1"))


def test_a_bar_stops_and_a_record_is_weighed(cast):
    one = helpers.certificate(cast)
    enter = {
        "id_kind": one.face.id_kind,
        "id_number": one.face.id_number,
        "qualification_id": None,
        "since": TODAY,
        "until": TODAY,
        "basis": "演示",
        "clause": Clause("A1.3b"),
        "by": SYSTEM,
        "at": AT,
    }
    standing.enter(kind=StandingKind.RECORDED, **enter)
    answer = ask(one)
    assert answer.open
    assert answer.weigh
    number = helpers.filed(one)
    helpers.accept_all(number, helpers.clerk(one))
    with pytest.raises(Incomplete, match="诚信档案"):
        deciding.review(application_id=number, weighed=False, by=helpers.clerk(one), at=AT)
    standing.enter(kind=StandingKind.BARRED, **enter)
    with pytest.raises(NotApplicable, match="处理期"):
        deciding.review(application_id=number, weighed=True, by=helpers.clerk(one), at=AT)
    later = gate.ask(one.id, Cause.WRONG, applied_on=TODAY, today_=TODAY + timedelta(days=1), going_on=number)
    assert later.open, "the bar ends with its last day"


def test_an_invalid_certificate_is_stopped_and_a_superseded_one_leads_to_the_new(cast):
    one = helpers.certificate(cast)
    status.invalidate([one.id], by=cast.checker, at=AT)
    assert isinstance(ask(one).refusal, WrongState)
    assert ask(one).refusal.clause == Clause("N18.2")
    two = helpers.certificate(cast)
    number = helpers.released(cast, two)
    answer = ask(two)
    successor = Application.objects.values_list("successor_id", flat=True).get(pk=number)
    assert (answer.onward, answer.number) == (Onward.CERTIFICATE, successor)


def test_an_application_that_goes_on_is_named_and_is_not_in_its_own_way(cast):
    one = helpers.certificate(cast)
    number = helpers.filed(one)
    answer = ask(one)
    assert isinstance(answer.refusal, AlreadyDone)
    assert (answer.onward, answer.number) == (Onward.APPLICATION, number)
    assert gate.again(Application.objects.get(pk=number), TODAY).open


@pytest.mark.parametrize(
    ("on", "clause", "paper", "word"),
    [
        (date(2023, 6, 14), "A3.1", E.LOSS_NOTICE, "之前"),
        (date(2023, 6, 15), "N16", None, "之后"),
    ],
)
def test_the_day_of_the_act_decides_which_rule_governs(cast, on, clause, paper, word):
    one = helpers.certificate(cast, electronic=False)
    Certificate.objects.filter(pk=one.id).update(approved_on=date(2020, 6, 14))
    answer = ask(one, Cause.LOST, on=on)
    assert answer.governing.clause == Clause(clause)
    assert word in str(answer.governing.because)
    assert (paper in [need.paper for need in answer.needed]) is (paper is not None)
    given = helpers.filing(one, Cause.LOST, applied_on=on)
    number = filing.file_at_window(filing=given, by=helpers.clerk(one), at=AT)
    row = Application.objects.get(pk=number)
    assert (row.filed_on, row.governing) == (on, clause)
    kind = "authority" if clause == "A3.1" else "agency"
    assert row.confirmer.kind == kind


def test_two_thousand_and_twelve_is_older_than_both(cast):
    one = helpers.certificate(cast, electronic=False)
    answer = ask(one, Cause.LOST, on=date(2012, 5, 1))
    assert answer.governing.clause is None
    assert "当时的文件" in str(answer.governing.because)


WANTED = {
    (regime, cause): tuple(need.value for need in papers)
    for regime in ("national", "pass_proof")
    for cause, papers in {
        Cause.HOLDER_CHANGED: (E.HOLDER_ID, E.ORIGINAL, E.CHANGE_PROOF),
        Cause.WRONG: (E.HOLDER_ID, E.ORIGINAL),
        Cause.DAMAGED: (E.HOLDER_ID, E.ORIGINAL),
        Cause.LOST: (E.HOLDER_ID,),
        Cause.PAST_CUSTODY: (E.HOLDER_ID,),
    }.items()
} | {
    (regime, cause): tuple(need.value for need in (*common, *papers))
    for regime, common in {
        "provincial_exam": (E.REGISTRATION_COPY, E.ID_COPY, E.TWO_PHOTOS),
        "review": (E.ID_COPY, E.TWO_PHOTOS),
    }.items()
    for cause, papers in {
        Cause.HOLDER_CHANGED: (E.ORIGINAL, E.CHANGE_PROOF),
        Cause.WRONG: (E.ORIGINAL,),
        Cause.DAMAGED: (E.ORIGINAL,),
        Cause.LOST: (E.LOSS_NOTICE,),
        Cause.PAST_CUSTODY: (),
    }.items()
}
"""What must be handed in, told by hand: regime × cause."""


@pytest.mark.parametrize(("regime", "cause"), WANTED, ids=lambda one: getattr(one, "value", one))
def test_every_gap_of_every_cause_and_regime_is_refused_by_name(cast, regime, cause):
    wanted = evidence.needed(regime=Regime(regime), cause=cause, way=WAY_OF[cause], on=TODAY, region="340100")
    uploaded = [need.paper for need in wanted if need.uploaded]
    assert sorted(one.value for one in uploaded) == sorted(WANTED[regime, cause])
    for gap in uploaded:
        there = [one for one in uploaded if one is not gap]
        assert [str(one) for one in evidence.missing(wanted, there)] == [str(gap.label)]
    assert evidence.missing(wanted, uploaded) == []


@pytest.mark.parametrize("regime", ["national", "review"])
def test_an_application_with_a_gap_is_not_filed_and_the_gap_is_named(cast, regime):
    one = helpers.certificate(cast)
    helpers.of_regime(one.id, regime)
    whole = helpers.filing(one, Cause.HOLDER_CHANGED)
    from dataclasses import replace

    for gap in whole.papers:
        rest = tuple(paper for paper in whole.papers if paper is not gap)
        with pytest.raises(Incomplete, match=str(gap.paper.label)) as refusal:
            filing.file_own(holder_id=one.holder_id, filing=replace(whole, papers=rest), at=AT)
        assert refusal.value.facts["missing"] == [str(gap.paper.label)]
    assert not Application.objects.filter(certificate_id=one.id).exists()


def test_a_notice_of_loss_must_stand_as_long_as_the_province_asks(cast):
    one = helpers.certificate(cast, electronic=False)
    anhui = body_by_code("anhui").id
    asked = rules.Rule("340000", None, Cause.LOST, E.LOSS_NOTICE, "皖演示〔2026〕1号", TODAY, wait_months=2)
    by = helpers.seated("authority_clerk", anhui)
    rules.publish(authority_id=anhui, rule=asked, by=by, at=AT)
    (notice,) = [need for need in ask(one, Cause.LOST).needed if need.paper is E.LOSS_NOTICE]
    assert (notice.clause, notice.basis, notice.wait_months) == (None, "皖演示〔2026〕1号", 2)
    number = helpers.filed(one, Cause.LOST)  # printed on 1 August, so it may be acted on from 1 October
    helpers.accept_all(number, helpers.clerk(one))
    with pytest.raises(Incomplete, match="不满2个月") as refusal:
        deciding.review(application_id=number, weighed=False, by=helpers.clerk(one), at=AT)
    assert "2026-10-01" in str(refusal.value)
    later = AT + timedelta(days=17)
    deciding.review(application_id=number, weighed=False, by=helpers.clerk(one), at=later)


def test_a_rule_holds_for_its_place_its_cause_its_regime_and_its_days_only(cast):
    def wanted(**change):
        facts = {
            "regime": Regime.NATIONAL,
            "cause": Cause.LOST,
            "way": Way.REISSUE,
            "on": TODAY,
            "region": "340100",
        }
        return [need.paper for need in evidence.needed(**{**facts, **change})]

    anhui = body_by_code("anhui").id
    by = helpers.seated("authority_clerk", anhui)
    asked = rules.Rule("340100", Regime.NATIONAL, Cause.LOST, E.TWO_PHOTOS, "合演示〔2026〕2号", TODAY)
    number = rules.publish(authority_id=anhui, rule=asked, by=by, at=AT)
    rules.end(rule_id=number, until=TODAY + timedelta(days=9), by=by, at=AT)
    assert E.TWO_PHOTOS in wanted()
    assert E.TWO_PHOTOS in wanted(on=TODAY + timedelta(days=9))
    for elsewhere in (
        {"region": "340200"},
        {"region": ""},
        {"cause": Cause.PAST_CUSTODY},
        {"regime": Regime.PASS_PROOF},
        {"on": TODAY - timedelta(days=1)},
        {"on": TODAY + timedelta(days=10)},
    ):
        assert E.TWO_PHOTOS not in wanted(**elsewhere), elsewhere
