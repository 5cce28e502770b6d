"""The pages of the office, one by one."""

import csv
import io
import re

import pytest

from yinxin.catalogue import exams
from yinxin.parties.actor import SYSTEM

pytestmark = pytest.mark.django_db

OWED = re.compile(r'data-label="未报送"><b>(\d+)</b>')
EVERYONE = [
    ("anhui-data", "上传合格人员数据"),
    ("anhui-check", "批次一览"),
    ("center-make", "要办的事"),
    ("system-admin", "现在没有要办的事"),
    ("hefei-counter", "查找证书"),
    ("hefei-custody", "可以开始"),
    ("supervisor", "看看管辖范围内的全部事项"),
    ("auditor", "可以开始"),
]


@pytest.mark.parametrize(("who", "text"), EVERYONE)
def test_everyone_has_a_page_of_their_own_work(browser_of, who, text):
    answer = browser_of(who).get("/office/")
    assert answer.status_code == 200
    assert text in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("now", "urgency", "said"),
    [
        ("2026-09-14T09:30", "open", "还有14个工作日"),
        ("2026-10-06T09:30", "soon", "还有2个工作日"),
        ("2026-10-09T09:30", "soon", "今天到期"),
        ("2026-10-10T09:30", "late", "已逾期1天"),
    ],
)
def test_a_duty_shows_the_days_left_and_turns_amber_then_red(browser_of, monkeypatch, now, urgency, said):
    client = browser_of("anhui-data")
    monkeypatch.setenv("YINXIN_NOW", now)
    page = client.get("/office/").content.decode()
    assert f'<li class="{urgency}">' in page
    assert said in page


def test_what_waits_stands_with_whoever_must_act(browser_of, batch):
    assert f'href="{batch}"' in browser_of("center-make").get("/office/").content.decode()
    assert f'href="{batch}"' not in browser_of("center-check").get("/office/").content.decode()
    browser_of("center-make").post(batch + "/accept")
    from config import clock, workshop
    from yinxin.production import making

    while making.step(workshop.workshop(), clock=clock.now):
        pass
    assert f'href="{batch}"' in browser_of("center-check").get("/office/").content.decode()
    assert f'href="{batch}"' not in browser_of("center-make").get("/office/").content.decode()


def test_a_late_duty_takes_its_reason_once_it_is_late(browser_of, monkeypatch):
    from yinxin.duties.models import Duty

    number = Duty.objects.order_by("id").values_list("id", flat=True).first()
    client = browser_of("anhui-data")
    assert 'name="reason"' not in client.get(f"/office/duties/{number}").content.decode()
    monkeypatch.setenv("YINXIN_NOW", "2026-10-12T09:00")
    assert 'name="reason"' in client.get(f"/office/duties/{number}").content.decode()
    assert client.post(f"/office/duties/{number}/delay", {"reason": "无"}).status_code == 422
    assert client.post(f"/office/duties/{number}/delay", {"reason": "等待外省核查回复"}).status_code == 302
    assert "等待外省核查回复" in client.get(f"/office/duties/{number}").content.decode()
    assert browser_of("jiangsu-data").get(f"/office/duties/{number}").status_code == 404


def test_the_list_of_batches_is_filtered_by_state_and_exported_as_seen(browser_of, batch):
    client = browser_of("center-make")
    number = batch.rsplit("/", 1)[1]
    for state, there in (("received", True), ("made", False)):
        page = client.get(f"/office/batches?state={state}").content.decode()
        exported = client.get(f"/office/batches/export.csv?state={state}").content.decode("utf-8-sig")
        head, *rows = csv.reader(io.StringIO(exported))
        assert head[0] == "批次"
        assert [row[0] for row in rows] == re.findall(r'href="/office/batches/(\d+)"', page)
        assert (number in [row[0] for row in rows]) is there
    empty = browser_of("jiangsu-data").get("/office/batches?state=withdrawn").content.decode()
    assert "没有这种状态的批次" in empty
    assert client.get("/office/batches?state=nonsense").status_code == 200


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx"])
def test_no_cell_of_an_export_is_taken_for_a_formula(text):
    from yinxin.web.tables import plain

    assert plain(text) == "'" + text


def test_an_exam_shows_what_is_owed_and_people_can_be_left_out(browser_of):
    client = browser_of("anhui-data")
    page = client.get("/office/exams/SW2026").content.decode()
    owed = int(OWED.search(page)[1])
    assert "江苏省" not in page
    assert client.post("/office/exams/SW2026/exclusions", {"count": "0", "reason": "x"}).status_code == 422
    assert (
        client.post("/office/exams/SW2026/exclusions", {"count": "5000", "reason": "核查未通过"}).status_code
        == 422
    )
    assert (
        client.post("/office/exams/SW2026/exclusions", {"count": "2", "reason": "核查未通过"}).status_code
        == 302
    )
    assert int(OWED.search(client.get("/office/exams/SW2026").content.decode())[1]) == owed - 2


