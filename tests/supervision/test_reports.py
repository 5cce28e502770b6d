"""Reports of supervision: which periods there are, what is counted as of the end, issuing once, comparing later."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from tests import cast as factories
from tests.cast import AT
from yinxin.kernel.calendar import CHINA
from yinxin.kernel.refusal import AlreadyDone, Incomplete, NotFound, NotPermitted, WrongState
from yinxin.supervision import periods

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast")]

MONTH = "2026-08"
"""Before the cast's own: nothing happens in it but what a test lets happen."""


def moment(text: str) -> datetime:
    return datetime.combine(date.fromisoformat(text), time(12), CHINA)


LATER = moment("2026-11-02")
TODAY = LATER.date()


@pytest.fixture
def store():
    from yinxin.register.files import files

    return files()


@pytest.fixture
def anhui():
    from yinxin.parties.queries import body_by_code

    return body_by_code("anhui")


@pytest.mark.parametrize(
    ("text", "today", "first", "until", "running"),
    [
        ("2026-09", date(2026, 10, 1), date(2026, 9, 1), date(2026, 9, 30), False),
        ("2026-09", date(2026, 9, 30), date(2026, 9, 1), date(2026, 9, 29), True),
        ("2026-09", date(2026, 9, 2), date(2026, 9, 1), date(2026, 9, 1), True),
        ("2024-02", date(2024, 3, 1), date(2024, 2, 1), date(2024, 2, 29), False),
        ("2026", date(2026, 6, 5), date(2026, 1, 1), date(2026, 6, 4), True),
        ("2025", date(2026, 1, 1), date(2025, 1, 1), date(2025, 12, 31), False),
    ],
)
def test_a_period_is_counted_up_to_its_last_whole_day(text, today, first, until, running):
    found = periods.period(text, today)
    assert (found.first, found.until, found.running) == (first, until, running)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2026-13", "不是一个月份"), ("2026-00", "不是一个月份"), ("2026-9", "不是一个月份"), ("", "不是一个月份"),
        ("２０２６", "不是一个月份"), ("2026-09-01", "不是一个月份"), ("2026-10", "还没有开始"), ("2027", "还没有开始"),
        ("9999-12", "还没有开始"), ("2022-12", "没有可以统计的期间"), ("0000", "没有可以统计的期间"),
    ],
)  # fmt: skip
def test_what_is_no_period_is_refused_in_words(text, why):
    with pytest.raises(Incomplete) as refusal:
        periods.period(text, date(2026, 9, 14))
    assert why in str(refusal.value.what)
    assert str(refusal.value.do)


def test_a_period_that_begins_today_has_no_whole_day():
    with pytest.raises(Incomplete, match="今天开始"):
        periods.period("2026-09", date(2026, 9, 1))
    assert "2026-09" not in [one.text for one in periods.recent(date(2026, 9, 1), months=3, years=1)]


@pytest.mark.parametrize(
    ("text", "since"),
    [("2026-09", date(2025, 10, 1)), ("2026-12", date(2026, 1, 1)), ("2026", date(2026, 1, 1))],
)
def test_the_trend_shows_twelve_months_or_the_year(text, since):
    assert periods.period(text, date(2027, 2, 1)).trend_from == since


def owed(number: int, due: str, *, done: str = "", told: str = "", code: str = "anhui-exam") -> int:
    """A duty of the agency that falls due on a day; opened, discharged and explained by the verbs."""
    from yinxin.duties import obligations
    from yinxin.duties.models import Duty
    from yinxin.kernel.clause import Clause
    from yinxin.parties.actor import SYSTEM
    from yinxin.parties.queries import actor_named, body_by_code

    made = obligations.open_duty(
        Clause("N17"), subject="a_test", subject_id=number, owed_by=body_by_code(code).id,
        since=date.fromisoformat(due) - timedelta(days=5), by=SYSTEM, at=AT,
    )  # fmt: skip
    Duty.objects.filter(pk=made.pk).update(due_on=due)
    if done:
        obligations.discharge(
            Clause("N17"), subject="a_test", subject_id=number, act="a_test.done", by=SYSTEM, at=moment(done)
        )
    if told:
        by = actor_named("anhui-check", AT)
        obligations.explain_delay(duty_id=made.pk, reason="等候外省核对数据", by=by, at=moment(told))
    return made.pk


