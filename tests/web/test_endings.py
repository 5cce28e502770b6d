"""The pages of paper's end: ageing, recall, lists of destruction, registers of given-out certificates."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook
from pypdf import PdfReader

from tests.cast import AT
from tests.issuing.ending_helpers import (
    at_hefei,
    collected,
    hefei,
    keeper_of,
    paper,
    state_of,
)
from tests.register.custody_helpers import custodian, go, kept, opened, slip, standing
from yinxin.closing import listing
from yinxin.issuing import archiving, recalling
from yinxin.issuing.models import ArchivePackage, Volume
from yinxin.issuing.recalling import Cause
from yinxin.kernel.calendar import CHINA
from yinxin.register import status
from yinxin.register.places import PlaceKind, SlipKind
from yinxin.register.states import PaperState as P

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def moment(monkeypatch):
    monkeypatch.setenv("YINXIN_NOW", "2026-09-14T12:00:00+08:00")


@pytest.fixture
def room(cast):
    return opened()


@pytest.fixture
def copies(cast, room):
    return at_hefei(kept(cast, room, seed=5481))


@pytest.fixture
def office():
    def sign_in(username: str) -> Client:
        browser = Client()
        form = {"username": username, "password": "demo"}  # the demonstration's, on purpose
        assert browser.post("/office/sign-in", form).status_code == 302
        return browser

    return sign_in


def number_of(copy: int) -> str:
    return paper(copy).management_number


def text_of(answer) -> str:
    assert answer["Content-Type"] == "application/pdf"
    pages = PdfReader(io.BytesIO(answer.content)).pages
    return "".join(page.extract_text() for page in pages).replace("\n", "").replace(" ", "")


def test_ageing_shows_the_last_day_and_ends_custody_after_it(cast, copies, office, monkeypatch):
    browser = office("hefei-custody")
    there = f"/office/custody/ageing/{hefei()}-{paper(copies[0]).exam_id}"
    page = browser.get("/office/custody/ageing").content.decode()
    assert "2031年6月14日" in page
    assert there + "/end" not in page
    assert browser.post(there + "/end").status_code == 409
    assert number_of(copies[0]) in text_of(browser.get(there + "/uncollected.pdf"))
    sheet = load_workbook(io.BytesIO(browser.get(there + "/uncollected.xlsx").content)).active
    assert sheet.max_row == 5
    monkeypatch.setenv("YINXIN_NOW", "2031-06-15T09:00:00+08:00")
    browser = office("hefei-custody")
    assert there + "/end" in browser.get("/office/custody/ageing").content.decode()
    assert browser.get(there + "/end").status_code == 200
    assert browser.post(there + "/end").status_code == 302
    assert {state_of(copy) for copy in copies} == {P.PAST_CUSTODY}
    for address in (there + "/end", "/office/custody/ageing/x-1/end", "/office/custody/ageing/1/end"):
        assert browser.get(address).status_code == 404


def test_a_recall_is_scanned_and_all_or_nothing(cast, room, copies, office):
    collected(copies[:1], room)
    status.invalidate([paper(copy).certificate_id for copy in copies[:2]], by=cast.maker, at=AT)
    browser, there = office("hefei-custody"), "/office/custody/recall"
    form = {"cause": "invalid", "reason": "按无效处理决定收回"}
    assert browser.get(there).status_code == 200
    scans = "\n".join(number_of(copy) for copy in copies[:3])
    answer = browser.post(there, {**form, "scans": scans})
    assert (answer.status_code, "不能收回" in answer.content.decode()) == (422, True)
    answer = browser.post(there, {**form, "scans": "没有的编号"})
    assert (answer.status_code, "没有的编号" in answer.content.decode()) == (422, True)
    answer = browser.post(there, {**form, "scans": "\n".join(scans.splitlines()[:2])})
    assert answer["Location"] == "/office/destruction"
    assert [state_of(copy) for copy in copies[:3]] == [P.RECALLED, P.RECALLED, P.HELD]


def test_damage_and_finds_are_entered(cast, room, copies, office):
    go(copies[:1], room, standing(PlaceKind.LOST, "hefei"), slip(SlipKind.STOCK_MISSING, P.HELD, P.LOST))
    browser = office("hefei-custody")
    form = {"text": number_of(copies[1]), "reason": "屋顶漏水，水渍严重"}
    for there in ("/office/custody/spoil", "/office/custody/found"):
        assert browser.get(there).status_code == 200
        assert (
            browser.post(there, {"text": "?", "reason": "屋顶漏水，水渍严重", "place": room}).status_code
            == 422
        )
    assert browser.post("/office/custody/spoil", form).status_code == 302
    found = {"text": number_of(copies[0]), "reason": "移库时夹在箱底", "place": room}
    assert browser.post("/office/custody/found", found).status_code == 302
    assert [state_of(copy) for copy in copies[:2]] == [P.HELD, P.SPOILED]


@pytest.fixture
def recalled(cast, copies):
    recalling.recall(copies=copies[:3], cause=Cause.WRONG, reason="照片印错", by=custodian(), at=AT)
    return copies[:3]


def test_a_list_goes_from_its_opening_to_two_signatures(cast, recalled, office):
    for name in ("center-first", "center-second"):
        keeper_of("center", name)
    issuer = office("hefei-custody")
    assert "已收回3本" in issuer.get("/office/destruction").content.decode()
    there = issuer.post("/office/destruction/new", {"issuer": hefei()})["Location"]
    assert issuer.get("/office/destruction/new").status_code == 200
    for act in ("add", "close", "hand-over"):
        assert issuer.get(f"{there}/{act}").status_code == 200
        assert issuer.post(f"{there}/{act}")["Location"] == there
        if act == "close":
            form = {"copy": recalled[2], "reason": "封箱前清点未见"}
            assert issuer.get(f"{there}/missing").status_code == 200
            assert issuer.post(f"{there}/missing", {**form, "reason": "无"}).status_code == 422
            assert issuer.post(f"{there}/missing", form).status_code == 302
    assert issuer.get(f"{there}/count").status_code == 403 or issuer.get(f"{there}/count").status_code == 404
    assert number_of(recalled[0]) in text_of(issuer.get(f"{there}/list.pdf"))
    first, second = office("center-first"), office("center-second")
    assert there in first.get("/office/").content.decode()
    assert first.get(f"{there}/count").status_code == 200
    record = {"on": "2026-09-14", "place": "中心销毁间", "way": "碎纸后化浆", "witness": "监销甲"}
    answer = first.post(f"{there}/record", record)
    assert (answer.status_code, "数目不一致" in answer.content.decode()) == (422, True)
    for copy, said in ((recalled[0], "已清点"), (recalled[0], "已经清点过"), (recalled[1], "已清点")):
        got = first.post(f"{there}/count", {"text": number_of(copy)}, HTTP_HX_REQUEST="true")
        assert said in got.content.decode()
        assert "<html" not in got.content.decode()
    assert first.get(f"{there}/record").status_code == 200
    assert first.post(f"{there}/record", record)["Location"] == there
    assert first.post(f"{there}/confirm").status_code == 403
    assert f"{there}/confirm" not in first.get(there).content.decode()
    assert second.post(f"{there}/send-back", {"reason": "不"}).status_code == 422
    assert f"{there}/confirm" in second.get(there).content.decode()
    assert second.get(f"{there}/confirm").status_code == 200
    assert second.post(f"{there}/confirm")["Location"] == there
    assert [state_of(copy) for copy in recalled] == [P.DESTROYED, P.DESTROYED, P.LOST]
    said = text_of(second.get(f"{there}/record.pdf"))
    for part in ("center-first", "center-second", "监销甲", "封箱前清点未见"):
        assert part in said
    assert issuer.get(there).status_code == 200


def test_a_record_that_is_not_confirmed_goes_back(cast, recalled, office):
    for name in ("center-first", "center-second"):
        keeper_of("center", name)
    number = listing.open_list(issuer_id=hefei(), by=custodian(), at=AT)
    listing.add(list_id=number, copies=None, by=custodian(), at=AT)
    listing.close(list_id=number, by=custodian(), at=AT)
    listing.hand_over(list_id=number, by=custodian(), at=AT)
    there, first, second = f"/office/destruction/{number}", office("center-first"), office("center-second")
    for copy in recalled:
        first.post(f"{there}/count", {"text": number_of(copy)})
    first.post(f"{there}/record", {"on": "2026-09-14", "place": "中心销毁间", "way": "碎纸"})
    assert second.post(f"{there}/send-back", {"reason": "现场只见两本"}).status_code == 302
    page = second.get(there).content.decode()
    assert "现场只见两本" in page
    assert f"{there}/count" in page


def test_a_register_is_closed_and_served_again(cast, room, copies, office):
    collected(copies[:2], room)
    browser = office("hefei-custody")
    there = f"/office/registers/{hefei()}-{paper(copies[0]).exam_id}-2026/close"
    assert there in browser.get("/office/registers").content.decode()
    assert browser.get(there).status_code == 200
    assert browser.post(there)["Location"] == "/office/registers"
    volume = Volume.objects.get()
    page = browser.get("/office/registers").content.decode()
    assert volume.digest in page
    assert there not in page
    one, two = (browser.get(f"/office/registers/volumes/{volume.pk}.pdf").content for _ in range(2))
    assert one == two
    assert browser.get("/office/registers/1-1-1/close").status_code == 404
    assert office("wuhu-counter").get(f"/office/registers/volumes/{volume.pk}.pdf").status_code == 404


def test_closed_volumes_are_packed_handed_over_and_read_again(cast, room, copies, office, monkeypatch):
    collected(copies[:2], room)
    browser, code = office("hefei-custody"), f"{hefei()}-{paper(copies[0]).exam_id}-2026"
    browser.post(f"/office/registers/{code}/close")
    there = f"/office/registers/{code}/pack"
    assert there in browser.get("/office/registers").content.decode()
    # What this transaction wrote is not in the public log: the page says to come back.
    assert "公开日志" in browser.post(there, {"retention": "permanent"}).content.decode()
    entry = {"index": 1, "entry": "{}", "proof": []}
    monkeypatch.setattr(archiving.proving, "of_subjects", lambda *of: {"entries": [entry for _ in of]})
    assert browser.post(there, {"retention": "sometimes"}).status_code == 422
    assert browser.post(there, {"retention": "30y"})["Location"] == "/office/registers"
    one = ArchivePackage.objects.get()
    page = browser.get("/office/registers").content.decode()
    assert one.file in page
    assert there not in page
    answer = browser.get(f"/office/registers/archives/{one.pk}.zip")
    assert answer["Content-Disposition"].startswith("attachment")
    file = SimpleUploadedFile("package.zip", answer.content)
    assert "全部一致" in browser.post("/office/registers/archives/read", {"file": file}).content.decode()
    other = SimpleUploadedFile("package.zip", b"PK")
    wrong = browser.post("/office/registers/archives/read", {"file": other})
    assert (wrong.status_code, "不是登记册的档案包" in wrong.content.decode()) == (422, True)
    over = f"/office/registers/archives/{one.pk}/hand-over"
    assert browser.post(over, {"archive": "合肥市档案馆", "on": "2020-01-01"}).status_code == 422
    day = one.made_at.astimezone(CHINA).date().isoformat()
    assert browser.post(over, {"archive": "合肥市档案馆", "on": day})["Location"] == "/office/registers"
    assert "合肥市档案馆" in browser.get("/office/registers").content.decode()
    assert office("wuhu-counter").get(f"/office/registers/archives/{one.pk}.zip").status_code == 404
