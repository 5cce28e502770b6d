"""The counter's pages (N13.1): every scan has an answer, a wrong one changes nothing, no number stands in an address."""

from __future__ import annotations

import json
import re
import time
from datetime import timedelta

import pytest

from tests.issuing.counter_helpers import clerk, give, invented, on_shelf, state_of
from tests.issuing.test_service import publish
from tests.register.custody_helpers import custodian, go, slip, standing
from yinxin.issuing.models import Collection
from yinxin.ledger.models import Entry
from yinxin.parties.queries import body_by_code
from yinxin.register import on_hand, status
from yinxin.register.models import Certificate, HolderContact, PaperCopy
from yinxin.register.places import PlaceKind, SlipKind, place_code
from yinxin.register.states import PaperState as P

pytestmark = pytest.mark.django_db
NOW = "2026-09-21T10:00:00+08:00"
PART = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def ten_o_clock(monkeypatch):
    monkeypatch.setenv("YINXIN_NOW", NOW)


@pytest.fixture
def office(client):
    """Return a browser in which somebody has signed in."""

    def sign_in(username: str):
        form = {"username": username, "password": "demo"}  # the demonstration's, on purpose
        assert client.post("/office/sign-in", form).status_code == 302
        return client

    return sign_in


def face_of(copy: int):
    (sheet,) = on_hand.sheets([copy])
    return sheet.face


def scan(browser, text: str, **more: object) -> str:
    answer = browser.post("/office/counter/scan", {"text": text, **more}, headers=PART)
    assert answer.status_code == 200
    return answer.content.decode()


def tone(page: str) -> str:
    return re.search(r'data-tone="(\w+)"', page).group(1)


def token(page: str) -> str:
    return re.search(r'name="token" value="(\w+)"', page).group(1)


def test_each_kind_of_text_opens_the_right_thing(cast, office):
    (copy,) = on_shelf(cast, seed=6201, count=1)
    face, browser = face_of(copy), office("hefei-counter")
    place = place_code(PaperCopy.objects.get(id=copy).place_id)
    code = face.verify_at
    for text in (code, code.rsplit("/", 1)[1], face.management_number, face.id_number, face.name):
        page = scan(browser, text)
        assert (tone(page), face.name in page, 'id="give-form"' in page) == ("good", True, True), text
        assert face.id_number not in page
        assert f'value="{copy}"' in page
    page = scan(browser, place)
    assert (tone(page), f"/office/counter/copies/{copy}" in page) == ("warn", True)
    before = Entry.objects.count()
    for text in ("", "nothing", "无此人", "https://example.com/c/" + "x" * 22, "0" * 300, "\0"):
        assert tone(scan(browser, text)) == "warn", text
    assert Entry.objects.count() == before
    assert state_of(copy) == "held"


def test_three_inputs_give_it_out_and_the_fourth_takes_it_back(cast, office):
    (copy,) = on_shelf(cast, seed=6202, count=1)
    browser = office("hefei-counter")
    page = scan(browser, face_of(copy).management_number)
    sent = {"copies": copy, "token": token(page), "kind": "holder", "papers": "holder_id", "signing": "paper"}
    done = browser.post("/office/counter/give", sent, headers=PART).content.decode()
    assert (tone(done), "撤回这次发放" in done, "今天已发1本" in done) == ("given", True, True)
    assert state_of(copy) == "collected"
    again = browser.post("/office/counter/give", sent, headers=PART).content.decode()
    assert "没有重复登记" in again
    assert Collection.objects.filter(copy_id=copy).count() == 1
    back = browser.post("/office/counter/undo", {"token": sent["token"]}, headers=PART).content.decode()
    assert (tone(back), state_of(copy)) == ("warn", "held")


def test_without_a_script_the_forms_do_it(cast, office):
    (copy,) = on_shelf(cast, seed=6203, count=1)
    browser = office("hefei-counter")
    page = browser.post("/office/counter/scan", {"text": face_of(copy).management_number}).content.decode()
    assert "<html" in page
    sent = {"copies": copy, "token": token(page), "kind": "holder", "papers": "holder_id", "signing": "paper"}
    answer = browser.post("/office/counter/give", sent)
    assert answer.status_code == 302
    page = browser.get(answer["Location"]).content.decode()
    assert "已发放" in page
    refused = browser.post("/office/counter/give", {**sent, "token": "f" * 32})
    assert (refused.status_code, "合窗口" in refused.content.decode()) == (409, True)


