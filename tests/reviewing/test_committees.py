"""Committees: approved by two people for three years at most, asked on the day of the decision, ended early."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.cast import AT
from tests.reviewing import helpers
from tests.reviewing.helpers import DECIDED, ENGINEERING, JUNIOR, MIDDLE, SENIOR, SINCE, UNTIL
from yinxin.kernel.refusal import Incomplete, NotApplicable, NotFound, NotPermitted, WrongState
from yinxin.law.regimes import ReviewLevel
from yinxin.parties.queries import body_by_code
from yinxin.reviewing import committees, queries
from yinxin.reviewing.models import Committee

pytestmark = pytest.mark.django_db


@pytest.fixture
def own(cast):
    return helpers.founder()


@pytest.mark.parametrize(
    ("until", "fits"),
    [
        (date(2027, 12, 31), True),
        (date(2028, 1, 1), False),
        (date(2025, 1, 1), True),
        (date(2024, 12, 31), False),
    ],
)
def test_a_committee_is_approved_for_three_years_at_most(own, until, fits):
    if fits:
        assert helpers.proposed(own, until=until)
    else:
        with pytest.raises(Incomplete):
            helpers.proposed(own, until=until)


def test_one_proposes_and_another_approves(own):
    made = helpers.proposed(own)
    with pytest.raises(NotPermitted, match="另一人"):
        committees.approve(committee_id=made, by=own.officer(), at=AT)
    assert [one.id for one in queries.to_approve(own.officer("two"))] == [made]
    assert queries.to_approve(own.officer()) == ()
    committees.approve(committee_id=made, by=own.officer("two"), at=AT)
    with pytest.raises(WrongState):
        committees.refuse(committee_id=made, reason="材料不齐", by=own.officer("two"), at=AT)
    assert queries.committee(made, own.data).holds(DECIDED)


def test_what_is_refused_is_not_public(own):
    made = helpers.proposed(own)
    committees.refuse(committee_id=made, reason="材料不齐", by=own.officer("two"), at=AT)
    assert made not in [one.id for one in queries.published()]
    with pytest.raises(NotApplicable, match="没有获得核准"):
        helpers.opened(own, committee=made)


def test_a_province_approves_its_own_committees_only(own):
    elsewhere = helpers.seated("review@jiangsu", "review_officer", "jiangsu")
    with pytest.raises(NotFound):
        committees.propose(
            founder_id=own.id, series=ENGINEERING, ranks=helpers.ALL, document="苏人社评1号", since=SINCE, until=UNTIL,
            by=elsewhere, at=AT,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"series": "liaoning-economics"}, Incomplete),
        ({"series": "anhui-computer"}, Incomplete),
        ({"ranks": ()}, Incomplete),
        ({"document": " "}, Incomplete),
        ({"renews": 999_999}, NotFound),
    ],
)
def test_what_cannot_be_approved_is_refused(own, said, refusal):
    with pytest.raises(refusal):
        helpers.proposed(own, **said)


def test_only_a_founding_body_founds_committees(own):
    with pytest.raises(NotApplicable, match="组建单位"):
        committees.propose(
            founder_id=body_by_code("hefei").id, series=ENGINEERING, ranks=helpers.ALL, document="皖人社评1号",
            since=SINCE, until=UNTIL, by=own.officer(), at=AT,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("day", "fits"),
    [
        (date(2026, 3, 1), True),
        (date(2026, 8, 31), True),
        (date(2026, 2, 28), False),
        (date(2026, 9, 1), False),
    ],
    ids=["the first day", "the last day", "the day before", "the day after"],
)
def test_a_committee_out_of_its_period_decides_nothing(own, day, fits):
    made = helpers.approved(own, since=date(2026, 3, 1), until=date(2026, 8, 31))
    if fits:
        assert helpers.opened(own, committee=made, day=day)
        return
    with pytest.raises(WrongState, match="2026-03-01至2026-08-31"):
        helpers.opened(own, committee=made, day=day)


def test_an_approval_that_ended_early_holds_through_the_day_before(own):
    made = helpers.approved(own)
    committees.end(committee_id=made, reason="评审纪律问题", by=own.officer(), at=AT)
    assert helpers.opened(own, committee=made, day=AT.date() - timedelta(days=1))
    with pytest.raises(WrongState, match="2026-09-13"):
        helpers.opened(own, committee=made, day=AT.date())
    with pytest.raises(WrongState):
        committees.end(committee_id=made, reason="再次终止", by=own.officer(), at=AT)


def test_ending_needs_a_reason(own):
    made = helpers.approved(own)
    with pytest.raises(Incomplete):
        committees.end(committee_id=made, reason=" ", by=own.officer(), at=AT)


def test_a_renewal_is_an_approval_of_its_own(own):
    first = helpers.approved(own)
    after = UNTIL + timedelta(days=1)
    second = helpers.approved(own, since=after, until=date(2030, 12, 31), renews=first)
    assert Committee.objects.get(pk=second).renews_id == first
    views = {one.id: one for one in queries.published()}
    assert (views[first].holds(UNTIL), views[second].holds(UNTIL)) == (True, False)
    assert (views[first].holds(after), views[second].holds(after)) == (False, True)


@pytest.mark.parametrize(("level", "fits"), [(MIDDLE, True), (SENIOR, False), (JUNIOR, False)])
def test_a_committee_decides_on_the_ranks_of_its_approval(own, level, fits):
    made = helpers.approved(own, ranks=(ReviewLevel.MIDDLE,))
    if fits:
        assert helpers.opened(own, committee=made, level=level)
        return
    with pytest.raises((NotApplicable, NotFound)):
        helpers.opened(own, committee=made, level=level)


def test_the_levels_offered_are_those_of_the_approval(own):
    made = helpers.approved(own, ranks=(ReviewLevel.SENIOR,))
    assert queries.levels_of(queries.committee(made, own.data)) == ("正高级工程师", "高级工程师")
