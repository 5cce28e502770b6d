"""Print orders in the office: their list, files and reports, reprints, the store of blanks (N10)."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from config.workshop import hand_over_to_print
from tests.cast import AT, released
from yinxin.production import printing
from yinxin.production.models import PrintOrder
from yinxin.register import books, sheets
from yinxin.register.places import SlipKind

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def an_hour_later(installation, monkeypatch):
    """Let pages act after what the helpers have entered in the book."""
    monkeypatch.setenv("YINXIN_NOW", (AT + timedelta(hours=1)).isoformat())


@pytest.fixture
def drop(cast, tmp_path, settings, behind_the_back):
    """Return an empty drop folder; the order of the batch that was committed before the tests does not wait."""
    behind_the_back(
        "update production_print_order set state = 'handed_over', manifest = repeat('0', 64) where state = %s",
        "ordered",
    )
    settings.PRINT_DROP = tmp_path / "drop"
    return settings.PRINT_DROP


def orders(cast, *, seed: int, count: int = 4) -> list[PrintOrder]:
    batch = released(cast, count=count, seed=seed)
    return list(PrintOrder.objects.filter(batch_id=batch).order_by("-papers", "id"))


def address(order: PrintOrder) -> str:
    return f"/office/print/{order.number}"


def told(order: PrintOrder, *, spoiled: int = 0, lost: int = 0) -> dict:
    copies = books.copies_on(SlipKind.PRINT_ORDER, order.number)
    blank = dict(zip(copies, sheets.serials(copies), strict=True))
    return {
        "order": order.number,
        "spoiled": [{"paper": copy, "blank": blank[copy]} for copy in copies[:spoiled]],
        "lost": copies[spoiled : spoiled + lost],
        "printed": copies[spoiled + lost :],
    }


def upload(browser, order: PrintOrder, said) -> object:
    data = said if isinstance(said, bytes) else json.dumps(said).encode()
    file = SimpleUploadedFile("report.json", data, "application/json")
    return browser.post(address(order) + "/report", {"file": file})


def test_an_order_is_followed_from_its_files_to_its_reprint(cast, browser_of, drop):
    maker = browser_of("center-make")
    entered = maker.post("/office/print/blanks/new", {"letters": "AH", "first": "0001", "last": "0099"})
    assert entered["Location"] == "/office/print/blanks"
    order = orders(cast, seed=15401)[0]
    page = maker.get(address(order)).content.decode()
    assert "尚未送出" in page
    assert "登记印制回报</a>" not in page
    while hand_over_to_print():
        pass
    page = maker.get(address(order)).content.decode()
    manifest = json.loads((drop / "orders" / order.number / "manifest.json").read_bytes())
    assert all(file["digest"] in page and file["name"] in page for file in manifest["files"])
    assert "与登记一致" in page
    assert "AH0" in page
    assert address(order) in maker.get("/office/").content.decode()
    assert "登记1份印制回报" in maker.get(address(order) + "/report").content.decode()
    answer = upload(maker, order, told(order, spoiled=1))
    assert answer.status_code == 302, answer.content.decode()
    page = maker.get(address(order)).content.decode()
    assert "补印1本" in page
    assert "补印1本证书" in maker.get(address(order) + "/reprint").content.decode()
    again = maker.post(address(order) + "/reprint")["Location"]
    assert maker.get(again).status_code == 200
    assert "补印1本" not in maker.get(address(order)).content.decode()
    assert maker.post(address(order) + "/reprint").status_code == 422
    assert upload(maker, order, told(order)).status_code == 409


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "读不出来"),
        (b"[]", "读不出来"),
        (b'"x"', "读不出来"),
        (b"\xff\xfe", "读不出来"),
        (b"[" * 100_000, "读不出来"),
        (b'{"order": "\\u0000", "printed": [], "spoiled": [], "lost": []}', "读不出来"),
        (b'{"order": "9-9", "printed": [], "spoiled": [], "lost": []}', "这份回报不是"),
        (b'{"order": 1, "printed": [1e400], "spoiled": [1], "lost": {}}', "读不出来"),
    ],
)
def test_a_hostile_report_is_refused_on_its_page_and_nothing_changes(cast, browser_of, drop, data, said):
    order = PrintOrder.objects.order_by("id").first()
    answer = upload(browser_of("center-make"), order, data)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    order.refresh_from_db()
    assert order.state == "handed_over"


def test_a_report_that_is_too_long_is_not_even_read(cast, browser_of, drop, monkeypatch):
    monkeypatch.setattr(printing, "REPORT_BYTES", 40)
    order = PrintOrder.objects.order_by("id").first()
    answer = upload(browser_of("center-make"), order, told(order))
    assert answer.status_code == 422
    assert "不是印制回报" in answer.content.decode()
    assert browser_of("center-make").post(address(order) + "/report", {}).status_code == 422


def test_a_report_must_name_every_sheet(cast, browser_of, drop):
    order = orders(cast, seed=15405)[0]
    while hand_over_to_print():
        pass
    said = told(order)
    said["printed"].pop()
    answer = upload(browser_of("center-make"), order, said)
    assert answer.status_code == 422
    assert "印制回报与印制单" in answer.content.decode()


def test_a_manifest_that_was_changed_or_taken_away_is_named(cast, browser_of, drop):
    maker = browser_of("center-make")
    order = orders(cast, seed=15402, count=1)[0]
    hand_over_to_print()
    folder = drop / "orders" / order.number
    for file in folder.glob("*.pdf"):
        file.unlink()
    assert "已取走" in maker.get(address(order)).content.decode()
    (folder / "manifest.json").write_text('{"files": [{"name": "../../keys", "digest": "x"}]}')
    page = maker.get(address(order)).content.decode()
    assert "与登记不一致" in page
    assert "keys" not in page.split("<main")[1].split("</main")[0]
    (folder / "manifest.json").unlink()
    assert "已不在交换文件夹中" in maker.get(address(order)).content.decode()


def test_a_stopped_order_is_shown_and_started_again(cast, browser_of, drop):
    order = orders(cast, seed=15403, count=1)[0]
    PrintOrder.objects.filter(pk=order.pk).update(trouble="照片缺失")
    maker = browser_of("center-make")
    assert order.number in maker.get("/office/print?state=trouble").content.decode()
    assert order.number not in maker.get("/office/print?state=reported").content.decode()
    assert "照片缺失" in maker.get(address(order)).content.decode()
    assert "照片缺失" in maker.get(address(order) + "/retry").content.decode()
    assert maker.post(address(order) + "/retry").status_code == 302
    assert maker.post(address(order) + "/retry").status_code == 422
    assert "没有这样的印制单" in maker.get("/office/print?state=trouble").content.decode()


@pytest.mark.parametrize("state", ["", "ordered", "handed_over", "nonsense"])
def test_the_list_is_filtered_by_state(cast, browser_of, state):
    assert browser_of("center-make").get(f"/office/print?state={state}").status_code == 200


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("", "2", "请填写"),
        ("1", "02", "位数相同"),
        ("9", "1", "不大于止号"),
        ("x", "y", "须是"),
        ("1", "2" * 13, "12"),
    ],
)
def test_blanks_that_are_no_range_are_refused(cast, browser_of, first, last, said):
    answer = browser_of("center-make").post("/office/print/blanks/new", {"first": first, "last": last})
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_the_store_of_blanks_says_what_is_left(cast, browser_of):
    maker = browser_of("center-make")
    assert "还没有登记空白证书" in maker.get("/office/print/blanks").content.decode()
    form = {"letters": "AH", "first": "0001", "last": "0050"}
    assert "已登记空白证书50张" in maker.post("/office/print/blanks/new", form, follow=True).content.decode()
    assert maker.post("/office/print/blanks/new", form).status_code == 422
    page = maker.get("/office/print/blanks").content.decode()
    assert "AH0001" in page
    assert "还可以使用50张" in page


def test_others_look_on_or_see_nothing(cast, browser_of, drop):
    order = orders(cast, seed=15404, count=1)[0]
    auditor = browser_of("auditor")
    assert auditor.get(address(order)).status_code == 200
    for act in ("/report", "/reprint", "/retry"):
        assert auditor.get(address(order) + act).status_code == 403
    assert browser_of("anhui-data").get("/office/print").status_code == 403
    assert auditor.get("/office/print/9-9").status_code == 404
