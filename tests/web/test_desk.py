"""My work, search, timelines, notices, kept filters, exports and help, as pages."""

from __future__ import annotations

import ast
import csv
import io
import re

import openpyxl
import pytest

from tests.consistency.sources import python_files, tree
from tests.doors.cast import NOW, make
from yinxin.desk import queries as desk
from yinxin.desk.models import Notice
from yinxin.invalidation.states import CaseState
from yinxin.parties.actor import SYSTEM
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import actor_named
from yinxin.parties.roles import ROLES
from yinxin.production import queries
from yinxin.register.places import SlipKind
from yinxin.web import wording

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty_desks(db):
    """The batch that all tests share has told people of itself."""
    Notice.objects.all().delete()


def page(client, address, **form):
    answer = client.post(address, form) if form else client.get(address)
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def lines(text):
    """Return the addresses of the lines of work on a page."""
    return re.findall(r'<a class="main" href="([^"]+)"', text)


def test_my_work_is_mine_then_my_unit_s_then_all_that_i_oversee(browser_of, batch):
    maker = browser_of("center-make")
    assert lines(page(maker, "/office/?whose=me")) == [batch]
    assert lines(page(maker, "/office/?whose=unit")) == [batch]
    everything = lines(page(maker, "/office/?whose=all"))
    assert batch in everything
    assert len([one for one in everything if one.startswith("/office/duties/")]) == 2


def test_somebody_without_a_step_sees_the_duties_of_the_unit(browser_of):
    checker = browser_of("anhui-check")
    assert lines(page(checker, "/office/?whose=me")) == []
    assert len(lines(page(checker, "/office/?whose=unit"))) == 1


def test_another_province_s_duties_are_no_line_of_anybody_s(browser_of):
    assert "江苏省" not in page(browser_of("anhui-data"), "/office/?whose=all")


def test_a_batch_stands_under_the_last_day_of_its_own_duty_and_names_the_clause(browser_of, batch):
    text = page(browser_of("center-make"), "/office/?whose=me")
    assert "还有20个工作日" in text
    assert 'href="/clauses/N10"' in text


def test_a_last_day_beyond_the_known_calendars_is_marked_provisional(browser_of, batch):
    from yinxin.duties.models import Duty

    Duty.objects.filter(subject="batch").update(provisional=True)
    assert "暂定" in page(browser_of("center-make"), "/office/?whose=me")


@pytest.mark.parametrize(
    ("now", "late", "soon", "rest"),
    [("2026-09-14T09:30", 0, 0, 1), ("2026-10-08T09:30", 0, 1, 0), ("2026-10-10T09:30", 1, 0, 0)],
)
def test_the_counts_stand_at_the_top_and_filter(browser_of, monkeypatch, now, late, soon, rest):
    client = browser_of("anhui-data")
    monkeypatch.setenv("YINXIN_NOW", now)
    text = page(client, "/office/")
    assert [int(n) for n in re.findall(r"</span><b>(\d+)</b></a>", text)] == [late, soon, rest]
    for urgency, count in (("late", late), ("soon", soon), ("open", rest)):
        assert len(lines(page(client, f"/office/?urgency={urgency}"))) == count


def test_work_is_taken_away_with_the_same_rows_as_on_the_screen(browser_of, batch):
    client = browser_of("center-make")
    for query in ("whose=me", "whose=all", "whose=all&urgency=late"):
        shown = len(lines(page(client, f"/office/?{query}")))
        table = client.get(f"/office/work/export.csv?{query}").content.decode("utf-8-sig")
        assert len(list(csv.reader(io.StringIO(table)))) - 1 == shown
        book = openpyxl.load_workbook(
            io.BytesIO(client.get(f"/office/work/export.xlsx?{query}").content), read_only=True
        )
        assert len(list(book.active.iter_rows())) - 1 == shown


def test_a_file_s_name_is_no_formula_in_any_export(browser_of, batch):
    from yinxin.production.models import Batch

    Batch.objects.filter(id=int(batch.rsplit("/", 1)[1])).update(file_name="=1+1.xlsx")
    client = browser_of("center-make")
    rows = list(csv.reader(io.StringIO(client.get("/office/batches/export.csv").content.decode("utf-8-sig"))))
    assert "'=1+1.xlsx" in [row[3] for row in rows]
    book = openpyxl.load_workbook(io.BytesIO(client.get("/office/batches/export.xlsx").content))
    cells = [cell for row in book.active.iter_rows() for cell in row if cell.value == "=1+1.xlsx"]
    assert [cell.data_type for cell in cells] == ["s"]


