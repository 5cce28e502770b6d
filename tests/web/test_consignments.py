"""The pages of consignments: packing, sending, counting by scans, signing, settling differences."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from tests.cast import AT
from tests.issuing.consigning import exam_id, packed, printed, ready, sent
from yinxin.issuing.models import Arrival, Consignment, Difference
from yinxin.parties.queries import body_by_code, the_centre
from yinxin.register.models import Certificate, PaperCopy

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def an_hour_later(installation, monkeypatch):
    """Let pages act after what the helpers have entered in the book."""
    monkeypatch.setenv("YINXIN_NOW", (AT + timedelta(hours=1)).isoformat())


@pytest.fixture
def office(client):
    """Return a browser in which somebody has signed in."""

    def sign_in(username: str):
        form = {"username": username, "password": "demo"}  # the demonstration's, on purpose
        assert client.post("/office/sign-in", form).status_code == 302
        return client

    return sign_in


def page(browser, address):
    got = browser.get(address)
    assert got.status_code == 200, address
    return got.content.decode()


def number_of(copy):
    return Certificate.objects.values_list("management_number", flat=True).get(papers__id=copy)


def test_from_what_waits_to_a_consignment_on_the_road(cast, office):
    printed(cast, seed=5331, count=12)
    browser = office("center-custody")
    new = f"/office/consignments/new?sender={the_centre().id}&exam={exam_id()}"
    assert new.replace("&", "&amp;") in page(browser, "/office/consignments")
    assert "12本" in page(browser, new)
    hefei = str(body_by_code("hefei").id)
    wrong = browser.post(new, {"receiver": hefei, "issuers": [hefei], "size": "5"})
    assert wrong.status_code == 422
    got = browser.post(new, {"receiver": hefei, "issuers": [hefei], "size": "10"})
    there = got["Location"]
    assert "已装箱，待发出" in page(browser, there)
    form = page(browser, there + "/send")
    assert form.count("清点本数") == 2
    refused = browser.post(there + "/send", {"box-1": "10", "box-2": "3"})
    assert refused.status_code == 422
    assert "应发2本，装箱3本" in refused.content.decode()
    unready = browser.post(there + "/send", {"box-1": "10", "box-2": "2"})
    assert unready.status_code == 422
    assert "专门的证书保管场所" in unready.content.decode()
    ready()
    assert browser.post(there + "/send", {"box-1": "10", "box-2": "2"}).status_code == 302
    assert "已发出，待清点签收" in page(browser, there)
    for paper in ("slip", "labels"):
        assert browser.get(f"{there}/{paper}.pdf").content.startswith(b"%PDF")


def test_unpacking_asks_first(cast, office):
    printed(cast, seed=5332)
    made = packed()
    browser = office("center-custody")
    assert "拆箱作废" in page(browser, f"/office/consignments/{made}/unpack")
    assert browser.post(f"/office/consignments/{made}/unpack").status_code == 302
    assert Consignment.objects.get(pk=made).state == "unpacked"


def test_counting_answers_every_scan_and_signing_shows_what_was_found(cast, office):
    copies = printed(cast, seed=5333)
    made = sent()
    room = ready()
    browser = office("hefei-custody")
    there = f"/office/consignments/{made}"
    assert "清点签收JJ" in page(browser, "/office/")

    def scan(text, **more):
        got = browser.post(there + "/count", {"text": text, **more}, headers={"HX-Request": "true"})
        return got.content.decode()

    assert "在清单上，完好" in scan(number_of(copies[0]))
    assert "已登记：照片错" in scan(number_of(copies[1]), finding="wrong_photo", note="照片是另一人")
    assert "查不到这个编号" in scan("NO-SUCH-NUMBER")
    assert "整箱登记：新登记2本" in scan(f"x{made}-1")
    assert "新登记0本" in scan(f"X{made}-1")
    struck = browser.post(there + "/strike", {"copy": str(copies[3])})
    assert struck["Location"] == there + "/count"
    assert Arrival.objects.filter(consignment_id=made).count() == 3
    check = page(browser, there + "/sign")
    for said in ("交接单应有", "少证", "照片错"):
        assert said in check
    assert browser.post(there + "/sign", {"place": str(room)}).status_code == 302
    shown = page(browser, there)
    assert "差异" in shown
    assert "照片是另一人" in shown
    assert PaperCopy.objects.filter(id__in=copies, state="held").count() == 2
    assert browser.get(there + "/count")["Location"] == there


def test_each_end_is_offered_its_own_ways_out_of_a_difference(cast, office, client):
    copies = printed(cast, seed=5334)
    made = sent()
    room = ready()
    browser = office("hefei-custody")
    there = f"/office/consignments/{made}"
    for copy in copies[:2]:
        browser.post(there + "/count", {"text": number_of(copy)})
    browser.post(there + "/sign", {"place": str(room)})
    one, other = Difference.objects.filter(consignment_id=made).order_by("id").values_list("pk", flat=True)
    case = f"/office/consignments/differences/{one}"
    own = page(browser, case)
    assert "补收入库" in own
    assert 'value="lost"' not in own
    short = browser.post(case, {"to": "taken_in", "place": str(room), "solution": "在"})
    assert short.status_code == 422
    done = browser.post(case, {"to": "taken_in", "place": str(room), "solution": "夹在封套里"})
    assert done["Location"] == there
    client.post("/office/sign-out")
    browser = office("center-custody")
    assert "查明交接差异" in page(browser, "/office/")
    case = f"/office/consignments/differences/{other}"
    theirs = page(browser, case)
    assert 'value="lost"' in theirs
    assert 'value="taken_in"' not in theirs
    assert browser.post(case, {"to": "lost", "solution": "双方查找未见"}).status_code == 302
    assert re.search("确认遗失.*双方查找未见", page(browser, there), re.S)
    assert browser.get(case)["Location"] == there


def test_nothing_waits_for_the_seal_check_where_the_ministry_prints(cast, office):
    text = page(office("anhui-window"), "/office/seal-checks")
    assert "没有等待验印的证书" in text
