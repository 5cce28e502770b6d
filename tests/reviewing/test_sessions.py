"""Sessions: what can be opened, what a file of results must say, what is kept of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.cast import AT
from tests.reviewing import helpers
from tests.reviewing.helpers import JUNIOR, PRESENT, SENIOR
from yinxin.catalogue import queries as catalogue
from yinxin.kernel.refusal import Incomplete, NotFound, NotPermitted, WrongState
from yinxin.law import review_committees as law
from yinxin.register import standing
from yinxin.register.standing import StandingKind
from yinxin.reviewing import audit, queries, results, sessions
from yinxin.reviewing.models import Candidate, Session
from yinxin.reviewing.results import HEADS, Faulty

pytestmark = pytest.mark.django_db


@pytest.fixture
def own(cast):
    return helpers.founder()


def test_a_session_keeps_the_procedure_that_held_when_it_was_opened(own):
    made = Session.objects.get(pk=helpers.opened(own))
    assert made.procedure["place"] == "340000"
    assert [one["kind"] for one in made.procedure["steps"]] == ["notice", "founder", "province"]


def test_a_level_without_a_recorded_procedure_is_refused(own):
    with pytest.raises(NotFound, match="尚未登记初级职称的发证办法"):
        helpers.opened(own, level=JUNIOR)


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"decided_on": AT.date() + timedelta(days=1)}, Incomplete),
        ({"present": 2}, Incomplete),
        ({"present": 4000}, Incomplete),
        ({"level": "屠龙师"}, Incomplete),
        ({"committee_id": 999_999}, NotFound),
    ],
)
def test_what_cannot_be_a_session_is_refused(own, said, refusal):
    facts = {
        "committee_id": helpers.approved(own),
        "level": SENIOR,
        "decided_on": helpers.DECIDED,
        "present": PRESENT,
    }
    with pytest.raises(refusal):
        sessions.open_session(**(facts | said), by=own.data, at=AT)


def test_only_the_founding_body_opens_its_sessions(own):
    committee, other = helpers.approved(own), helpers.founder("others")
    with pytest.raises(NotFound):
        helpers.opened(other, committee=committee)
    with pytest.raises(NotPermitted):
        sessions.open_session(
            committee_id=committee,
            level=SENIOR,
            decided_on=helpers.DECIDED,
            present=PRESENT,
            by=own.checker,
            at=AT,
        )


@pytest.mark.parametrize(("present", "needed"), [(3, 2), (9, 6), (10, 7), (11, 8), (25, 17)])
def test_two_thirds_of_the_members_present_pass_a_candidate(present, needed):
    assert law.needed(present, AT.date()) == needed
    assert law.has_passed(in_favour=needed, present=present, day=AT.date())
    assert not law.has_passed(in_favour=needed - 1, present=present, day=AT.date())


def test_the_list_is_who_passed_and_the_session_becomes_an_exam(own):
    number = helpers.listed(own, 8151)
    session = queries.session(number, own.data)
    assert (session.candidates, session.passed, session.needed) == (4, 3, 6)
    exam = catalogue.exam_by_id(session.exam_id)
    assert (exam.regime, exam.days, exam.levels) == ("review", (helpers.DECIDED,), (SENIOR,))
    assert [(part.agency_id, part.passed) for part in exam.parts] == [(own.id, 3)]
    assert exam.document.key == "review"
    assert not list(audit.audit())


def test_names_and_numbers_are_kept_closed(own):
    number = helpers.listed(own, 8152)
    name, _, document, *_ = helpers.lines(8152)[0][1]
    for row in Candidate.objects.filter(session_id=number):
        assert name.encode() not in bytes(row.sealed)
        assert document.encode() not in bytes(row.sealed) + bytes(row.key)


def _with(row: int, column: str, text: str):
    def spoil(rows):
        cells = list(rows[row - 2][1])
        cells[HEADS.index(column)] = text
        rows[row - 2] = (row, tuple(cells))

    return spoil


@pytest.mark.parametrize(
    ("spoil", "row", "column"),
    [
        (_with(3, "姓名", ""), 3, "姓名"),
        (_with(3, "姓名", "王[沛]"), 3, "姓名"),
        (_with(2, "证件类型", "驾驶证"), 2, "证件类型"),
        (_with(4, "证件号码", "990101199001011111"), 4, "证件号码"),
        (_with(5, "专业", "屠龙"), 5, "专业"),
        (_with(2, "赞成", "七"), 2, "赞成"),
        (_with(2, "反对", "-1"), 2, "反对"),
        (_with(2, "弃权", "9999"), 2, "弃权"),
        (_with(2, "赞成", "9"), 2, "赞成"),
    ],
)
def test_every_fault_is_named_by_its_line_and_nothing_is_kept(own, spoil, row, column):
    number, rows = helpers.opened(own), helpers.lines(8153)
    spoil(rows)
    with pytest.raises(Faulty) as refused:
        sessions.bring(session_id=number, header=HEADS, lines=rows, by=own.data, at=AT)
    assert [(fault.row, fault.column) for fault in refused.value.faults] == [(row, column)]
    assert not Candidate.objects.filter(session_id=number).exists()
    assert Session.objects.get(pk=number).state == "open"


def test_a_person_stands_in_a_list_once(own):
    number, rows = helpers.opened(own), helpers.lines(8154)
    rows[3] = (5, rows[0][1])
    with pytest.raises(Faulty) as refused:
        sessions.bring(session_id=number, header=HEADS, lines=rows, by=own.data, at=AT)
    (fault,) = refused.value.faults
    assert (fault.row, str(fault.words)) == (5, "与第2行是同一人；同一人在一次会议上只评审一次。")


def test_a_barred_person_is_no_candidate(own):
    number, rows = helpers.opened(own), helpers.lines(8155)
    bar(rows[1][1])
    with pytest.raises(Faulty) as refused:
        sessions.bring(session_id=number, header=HEADS, lines=rows, by=own.data, at=AT)
    (fault,) = refused.value.faults
    assert (fault.row, fault.column) == (3, "证件号码")


def bar(cells):
    """Bar a person of a line of results for five years from a day before the decision on."""
    from yinxin.kernel.clause import Clause
    from yinxin.parties.actor import SYSTEM

    since = helpers.DECIDED - timedelta(days=10)
    standing.enter(
        kind=StandingKind.BARRED, id_kind=cells[1], id_number=cells[2], qualification_id=None, since=since,
        until=since.replace(year=since.year + 5), basis="皖人社处〔2026〕1号", clause=Clause("A1.3b"), by=SYSTEM, at=AT,
    )  # fmt: skip


@pytest.mark.parametrize("header", [(), HEADS[:-1], ("name", *HEADS[1:])])
def test_a_file_without_a_column_is_refused_at_its_heading(own, header):
    with pytest.raises(Faulty) as refused:
        sessions.bring(
            session_id=helpers.opened(own), header=header, lines=helpers.lines(8156), by=own.data, at=AT
        )
    assert {fault.row for fault in refused.value.faults} == {1}


def test_an_empty_and_an_endless_file_are_refused(own):
    number = helpers.opened(own)
    for rows in ([], [(place, ("",) * 7) for place in range(2, results.MOST + 3)]):
        with pytest.raises(Faulty):
            sessions.bring(session_id=number, header=HEADS, lines=rows, by=own.data, at=AT)


def test_columns_may_come_in_any_order_with_others_between(own):
    number = helpers.opened(own)
    header = ("序号", *reversed(HEADS))
    rows = [(row, ("1", *reversed(cells))) for row, cells in helpers.lines(8157)]
    assert sessions.bring(session_id=number, header=header, lines=rows, by=own.data, at=AT) == 3


def test_results_are_brought_once(own):
    number = helpers.listed(own, 8158)
    with pytest.raises(WrongState):
        helpers.listed(own, 8159, session=number)


def test_a_session_opened_by_mistake_is_given_up_with_a_reason(own):
    number = helpers.opened(own)
    with pytest.raises(Incomplete):
        sessions.drop(session_id=number, reason="", by=own.data, at=AT)
    sessions.drop(session_id=number, reason="登记重复", by=own.data, at=AT)
    with pytest.raises(WrongState):
        helpers.listed(own, 8160, session=number)
    assert not list(audit.audit())