def test_a_filter_is_kept_used_and_forgotten(browser_of):
    client = browser_of("anhui-data")
    form = {"page": "work", "name": "快到期的", "query": "whose=unit&urgency=soon"}
    assert client.post("/office/filters", form)["Location"] == "/office/?whose=unit&urgency=soon"
    assert "快到期的" in page(client, "/office/")
    assert "快到期的" not in page(browser_of("anhui-check"), "/office/")
    number = desk.filters_of(actor_named("anhui-data", NOW), "work")[0].id
    assert browser_of("anhui-check").post(f"/office/filters/{number}/forget").status_code == 404
    assert client.post(f"/office/filters/{number}/forget").status_code == 302
    assert "快到期的" not in page(client, "/office/")
    assert client.post("/office/filters", {**form, "page": "elsewhere"}).status_code == 422


def test_long_work_leaves_the_page_and_comes_back_by_notice(browser_of, batch):
    client = browser_of("anhui-data")
    text = page(client, "/office/notices")
    assert "检查完成：3行没有问题，0行须改正" in text
    assert f"已提交，批次号为{batch.rsplit('/', 1)[1]}" in text
    assert re.search(r"未读</span> <b>2</b>", text)
    browser_of("center-make").post(batch + "/accept")
    make()
    assert "已制成，等待另一人复核发布" in page(browser_of("center-make"), "/office/notices")


def test_opening_a_notice_marks_it_read_and_leads_there_and_reading_alone_changes_nothing(browser_of, batch):
    client = browser_of("anhui-data")
    mine = actor_named("anhui-data", NOW)
    page(client, "/office/notices")
    assert desk.unread(mine.account_id) == 2
    number = desk.notices_for(mine)[0].id
    assert browser_of("center-make").post(f"/office/notices/{number}").status_code == 404
    assert client.get(f"/office/notices/{number}").status_code == 405
    assert client.post(f"/office/notices/{number}")["Location"] == batch
    assert desk.unread(mine.account_id) == 1
    client.post("/office/notices/read")
    assert desk.unread(mine.account_id) == 0


def test_the_bell_is_polled_as_a_part_and_opened_as_a_page(browser_of):
    client = browser_of("anhui-data")
    part = client.get("/office/notices/bell", headers={"hx-request": "true"}).content.decode()
    assert part.startswith('<a class="bell"')
    assert client.get("/office/notices/bell")["Location"] == "/office/notices"


def test_search_finds_every_kind_and_says_what_matched(browser_of, released):
    client = browser_of("center-check")
    name = queries.batch(int(released.rsplit("/", 1)[1]), actor_named("center-check", NOW)).file_name
    for asked, group, why in (
        (name[:4], "batches", "文件名相近"),
        ("sw2026", "exams", "考试代码相近"),
        ("社会工作者", "exams", "考试名称相近"),
    ):
        text = page(client, "/office/search", q=asked)
        assert f'id="{group}"' in text, asked
        assert why in text, asked
        assert "<mark>" in text, asked
    guard = browser_of("security-admin")
    for asked, group, why in (
        ("安复核", "people", "姓名相近"),
        ("anhui-da", "people", "用户名相近"),
        ("南京", "organisations", "机构名称、代码或地区相近"),
    ):
        text = page(guard, "/office/search", q=asked)
        assert f'id="{group}"' not in page(client, "/office/search", q=asked)
        assert f'id="{group}"' in text, asked
        assert why in text, asked
        assert "<mark>" in text, asked


def test_initials_of_a_name_are_enough(browser_of, released):
    from yinxin.register.models import HolderName

    someone = HolderName.objects.exclude(pinyin="").order_by("-id").first()
    initials = someone.pinyin.split()[-1]
    assert "拼音首字母相同" in page(browser_of("center-check"), "/office/search", q=initials)


@pytest.mark.parametrize(
    ("who", "asked", "group"),
    [
        ("jiangsu-data", "安复核", "people"),
        ("jiangsu-data", "合肥", "organisations"),
        ("anhui-data", "江数据", "people"),
        ("hefei-counter", "SW2026", "exams"),
        ("jiangsu-data", "合格", "batches"),
    ],
)
def test_search_finds_nothing_outside_one_s_own_territory(browser_of, released, who, asked, group):
    assert f'id="{group}"' not in page(browser_of(who), "/office/search", q=asked)


def test_a_search_without_results_says_what_to_try_and_escapes_what_was_asked(browser_of):
    text = page(browser_of("center-check"), "/office/search", q="<script>alert(1)</script>")
    assert "完整的管理号" in text
    assert "<script>alert" not in text


