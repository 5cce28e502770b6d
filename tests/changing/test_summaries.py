"""Summaries of replacements and reissues: which application stands where, handing in, taking, printing again (A3.2, A3.3)."""

from __future__ import annotations

import io
import subprocess
from datetime import date, datetime

import openpyxl
import pytest

from tests import cast as factories
from tests.annexes.helpers import application, clerk
from tests.cast import AT, CHINA
from yinxin.annexes import audit, rhythms
from yinxin.annexes.models import Summary, SummaryLine
from yinxin.annexes.rhythms import Every, Rhythm
from yinxin.annexes.states import SummaryState
from yinxin.changing import summaries, summary_queries, summing
from yinxin.changing.models import Application
from yinxin.duties.models import Duty
from yinxin.kernel.refusal import Incomplete, NotFound, NotPermitted, WrongState
from yinxin.ledger.models import Entry
from yinxin.parties.queries import actor_named, body_by_code
from yinxin.register.closed_files import closed_files
from yinxin.register.files import files
from yinxin.register.models import Certificate

IN_TIME, NEXT_YEAR = date(2026, 10, 31), date(2026, 11, 1)
OCTOBER = datetime(2026, 10, 20, 10, tzinfo=CHINA)
NOVEMBER = datetime(2026, 11, 5, 10, tzinfo=CHINA)


@pytest.fixture
def hefei(cast):
    """Certificates whose paper Hefei gives out."""
    batch = factories.released(cast, count=6, seed=5602)
    over = body_by_code("hefei").id
    Certificate.objects.filter(batch_id=batch).update(issuer_id=over)
    return list(Certificate.objects.filter(batch_id=batch).order_by("id"))


@pytest.fixture
def city(cast):
    return actor_named("hefei-custody", AT)


def drafts(at=OCTOBER, **where) -> list[Summary]:
    summaries.step(at=at)
    return list(Summary.objects.filter(state="draft", **where).order_by("due_on", "id"))


def handed_in(summary: Summary, by, at=OCTOBER) -> Summary:
    summaries.hand_in(summary_id=summary.pk, phone="0551-00000000", store=closed_files(), by=by, at=at)
    summary.refresh_from_db()
    return summary


def numbers_in(summary: Summary) -> set[int]:
    return {one.id for one in summing.entries(summary)}


@pytest.mark.parametrize(
    ("filed_on", "due_on"),
    [
        (date(2025, 11, 1), date(2026, 10, 31)),
        (date(2026, 6, 15), date(2026, 10, 31)),
        (IN_TIME, date(2026, 10, 31)),
        (NEXT_YEAR, date(2027, 10, 31)),
    ],
)
def test_an_application_of_31_october_is_this_years_and_of_1_november_the_next(hefei, filed_on, due_on):
    number = application(hefei[0], filed_on)
    (draft,) = drafts(NOVEMBER)
    assert draft.due_on == due_on
    assert draft.period == f"{due_on.year}年度"
    assert numbers_in(draft) == {number}
    duty = Duty.objects.get(subject="summary", subject_id=draft.pk)
    assert (duty.clause, duty.due_on, duty.owed_by_id) == ("A3.2", due_on, body_by_code("hefei").id)


@pytest.mark.parametrize(
    ("state", "stands", "waits"),
    [
        ("filed", False, True),
        ("reviewed", True, False),
        ("confirmed", True, False),
    ],
)
def test_only_what_the_city_has_audited_stands_in_it(hefei, state, stands, waits):
    number = application(hefei[0], IN_TIME, state=state)
    (draft,) = drafts()
    assert (numbers_in(draft) == {number}) is stands
    assert summing.missing(draft) == int(waits)


@pytest.mark.parametrize("state", ["rejected", "withdrawn"])
def test_nothing_is_owed_for_what_came_to_nothing(hefei, state):
    application(hefei[0], IN_TIME, state=state, settled_at=AT, reason="材料不实")
    assert drafts() == []


def test_a_proof_is_no_replacement_and_is_not_summed_up(hefei):
    application(hefei[0], IN_TIME, way="proof")
    assert drafts() == []