def test_red_says_why_and_where(cast, office):
    browser = office("hefei-counter")
    collected, invalid, coming, foreign = on_shelf(cast, seed=6204, count=4)
    give(collected)
    status.invalidate([PaperCopy.objects.get(id=invalid).certificate_id], by=cast.checker, at=clerk_time())
    room = PaperCopy.objects.get(id=coming).place_id
    go([coming], room, standing(PlaceKind.IN_TRANSIT, "hefei"), slip(SlipKind.DISPATCH, P.HELD, P.IN_TRANSIT))
    Certificate.objects.filter(papers__id=foreign).update(issuer_id=body_by_code("wuhu").id)
    for copy, said in (
        (collected, "2026-09-14 10:00由合窗口在“一号证书室”发出"),
        (invalid, "证书状态是“无效”"),
        (coming, "运送途中"),
        (foreign, "由芜湖市人力资源和社会保障局（演示）发放"),
    ):
        page = browser.get(f"/office/counter/copies/{copy}", headers=PART).content.decode()
        assert (tone(page), said in page, "give-form" in page) == ("bad", True, False), said


def clerk_time():
    from tests.cast import AT

    return AT


def test_a_copy_in_another_issuer_s_room_is_said_to_be_there(cast, office):
    (copy,) = on_shelf(cast, seed=6205, count=1)
    Certificate.objects.filter(papers__id=copy).update(issuer_id=body_by_code("wuhu").id)
    page = office("wuhu-counter").get(f"/office/counter/copies/{copy}", headers=PART).content.decode()
    assert "现在存放在合肥" in page
    Certificate.objects.filter(papers__id=copy).update(issuer_id=body_by_code("hefei").id)
    assert office("wuhu-counter").get(f"/office/counter/copies/{copy}").status_code == 404


def test_what_is_missing_is_said_with_everything_typed_still_there(cast, office):
    (copy,) = on_shelf(cast, seed=6206, count=1)
    browser = office("hefei-counter")
    page = browser.get(f"/office/counter/copies/{copy}?kind=proxy", headers=PART).content.decode()
    sent = {
        "copies": copy,
        "token": token(page),
        "kind": "proxy",
        "papers": ["holder_id", "proxy_id"],
        "name": "李代领",
        "id_kind": "111",
        "id_number": invented(3),
        "signing": "paper",
    }
    answer = browser.post("/office/counter/give", sent, headers=PART)
    page = answer.content.decode()
    assert answer.status_code == 422
    for part in ("缺少：委托书", "李代领", invented(3), sent["token"]):
        assert part in page, part
    assert page.count("checked>") == 3
    answer = browser.post(
        "/office/counter/give",
        {**sent, "papers": ["holder_id", "proxy_id", "letter_of_authority"]},
        headers=PART,
    )
    assert (answer.status_code, state_of(copy)) == (200, "collected")
    line = Collection.objects.get(copy_id=copy)
    browser = office("hefei-custody")
    page = browser.get(f"/office/collections/{line.pk}").content.decode()
    assert "李代领" in page
    assert invented(3) not in page
    assert "李代领" not in office("anhui-supervisor").get(f"/office/collections/{line.pk}").content.decode()