def counted(report, sheet: str, key: str = "") -> tuple[int, ...]:
    rows = report.rows[sheet]
    return next((row.counts for row in rows if row.key == key), rows[0].counts if rows and not key else ())


def august(anhui, today: date = TODAY):
    from yinxin.supervision import report

    return report.compose(anhui, periods.period(MONTH, today))


@pytest.mark.parametrize(
    ("due", "done", "told", "counts"),
    [  # due, in time, done late, open late, explained, left
        ("2026-08-20", "2026-08-20", "", (1, 1, 0, 0, 0, 0)),
        ("2026-08-20", "2026-08-21", "", (1, 0, 1, 0, 0, 0)),
        ("2026-08-20", "2026-08-21", "2026-08-31", (1, 0, 1, 0, 1, 0)),
        ("2026-08-20", "2026-08-21", "2026-09-01", (1, 0, 1, 0, 0, 0)),
        ("2026-08-20", "", "", (1, 0, 0, 1, 0, 0)),
        ("2026-08-31", "2026-08-31", "", (1, 1, 0, 0, 0, 0)),
        ("2026-08-31", "2026-09-01", "", (1, 0, 0, 1, 0, 0)),
        ("2026-08-01", "2026-07-01", "", (1, 1, 0, 0, 0, 0)),
        ("2026-07-31", "2026-08-31", "", ()),
        ("2026-07-31", "2026-09-01", "", (0, 0, 0, 0, 0, 1)),
        ("2026-09-01", "", "", ()),
    ],
)
def test_a_duty_is_counted_as_it_stood_at_the_end(anhui, due, done, told, counts):
    owed(1, due, done=done, told=told)
    found = august(anhui)
    assert counted(found, "clauses", "N17") == counts
    late = counts[2:4] if counts else (0, 0)
    assert found.late_count == sum(late) == len(found.late)
    if found.late:
        assert found.late[0].done_on == (done if counts[2] else "")
        assert found.late[0].reason == ("等候外省核对数据" if counts[4] else "")


def test_only_the_territory_is_counted_and_the_nation_has_all(anhui):
    from yinxin.parties.queries import body_by_code
    from yinxin.supervision import report

    owed(1, "2026-08-20")
    owed(2, "2026-08-20", code="jiangsu-exam")
    asked = periods.period(MONTH, LATER.date())
    for code, open_late in (("anhui", 1), ("jiangsu", 1), ("ministry", 2)):
        assert report.compose(body_by_code(code), asked).total("bodies", "open_late") == open_late


def test_what_comes_later_changes_no_figure_of_the_period(anhui):
    from yinxin.duties import obligations
    from yinxin.kernel.clause import Clause
    from yinxin.parties.actor import SYSTEM

    owed(1, "2026-08-20")
    before = august(anhui)
    obligations.discharge(
        Clause("N17"), subject="a_test", subject_id=1, act="a_test.done", by=SYSTEM, at=moment("2026-09-05")
    )
    assert august(anhui) == before == august(anhui, date(2026, 9, 1))


def test_certificates_are_counted_by_what_was_written_down(cast, anhui):
    from yinxin.parties.actor import SYSTEM
    from yinxin.register import status
    from yinxin.register.models import Certificate

    at = moment("2026-08-10")
    batch = factories.released(cast, count=3, seed=6970, at=at)
    fallen = list(Certificate.objects.filter(batch_id=batch).values_list("pk", flat=True))[:2]
    status.invalidate(fallen, by=SYSTEM, at=at)
    status.restore(fallen[:1], by=SYSTEM, at=at)
    found = august(anhui)
    made, given, replaced, invalidated, restored = found.totals(_sheet("certificates"))
    assert (made, replaced, invalidated, restored) == (3, 0, 2, 1)
    assert given == 0
    assert counted(found, "months", MONTH)[0] == 3


def _sheet(key: str):
    from yinxin.supervision.sheets import BY_KEY

    return BY_KEY[key]


