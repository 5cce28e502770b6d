"""Putting away by scanning: the copies, the codes of whole places, all or nothing (N11.1)."""

from __future__ import annotations

import pytest

from tests.cast import AT
from tests.register.custody_helpers import custodian, go, kept, opened, slip
from yinxin.kernel.refusal import AlreadyDone, Incomplete, NotFound, NotPermitted
from yinxin.register import books, shelving
from yinxin.register.models import Certificate, Slip
from yinxin.register.places import PlaceKind, SlipKind, place_code
from yinxin.register.states import PaperState as P

pytestmark = pytest.mark.django_db


def number_of(copy: int) -> str:
    return Certificate.objects.get(papers__id=copy).management_number


def put(to: int, *texts: str, number: str = "YK-1", by=None) -> int:
    return shelving.put_away_scanned(to=to, texts=texts, number=number, by=by or custodian(), at=AT)


def test_scanned_copies_and_whole_places_go_to_the_shelf_with_a_slip_for_each_place(cast):
    room, shelf = opened(), opened("甲架", PlaceKind.SHELF)
    box = opened("一号箱", PlaceKind.BOX)
    copies = kept(cast, room, seed=3801)
    go(copies[:2], room, box, slip(SlipKind.SHELVING, P.HELD, P.HELD))
    assert put(shelf, number_of(copies[2]), " ", place_code(box), number_of(copies[2])) == 3
    assert books.balance([room, shelf, box]) == {room: 1, shelf: 3, box: 0}
    assert set(Slip.objects.filter(to=shelf).values_list("number", "count")) == {("YK-1", 1), ("YK-1-2", 2)}


def test_one_wrong_scan_moves_nothing_and_each_is_named(cast):
    room, shelf = opened(), opened("甲架", PlaceKind.SHELF)
    copies = kept(cast, room, seed=3802)
    with pytest.raises(Incomplete) as refused:
        put(room, number_of(copies[0]), "no such number", place_code(room), place_code(shelf)[:-1] + "?")
    said = str(refused.value)
    assert said.count("已在这个库位") == 2
    assert "查不到" in said
    assert books.balance([room]) == {room: 4}


@pytest.mark.parametrize("texts", [[], [" ", ""], ["x"] * 3 + [str(n) for n in range(2001)]])
def test_nothing_or_too_much_is_refused(cast, texts):
    with pytest.raises(Incomplete, match="没有扫描到证书"):
        put(opened(), *texts)


def test_an_empty_place_brings_nothing(cast):
    shelf = opened("甲架", PlaceKind.SHELF)
    with pytest.raises(Incomplete, match="没有证书"):
        put(opened(), place_code(shelf))


def test_the_same_slip_twice_and_strangers_are_refused(cast):
    room, shelf = opened(), opened("甲架", PlaceKind.SHELF)
    copies = kept(cast, room, seed=3803)
    put(shelf, number_of(copies[0]))
    with pytest.raises(AlreadyDone):
        put(shelf, number_of(copies[1]))
    with pytest.raises(NotPermitted):
        put(shelf, number_of(copies[1]), by=cast.counter)
    with pytest.raises(NotFound):
        put(shelf, number_of(copies[1]), by=cast.data)
    with pytest.raises(NotFound):
        put(999_999, number_of(copies[1]))