def test_drafts_and_duties_are_opened_once(hefei):
    application(hefei[0], IN_TIME)
    assert summaries.step(at=OCTOBER) == 1
    assert summaries.step(at=OCTOBER) == 0
    application(hefei[1], IN_TIME)
    assert summaries.step(at=OCTOBER) == 0
    assert Duty.objects.filter(subject="summary").count() == 1


def test_titles_and_vocational_qualifications_have_a_summary_each(hefei, monkeypatch):
    from dataclasses import replace

    from yinxin.register import changeable

    of = changeable.of
    titles = hefei[1].pk

    def named(number):
        one = of(number)
        return (
            replace(one, face=replace(one.face, qualification="经济专业技术资格"))
            if number == titles
            else one
        )

    monkeypatch.setattr(changeable, "of", named)
    first, second = application(hefei[0], IN_TIME), application(hefei[1], IN_TIME)
    found = {draft.annex: numbers_in(draft) for draft in drafts()}
    assert found == {"A.annex4": {first}, "A.annex3": {second}}


def test_handing_in_freezes_numbers_and_discharges(hefei, city):
    number = application(hefei[0], IN_TIME)
    (draft,) = drafts()
    done = handed_in(draft, city)
    assert done.reference == f"HZ4-20261031-{done.pk}"
    assert done.state == SummaryState.HANDED_IN.value
    assert list(SummaryLine.objects.values_list("application_id", flat=True)) == [number]
    duty = Duty.objects.get(subject="summary", subject_id=done.pk)
    assert duty.discharged_by == "summary.handed_in"
    line = Entry.objects.get(kind="summary.handed_in", subject_id=done.pk)
    assert line.clause == "A3.2"
    assert done.digest in line.facts
    assert "示例" not in line.facts


def test_printed_again_it_is_the_very_same_file(hefei, city):
    application(hefei[0], IN_TIME)
    done = handed_in(drafts()[0], city)

    def printed(at):
        return (
            summary_queries.document(done.pk, closed_files(), city, at),
            summary_queries.table(done.pk, city, at),
        )

    before = printed(OCTOBER)
    Application.objects.update(
        sealed=Application.objects.get().sealed[:-1] + b"\0"
    )  # what changed since does not show
    application(hefei[1], IN_TIME)
    assert printed(datetime(2027, 3, 1, 9, tzinfo=CHINA)) == before
    (name, data), (sheet_name, sheet) = before
    assert (name, sheet_name) == (f"{done.reference}.pdf", f"{done.reference}.xlsx")
    text = "".join(subprocess.run(["pdftotext", "-raw", "-", "-"], input=data, capture_output=True, check=True).stdout.decode().split())  # fmt: skip
    assert done.digest in text
    assert "草稿" not in text
    cells = [cell for row in openpyxl.load_workbook(io.BytesIO(sheet)).active.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}


def test_what_people_wrote_is_no_formula(hefei, city):
    application(hefei[0], IN_TIME, employer='=HYPERLINK("http://a.example","x")')
    _, data = summary_queries.table(drafts()[0].pk, city, OCTOBER)
    cells = [cell for row in openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows() for cell in row]
    found = [cell for cell in cells if cell.value == '=HYPERLINK("http://a.example","x")']
    assert [cell.data_type for cell in found] == ["s"]


def test_a_draft_is_printed_as_one_and_shows_what_stands_now(hefei, city):
    application(hefei[0], IN_TIME)
    (draft,) = drafts()
    name, data = summary_queries.document(draft.pk, closed_files(), city, OCTOBER)
    text = "".join(subprocess.run(["pdftotext", "-raw", "-", "-"], input=data, capture_output=True, check=True).stdout.decode().split())  # fmt: skip
    assert "draft" in name
    assert "草稿" in text


