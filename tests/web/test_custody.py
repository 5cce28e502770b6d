"""The pages of the custody book: places with balances, one place with its copies and slips (N11.1)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.cast import AT
from tests.register.custody_helpers import kept, opened
from yinxin.register.models import Certificate, PaperCopy, Place
from yinxin.register.places import PlaceKind, place_code

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


def test_a_custodian_finds_their_places_and_what_lies_there(cast, office):
    room = opened()
    shelf = opened("甲架", PlaceKind.SHELF, room)
    copies = kept(cast, room, seed=5201)
    browser = office("hefei-custody")
    page = browser.get("/office/custody").content.decode()
    assert "合肥市人力资源和社会保障局" in page
    assert "印制厂" not in page
    assert f'href="/office/custody/{shelf}"' in page
    page = browser.get(f"/office/custody/{room}").content.decode()
    for certificate in Certificate.objects.filter(papers__id__in=copies):
        assert certificate.management_number in page
        own = certificate.issuer.code == "hefei"  # who gives a certificate out may open it
        assert (f"/office/certificates/{certificate.pk}" in page) == own
    assert "签收单" in page
    assert "甲架" in page


def test_a_page_of_copies_follows_another(cast, office, monkeypatch):
    from yinxin.web.office import custody

    monkeypatch.setattr(custody, "_PAGE", 3)
    room = opened()
    copies = kept(cast, room, seed=5202, count=4)
    browser, seen = office("hefei-custody"), set()
    numbers = dict(
        PaperCopy.objects.filter(id__in=copies).values_list("certificate__management_number", "id")
    )
    for page in ("1", "2"):
        text = browser.get(f"/office/custody/{room}?page={page}").content.decode()
        seen |= {number for number in numbers if number in text}
    assert seen == set(numbers)


def test_the_centre_sees_the_printing_house_and_strangers_see_nothing(cast, office):
    house = Place.objects.get(kind="printing_house").pk
    page = office("center-make").get(f"/office/custody/{house}").content.decode()
    assert "印制厂" in page
    assert "/office/certificates/" in page
    assert office("wuhu-counter").get(f"/office/custody/{house}").status_code == 404
    assert "还没有纸质证书的账簿" in office("wuhu-counter").get("/office/custody").content.decode()


def test_a_custodian_opens_a_place_in_another(cast, office):
    room = opened()
    browser = office("hefei-custody")
    page = browser.get(f"/office/custody/new?inside={room}").content.decode()
    assert f'value="{room}" selected' in page
    hefei = Place.objects.get(pk=room).organisation_id
    form = {"organisation": hefei, "kind": "box", "name": "一号箱", "parent": room}
    there = browser.post("/office/custody/new", form)["Location"]
    number = int(there.rsplit("/", 1)[1])
    assert Place.objects.get(pk=number).parent_id == room
    assert place_code(number) in browser.get(there).content.decode()
    again = browser.post("/office/custody/new", form)
    assert again.status_code == 422
    assert "已有同名的库位" in again.content.decode()


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"name": "x" * 61}, {"kind": "lost"}, {"parent": "999999"}, {"organisation": "1"}]
)
def test_a_place_that_cannot_be_is_refused(cast, office, wrong):
    room = opened()
    form = {"organisation": Place.objects.get(pk=room).organisation_id, "kind": "box", "name": "一号箱"}
    answer = office("hefei-custody").post("/office/custody/new", {**form, **wrong})
    assert answer.status_code == 422
    assert Place.objects.filter(name="一号箱").count() == 0


def test_copies_are_put_away_by_scanning_and_what_was_typed_is_kept_when_refused(cast, office):
    room, shelf = opened(), opened("甲架", PlaceKind.SHELF)
    copies = kept(cast, room, seed=5203)
    browser, there = office("hefei-custody"), f"/office/custody/{shelf}/put-away"
    assert "移入所扫描的证书" in browser.get(there).content.decode()
    number = Certificate.objects.get(papers__id=copies[0]).management_number
    refused = browser.post(there, {"scans": f"{number}\nno such number", "number": "YK-1"})
    assert refused.status_code == 422
    assert "查不到" in refused.content.decode()
    assert number in refused.content.decode()
    done = browser.post(there, {"scans": f"{number}\r\n{number}", "number": "YK-1"}, follow=True)
    assert "已移入1本" in done.content.decode()
    same = browser.post(there, {"scans": place_code(room), "number": "YK-1"})
    assert (same.status_code, "已经登记过" in same.content.decode()) == (422, True)
    whole = browser.post(there, {"scans": place_code(room).lower(), "number": "YK-2"}, follow=True)
    assert "已移入3本" in whole.content.decode()


def test_only_custodians_keep_paper_and_only_kept_places_take_it(cast, office):
    room = opened()
    house = Place.objects.get(kind="printing_house").pk
    clerk = office("hefei-counter")
    assert clerk.get(f"/office/custody/{room}/put-away").status_code == 403
    assert "移入证书" not in clerk.get(f"/office/custody/{room}").content.decode()
    assert clerk.get("/office/custody/new").status_code == 403
    assert office("hefei-custody").get(f"/office/custody/{house}/put-away").status_code == 404
    assert office("hefei-custody").get("/office/custody/999999/put-away").status_code == 404


def test_the_search_box_finds_a_place_by_its_code(cast, office):
    room = opened()
    page = office("hefei-custody").post("/office/search", {"q": place_code(room)}).content.decode()
    assert f'href="/office/custody/{room}"' in page
    assert f'href="/office/custody/{room}"' not in (
        office("wuhu-counter").post("/office/search", {"q": place_code(room)}).content.decode()
    )
