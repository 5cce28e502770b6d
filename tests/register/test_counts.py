"""Stock-takes by scanning: every scan is answered at once, and the list of differences says where (N11.1)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.cast import AT
from tests.register.custody_helpers import custodian, go, kept, opened, slip
from yinxin.kernel.refusal import NotFound, NotPermitted, WrongState
from yinxin.parties.queries import actor_named
from yinxin.register import books, counting, counts
from yinxin.register.counting import Verdict
from yinxin.register.models import Certificate, Scan
from yinxin.register.places import PlaceKind, SlipKind, place_code
from yinxin.register.states import PaperState as P
from yinxin.register.vault import vault

pytestmark = pytest.mark.django_db


def certificate(copy: int) -> Certificate:
    return Certificate.objects.get(papers__id=copy)


def begin(room: int) -> int:
    return counting.begin_count(place_id=room, by=custodian(), at=AT)


def said(number: int, text: str) -> Verdict:
    return counting.scan_text(count_id=number, text=text, by=custodian(), at=AT).verdict


def test_each_scan_is_answered_by_what_it_brought(cast):
    room, other = opened(), opened("二号证书室")
    shelf = opened("甲架", PlaceKind.SHELF, room)
    copies = kept(cast, room, seed=3901)
    go(copies[:1], room, shelf, slip(SlipKind.SHELVING, P.HELD, P.HELD))
    go(copies[1:2], room, other, slip(SlipKind.SHELVING, P.HELD, P.HELD))
    number = begin(room)
    first, second = certificate(copies[0]), certificate(copies[1])
    assert said(number, first.management_number) is Verdict.NEW
    assert said(number, vault().token(first.pk)) is Verdict.ALREADY
    told = counting.scan_text(count_id=number, text=second.management_number, by=custodian(), at=AT)
    assert told.verdict is Verdict.ELSEWHERE
    assert "二号证书室" in str(told.words)
    for text in ("no such number", "", place_code(room), place_code(shelf)):
        assert said(number, text) is Verdict.UNKNOWN
    assert Scan.objects.filter(count_id=number).count() == 2
    view = counts.count(number, custodian())
    assert (view.expected, view.scanned, view.is_open) == (3, 2, True)
    assert [one.management_number for one in counts.latest_scans(number, custodian())] == [
        second.management_number,
        first.management_number,
    ]


def test_the_differences_stand_by_place_the_missing_first(cast):
    room, other = opened(), opened("二号证书室")
    here, there = kept(cast, room, seed=3902), kept(cast, other, seed=3903)
    number = begin(room)
    with pytest.raises(WrongState):
        counts.differences_of(number, custodian())
    for copy in (*here[2:], there[0]):
        said(number, certificate(copy).management_number)
    counting.finish_count(count_id=number, by=custodian(), at=AT)
    groups = counts.by_place(counts.differences_of(number, custodian()))
    assert [(place, key, [one.copy_id for one in lines]) for place, key, lines in groups] == [
        (
            "一号证书室",
            room,
            [copy for _, copy in sorted((certificate(c).management_number, c) for c in here[:2])],
        ),
        ("二号证书室", other, [there[0]]),
    ]
    assert [one.missing for _, _, lines in groups for one in lines] == [True, True, False]
    with pytest.raises(WrongState):
        said(number, certificate(here[0]).management_number)
    # What moves afterwards changes nothing of what was found.
    go(here[2:3], room, other, slip(SlipKind.SHELVING, P.HELD, P.HELD), AT + timedelta(hours=1))
    assert counts.count(number, custodian()).expected == 4
    assert books.balance([room]) == {room: 3}


def test_a_stock_take_is_open_to_its_own_territory_only(cast):
    room = opened()
    number = begin(room)
    assert [one.id for one in counts.counts_for(custodian())] == [number]
    assert [one.id for one in counts.counts_at(room, custodian())] == [number]
    assert counts.open_in(counts.count(number, custodian()).over.id) == number
    stranger = actor_named("wuhu-counter", AT)
    assert counts.counts_for(stranger) == ()
    for read in (counts.count, counts.latest_scans, counts.differences_of):
        with pytest.raises(NotFound):
            read(number, stranger)
    with pytest.raises(NotPermitted):
        counting.scan_text(count_id=number, text="x", by=cast.counter, at=AT)
