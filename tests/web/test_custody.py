"""The pages of the custody book: places with balances, one place with its copies and slips (N11.1)."""

from __future__ import annotations

import pytest

from tests.register.custody_helpers import kept, opened
from yinxin.register.models import Certificate, PaperCopy, Place
from yinxin.register.places import PlaceKind

pytestmark = pytest.mark.django_db


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
        assert (
            f"/office/certificates/{certificate.pk}" not in page
        )  # the agency's, which issuers do not reach
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
