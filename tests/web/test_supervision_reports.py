"""Reports on the page, as PDF and as workbook; issuing; bad periods; notices of criticism; what waits in My work."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta

import pytest

from tests.cast import AT
from tests.supervision.conftest import DRAWN, SEED_ON, freeze
from tests.supervision.test_criticism import DUE, draft
from yinxin.desk.models import Notice
from yinxin.parties.queries import actor_of, body_by_code
from yinxin.supervision import checks, criticising, finding
from yinxin.supervision.models import IssuedReport
from yinxin.web.office import supervision_lines

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast")]
HERE = "/office/supervision/reports"


@pytest.fixture
def as_supervisor(browser_of):
    return browser_of("anhui-supervisor")


@pytest.fixture
def there(cast) -> str:
    return f"{HERE}/{body_by_code('anhui').id}"


def test_the_list_offers_periods_and_goes_to_the_one_that_is_asked_for(as_supervisor, there):
    page = as_supervisor.get(HERE).content.decode()
    assert f"{there}/2026-08" in page
    over = there.rsplit("/", 1)[1]
    answer = as_supervisor.get(f"{HERE}?over={over}&period=+2026-08+")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{there}/2026-08")


@pytest.mark.parametrize("period", ["2026-13", "2999", "2022", "abc", "%00", "2026-8", "١٢٣٤"])
def test_a_bad_period_is_refused_in_words_beside_the_field_and_on_its_address(as_supervisor, there, period):
    over = there.rsplit("/", 1)[1]
    beside = as_supervisor.get(f"{HERE}?over={over}&period={period}")
    assert beside.status_code == 422
    assert 'role="alert"' in beside.content.decode()
    for kind in ("", ".pdf", ".xlsx", "/issue"):
        assert as_supervisor.get(f"{there}/{period}{kind}").status_code in (404, 422)
    assert not IssuedReport.objects.exists()


def test_a_report_is_read_taken_away_and_issued(as_supervisor, there):
    page = as_supervisor.get(f"{there}/2026-08").content.decode()
    assert "签发报告" in page
    assert "怎样计数" in page
    assert as_supervisor.get(f"{there}/2026-08.pdf").content.startswith(b"%PDF-1.7")
    book = zipfile.ZipFile(io.BytesIO(as_supervisor.get(f"{there}/2026-08.xlsx").content))
    assert any(name.startswith("xl/worksheets/sheet10") for name in book.namelist())
    assert as_supervisor.post(f"{there}/2026-08/issue").status_code == 302
    assert as_supervisor.post(f"{there}/2026-08/issue").status_code == 409
    page = as_supervisor.get(f"{there}/2026-08").content.decode()
    assert "数字与签发时一致" in page
    assert f"{there}/2026-08/issue" not in page
    assert "JD-" in as_supervisor.get(HERE).content.decode()


def test_a_running_report_says_up_to_when_and_is_not_issued(as_supervisor, there):
    running = f"{AT:%Y-%m}"
    page = as_supervisor.get(f"{there}/{running}").content.decode()
    yesterday = AT.date() - timedelta(days=1)
    assert "截至" in page
    assert f"{yesterday.month}月{yesterday.day}日" in page
    assert f"{running}/issue" not in page
    assert as_supervisor.post(f"{there}/{running}/issue").status_code == 409


def test_a_workbook_draws_its_own_cells(cast):
    from tests.supervision.test_reports import owed
    from yinxin.rendering.forms import supervision as forms
    from yinxin.supervision import papers, periods, report

    owed(1, "2026-08-20")
    over = body_by_code("anhui")
    made = report.compose(over, periods.period("2026", AT.date()))
    form = papers.form_of(made, over_id=over.id, on=AT.date())
    book = zipfile.ZipFile(io.BytesIO(forms.table(form)))
    drawn = [one for one in form.tables if one.drawn and one.rows]
    assert drawn
    charts = [name for name in book.namelist() if name.startswith("xl/charts/chart")]
    assert len(charts) == len(drawn)
    assert b"$A$2" in book.read(charts[0])
    assert "数字就是上面表中" in book.read("xl/drawings/drawing1.xml").decode()


def test_elsewhere_reports_are_not_there_and_who_has_no_business_is_told(browser_of, there):
    other = f"{HERE}/{body_by_code('jiangsu').id}/2026-08"
    assert browser_of("anhui-supervisor").get(other).status_code == 404
    assert browser_of("anhui-check").get(f"{there}/2026-08").status_code == 403
    nation = browser_of("supervisor")
    assert nation.get(f"{there}/2026-08").status_code == 200
    assert nation.get(f"{there}/2026-08/issue").status_code == 403
    assert nation.post(f"{there}/2026-08/issue").status_code == 403


def test_the_notice_is_there_for_both_sides_and_in_public_once_issued(browser_of, client, first, second):
    number = draft(first)
    office, body = f"/office/criticisms/{number}.pdf", f"/office/supervision/mine/criticisms/{number}.pdf"
    assert browser_of("anhui-supervisor").get(office).content.startswith(b"%PDF")
    assert client.get(f"/criticisms/{number}.pdf").status_code == 404
    assert browser_of("anhui-check").get(body).status_code == 404
    criticising.issue(criticism_id=number, by=second, at=AT)
    issued = client.get(f"/criticisms/{number}.pdf").content
    assert issued.startswith(b"%PDF")
    assert browser_of("anhui-check").get(body).content == issued
    assert browser_of("jiangsu-check").get(body).status_code == 404
    assert browser_of("anhui-check").get(office).status_code == 403
    assert body in browser_of("anhui-check").get("/office/supervision/mine").content.decode()


def test_a_notice_keeps_the_day_that_it_named(client, first, second, answering):
    number = draft(first)
    criticising.issue(criticism_id=number, by=second, at=AT)
    before = client.get(f"/criticisms/{number}.pdf").content
    criticising.answer(criticism_id=number, said="已补齐记录", by=answering, at=AT)
    later = DUE + timedelta(days=9)
    criticising.send_back(criticism_id=number, reason="还差一件", due_on=later, by=first, at=AT)
    assert client.get(f"/criticisms/{number}.pdf").content == before


def lines(source, by, today) -> list[tuple[str, bool]]:
    return [(str(line.title), line.mine) for line in source(by, today)]


def test_a_check_waits_for_another_person_once_its_seed_is_public(cast, first, second):
    freeze(first, size=2)
    ask = supervision_lines.spot_checks
    assert lines(ask, second, SEED_ON - timedelta(days=1)) == []
    assert lines(ask, second, SEED_ON) == [("登记种子并抽取", True)]
    assert lines(ask, first, SEED_ON) == [("登记种子并抽取", False)]


def test_cases_wait_for_their_checker_then_for_the_agency_then_for_the_checker(
    drawn, first, second, answering
):
    today, due = DRAWN.date(), DRAWN.date() + timedelta(days=10)
    cases = checks.cases_of(drawn, first)
    own = {one.assigned_to: actor_of(one.assigned_to, AT) for one in cases}
    for by in (*own.values(), first, second):
        count = sum(one.assigned_to == by.account_id for one in cases)
        assert lines(supervision_lines.cases, by, today) == [("检查抽中的案卷", True)] * count
        assert Notice.objects.filter(account_id=by.account_id, address="/office/spot-checks").count() == bool(
            count
        )
    for place, case in enumerate(cases):
        finding.find(
            case_id=case.id, conforms=place > 0, what="核对了记录", due_on=None if place else due,
            by=own[case.assigned_to], at=DRAWN,
        )  # fmt: skip
    finder = own[cases[0].assigned_to]
    assert ("公布抽查结果", True) in lines(supervision_lines.spot_checks, second, today)
    assert lines(supervision_lines.mending, answering, today) == [("报告抽查不符合的整改", True)]
    assert lines(supervision_lines.cases, finder, due) == []
    assert lines(supervision_lines.cases, finder, due + timedelta(days=1)) == [("催办逾期的整改", True)]
    finding.answer(case_id=cases[0].id, said="已补齐记录", by=answering, at=DRAWN)
    assert lines(supervision_lines.mending, answering, today) == []
    assert lines(supervision_lines.cases, finder, today) == [("复查整改情况", True)]
    address = f"/office/spot-checks/cases/{cases[0].id}"
    assert Notice.objects.filter(account_id=finder.account_id, address=address).count() == 1


def test_criticism_waits_for_its_issuer_its_body_and_its_judge(first, second, answering):
    today = AT.date()
    number = draft(first)
    address = f"/office/criticisms/{number}"
    assert lines(supervision_lines.criticism, second, today) == [("签发通报批评", True)]
    assert lines(supervision_lines.criticism, first, today) == []
    assert Notice.objects.filter(account_id=second.account_id, address=address).count() == 1
    criticising.issue(criticism_id=number, by=second, at=AT)
    assert lines(supervision_lines.mending, answering, today) == [("报告通报批评的整改", True)]
    (late,) = supervision_lines.mending(answering, DUE + timedelta(days=1))
    assert (str(late.state), late.tone) == ("整改期限已过", "bad")
    assert lines(supervision_lines.criticism, first, DUE + timedelta(days=1)) == [("催办逾期的整改", True)]
    criticising.answer(criticism_id=number, said="已补齐记录", by=answering, at=AT)
    assert lines(supervision_lines.criticism, first, today) == [("核实整改情况", True)]
    told = Notice.objects.filter(account_id__in=[first.account_id, second.account_id], address=address)
    assert told.count() == 3, "one to issue, two to judge"
    criticising.end(criticism_id=number, by=first, at=AT)
    assert lines(supervision_lines.criticism, first, today) == []
    assert Notice.objects.filter(account_id=answering.account_id).count() == 2
