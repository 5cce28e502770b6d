"""Stock-takes in the office: begun, scanned with and without a script, finished, corrected by two (N11.1)."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest

from tests.cast import AT, FOUNDED
from tests.register.custody_helpers import kept, opened
from yinxin.parties.actor import SYSTEM
from yinxin.parties.founding import enrol, seat
from yinxin.parties.queries import body_by_code
from yinxin.register import books
from yinxin.register.models import Certificate, Count, Scan
from yinxin.register.places import PlaceKind

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def an_hour_later(installation, monkeypatch):
    """Let pages act after what the helpers have entered in the book."""
    monkeypatch.setenv("YINXIN_NOW", (AT + timedelta(hours=1)).isoformat())


@pytest.fixture
def colleague(cast):
    """Enrol a second custodian of Hefei."""
    number = enrol(username="hefei-custody-2", name="合保二", password="demo", by=SYSTEM, at=AT)
    hefei = body_by_code("hefei").id
    seat(account_id=number, organisation_id=hefei, role="custodian", by=SYSTEM, at=FOUNDED)
    return "hefei-custody-2"


@pytest.fixture
def room(cast):
    return opened()


def number_of(copy: int) -> str:
    return Certificate.objects.get(papers__id=copy).management_number


def begin(browser, room: int) -> str:
    """Begin a stock-take; return its address."""
    return browser.post(f"/office/custody/{room}/count")["Location"].removesuffix("/scan")


def test_a_stock_take_goes_from_the_place_to_a_correction_by_two(cast, browser_of, colleague, room):
    copies = kept(cast, room, seed=5301)
    browser = browser_of("hefei-custody")
    assert "开始1次盘点" in browser.get(f"/office/custody/{room}/count").content.decode()
    here = begin(browser, room)
    assert "盘点：一号证书室" in browser.get(here + "/scan").content.decode()
    for copy in copies[1:]:
        assert "已盘到" in browser.post(here + "/scan", {"text": number_of(copy)}).content.decode()
    page = browser.get(here).content.decode()
    assert "继续扫描" in page
    assert here in browser.get("/office/").content.decode()
    assert "结束1次盘点" in browser.get(here + "/finish").content.decode()
    page = browser.post(here + "/finish", follow=True).content.decode()
    assert "未见1本，多出0本" in page
    assert number_of(copies[0]) in page
    assert browser.get(here + "/scan")["Location"] == here
    assert "提出1项库存更正" in browser.get(here + "/propose").content.decode()
    proposal = browser.post(here + "/propose")["Location"]
    assert f'href="{proposal}"' in browser.get(here).content.decode()
    assert "提出库存更正</a>" not in browser.get(here).content.decode()
    second = browser_of(colleague)
    assert second.post(proposal + "/approve").status_code == 302
    assert books.balance([room]) == {room: 3}
    assert "已更正库存" in browser.get(here).content.decode()


def test_each_scan_is_answered_in_words_and_as_a_part_where_a_script_asks(cast, browser_of, room):
    other = opened("二号证书室")
    copy, elsewhere = kept(cast, room, seed=5302)[0], kept(cast, other, seed=5303)[0]
    browser = browser_of("hefei-custody")
    there = begin(browser, room) + "/scan"
    for text, said in (
        (number_of(copy), "已盘到"),
        (number_of(copy), "已经盘过"),
        (number_of(elsewhere), "账簿上它在“二号证书室”"),
        ("no such number", "查不到"),
        ("", "没有读到"),
        ("\0", "没有读到"),
        ("x" * 2001, "内容过长"),
        ("<script>", "&lt;script&gt;"),
        ("https://yinxin.example/c/AAAAAAAAAAAAAAAAAAAAAA", "不是本系统的地址"),
    ):
        part = browser.post(there, {"text": text}, headers={"HX-Request": "true"})
        assert said in part.content.decode(), text
        assert b"<html" not in part.content
    whole = browser.post(there, {"text": number_of(copy)}).content.decode()
    assert "<html" in whole
    assert "已经盘过" in whole
    assert Scan.objects.count() == 2


def test_the_differences_go_into_files(cast, browser_of, room):
    copies = kept(cast, room, seed=5304)
    browser = browser_of("hefei-custody")
    here = begin(browser, room)
    assert browser.get(here + "/differences.csv").status_code == 409
    browser.post(here + "/finish")
    file = browser.get(here + "/differences.csv")
    rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert [row[2] for row in rows[1:]] == sorted(number_of(copy) for copy in copies)
    assert {(row[0], row[1]) for row in rows[1:]} == {("未见", "一号证书室")}
    assert browser.get(here + "/differences.xlsx").content[:2] == b"PK"


def test_long_lists_are_cut_on_the_page_and_whole_in_the_file(cast, browser_of, room, monkeypatch):
    from yinxin.web.office import counts

    monkeypatch.setattr(counts, "SHOWN", 3)
    kept(cast, room, seed=5305)
    browser = browser_of("hefei-custody")
    here = begin(browser, room)
    browser.post(here + "/finish")
    assert "另有1项" in browser.get(here).content.decode()


def test_a_count_that_agrees_offers_no_correction(cast, browser_of, room):
    browser = browser_of("hefei-custody")
    here = begin(browser, room)
    assert "与账簿一致" in browser.post(here + "/finish", follow=True).content.decode()
    assert "提出库存更正" not in browser.get(here).content.decode()
    assert browser.get(here + "/propose").status_code == 422
    assert browser.post(here + "/scan", {"text": "x"}).status_code == 409


def test_a_place_is_counted_once_at_a_time_and_not_by_everybody(cast, browser_of, room):
    browser = browser_of("hefei-custody")
    here = begin(browser, room)
    assert browser.post(f"/office/custody/{room}/count").status_code == 409
    assert here in browser.get("/office/custody/counts").content.decode()
    assert here in browser.get(f"/office/custody/{room}").content.decode()
    clerk = browser_of("hefei-counter")
    assert clerk.get(here).status_code == 200
    assert "继续扫描" not in clerk.get(here).content.decode()
    for act in ("/scan", "/finish", "/propose"):
        assert clerk.get(here + act).status_code == 403
    assert browser_of("wuhu-counter").get(here).status_code == 404
    assert Count.objects.count() == 1


def test_a_standing_account_is_not_counted(cast, browser_of, room):
    from tests.register.custody_helpers import standing

    lost = standing(PlaceKind.LOST, "hefei")
    browser = browser_of("hefei-custody")
    assert browser.get(f"/office/custody/{lost}/count").status_code == 404
    assert "开始盘点" not in browser.get(f"/office/custody/{lost}").content.decode()
    assert "还没有盘点过" in browser.get("/office/custody/counts").content.decode()