def test_results_are_published_once(browser_of):
    from datetime import date

    from yinxin.demo.story import FOUNDED
    from yinxin.parties.models import Organisation

    exam = exams.enter(
        code="SW2027",
        qualification="social-worker",
        regime="national",
        year=2027,
        name="试验考试",
        name_en="Trial exam",
        days=(date(2026, 9, 1),),
        levels=("初级",),
        by=SYSTEM,
        at=FOUNDED,
    )
    exams.assign(
        exam_id=exam,
        agency_id=Organisation.objects.get(code="anhui-exam").pk,
        passed=10,
        by=SYSTEM,
        at=FOUNDED,
    )
    client = browser_of("anhui-check")
    assert "尚未登记" in client.get("/office/exams/SW2027").content.decode()
    assert client.post("/office/exams/SW2027/results", {"on": "someday"}).status_code == 422
    assert client.post("/office/exams/SW2027/results", {"on": "2026-08-01"}).status_code == 422
    assert client.post("/office/exams/SW2027/results", {"on": "2026-09-10"}).status_code == 302
    assert client.post("/office/exams/SW2027/results", {"on": "2026-09-11"}).status_code == 409


def test_the_search_box_finds_by_number_name_pinyin_and_batch_and_says_what_matched(browser_of, released):
    from yinxin.register.models import HolderName

    client = browser_of("center-check")
    someone = HolderName.objects.exclude(pinyin="").order_by("-id").first()
    number = re.search(r'<td class="mono small">(\w+)</td>', client.get(released).content.decode())[1]
    ways = [
        (number, "管理号相同"),
        (someone.name, "姓名相同"),
        (someone.pinyin.split()[0][:6], "拼音相近"),
        (released.rsplit("/", 1)[1], "批次号相同"),
    ]
    for asked, why in ways:
        assert why in client.post("/office/search", {"q": asked}).content.decode(), asked
    assert "没有找到" in client.post("/office/search", {"q": "查无此人"}).content.decode()
    page = client.get("/office/search").content.decode()
    assert '<form class="searchbox" method="post"' in page


def test_a_counter_clerk_finds_no_batches(browser_of, released):
    number = released.rsplit("/", 1)[1]
    assert (
        "批次号相同" not in browser_of("hefei-counter").post("/office/search", {"q": number}).content.decode()
    )


@pytest.mark.parametrize("kind", ["txt", "xls", "exe"])
def test_a_file_of_another_kind_is_refused_with_what_to_do(browser_of, kind):
    from django.core.files.uploadedfile import SimpleUploadedFile

    form = {"exam": "SW2026", "file": SimpleUploadedFile(f"a.{kind}", b"x")}
    answer = browser_of("anhui-data").post("/office/batches/new", form)
    assert answer.status_code == 422
    assert "请上传 XLSX 或 CSV 文件" in answer.content.decode()


def test_an_upload_without_a_file_says_what_is_missing(browser_of):
    answer = browser_of("anhui-data").post("/office/batches/new", {"exam": "SW2026"})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()


def test_an_unreadable_file_ends_in_a_report_that_says_so(browser_of):
    from django.core.files.uploadedfile import SimpleUploadedFile

    from config import clock, workshop
    from yinxin.production import waiting_room
    from yinxin.register import files as store

    client = browser_of("anhui-data")
    form = {"exam": "SW2026", "file": SimpleUploadedFile("a.xlsx", b"PK\x03\x04 nonsense")}
    report = client.post("/office/batches/new", form)["Location"]
    waiting_room.step(store=store.files(), glyphs=workshop.missing_glyphs, clock=clock.now)
    page = client.get(report).content.decode()
    assert "无法检查" in page
    assert "重新上传" in page
    assert client.get(report + "/marked.xlsx").status_code == 409


def test_an_htmx_upload_is_told_where_to_go(browser_of, files):
    with files[0].open("rb") as table:
        form = {"exam": "SW2026", "file": table}
        answer = browser_of("anhui-data").post("/office/batches/new", form, headers={"hx-request": "true"})
    assert answer.status_code == 204
    assert answer["HX-Redirect"].startswith("/office/reports/")


def test_a_page_in_english_names_bodies_and_acts_in_english(browser_of, released):
    client = browser_of("center-check")
    client.cookies["django_language"] = "en"
    page = client.get(released).content.decode()
    assert "Anhui Examination Institute" in page
    assert "Released" in page
    assert "Check and release" in page