def test_a_timeline_shows_fifty_and_then_more(browser_of, released):
    from datetime import timedelta

    from django.db import transaction

    from yinxin.ledger.record import Line, record_many

    number = int(released.rsplit("/", 1)[1])
    with transaction.atomic():
        record_many(
            Line("batch.accepted", None, 0, 0, "batch", number, NOW + timedelta(seconds=n), {"rows": n})
            for n in range(60)
        )
    client = browser_of("center-check")
    text = page(client, released)
    assert text.count("<time datetime=") == 50
    more = re.search(r'href="(\?events=\d+)#timeline"', text)[1]
    longer = page(client, released + more)
    assert longer.count("<time datetime=") > 60
    assert "?events=" not in longer
    for odd in ("x", "999999999", "-1"):
        assert page(client, released + f"?events={odd}")


def test_a_person_s_timeline_has_their_acts_and_what_was_done_to_their_account(batch, demo_country):
    from yinxin.web.office.timeline import events_by

    mine = events_by(actor_named("anhui-data", NOW).account_id)
    kinds = [event.line.kind for event in mine.events]
    assert "batch.received" in kinds
    assert kinds[-1] == "account.opened"
    assert events_by(SYSTEM.account_id).events == ()


_KIND = re.compile(rf"(?:{'|'.join(wording.SUBJECTS)})\.[a-z_]+")


def kinds_recorded():
    """Return every kind of act that the code writes into the ledger."""
    steps = {f"invalidation.{state.value}" for state in CaseState}
    return (
        steps
        | {f"slip.{kind.value}" for kind in SlipKind}
        | {
            node.value
            for file in python_files("yinxin")
            if not {"web", "cli", "api", "demo"} & set(file.parts)
            for node in ast.walk(tree(file))
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and _KIND.fullmatch(node.value)
        }
    )


def test_every_act_that_the_ledger_records_has_its_words_and_no_other_has():
    assert kinds_recorded() == set(wording.ACTS)


@pytest.mark.parametrize("code", ROLES)
def test_help_explains_each_role_from_what_the_code_goes_by(browser_of, code):
    text = page(browser_of("auditor"), f"/office/help/{code}")
    assert str(ROLES[code].title) in text
    for permission in ROLES[code].permissions:
        assert str(permission.words) in text
    assert f'href="/clauses/{ROLES[code].clause}"' in text


def test_help_says_what_follows_from_an_act_and_which_limits_bind(browser_of):
    text = page(browser_of("center-make"), "/office/help/centre_maker")
    assert "接收后立即登记证书、制作电子证书" in text
    assert 'href="/clauses/N10"' in text
    assert "您的岗位" in text
    assert browser_of("center-make").get("/office/help/nobody").status_code == 404


def test_help_stands_in_the_same_place_on_every_page(browser_of):
    client = browser_of("center-make")
    for address, there in (
        ("/office/", "/office/help"),
        ("/office/batches", "/office/help"),
        ("/", "/accessibility"),
    ):
        assert re.search(
            rf'<a class="plain" href="{there}">帮助</a>\s*<details class="menu">', page(client, address)
        )


def test_a_greyed_act_names_the_few_who_can_as_far_as_the_reader_may_know(browser_of, batch):
    assert "由制证员办理：中制证" in page(browser_of("center-check"), batch)
    assert "中制证" not in page(browser_of("anhui-data"), batch).split("办理经过")[0]


def test_an_irreversible_act_shows_first_what_will_happen_and_its_button_says_count_and_act(
    browser_of, batch
):
    text = page(browser_of("center-make"), batch + "/accept")
    assert "之后会怎样" in text
    assert re.search(r'<button class="button">接收3行并开始制证</button>', text)
    reason = page(browser_of("center-make"), batch + "/return")
    assert re.search(r'<button class="button grave">退回3行</button>', reason)


def test_every_permission_has_a_door_or_is_no_page_s(browser_of):
    """Help finds pages by their doors: a permission without one would be a step that leads nowhere."""
    from yinxin.web.office.help import OPEN_TO_ALL, _doors

    served = {door.permission for _, door in _doors()} | set(OPEN_TO_ALL)
    # Asked on the page of proposals, by the kind of the proposal.
    served |= {Permission.SEAL_KEY_APPROVE, Permission.SHARING_APPROVE}
    assert set(Permission) - served == {
        Permission.LEDGER_SEAL,
        Permission.LEDGER_AUDIT,
    }
