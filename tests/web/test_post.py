"""The pages of post: holders apply and follow their parcel, custodians approve, send, take back (N12)."""

from __future__ import annotations

import io

import pytest
from django.test import Client
from openpyxl import load_workbook
from pypdf import PdfReader

from tests.cast import AT
from tests.issuing.ending_helpers import THERE, apply, approved, at_hefei, hefei, paper, posted, state_of
from tests.register.custody_helpers import custodian, kept, opened
from yinxin.issuing import outcomes, practice
from yinxin.issuing.models import MailApplication, Practice
from yinxin.issuing.practice import Terms
from yinxin.register.models import PaperCopy
from yinxin.register.states import PaperState as P
from yinxin.web import sessions

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def moment(monkeypatch):
    monkeypatch.setenv("YINXIN_NOW", "2026-09-14T12:00:00+08:00")


@pytest.fixture
def room(cast):
    return opened()


@pytest.fixture
def copies(cast, room):
    return at_hefei(kept(cast, room, seed=5461))


@pytest.fixture
def office():
    def sign_in(username: str) -> Client:
        browser = Client()
        form = {"username": username, "password": "demo"}  # the demonstration's, on purpose
        assert browser.post("/office/sign-in", form).status_code == 302
        return browser

    return sign_in


@pytest.fixture
def holder(rf):
    """Return a browser in which a copy's holder has signed in."""

    def sign_in(copy: int) -> Client:
        browser = Client()
        request = rf.get("/")
        request.session = browser.session
        from datetime import datetime

        request.wall = datetime.now(tz=AT.tzinfo)
        sessions.begin_holder(request, paper(copy).holder_id)
        request.session.save()
        browser.cookies["sessionid"] = request.session.session_key
        return browser

    return sign_in


def certificate(copy: int) -> int:
    return paper(copy).certificate_id


FORM = {"name": THERE.name, "phone": THERE.phone, "address": THERE.address, "postcode": THERE.postcode}


def test_a_holder_applies_follows_and_withdraws(cast, copies, holder):
    browser, there = holder(copies[0]), f"/me/certificates/{certificate(copies[0])}"
    assert f'href="{there}/post"' in browser.get(there).content.decode()
    page = browser.get(there + "/post").content.decode()
    assert "邮费到付" in page
    assert "由申请人承担责任" in page
    answer = browser.post(there + "/post", FORM)
    assert answer.status_code == 422
    assert "还没有同意" in answer.content.decode()
    answer = browser.post(there + "/post", {**FORM, "phone": "不知道", "agreed": "on"})
    assert (answer.status_code, "7至15位数字" in answer.content.decode()) == (422, True)
    answer = browser.post(there + "/post", {**FORM, "agreed": "on"})
    assert answer["Location"] == there + "/post"
    page = browser.get(there + "/post").content.decode()
    assert "提交申请" in page
    assert THERE.address not in page
    number = MailApplication.objects.get().pk
    answer = browser.post(f"/me/post/{number}/address", {**FORM, "name": "收件人丙"})
    assert answer.status_code == 302
    assert browser.get(f"/me/post/{number}/address").status_code == 200
    assert browser.post(f"/me/post/{number}/withdraw")["Location"] == there + "/post"
    page = browser.get(there + "/post").content.decode()
    assert "已撤回申请" in page
    assert "again=1" in page
    assert browser.get(there + "/post?again=1").status_code == 200
    assert browser.post(there + "/post", {**FORM, "agreed": "on"}).status_code == 302
    assert MailApplication.objects.count() == 2


def test_somebody_elses_application_does_not_exist(cast, copies, holder):
    number = apply(copies[0])
    other = holder(copies[1])
    assert other.get(f"/me/certificates/{certificate(copies[0])}/post").status_code == 404
    assert other.get(f"/me/post/{number}/address").status_code == 404
    assert other.post(f"/me/post/{number}/withdraw").status_code == 404
    assert Client().get(f"/me/post/{number}/address").status_code == 302


def test_a_holder_is_told_why_there_is_no_post(cast, copies, holder):
    practice.publish(
        issuer_id=hefei(),
        terms=Terms(offered=False, reason="搬迁期间暂停"),
        since=AT.date(),
        by=custodian(),
        at=AT,
    )
    page = holder(copies[0]).get(f"/me/certificates/{certificate(copies[0])}/post").content.decode()
    assert "搬迁期间暂停" in page


def test_what_was_lost_says_what_its_holder_can_do(cast, copies, holder):
    (number,) = posted(copies[:1], custodian())
    outcomes.declare_lost(application_id=number, reason="寄递企业证明遗失", by=custodian(), at=AT)
    page = holder(copies[0]).get(f"/me/certificates/{certificate(copies[0])}/post").content.decode()
    assert "电子证书" in page
    assert "EMS000001" in page