def test_a_proxy_for_many_is_shown_before_and_listed_after(cast, office):
    copies = on_shelf(cast, seed=6207 + 30, count=5)
    browser = office("hefei-counter")
    person = {"kind": "proxy", "name": "李代领", "id_kind": "111", "id_number": invented(4)}
    papers = ["holder_id", "proxy_id", "letter_of_authority"]
    for number, copy in enumerate(copies[:4]):
        page = browser.get(f"/office/counter/copies/{copy}?kind=proxy", headers=PART).content.decode()
        sent = {**person, "copies": copy, "token": token(page), "papers": papers, "signing": "paper"}
        warned = browser.post("/office/counter/proxy", sent, headers=PART).content.decode()
        assert ("代领4人" in warned.replace("为4人代领", "代领4人")) is (number == 3)
        answer = browser.post("/office/counter/give", sent, headers=PART)
        assert answer.status_code == (422 if number == 3 else 200)
    assert 'name="acknowledged"' in answer.content.decode()
    assert (
        browser.post("/office/counter/give", {**sent, "acknowledged": "1"}, headers=PART).status_code == 200
    )
    for user in ("hefei-custody", "anhui-supervisor"):
        page = office(user).get("/office/collections?which=many").content.decode()
        assert face_of(copies[3]).management_number in page
        assert face_of(copies[0]).management_number not in page


def test_a_unit_s_certificates_gather_and_go_together(cast, office):
    copies = on_shelf(cast, seed=6208, count=3)
    publish()
    browser = office("hefei-counter")
    assert "kind=unit" not in browser.get("/office/counter").content.decode().split("<main")[1]
    from dataclasses import replace

    from tests.issuing.test_service import WHOLE

    publish(replace(WHOLE, units=True))
    assert "kind=unit" in browser.get("/office/counter").content.decode()
    basket: list[int] = []
    for copy in copies:
        page = scan(browser, face_of(copy).management_number, kind="unit", basket=basket)
        basket = [int(number) for number in re.findall(r'name="basket" value="(\d+)"', page)]
    assert sorted(basket) == copies
    sent = {
        "copies": copies,
        "token": token(page),
        "kind": "unit",
        "papers": ["holder_id", "proxy_id", "introduction_letter"],
        "unit": "合肥某某事务所",
        "name": "李代领",
        "id_kind": "111",
        "id_number": invented(5),
        "signing": "paper",
    }
    done = browser.post("/office/counter/give", sent, headers=PART).content.decode()
    assert "3本" in done
    assert {state_of(copy) for copy in copies} == {"collected"}


def queue(browser, copy: int, at: str, **change: object):
    body = {
        "copies": [copy],
        "papers": ["holder_id"],
        "token": "a" * 32,
        "at": at,
        "account": clerk().account_id,
    }
    return browser.post("/office/counter/queue", json.dumps(body | change), content_type="application/json")


def test_what_waited_is_taken_once_and_what_is_refused_says_why(cast, office):
    first, second = on_shelf(cast, seed=6209, count=2)
    browser = office("hefei-counter")
    for repeated in (False, True):
        answer = queue(browser, first, "2026-09-21T01:30:00.000Z")
        assert (answer.status_code, answer.json()) == (200, {"done": True, "repeated": repeated})
    row = Collection.objects.get(copy_id=first)
    assert (row.entered_at - row.given_at) == timedelta(minutes=30)
    for code, why, change in (
        (422, "24小时", {"at": "2026-09-20T01:59:00Z"}),
        (422, "24小时", {"at": "2026-09-21T02:03:00Z"}),
        (422, "不是您办理", {"account": 1}),
        (422, "不是您办理", {"at": "2026-09-21T01:30:00"}),
        (422, "读不出", {"copies": None}),
        (422, "缺少", {"papers": []}),
        (409, "另一次发放", {"copies": [second]}),
        (404, "没有找到", {"copies": [999_999_999], "token": "c" * 32}),
    ):
        other = {"token": "a" * 32 if why == "另一次发放" else "b" * 32}
        answer = queue(browser, second, **{"at": "2026-09-21T01:30:00Z"} | other | change)
        assert (answer.status_code, why in answer.json()["why"]) == (code, True), (why, answer.json())
    assert browser.post("/office/counter/queue", "no json", content_type="text/plain").status_code == 422
    assert state_of(second) == "held"


def test_names_and_numbers_stand_in_no_address(cast, office):
    (copy,) = on_shelf(cast, seed=6210, count=1)
    face, browser = face_of(copy), office("hefei-counter")
    page = scan(browser, face.id_number) + browser.get("/office/collections").content.decode()
    addresses = " ".join(re.findall(r'(?:href|src|action|hx-get|hx-post)="([^"]*)"', page))
    assert face.name not in addresses
    assert face.id_number not in addresses
    assert (
        browser.get(f"/office/certificates/{PaperCopy.objects.get(id=copy).certificate_id}/photo")[
            "Cache-Control"
        ]
        == "no-store"
    )


