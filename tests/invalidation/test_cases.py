"""A decision from the notice of intent to its effect: who may, in which order, by when (N17, N18)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.cast import AT
from tests.invalidation import helpers
from tests.invalidation.helpers import (
    DECIDED,
    certificates,
    decided,
    effective,
    heard,
    intended,
    legal,
    moment,
    notified,
    officer,
    prepared,
    second,
    state,
    submitted,
)
from yinxin.duties.models import Duty
from yinxin.invalidation import annulling, carrying, deciding, effecting, hearing, intending, notifying
from yinxin.invalidation.annulling import Annulment
from yinxin.invalidation.deciding import Decision
from yinxin.invalidation.models import Case, CaseLine
from yinxin.invalidation.states import Hearing, Service
from yinxin.kernel.refusal import (
    AlreadyDone,
    Incomplete,
    NotApplicable,
    NotFound,
    NotPermitted,
    WrongState,
)
from yinxin.law.discipline import Act
from yinxin.law.parties import Party
from yinxin.ledger.queries import history
from yinxin.parties.queries import body_by_code
from yinxin.register import standing, striking
from yinxin.register.models import Certificate, ElectronicCopy, Standing

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(cast):
    return certificates(cast, seed=5801)


def test_a_case_goes_from_notice_to_effect_and_leaves_a_line_for_each_step(cast, two):
    case = decided(two[:1])
    notified(case)
    carrying.submit(case_id=case, by=cast.data, at=DECIDED)
    carrying.prepare(case_id=case, by=cast.maker, at=DECIDED)
    assert legal(two) == ["valid", "valid"]
    effecting.effect(case_id=case, by=cast.checker, at=DECIDED)
    assert (state(case), legal(two)) == ("effective", ["invalid", "valid"])
    assert ElectronicCopy.objects.get(certificate_id=two[0]).state == "revoked"
    assert [line.kind for line in history(("invalidation", case))] == [
        "invalidation.intended",
        "invalidation.intent_served",
        "invalidation.heard",
        "invalidation.decided",
        "invalidation.letter_sent",
        "invalidation.letter_sent",
        "invalidation.notified",
        "invalidation.submitted",
        "invalidation.prepared",
        "invalidation.effective",
    ]
    duties = Duty.objects.filter(subject="invalidation", subject_id=case)
    assert {duty.clause for duty in duties} == {"N17", "N18.1", "N18.2"}
    assert all(duty.discharged_at for duty in duties)


def test_neither_facts_nor_names_stand_in_the_ledger_or_readable_in_the_row(two):
    case = Case.objects.get(pk=intended(two[:1]))
    assert "伪造".encode() not in bytes(case.sealed)
    assert all("伪造" not in str(line.facts) for line in history(("invalidation", case.pk)))


# Clocks


CLOCKS = [
    # decided on, N17 (10 working days), N18.1 (15): Spring Festival 2026 is 15–23 February, work on the 14th and 28th.
    (date(2026, 2, 9), date(2026, 2, 28), date(2026, 3, 6)),
    # National Day 2026: 1–7 October, work on 20 September and 10 October.
    (date(2026, 9, 21), date(2026, 10, 12), date(2026, 10, 19)),
    (date(2026, 9, 28), date(2026, 10, 16), date(2026, 10, 23)),
]


@pytest.mark.parametrize(("on", "notice", "data"), CLOCKS)
def test_both_clocks_run_from_the_decision_over_the_holidays(on, notice, data):
    from yinxin.law.calendars import CALENDAR
    from yinxin.law.n2023 import art17_invalidation, art18_effect

    assert art17_invalidation.notice_due(on, CALENDAR) == notice
    assert art18_effect.data_due(on, CALENDAR) == data


def due(case: int, clause: str) -> Duty:
    return Duty.objects.get(subject="invalidation", subject_id=case, clause=clause)


def test_the_duties_of_a_case_run_from_the_decision_and_from_the_centres_receipt(cast, two):
    case = decided(two[:1])
    assert (due(case, "N17").opened_on, due(case, "N18.1").opened_on) == (DECIDED.date(), DECIDED.date())
    assert due(case, "N17").owed_by_id == body_by_code("anhui").id
    assert due(case, "N18.1").owed_by_id == body_by_code("anhui-exam").id
    carrying.submit(case_id=case, by=cast.data, at=moment(10, 9))
    found = due(case, "N18.2")
    assert (found.opened_on, found.due_on) == (date(2026, 10, 9), date(2026, 10, 15))


@pytest.mark.parametrize(
    ("told", "sent", "late"),
    [
        (moment(10, 16), moment(10, 23), (0, 0)),
        (moment(10, 17), moment(10, 23), (1, 0)),
        (moment(10, 16), moment(10, 24), (0, 1)),
        (moment(10, 19), moment(10, 26), (3, 3)),
    ],
)
def test_late_notice_and_late_data_are_taken_and_count_as_late(cast, two, told, sent, late):
    case = decided(two[:1])
    steps = [
        (told, lambda: notified(case, at=told)),
        (sent, lambda: carrying.submit(case_id=case, by=cast.data, at=sent)),
    ]
    for _, take in sorted(steps, key=lambda one: one[0]):
        take()
    found = [history(("duty", due(case, clause).pk))[-1].facts["late_days"] for clause in ("N17", "N18.1")]
    assert tuple(found) == late


def test_data_do_not_wait_for_the_notice_and_the_notice_can_follow_them(cast, two):
    case = submitted(cast, two[:1])
    assert due(case, "N17").discharged_at is None
    notified(case, at=moment(9, 29))
    assert due(case, "N17").discharged_at is not None
    assert state(case) == "submitted"


def test_a_decision_is_entered_with_the_day_of_its_document(two):
    case = heard(two[:1])
    deciding.decide(
        case_id=case, decision=Decision("皖示决1", date(2026, 9, 28)), by=second(), at=moment(9, 30)
    )
    assert due(case, "N17").opened_on == date(2026, 9, 28)


# Hearing


def test_nobody_is_decided_about_before_being_heard(two):
    case = intended(two[:1])
    with pytest.raises(WrongState):
        deciding.decide(case_id=case, decision=Decision("皖示决1", AT.date()), by=second(), at=AT)


def test_silence_means_nothing_before_the_time_has_passed(two):
    case = intended(two[:1])
    say = {"case_id": case, "hearing": Hearing.LAPSED, "statement": "", "answer": "", "by": officer()}
    with pytest.raises(WrongState, match="送达"):
        hearing.hear(**say, at=moment(9, 26))
    intending.serve_intent(
        case_id=case, on=AT.date(), service=Service.IN_PERSON, proof="回证一号", by=officer(), at=AT
    )
    with pytest.raises(Incomplete, match="期限"):
        hearing.hear(**say, at=moment(9, 25, hour=23))
    hearing.hear(**say, at=moment(9, 26, hour=0))
    assert state(case) == "heard"


def test_a_statement_needs_an_answer(two):
    case = intended(two[:1])
    intending.serve_intent(
        case_id=case, on=AT.date(), service=Service.POST, proof="EMS1", by=officer(), at=AT
    )
    say = {
        "case_id": case,
        "hearing": Hearing.STATED,
        "statement": "证明是单位开的。",
        "by": officer(),
        "at": AT,
    }
    with pytest.raises(Incomplete, match="审查意见"):
        hearing.hear(**say, answer=" ")
    hearing.hear(**say, answer="单位书面否认，不予采纳。")
    assert state(case) == "heard"


def test_the_time_for_a_statement_has_a_least(two):
    with pytest.raises(Incomplete, match="太短"):
        intended(two[:1], statement_by=date(2026, 9, 18))


def test_a_notice_served_late_leaves_too_little_time(two):
    case = intended(two[:1])
    with pytest.raises(Incomplete, match="太短"):
        intending.serve_intent(
            case_id=case,
            on=date(2026, 9, 21),
            service=Service.POST,
            proof="EMS1",
            by=officer(),
            at=moment(9, 21),
        )


# Who


def test_who_proposed_does_not_decide(two):
    case = heard(two[:1])
    with pytest.raises(NotPermitted, match="另一人"):
        deciding.decide(case_id=case, decision=Decision("皖示决1", DECIDED.date()), by=officer(), at=DECIDED)


def test_who_checked_the_data_does_not_make_them_effective(cast, two):
    from tests.access.world import _account
    from yinxin.parties.actor import SYSTEM
    from yinxin.parties.founding import seat
    from yinxin.parties.queries import actor_of

    both = _account("centre_maker", "center").pk
    seat(account_id=both, organisation_id=body_by_code("center").id, role="centre_checker", by=SYSTEM, at=AT)
    case = submitted(cast, two[:1])
    carrying.prepare(case_id=case, by=actor_of(both, DECIDED), at=DECIDED)
    with pytest.raises(NotPermitted, match="另一人"):
        effecting.effect(case_id=case, by=actor_of(both, DECIDED), at=DECIDED)
    assert legal(two[:1]) == ["valid"]


def test_who_decided_does_not_make_effective_and_who_annulled_does_not_restore(cast, two):
    def too(person):
        """Return the same person with a seat at the centre as well."""
        return replace(cast.checker, account_id=person.account_id)

    case = prepared(cast, two[:1])
    with pytest.raises(NotPermitted, match="另一人"):
        effecting.effect(case_id=case, by=too(second()), at=DECIDED)
    effecting.effect(case_id=case, by=cast.checker, at=DECIDED)
    over = Annulment("示复决〔2026〕8号", DECIDED.date(), "复议撤销")
    annulling.annul(case_id=case, annulment=over, by=officer(), at=DECIDED)
    with pytest.raises(NotPermitted, match="另一人"):
        annulling.restore(case_id=case, by=too(officer()), at=DECIDED)
    annulling.restore(case_id=case, by=cast.checker, at=DECIDED)
    assert legal(two[:1]) == ["valid"]


def test_another_province_sees_nothing_and_another_body_decides_nothing(cast, two):
    with pytest.raises(NotFound):
        intending.propose(
            intent=helpers.intent(body_id=body_by_code("jiangsu").id),
            certificates=two[:1],
            by=officer("jiangsu-officer", "jiangsu"),
            at=AT,
        )
    case = heard(two[:1])
    with pytest.raises(NotFound):
        deciding.decide(
            case_id=case,
            decision=Decision("苏1", DECIDED.date()),
            by=officer("jiangsu-officer", "jiangsu"),
            at=DECIDED,
        )
    with pytest.raises(NotPermitted):
        deciding.decide(
            case_id=case,
            decision=Decision("部1", DECIDED.date()),
            by=officer("ministry-officer", "ministry"),
            at=DECIDED,
        )


def test_agencies_do_not_act_for_each_other(cast, two):
    case = decided(two[:1])
    with pytest.raises(NotFound):
        carrying.submit(case_id=case, by=cast.other_data, at=DECIDED)
    with pytest.raises(NotPermitted):
        carrying.submit(case_id=case, by=cast.maker, at=DECIDED)


def test_each_party_signs_for_its_own_letter_once(cast, two):
    case = notified(decided(two[:1]))
    with pytest.raises(NotPermitted):
        notifying.receive(case_id=case, party=Party.CENTER, by=cast.data, at=DECIDED)
    notifying.receive(case_id=case, party=Party.AGENCY, by=cast.data, at=DECIDED)
    notifying.receive(case_id=case, party=Party.CENTER, by=cast.maker, at=DECIDED)
    with pytest.raises(AlreadyDone):
        notifying.receive(case_id=case, party=Party.AGENCY, by=cast.data, at=DECIDED)


# What a case names


def test_one_case_is_about_one_person_unless_it_says_otherwise(two):
    with pytest.raises(Incomplete, match="不同的持证人"):
        intended(two)
    assert intended(two, mass=True)


def test_a_certificate_is_named_by_one_open_case_only(two):
    first = intended(two[:1])
    with pytest.raises(AlreadyDone):
        intended(two, mass=True)
    hearing.drop(case_id=first, reason="查明证明属实", by=second(), at=AT)
    assert intended(two, mass=True)


def test_what_is_no_longer_valid_needs_no_decision(cast, two):
    effective(cast, two[:1])
    with pytest.raises(WrongState):
        intended(two, mass=True)


@pytest.mark.parametrize(
    ("more", "kind"),
    [
        ({"facts": " "}, Incomplete),
        ({"number": ""}, Incomplete),
        ({"act_on": date(2026, 9, 15)}, Incomplete),
        ({"act": Act.REVIEW_FRAUD}, NotApplicable),
        ({"act_on": date(2011, 4, 30)}, NotApplicable),
        ({"facts": "长" * 4001}, Incomplete),
    ],
)
def test_a_notice_of_intent_with_a_gap_is_refused_and_nothing_is_kept(two, more, kind):
    with pytest.raises(kind):
        intended(two[:1], **more)
    assert not CaseLine.objects.filter(certificate_id=two[0]).exists()


def test_what_stands_in_no_table_needs_the_bodys_own_ground(two):
    case = heard(two[:1], act=Act.OTHER)
    with pytest.raises(Incomplete, match="处理依据"):
        deciding.decide(case_id=case, decision=Decision("皖示决1", DECIDED.date()), by=second(), at=DECIDED)
    deciding.decide(
        case_id=case, decision=Decision("皖示决1", DECIDED.date(), "示例规定"), by=second(), at=DECIDED
    )
    assert Case.objects.get(pk=case).ground == "示例规定"
    assert not CaseLine.objects.get(case_id=case).bar_ids


def test_a_body_gives_a_number_to_one_decision_only(two):
    decided(two[:1], number="皖示决〔2026〕9号")
    with pytest.raises(AlreadyDone):
        decided(two[1:], number="皖示决〔2026〕9号")


# Records and bars


def test_a_record_and_a_bar_are_entered_apart_each_with_its_own_basis(two):
    case = decided(two[:1])
    holder = Certificate.objects.get(pk=two[0]).holder_id
    bar, kept = sorted(standing.of_holder(holder, DECIDED.date()), key=lambda one: one.kind.value)
    assert (bar.kind.value, bar.until, "176号" in bar.basis) == ("barred", date(2031, 9, 28), True)
    assert (kept.kind.value, kept.until, "第31号" in kept.basis) == ("recorded", date(2031, 9, 28), True)
    line = CaseLine.objects.get(case_id=case)
    assert ({bar.id}, kept.id) == (set(line.bar_ids), line.record_id)


@pytest.mark.parametrize(("day", "stands"), [(date(2031, 9, 28), True), (date(2031, 9, 29), False)])
def test_bar_and_record_end_by_themselves(two, day, stands):
    decided(two[:1])
    holder = Certificate.objects.get(pk=two[0]).holder_id
    assert [one.stands for one in standing.of_holder(holder, day)] == [stands, stands]


def test_a_body_may_decide_without_the_provincial_bar(two):
    case = heard(two[:1])
    deciding.decide(
        case_id=case, decision=Decision("皖示决1", DECIDED.date(), bar=False), by=second(), at=DECIDED
    )
    assert [one.kind for one in Standing.objects.filter(id=CaseLine.objects.get(case_id=case).record_id)]
    assert not CaseLine.objects.get(case_id=case).bar_ids


# The way back


OVER = Annulment("示复决〔2026〕1号", DECIDED.date(), "事实不清，复议撤销原决定")


def test_an_annulled_decision_gives_everything_back_with_its_history(cast, two):
    case = effective(cast, two[:1])
    annulling.annul(case_id=case, annulment=OVER, by=officer(), at=DECIDED + timedelta(hours=1))
    assert (state(case), legal(two[:1])) == ("overturned", ["invalid"])
    assert annulling.restore(case_id=case, by=cast.checker, at=DECIDED + timedelta(hours=2)) == 1
    assert (state(case), legal(two[:1])) == ("annulled", ["valid"])
    assert ElectronicCopy.objects.get(certificate_id=two[0]).state == "released"
    kinds = [line.kind for line in history(("certificate", two[0]))]
    assert kinds[-3:] == ["certificate.released", "certificate.invalidated", "certificate.restored"]
    holder = Certificate.objects.get(pk=two[0]).holder_id
    found = standing.of_holder(holder, DECIDED.date())
    assert not any(one.stands for one in found)
    assert all("复议" in one.ended_why for one in found)
    assert intended(two[:1])


def test_a_decision_annulled_before_its_effect_touches_no_certificate(two):
    case = decided(two[:1])
    annulling.annul(case_id=case, annulment=OVER, by=officer(), at=DECIDED)
    assert (state(case), legal(two[:1])) == ("annulled", ["valid"])
    assert all(one.discharged_at for one in Duty.objects.filter(subject="invalidation", subject_id=case))


def test_nothing_is_restored_that_was_not_annulled(cast, two):
    case = effective(cast, two[:1])
    with pytest.raises(WrongState):
        annulling.restore(case_id=case, by=cast.checker, at=DECIDED)


# Many at once


def test_a_mass_case_is_settled_in_chunks_and_can_be_stopped_between_them(cast, monkeypatch):
    monkeypatch.setattr(effecting, "CHUNK", 2)
    numbers = certificates(cast, seed=5802, count=5)
    case = prepared(cast, numbers, mass=True, act=Act.OTHER)
    effecting.effect(case_id=case, by=cast.checker, at=DECIDED)
    assert (state(case), legal(numbers)) == ("running", ["valid"] * 5)
    assert effecting.run(clock=lambda: DECIDED)
    assert legal(numbers) == ["invalid"] * 2 + ["valid"] * 3
    effecting.halt(case_id=case, reason="名单有疑问，先核对", by=cast.checker, at=DECIDED)
    assert not effecting.run(clock=lambda: DECIDED)
    effecting.effect(case_id=case, by=cast.checker, at=DECIDED)
    while effecting.run(clock=lambda: DECIDED):
        pass
    assert (state(case), legal(numbers)) == ("effective", ["invalid"] * 5)
    assert due(case, "N18.2").discharged_at


def test_a_mass_case_stopped_half_way_and_annulled_gives_back_what_it_struck(cast, monkeypatch):
    monkeypatch.setattr(effecting, "CHUNK", 2)
    numbers = certificates(cast, seed=5803, count=3)
    case = prepared(cast, numbers, mass=True, act=Act.OTHER)
    effecting.effect(case_id=case, by=cast.checker, at=DECIDED)
    effecting.run(clock=lambda: DECIDED)
    with pytest.raises(WrongState):
        annulling.annul(case_id=case, annulment=OVER, by=officer(), at=DECIDED)
    effecting.halt(case_id=case, reason="决定将被撤销", by=cast.checker, at=DECIDED)
    annulling.annul(case_id=case, annulment=OVER, by=officer(), at=DECIDED)
    assert annulling.restore(case_id=case, by=cast.checker, at=DECIDED) == 2
    assert legal(numbers) == ["valid"] * 3


# Lineages


def test_what_took_a_certificates_place_dies_in_its_stead(cast, two):
    from tests.register import test_succeeding as succession
    from yinxin.register import succeeding

    case = prepared(cast, two[:1])
    new = succession.successor(cast, two[0])
    succession.make()
    succeeding.release(new, by=cast.checker, at=succession.LATER)
    effecting.effect(case_id=case, by=cast.checker, at=succession.LATER)
    assert legal([two[0], new]) == ["superseded", "invalid"]
    assert CaseLine.objects.get(case_id=case).struck == [new]


def test_a_successor_cannot_be_released_after_the_effect(cast, two):
    from tests.register import test_succeeding as succession
    from yinxin.register import succeeding

    new = succession.successor(cast, two[0])
    succession.make()
    effective(cast, two[:1])
    with pytest.raises(WrongState):
        succeeding.release(new, by=cast.checker, at=succession.LATER)
    assert legal([two[0], new]) == ["invalid", "prepared"]


def test_the_numbers_of_a_list_are_found_by_their_newest_certificate(cast, two):
    numbers = {row.management_number: (row.pk,) for row in Certificate.objects.filter(id__in=two)}
    assert striking.by_numbers([*numbers, "没有这个号"]) == numbers


# The last guard


@pytest.mark.parametrize(
    ("columns", "constraint"),
    [
        ({"effective_by": 5, "prepared_by": 5}, "case_effect_by_two"),
        ({"decided_by": 7, "proposed_by": 7}, "case_decided_by_two"),
        ({"undone": "复议决定"}, "case_undone_by_document"),
        ({"served_on": date(2026, 9, 28)}, "case_served_somehow"),
    ],
)
def test_the_database_refuses_what_no_verb_would_do(two, columns, constraint):
    case = decided(two[:1])
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Case.objects.filter(pk=case).update(**columns)


def test_a_line_is_settled_with_its_moment(two):
    case = intended(two[:1])
    with pytest.raises(IntegrityError, match="case_line_settled_when"), transaction.atomic():
        CaseLine.objects.filter(case_id=case).update(outcome="struck")