@pytest.mark.parametrize(
    ("filed_on", "at", "due_on"),
    [
        # Before the last day: a further summary by the same day. After it: the next year's.
        (date(2026, 10, 25), datetime(2026, 10, 26, 9, tzinfo=CHINA), date(2026, 10, 31)),
        (date(2026, 10, 25), NOVEMBER, date(2027, 10, 31)),
        (NEXT_YEAR, NOVEMBER, date(2027, 10, 31)),
    ],
)
def test_what_comes_after_handing_in_follows_in_a_further_one(hefei, city, filed_on, at, due_on):
    application(hefei[0], date(2026, 10, 1))
    handed_in(drafts()[0], city)
    later = application(hefei[1], filed_on)
    (draft,) = drafts(at)
    assert draft.due_on == due_on
    assert numbers_in(draft) == {later}


def test_a_late_summary_still_takes_its_own_year(hefei, city):
    number = application(hefei[0], IN_TIME)
    (draft,) = drafts(NOVEMBER)
    done = handed_in(draft, city, NOVEMBER)
    assert done.due_on == date(2026, 10, 31)
    assert SummaryLine.objects.get().application_id == number
    assert (
        '"late_days":5'
        in Entry.objects.get(kind="duty.discharged", facts__contains="summary.handed_in").facts
    )


def test_a_report_of_nothing_can_be_handed_in(hefei, city):
    number = application(hefei[0], IN_TIME, state="filed")
    (draft,) = drafts()
    Application.objects.filter(pk=number).update(state="withdrawn", settled_at=AT)
    done = handed_in(draft, city)
    assert summary_queries.lines_of(done.pk, city) == ()


def test_nothing_is_handed_in_twice_or_by_others(cast, hefei, city):
    application(hefei[0], IN_TIME)
    (draft,) = drafts()
    for by, kind in (
        (actor_named("wuhu-custody", AT), NotFound),
        (clerk(), NotPermitted),
        (cast.counter, NotPermitted),
    ):
        with pytest.raises(kind):
            handed_in(draft, by)
    handed_in(draft, city)
    with pytest.raises(WrongState):
        handed_in(draft, city)


@pytest.mark.parametrize("phone", ["", "  ", "1234", "1" * 21])
def test_without_a_telephone_number_it_is_not_handed_in(hefei, city, phone):
    application(hefei[0], IN_TIME)
    (draft,) = drafts()
    with pytest.raises(Incomplete, match="联系电话"):
        summaries.hand_in(summary_id=draft.pk, phone=phone, store=closed_files(), by=city, at=OCTOBER)
    assert Summary.objects.get().state == "draft"


def test_the_province_takes_it_and_what_is_the_ministrys_stands_in_its_own(hefei, city):
    national = application(hefei[0], IN_TIME)
    application(hefei[1], IN_TIME, regime="provincial_exam")
    done = handed_in(drafts()[0], city)
    by = clerk()
    summaries.take(summary_id=done.pk, by=by, at=NOVEMBER)
    done.refresh_from_db()
    assert (done.state, done.taken_by) == ("taken", by.account_id)
    (draft,) = Summary.objects.filter(stage="province")
    assert (draft.due_on, draft.receiver_id, draft.annex) == (date(2026, 11, 30), None, "A.annex4")
    assert numbers_in(draft) == {national}
    duty = Duty.objects.get(subject="summary", subject_id=draft.pk)
    assert (duty.clause, duty.due_on) == ("A3.3", date(2026, 11, 30))
    sent = handed_in(draft, by, NOVEMBER)
    assert sent.reference.startswith("BB4-20261130-")
    duty.refresh_from_db()
    assert duty.discharged_at
    with pytest.raises(WrongState, match="由部里接收"):
        summaries.take(summary_id=sent.pk, by=clerk(name="另一人"), at=NOVEMBER)


@pytest.mark.parametrize(
    ("taken_at", "due_on"),
    [
        (datetime(2026, 11, 30, 23, tzinfo=CHINA), date(2026, 11, 30)),
        (datetime(2026, 12, 1, 0, tzinfo=CHINA), date(2027, 11, 30)),
    ],
)
def test_what_the_province_took_by_30_november_goes_this_year(hefei, city, taken_at, due_on):
    application(hefei[0], IN_TIME)
    done = handed_in(drafts()[0], city)
    summaries.take(summary_id=done.pk, by=clerk(), at=taken_at)
    assert Summary.objects.get(stage="province").due_on == due_on


