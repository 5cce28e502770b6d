"""Commands about paper: the books, print orders, reports, reprints, blanks."""

from __future__ import annotations

import pytest

from tests.cast import AT, released
from tests.register.custody_helpers import kept, opened
from yinxin.demo.printing_house import print_all
from yinxin.production.models import PrintOrder
from yinxin.register.places import place_code

pytestmark = pytest.mark.django_db


def test_the_books_say_what_lies_where_now_and_then(yinxin, cast):
    copies = kept(cast, opened(), seed=4101)
    said = yinxin("custody", "balance", "--org", "hefei", "--json")
    assert (said.code, said.json["total"]) == (0, len(copies))
    (book,) = said.json["organisations"]
    assert [(p["name"], p["kind"], p["count"]) for p in book["places"]] == [("一号证书室", "room", 4)]
    before = yinxin("custody", "balance", "--org", "hefei", "--at", "2026-09-01", "--json")
    assert before.json["total"] == 0
    assert "印制厂" in yinxin("custody", "balance").out
    assert yinxin("custody", "balance", "--org", "nowhere").code == 1


def test_places_are_listed_with_the_codes_of_their_labels(yinxin, cast):
    assert yinxin("custody", "places", "--org", "hefei", "--json").json == []
    room = opened()
    said = yinxin("custody", "places", "--org", "hefei", "--json").json
    assert [(one["place"], one["code"], one["kind"]) for one in said] == [(room, place_code(room), "room")]
    assert place_code(room) in yinxin("custody", "places").out


def test_an_order_goes_out_and_its_report_comes_back(yinxin, cast, tmp_path, settings, behind_the_back):
    behind_the_back(
        "update production_print_order set state = 'handed_over', manifest = repeat('0', 64) where state = %s",
        "ordered",
    )
    settings.PRINT_DROP = tmp_path
    assert yinxin("print", "blanks", "0001", "0099", "--prefix", "ZK", "--json").json == {"blanks": 99}
    batch = released(cast, count=6, seed=4102, at=AT)
    listed = [one for one in yinxin("print", "orders", "--json").json if one["batch"] == batch]
    assert {(one["state"], one["overlay"]) for one in listed} == {("handed_over", True)}
    for path in print_all(tmp_path, seed=3, spoils=1, loses=0):
        said = yinxin("print", "report", path, "--json")
        assert (said.code, said.json["printed"], said.json["lost"]) == (0, 0, 0)
        again = yinxin("print", "again", path.stem, "--json").json["order"]
        assert PrintOrder.objects.get(number=again).papers == said.json["spoiled"]
    assert yinxin("print", "retry", listed[0]["order"]).code == 1