def test_checks_and_criticism_stand_in_the_month_of_their_steps(anhui, drawn, first, second):
    from tests.supervision.test_criticism import draft
    from yinxin.supervision import criticising, report

    number = draft(first)
    criticising.issue(criticism_id=number, by=second, at=AT)
    month = f"{AT:%Y-%m}"
    found = report.compose(anhui, periods.period(month, LATER.date()))
    assert counted(found, "checks", str(drawn))[1:3] == (3, 0)
    assert found.totals(_sheet("criticisms"))[:4] == (1, 0, 0, 1)
    before = report.compose(anhui, periods.period(month, AT.date() + timedelta(days=1)))
    assert counted(before, "checks", str(drawn))[:2][1] == 0, "not drawn by then"


def test_a_report_is_issued_once_and_kept(anhui, first, second, store):
    from yinxin.supervision import audit, reporting, reports

    owed(1, "2026-08-20")
    made = reporting.issue_report(over_id=anhui.id, text=MONTH, store=store, by=first, at=LATER)
    with pytest.raises(AlreadyDone, match="已经签发"):
        reporting.issue_report(over_id=anhui.id, text=MONTH, store=store, by=second, at=LATER)
    view = reports.report_of(anhui.id, MONTH, second, LATER.date())
    assert (view.issued.id, view.changed) == (made, ())
    assert reports.document(anhui.id, MONTH, store, second, LATER.date()) == store.get(view.issued.file)
    assert reports.workbook(anhui.id, MONTH, second, LATER.date()).startswith(b"PK")
    assert list(audit.audit(store)) == []


def test_what_was_put_right_afterwards_is_shown_beside_the_issued_figures(anhui, first, store):
    from yinxin.duties.models import Duty
    from yinxin.supervision import reporting, reports

    number = owed(1, "2026-08-20")
    reporting.issue_report(over_id=anhui.id, text=MONTH, store=store, by=first, at=LATER)
    Duty.objects.filter(pk=number).update(due_on="2026-09-20")
    view = reports.report_of(anhui.id, MONTH, first, LATER.date())
    assert view.report.total("clauses", "due") == 1, "the issued report says what it said"
    assert {(one.sheet.key, str(one.column), one.then, one.now) for one in view.changed} >= {
        ("clauses", "到期", 1, 0),
        ("trend", "逾期未办", 1, 0),
    }


def test_a_running_period_is_not_issued(anhui, first, store):
    from yinxin.supervision import reporting

    with pytest.raises(WrongState, match="还没有结束"):
        reporting.issue_report(over_id=anhui.id, text=MONTH, store=store, by=first, at=moment("2026-08-31"))


def test_a_report_is_issued_in_the_name_of_ones_own_body_only(anhui, first, store):
    from tests.supervision.conftest import seated
    from yinxin.parties.queries import body_by_code
    from yinxin.supervision import reporting, reports

    nation = seated("nation-supervises", "supervisor", "ministry")
    auditor = seated("nation-audits", "auditor", "center")
    for by in (nation, auditor):
        assert reports.report_of(anhui.id, MONTH, by, LATER.date()).over == anhui
        with pytest.raises(NotPermitted):
            reporting.issue_report(over_id=anhui.id, text=MONTH, store=store, by=by, at=LATER)
    with pytest.raises(NotFound):
        reports.report_of(body_by_code("jiangsu").id, MONTH, first, LATER.date())
    with pytest.raises(NotFound):
        reports.report_of(body_by_code("hefei").id, MONTH, first, LATER.date())
    assert [one.id for one in reports.overseers(first)] == [anhui.id]


def test_an_issued_report_cannot_be_changed_and_the_audit_finds_a_lost_file(
    anhui, first, store, behind_the_back
):
    from django.db import DatabaseError, transaction

    from yinxin.supervision import audit, reporting
    from yinxin.supervision.models import IssuedReport

    reporting.issue_report(over_id=anhui.id, text=MONTH, store=store, by=first, at=LATER)
    with pytest.raises(DatabaseError, match="report_keeps"), transaction.atomic():
        IssuedReport.objects.update(period="2026-07")
    with pytest.raises(DatabaseError, match="report_keeps"), transaction.atomic():
        IssuedReport.objects.all().delete()
    store.remove(IssuedReport.objects.get().file)
    assert ["文件" in str(one.words) for one in audit.audit(store)] == [True]


def test_the_text_of_a_report_comes_back_as_it_was(anhui, drawn):
    from yinxin.supervision import report

    owed(1, "2026-08-20")
    found = august(anhui)
    assert report.restored(found.text) == found
    assert report.restored(found.text).digest == found.digest