def test_what_is_the_provinces_own_goes_no_further(hefei, city):
    application(hefei[0], IN_TIME, regime="provincial_exam")
    application(hefei[1], IN_TIME, regime="review")
    done = handed_in(drafts()[0], city)
    summaries.take(summary_id=done.pk, by=clerk(), at=NOVEMBER)
    assert not Summary.objects.filter(stage="province").exists()


def test_nothing_is_taken_twice_or_by_whoever_handed_it_in_or_before(hefei, city):
    application(hefei[0], IN_TIME)
    (draft,) = drafts()
    by = clerk()
    with pytest.raises(WrongState):
        summaries.take(summary_id=draft.pk, by=by, at=NOVEMBER)
    done = handed_in(draft, city)
    with pytest.raises(NotPermitted):
        summaries.take(summary_id=done.pk, by=city, at=NOVEMBER)
    with pytest.raises(NotFound):
        summaries.take(summary_id=done.pk, by=clerk("jiangsu"), at=NOVEMBER)
    summaries.take(summary_id=done.pk, by=by, at=NOVEMBER)
    with pytest.raises(WrongState):
        summaries.take(summary_id=done.pk, by=by, at=NOVEMBER)


ROUTES = [
    ("national", date(2023, 6, 14), "每年11月报部申请", "A3.3"),
    ("national", date(2023, 6, 15), "按全国规程随时办理", "N29"),
    ("provincial_exam", date(2026, 6, 15), "省厅定期办理", "A3.3"),
    ("review", date(2026, 6, 15), "省厅定期办理", "A3.3"),
]


@pytest.mark.parametrize(("regime", "filed_on", "route", "clause"), ROUTES)
def test_each_line_says_which_way_it_goes_and_why(hefei, city, regime, filed_on, route, clause):
    application(hefei[0], filed_on, regime=regime)
    (draft,) = drafts()
    (line,) = summary_queries.lines_of(draft.pk, city)
    assert (str(line.route.label), str(line.clause)) == (route, clause)
    assert str(line.because)
    assert line.values["remarks"] == route


def test_another_provinces_rhythm_is_its_own_word_and_no_duty_of_law(cast, hefei):
    nanjing = body_by_code("nanjing").id
    application(hefei[0], date(2026, 10, 5), issuer_id=nanjing)
    assert drafts() == []
    rhythms.publish(
        authority_id=body_by_code("jiangsu").id, rhythm=Rhythm(Every.MONTH, 1, 31, "苏人社（演示）"),
        since=date(2026, 10, 1), by=clerk("jiangsu"), at=AT,
    )  # fmt: skip
    (draft,) = drafts()
    assert (draft.due_on, draft.period) == (date(2026, 10, 31), "2026年10月")
    assert not Duty.objects.filter(subject="summary").exists()


def test_a_summary_is_seen_in_its_territory_only(hefei, city):
    application(hefei[0], IN_TIME)
    (draft,) = drafts()
    for by in (city, clerk(), actor_named("anhui-supervisor", AT), actor_named("supervisor", AT)):
        assert draft.pk in {one.id for one in summary_queries.summaries_for(by)}
    for by in (actor_named("wuhu-custody", AT), clerk("jiangsu")):
        assert draft.pk not in {one.id for one in summary_queries.summaries_for(by)}
        with pytest.raises(NotFound):
            summary_queries.summary(draft.pk, by)


def test_the_audit_finds_what_was_changed_behind_the_programs_back(hefei, city, behind_the_back):
    application(hefei[0], IN_TIME)
    done = handed_in(drafts()[0], city)
    assert list(audit.audit(files())) == []
    behind_the_back("update annexes_summary set digest = repeat('0', 64) where id = %s", done.pk)
    assert [found.number for found in audit.audit(files())] == [done.pk]
    behind_the_back("update annexes_summary set digest = %s where id = %s", done.digest, done.pk)
    behind_the_back("delete from annexes_line where summary_id = %s", done.pk)
    assert [found.number for found in audit.audit(files())] == [done.pk]