def test_a_custodian_corrects_with_a_reason_and_the_timeline_tells_it(cast, office):
    (copy,) = on_shelf(cast, seed=6211, count=1)
    (number,) = give(copy).collections
    browser = office("hefei-custody")
    there = f"/office/collections/{number}"
    assert "更正这次发放" in browser.get(there).content.decode()
    assert browser.post(f"{there}/correct", {"reason": "错"}).status_code == 422
    assert browser.post(f"{there}/correct", {"reason": "扫错证书，实物仍在库内"}).status_code == 302
    page = browser.get(there).content.decode()
    assert "扫错证书，实物仍在库内" in page
    assert "更正这次发放" not in page
    whole = browser.get(
        f"/office/certificates/{PaperCopy.objects.get(id=copy).certificate_id}"
    ).content.decode()
    for words in ("在窗口发给领取人", "更正发放登记", "领取单", "发放更正单"):
        assert words in whole, words
    assert office("hefei-counter").get(f"{there}/correct").status_code == 403
    assert f'href="{there}"' in browser.get("/office/collections?which=undone").content.decode()


def test_the_session_remembers_where_is_signed(cast, office):
    first, second = on_shelf(cast, seed=6212, count=2)
    browser = office("hefei-counter")
    browser.post("/office/counter/give", {"copies": first, "signing": "pad", "token": "d" * 32}, headers=PART)
    page = browser.get(f"/office/counter/copies/{second}", headers=PART).content.decode()
    assert 'value="pad" checked' in page


def test_an_issuer_s_notice_is_public_for_people_and_programs(cast, office, client):
    assert "还没有机构公布" in client.get("/issuers").content.decode()
    assert client.get("/issuers/hefei").status_code == 404
    browser = office("hefei-custody")
    there = f"/office/service/{body_by_code('hefei').id}"
    assert "填写并发布" in browser.get("/office/service").content.decode()
    sent = {
        "since": "2026-09-21",
        "hours": "工作日",
        "place": "3号窗口",
        "ways": ["on_site", "mail", "online_application"],
        "process": "取号",
        "papers": "身份证件",
        "phone": "0551",
        "units": "1",
    }
    assert browser.post(there, {**sent, "hours": ""}).status_code == 422
    assert browser.post(there, sent).status_code == 302
    assert "3号窗口" in client.get("/issuers").content.decode()
    page = client.get("/issuers/hefei").content.decode()
    assert "到付" in page
    facts = client.get("/issuers/hefei.json").json()
    assert (facts["place"], facts["units"], facts["postage_paid_by"]) == ("3号窗口", True, "holder")
    assert browser.get(there).content.decode().count("第1版") == 1
    assert office("wuhu-counter").get(there).status_code == 403


def test_a_holder_leaves_a_phone_and_takes_it_away(cast, client):
    HolderContact.objects.all().delete()  # those of the registration are closed under other keys
    session = client.session
    holder = Certificate.objects.values_list("holder_id", flat=True)[0]
    from yinxin.web import sessions

    instant = int(time.time())
    session.update({sessions.HOLDER: holder, sessions.BEGUN: instant, sessions.SEEN: instant})
    session.save()
    phone = "139" + "00000009"
    assert client.post("/me/contact", {"phone": phone}).status_code == 422
    assert client.post("/me/contact", {"phone": phone, "agreed": "1"}).status_code == 302
    page = client.get("/me/contact").content.decode()
    assert "139****0009" in page
    assert phone not in page
    assert client.post("/me/contact", {"act": "forget"}).status_code == 302
    assert "不再通知" in client.get("/me/contact").content.decode()


def test_the_custodian_sees_what_was_sent_without_names(cast, office):
    from tests.issuing.test_messages import Sender, one, work

    one(cast, 6213)
    publish()
    work(Sender(), clerk_time())
    page = office("hefei-custody").get("/office/service/messages").content.decode()
    assert "proof-1" in page
    assert "139" + "00000001" not in page
    assert custodian()
