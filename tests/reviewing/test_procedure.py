"""The local procedure: each step in its turn, by its own body and another person; and what making asks of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.cast import AT
from tests.reviewing import helpers
from tests.reviewing.helpers import DECIDED, JUNIOR, MIDDLE, OVER, SENIOR, seated
from tests.reviewing.test_sessions import bar
from yinxin.kernel.refusal import Incomplete, NotFound, NotPermitted, WrongState
from yinxin.register.vault import vault
from yinxin.reviewing import audit, gates, queries, sessions, stepping
from yinxin.reviewing.gates import Claim
from yinxin.reviewing.models import Candidate, Session

pytestmark = pytest.mark.django_db

LATER = helpers.later()
OVER_NOW = AT.date() + timedelta(days=5)
"""The last day of a notice that began when the list was there."""


@pytest.fixture
def own(cast):
    return helpers.founder()


def take(number, by, **said):
    facts = {"document": "皖人社评审〔2026〕8号", "on": LATER.date(), "notice_over_on": OVER_NOW, "at": LATER}
    return stepping.take(session_id=number, by=by, **(facts | said))


def refuse(number, by):
    stepping.refuse(session_id=number, reason="名单有误，请核实", notice_over_on=OVER_NOW, by=by, at=LATER)


def claims(number, *, level=SENIOR):
    session = Session.objects.get(pk=number)
    rows = Candidate.objects.filter(session=session, round=session.round, passed=True)
    return [Claim(one.row, bytes(one.key), level, one.specialty) for one in rows]


def make(number, found=None, *, over=OVER_NOW, at=LATER):
    exam = Session.objects.get(pk=number).exam_id
    gates.check_may_make(exam, claims(number) if found is None else found, notice_over_on=over, at=at)


def test_a_senior_list_is_shown_confirmed_and_approved(own):
    number = helpers.listed(own, 8161)
    with pytest.raises(WrongState, match="还差一步：评审结果公示"):
        make(number, over=None)
    with pytest.raises(WrongState, match="还差一步：组建单位核准"):
        make(number)
    assert take(number, own.checker).words == "组建单位核准"
    with pytest.raises(WrongState, match="还差一步：省厅审批"):
        make(number)
    assert take(number, own.officer()).words == "省厅审批"
    make(number)
    assert not list(audit.audit())


@pytest.mark.parametrize(
    "over",
    [None, OVER_NOW, DECIDED],
    ids=["none", "its last day is today", "it was over before the list was there"],
)
def test_nothing_goes_on_before_the_notice_is_over(own, over):
    number = helpers.listed(own, 8162)
    at = helpers.later(5)
    with pytest.raises(WrongState, match="公示还没有结束"):
        take(number, own.checker, notice_over_on=over, on=at.date(), at=at)
    take(number, own.checker)


@pytest.mark.parametrize(
    ("city", "level", "kinds"),
    [
        ("340100", MIDDLE, ["notice", "founder", "city"]),
        ("340200", MIDDLE, ["founder", "notice", "filing"]),
        ("340100", JUNIOR, ["founder"]),
        ("340200", JUNIOR, ["notice", "founder", "city"]),
        ("340300", MIDDLE, ["notice", "founder", "filing"]),
        ("340300", SENIOR, ["notice", "founder", "province"]),
    ],
)
def test_two_cities_have_two_procedures_and_a_third_follows_the_province(cast, city, level, kinds):
    own = helpers.founder(f"of-{city}", region=city)
    number = helpers.opened(own, level=level)
    assert [one["kind"] for one in Session.objects.get(pk=number).procedure["steps"]] == kinds


def test_a_city_s_step_is_its_bureau_s(cast):
    own = helpers.founder("hefei-reviews", region="340100", parent="hefei")
    number = helpers.listed(own, 8163, level=MIDDLE)
    take(number, own.checker)
    with pytest.raises(NotPermitted, match="合肥市人力资源和社会保障局"):
        take(number, own.officer())
    take(number, seated("hefei-review", "review_officer", "hefei"))
    make(number, claims(number, level=MIDDLE))


def test_a_step_is_another_body_s_and_another_person_s(own):
    number = helpers.listed(own, 8164)
    with pytest.raises(NotPermitted, match="组建单位核准|由评审委员会组建单位"):
        take(number, own.officer())
    both = seated(f"data@{own.code}", "agency_checker", own.code)
    with pytest.raises(NotPermitted, match="另一人"):
        take(number, both)
    with pytest.raises(NotFound):
        take(number, seated("review@jiangsu", "review_officer", "jiangsu"))
    take(number, own.checker)


@pytest.mark.parametrize(
    "said",
    [
        {"document": " "},
        {"on": DECIDED - timedelta(days=1)},
        {"on": OVER_NOW - timedelta(days=1)},
        {"on": LATER.date() + timedelta(days=1)},
    ],
    ids=["no document", "before the decision", "before the notice was over", "in days to come"],
)
def test_a_step_has_a_document_and_a_day_in_order(own, said):
    number = helpers.listed(own, 8165)
    with pytest.raises(Incomplete):
        take(number, own.checker, **said)


def test_a_refused_list_goes_back_and_nothing_is_lost(own):
    number = helpers.listed(own, 8166)
    take(number, own.checker)
    refuse(number, own.officer())
    assert Session.objects.get(pk=number).state == "open"
    with pytest.raises(WrongState):
        make(number)
    sessions.bring(
        session_id=number,
        header=helpers.results.HEADS,
        lines=helpers.lines(8167, failing=2),
        by=own.data,
        at=LATER,
    )
    session = queries.session(number, own.data)
    assert (session.round, session.passed) == (2, 2)
    assert Candidate.objects.filter(session_id=number).count() == 8
    progress = queries.progress(number, own.data, notice_over_on=None, on=LATER.date())
    assert [one.done for one in progress.steps] == [False, False, False]
    ((round_, _, who, reason, _),) = progress.refused
    assert (round_, who, reason) == (1, "安徽省人力资源和社会保障厅（演示）", "名单有误，请核实")
    assert not list(audit.audit())


def test_the_founding_body_may_take_its_list_back_and_nobody_else_out_of_turn(own):
    number = helpers.listed(own, 8168)
    with pytest.raises(NotPermitted):
        refuse(number, own.officer())
    refuse(number, own.checker)
    assert Session.objects.get(pk=number).state == "open"


def test_when_all_is_done_nothing_is_taken_or_refused(own):
    number = helpers.listed(own, 8169)
    take(number, own.checker)
    take(number, own.officer())
    with pytest.raises(WrongState, match="各步骤都已办完"):
        take(number, own.officer("two"))
    with pytest.raises(WrongState, match="各步骤都已办完"):
        refuse(number, own.checker)


def done(own, seed):
    number = helpers.listed(own, seed)
    take(number, own.checker)
    take(number, own.officer())
    return number


def test_only_who_passed_in_this_session_has_a_certificate_made(own):
    number = done(own, 8170)
    kind, document = helpers.lines(8170)[3][1][1:3]
    failed = Claim(9, vault().document_key(kind, document), SENIOR, "机械")
    first, *_ = claims(number)
    for strange in (
        failed,
        Claim(9, vault().document_key("居民身份证", "990101199003070000"), SENIOR, "机械"),
        Claim(9, first.key, "正高级工程师", "机械"),
        Claim(9, first.key, SENIOR, "电气"),
    ):
        with pytest.raises(Incomplete, match="有1行不在评审通过名单里：9"):
            make(number, [*claims(number), strange])


def test_a_barred_person_in_a_review_stops_the_batch(own):
    number = done(own, 8171)
    bar(helpers.lines(8171)[0][1])
    with pytest.raises(NotPermitted, match="第2行"):
        make(number)


def test_an_approval_ended_before_the_decision_s_day_counts_and_one_ended_later_does_not(own):
    from yinxin.reviewing import committees

    number = done(own, 8172)
    committee = Session.objects.get(pk=number).committee_id
    committees.end(committee_id=committee, reason="任期届满换届", by=own.officer(), at=LATER)
    make(number)
    Session.objects.filter(pk=number).update(decided_on=LATER.date())
    with pytest.raises(WrongState, match="批准期限"):
        make(number)


def test_an_exam_that_is_no_session_is_not_made_as_a_review(own):
    with pytest.raises(WrongState, match="没有对应的评审结果"):
        gates.check_may_make(999_999, [], notice_over_on=None, at=AT)


def test_a_senior_title_without_approval_gets_no_seal(own):
    number = helpers.listed(own, 8173)
    exam = Session.objects.get(pk=number).exam_id
    take(number, own.checker)
    with pytest.raises(WrongState, match="先经省厅审批"):
        gates.check_may_seal(exam, on=LATER.date())
    take(number, own.officer())
    gates.check_may_seal(exam, on=LATER.date())
    with pytest.raises(WrongState, match="先经省厅审批"):
        gates.check_may_seal(exam, on=LATER.date() - timedelta(days=1))


def test_a_junior_title_needs_no_approval_of_the_province(cast):
    own = helpers.founder("hefei-juniors", region="340100")
    number = helpers.listed(own, 8174, level=JUNIOR)
    gates.check_may_seal(Session.objects.get(pk=number).exam_id, on=AT.date())


def test_notices_and_queries_say_whose_turn_it_is(own):
    number = helpers.listed(own, 8175)
    progress = queries.progress(number, own.checker, notice_over_on=OVER_NOW, on=LATER.date())
    assert (progress.turn.body.id, progress.why_not) == (own.id, None)
    said = queries.progress(number, own.officer(), notice_over_on=OVER_NOW, on=LATER.date()).why_not
    assert "办理" in str(said)
    assert OVER < OVER_NOW