def test_a_custodian_approves_sends_and_prints(cast, copies, office):
    numbers = [apply(copy) for copy in copies]
    browser = office("hefei-custody")
    page = browser.get("/office/post").content.decode()
    assert all(f'value="{number}"' in page for number in numbers)
    assert browser.post("/office/post/approve", {}).status_code == 422
    assert browser.post("/office/post/approve", {"application": numbers})["Location"].endswith("approved")
    sheet = load_workbook(io.BytesIO(browser.get("/office/post/waiting.xlsx").content)).active
    listed = [row[0].value for row in sheet.iter_rows(min_row=2)]
    assert sorted(listed) == sorted(paper(copy).management_number for copy in copies)
    assert "待寄出4件" in browser.get("/office/post/send").content.decode()
    form = {"issuer": hefei(), "carrier": "演示速递"}
    answer = browser.post("/office/post/send", form)
    assert (answer.status_code, "没有选择要寄出的证书" in answer.content.decode()) == (422, True)
    pasted = f"{paper(copies[1]).management_number}\tEMS000002\n坏行"
    answer = browser.post("/office/post/send", {**form, f"w{numbers[0]}": "EMS000001", "pasted": pasted})
    text = answer.content.decode()
    assert "第2行" in text
    assert 'value="EMS000001"' in text
    answer = browser.post(
        "/office/post/send", {**form, f"w{numbers[0]}": "EMS000001", "pasted": pasted.splitlines()[0]}
    )
    run = answer["Location"]
    assert "EMS000002" in browser.get(run).content.decode()
    assert [state_of(copy) for copy in copies[:3]] == [P.POSTED, P.POSTED, P.HELD]
    for name, said in (("labels.pdf", THERE.address), ("list.pdf", "EMS000001")):
        got = browser.get(f"{run}/{name}")
        assert got["Content-Type"] == "application/pdf"
        text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(got.content)).pages)
        assert said in text.replace("\n", "").replace(" ", "")


def test_an_application_is_refused_or_its_parcel_ends(cast, room, copies, office):
    browser = office("hefei-custody")
    first = apply(copies[0])
    page = browser.get(f"/office/post/{first}").content.decode()
    assert THERE.address in page
    assert browser.post(f"/office/post/{first}/refuse", {"reason": "不"}).status_code == 422
    assert browser.post(f"/office/post/{first}/refuse", {"reason": "地址超出范围"}).status_code == 302
    back, done, gone = posted(copies[1:], custodian())
    for number, act, form in (
        (back, "returned", {"place": room}),
        (done, "delivered", {}),
        (gone, "lost", {"reason": "寄递企业证明遗失"}),
    ):
        there = f"/office/post/{number}"
        assert f'href="{there}/{act}"' in browser.get(there).content.decode()
        assert browser.get(f"{there}/{act}").status_code == 200
        assert browser.post(f"{there}/{act}", form)["Location"] == there
        assert browser.post(f"{there}/{act}", form).status_code == 409
    assert [state_of(copy) for copy in copies] == [P.HELD, P.HELD, P.COLLECTED, P.LOST]
    assert browser.get("/office/post?state=lost").status_code == 200


def test_a_practice_is_shown_and_changed(cast, office):
    browser = office("hefei-custody")
    there = f"/office/post/practice/{hefei()}"
    assert "星期二" in browser.get("/office/post/practice").content.decode()
    assert browser.get(there).status_code == 200
    form = {
        "since": "2026-10-01",
        "offered": "on",
        "issuer_pays": "on",
        "window": "12",
        "window_unit": "workday",
        "weekday": "5",
        "monthly_cut": "15",
        "promise": "5",
    }
    for wrong, said in (
        ({"since": "2026-09-01"}, "过去"),
        ({"window": "0"}, "window"),
        ({"offered": ""}, "邮寄"),
    ):
        answer = browser.post(there, {**form, **wrong})
        assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert browser.post(there, form).status_code == 302
    row = Practice.objects.get()
    assert (row.window, row.weekday, row.issuer_pays, row.second_delivery) == (12, 5, True, False)


def test_whoever_sends_no_post_sees_none(cast, copies, office):
    (number,) = approved(copies[:1], custodian())
    for address in ("/office/post", f"/office/post/{number}", "/office/post/send", "/office/post/practice"):
        assert office("hefei-counter").get(address).status_code == 403
        assert Client().get(address).status_code == 302
    assert PaperCopy.objects.filter(id=copies[0], state="held").exists()
